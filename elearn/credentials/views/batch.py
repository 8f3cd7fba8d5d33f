"""Many certificates in one file."""

from __future__ import annotations

from flask import redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid, NotFound
from elearn.credentials import service
from elearn.credentials.forms import BatchForm
from elearn.credentials.views.base import blueprint
from elearn.people import queries as people
from elearn.web.access import admin, signed_in
from elearn.web.context import catalogue, now, session, settings
from elearn.web.transaction import aside, writes


@blueprint.get("/admin/sertifikat/bundel")
@admin
def batches() -> ResponseReturnValue:
    """Choosing certificates, and the bundles that were asked for."""
    return _chooser(_form())


@blueprint.post("/admin/sertifikat/bundel")
@admin
@writes
def request_batch() -> ResponseReturnValue:
    """Have the chosen certificates put into one file."""
    form = _form()
    try:
        if not form.validate():
            return _chooser(form), 422
        batch_id = service.request_batch(session(), form.choice(), actor=signed_in(), now=now())
    except Invalid as refused:
        form.refuse(refused)
        return _chooser(form), 422
    return redirect(url_for(".batch", batch_id=batch_id), 303)


@blueprint.get("/admin/sertifikat/bundel/<int:batch_id>")
@admin
def batch(batch_id: int) -> ResponseReturnValue:
    """How far a bundle has come."""
    shown = service.bundle(session(), batch_id, actor=signed_in(), now=now())
    return render_template("credentials/batch.html", bundle=shown)


@blueprint.get("/admin/sertifikat/bundel/<int:batch_id>/unduh")
@admin
def download_batch(batch_id: int) -> ResponseReturnValue:
    """The file, once it is written down who takes whose certificates."""
    actor, at, path = signed_in(), now(), service.bundle_path(settings().data / service.BUNDLES, batch_id)
    taken = aside(lambda own: service.take_bundle(own, batch_id, actor=actor, now=at))
    if not path.is_file():
        raise NotFound("Berkas bundel ini tidak ada di server. Sertifikatnya aman; buat bundel yang baru.")
    response = send_file(path, mimetype="application/zip", as_attachment=True, download_name=taken.file_name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _form() -> BatchForm:
    form = BatchForm()
    form.offer(catalogue().courses.values(), people.unit_tree(session(), people.unit_scope(session(), signed_in())))
    return form


def _chooser(form: BatchForm) -> str:
    made = service.bundles_of(session(), actor=signed_in(), now=now())
    return render_template("credentials/batches.html", form=form, bundles=made, courses=catalogue().courses)
