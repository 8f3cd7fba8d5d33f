"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from flask import Blueprint, Response, request, send_file, session
from werkzeug.datastructures import FileStorage

from elearn.core.clock import local_date
from elearn.core.errors import Invalid, NotFound
from elearn.external import service
from elearn.external.forms import TrainingForm
from elearn.external.inspecting import inspect
from elearn.external.rules import ACT_WORDS, STATE_WORDS, Act, State, TrainingFacts, rule_sentence
from elearn.external.service import Evidence, Stored
from elearn.external.service.evidence import GONE
from elearn.web import context
from elearn.web.access import signed_in

MEGABYTE = 1_000_000
ROOM = 4  # a file a little too large is refused with a sentence, and what was typed stays
CODE = "<string(maxlength=20):code>"
# A file that somebody uploaded acts on nothing of ours, whatever a browser makes of it.
FILE_POLICY = "default-src 'none'; sandbox"

blueprint = Blueprint("external", "elearn.external", template_folder="templates")
blueprint.add_app_template_global(rule_sentence, "aturan_jp")


@blueprint.app_template_global()
def keadaan(state: State) -> tuple[str, str]:
    """A state in words, and the tone of its badge."""
    return STATE_WORDS[state]


@blueprint.app_template_global()
def tindakan(act: Act) -> str:
    """Something done, in words."""
    return ACT_WORDS[act]


@blueprint.app_template_global()
def fakta(facts: TrainingFacts) -> dict[str, str]:
    """The facts of a training by their labels."""
    return service.shown_facts(facts, context.catalogue().reference)


@blueprint.url_value_preprocessor
def allow_evidence(endpoint: str | None, _values: object) -> None:
    """Evidence may be larger than other requests, for whoever is signed in: forms are read before anything is asked."""
    if endpoint in {"external.create", "external.save"} and "_user_id" in session:
        most = context.settings().evidence_mb * MEGABYTE * ROOM
        request.max_content_length = max(most, request.max_content_length or 0)


def handled(form: TrainingForm, work: Callable[[Mapping[str, str], int | None], str]) -> str | None:
    """Take the file, then do ``work`` with what was typed and the file's id; None when something is wrong and the form
    says so. A good file is kept all the same, so that nobody uploads it twice.
    """
    fault, stored = _received(form.bukti.data)
    form.validate()
    try:
        if stored is not None:
            kept = service.keep(context.session(), stored, scanning=scanning(), actor=signed_in(), now=context.now())
            form.bukti_id.data = str(kept.id)
        return work(form.raw(), None if fault else form.kept_id())
    except Invalid as refused:
        form.refuse(Invalid(refused.message, refused.fields | ({"bukti": fault} if fault else {})))
        return None


def today() -> date:
    """The date where the signed-in person serves."""
    return local_date(context.now(), signed_in().zone)


def scanning() -> bool:
    """Whether this site has a virus scanner."""
    return bool(context.settings().scan_command)


def shown_file(form: TrainingForm) -> Evidence | None:
    """The file that a form already has, if it is fit."""
    try:
        return service.own_file(context.session(), form.kept_id(), actor=signed_in())
    except Invalid:
        form.bukti_id.data = ""
        return None


def download(file: Evidence) -> Response:
    """The file as it came, to be saved and never shown by the browser."""
    if not context.objects().has(file.digest):
        raise NotFound(GONE)
    path = context.objects().path(file.digest)
    answer = send_file(path, mimetype=file.mime, as_attachment=True, download_name=file.name, max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    return answer


def _received(upload: object) -> tuple[str, Stored | None]:
    """What is wrong with an upload, or where it is kept now. Before any transaction."""
    if not isinstance(upload, FileStorage) or not upload.filename:
        return "", None
    most = context.settings().evidence_mb * MEGABYTE
    try:
        with upload.stream as stream:
            found = inspect(stream.read(most + 1), upload.filename, most_bytes=most)
    except Invalid as refused:
        return refused.message, None
    return "", service.store(context.objects(), found)
