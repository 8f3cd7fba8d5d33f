"""Where certificates go out to be signed, and come back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO, cast

from flask import render_template, request, send_file
from flask import session as browser
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import sessionmaker
from werkzeug.datastructures import FileStorage

from elearn.content.packing import Refused, members
from elearn.core.errors import NotFound
from elearn.credentials import service
from elearn.credentials.forms import SignedForm
from elearn.credentials.service import Verdict
from elearn.credentials.service.signing import LARGEST_PDF, NOTHING
from elearn.credentials.views.base import blueprint, policy
from elearn.extensions import db
from elearn.web.access import admin, signed_in
from elearn.web.context import now, objects, session, settings
from elearn.web.paging import Paging
from elearn.web.transaction import aside, writes

MEGABYTE = 1_000_000
IN_MEMORY = 1_000_000


@blueprint.url_value_preprocessor
def allow_signed_files(endpoint: str | None, _values: object) -> None:
    """Signed files may be larger than other requests, for whoever is signed in: forms are read before all else."""
    if endpoint == "credentials.receive_signed" and "_user_id" in browser:
        request.max_content_length = settings().upload_mb * MEGABYTE


@blueprint.app_template_global()
def signs_outside() -> bool:
    """Whether certificates wait for a signature from outside, or some still do."""
    return policy().leaves_unsigned or service.count_waiting(session(), actor=signed_in(), now=now()) > 0


@blueprint.get("/admin/tte")
@admin
def signing_queue() -> ResponseReturnValue:
    """What waits to be signed."""
    return _page(SignedForm(), [])


@blueprint.get("/admin/tte/belum-ditandatangani.zip")
@admin
def unsigned_zip() -> ResponseReturnValue:
    """The unsigned files, those that have waited longest first; written down before the first byte."""
    files = service.waiting(session(), actor=signed_in(), now=now(), size=service.MOST_AT_ONCE)
    if not files:
        raise NotFound(NOTHING)
    _note(files)
    with ExitStack() as opened:
        packed = opened.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        service.write_unsigned(files, packed, objects())
        packed.seek(0)
        name = f"untuk-tte-{now():%Y%m%d-%H%M}.zip"
        answer = send_file(packed, "application/zip", as_attachment=True, download_name=name, max_age=0)
        answer.call_on_close(opened.pop_all().close)  # it is read while it is sent
    return answer


@blueprint.get("/admin/tte/<code>/belum-ditandatangani.pdf")
@admin
def unsigned_file(code: str) -> ResponseReturnValue:
    """One unsigned file."""
    one = service.waiting_one(session(), code, actor=signed_in(), now=now())
    if not objects().has(one.unsigned_digest):
        raise NotFound("Berkas ini tidak ada di server. Minta operator memulihkannya dari cadangan.")
    _note([one])
    where = objects().path(one.unsigned_digest)
    return send_file(where, "application/pdf", as_attachment=True, download_name=one.file_name, max_age=0)


@blueprint.post("/admin/tte")
@admin
@writes
def receive_signed() -> ResponseReturnValue:
    """Signed files, as they are or in ZIPs: each that is in order is issued at once."""
    form = SignedForm()
    if not form.validate():
        return _page(form, []), 422
    actor, at = signed_in(), now()
    session().rollback()  # files are judged outside any transaction; each is then recorded in one of its own
    found = _sent(form.berkas.data, settings().upload_mb * MEGABYTE)
    verdicts: list[Verdict] = []
    try:
        for one in service.accept_signed(sessionmaker(db.engine), found, objects=objects(), actor=actor, now=at):
            verdicts.append(one)
    except Refused as refused:
        form.form_errors.extend(refused.reasons)
        return _page(form, verdicts), 422
    return _page(SignedForm(formdata=None), verdicts)


def _sent(files: list[FileStorage], most_bytes: int) -> Iterator[tuple[str, bytes]]:
    """The files that were sent, those inside ZIPs one by one. Raises Refused for a ZIP that is unfit."""
    for one in files:
        begin = one.stream.read(4)
        one.stream.seek(0)
        if begin == b"PK\x03\x04":
            yield from members(cast(BinaryIO, one.stream), most_bytes)
        else:
            yield (one.filename or "berkas")[-150:], one.stream.read(LARGEST_PDF + 1)


def _page(form: SignedForm, verdicts: list[Verdict]) -> str:
    actor, at = signed_in(), now()
    paging = Paging.of_request(service.count_waiting(session(), actor=actor, now=at))
    rows = service.waiting(session(), actor=actor, now=at, offset=paging.offset, size=paging.size)
    return render_template(
        "credentials/signing.html", form=form, verdicts=verdicts, rows=rows, paging=paging, policy=policy(),
        most=settings().upload_mb, most_files=service.MOST_AT_ONCE,
    )  # fmt: skip


def _note(files: list[service.Waiting] | tuple[service.Waiting, ...]) -> None:
    actor, at = signed_in(), now()
    aside(lambda own: service.note_export(own, files, actor=actor, now=at))
