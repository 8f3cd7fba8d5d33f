"""A course's files out and in as one ZIP: upload, look at what it would change, then replace."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack

from flask import flash, redirect, render_template, request, send_file, session, url_for
from flask.typing import ResponseReturnValue

from elearn.authoring import rules, service
from elearn.authoring.forms import UploadForm
from elearn.authoring.views.base import COURSE, blueprint
from elearn.content.packing import Refused
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.web import context
from elearn.web.access import learner, signed_in
from elearn.web.transaction import writes

UPLOAD = "/kelola/unggah"
MEGABYTE = 1_000_000
IN_MEMORY = 1_000_000


@blueprint.url_value_preprocessor
def allow_a_course(endpoint: str | None, _values: object) -> None:
    """Uploads may be larger than other requests, for whoever is signed in: forms are read before anything is asked."""
    if endpoint == "authoring.receive" and "_user_id" in session:
        request.max_content_length = context.settings().upload_mb * MEGABYTE


@blueprint.get(f"{COURSE}/unduh.zip")
@learner
def download(course_slug: str) -> ResponseReturnValue:
    with ExitStack() as opened:
        packed = opened.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        service.download(context.library(), course_slug, packed, actor=signed_in())
        packed.seek(0)
        name = f"{course_slug}.zip"
        answer = send_file(packed, "application/zip", as_attachment=True, download_name=name, max_age=0)
        answer.call_on_close(opened.pop_all().close)  # it is read while it is sent
    return answer


@blueprint.get(UPLOAD)
@learner
def upload() -> ResponseReturnValue:
    form = UploadForm()
    form.kursus.data = request.args.get("kursus", "")[:100]
    return _upload_page(form)


@blueprint.post(UPLOAD)
@learner
@writes
def receive() -> ResponseReturnValue:
    form, most = UploadForm(), context.settings().upload_mb * MEGABYTE
    reasons: tuple[str, ...] = ()
    if form.validate():
        where = (context.library(), form.kursus.data.strip(), form.berkas.data.stream)
        try:
            token = service.receive(*where, most_bytes=most, actor=signed_in(), now=context.now())
            return redirect(url_for(".upload_plan", token=token), 303)
        except Refused as refused:
            reasons = refused.reasons
        except Invalid as refused:
            form.refuse(refused)
    return _upload_page(form, reasons), 422


@blueprint.get(f"{UPLOAD}/<token>")
@learner
def upload_plan(token: str) -> ResponseReturnValue:
    plan = service.upload_plan(context.library(), token, actor=signed_in())
    return render_template("authoring/upload_plan.html", plan=plan)


@blueprint.post(f"{UPLOAD}/<token>")
@learner
@writes
def replace(token: str) -> ResponseReturnValue:
    where = (context.session(), context.library(), token)
    if "batal" in request.form:
        service.discard(context.library(), token, actor=signed_in())
        flash("Unggahan dibatalkan. Tidak ada yang diubah.", "sukses")
        return redirect(url_for(".upload"), 303)
    try:
        slug = service.replace_folder(*where, actor=signed_in(), now=context.now())
    except Conflict as refused:
        flash(refused.message, "peringatan")
        return redirect(url_for(".upload_plan", token=token), 303)
    flash("Berkas kursus diganti. Folder yang lama disimpan di folder data situs ini.", "sukses")
    return redirect(url_for(".course", course_slug=slug), 303)


def _upload_page(form: UploadForm, reasons: tuple[str, ...] = ()) -> str:
    if not rules.may_upload(signed_in()):
        raise NotFound("Halaman ini untuk pengajar dan admin.")
    most = context.settings().upload_mb
    return render_template("authoring/upload.html", form=form, reasons=reasons, most=most)
