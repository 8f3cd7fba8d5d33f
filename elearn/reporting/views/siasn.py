"""Handing completions over to SIASN: the list, a hand-over, its files."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid, NotFound
from elearn.core.tabular import FORMATS
from elearn.credentials.service import BUNDLES, bundle_path
from elearn.extensions import db
from elearn.people.queries import unit_tree
from elearn.reporting.forms import SiasnForm
from elearn.reporting.rules.siasn import STATE_WORDS, SiasnState
from elearn.reporting.service import siasn as service
from elearn.reporting.service import siasn_files as files
from elearn.reporting.service.siasn_fallen import withdrawn
from elearn.reporting.views.base import asker, blueprint, note, part, with_filter
from elearn.web.access import admin
from elearn.web.context import catalogue, session, settings
from elearn.web.transaction import aside, writes

LISTED = 10
LONGEST_ID = 12
ONE = "/admin/siasn/ekspor/<int:export_id>"


@blueprint.app_template_global()
def keadaan_siasn(state: SiasnState) -> tuple[str, str]:
    """How a training stands with SIASN in words, and the tone of its badge."""
    return STATE_WORDS[state]


@blueprint.get("/admin/siasn")
@admin
def siasn() -> ResponseReturnValue:
    """What SIASN should know of, and how it stands there."""
    return _listed(_form())


@blueprint.post("/admin/siasn")
@admin
@writes
def export_siasn() -> ResponseReturnValue:
    """Hand over the rows that the filter in the address selects."""
    form = _form()
    try:
        made = service.hand_over(session(), form.asked(), catalogue().reference, asker())
    except Invalid as refused:
        form.refuse(refused)
        return _listed(form, 422)
    return redirect(url_for(".siasn_export", export_id=made.id), 303)


@blueprint.post("/admin/siasn/ditarik")
@admin
@writes
def withdrawn_from_siasn() -> ResponseReturnValue:
    """What no longer stands was taken out of SIASN, too: what was ticked, or all that was shown."""
    chosen = _ticked()
    done = withdrawn(session(), chosen, asker())
    if done.marked:
        flash(f"{done.marked} baris ditandai sudah ditarik dari SIASN.", "sukses")
    if done.standing:
        flash(f"{done.standing} baris masih berlaku, jadi tidak ditandai dan tidak perlu ditarik.", "peringatan")
    if not chosen:
        flash("Belum ada yang ditandai: centang dahulu barisnya.", "peringatan")
    elif not done.marked and not done.standing:
        flash("Baris itu sudah ditandai sebelumnya. Tidak ada yang berubah.", "peringatan")
    return redirect(with_filter(url_for(".siasn")), 303)


@blueprint.get(ONE)
@admin
def siasn_export(export_id: int) -> ResponseReturnValue:
    """A hand-over: its files, what is to be looked out for, and how far the ZIP has come."""
    page = files.export_page(session(), export_id, asker())
    note("siasn.view", page.people, {"export": export_id, "count": len(page.again)})
    return render_template("reporting/siasn_export.html", page=page)


@blueprint.get(f"{ONE}/siasn.<kind>")
@admin
def download_siasn(export_id: int, kind: str) -> ResponseReturnValue:
    """A file of a hand-over. Written down first, then sent while it is read."""
    if kind not in {*FORMATS, "zip"}:
        raise NotFound("Format ini tidak tersedia. Pilih CSV, XLSX, JSON Lines, atau ZIP.")
    by = asker()
    zipped = aside(lambda own: files.take_export(own, export_id, kind, by))
    name = f"siasn-{export_id}.{kind}"
    if zipped is not None:
        return _zip(zipped.id, name)
    answer = Response(files.write_export(db.engine, export_id, kind, by.today), content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.post(f"{ONE}/zip")
@admin
@writes
def rebuild_siasn(export_id: int) -> ResponseReturnValue:
    """Put the ZIP together once more after its time is over."""
    files.rebuild(session(), export_id, asker())
    return redirect(url_for(".siasn_export", export_id=export_id), 303)


def _ticked() -> set[int]:
    """The rows that were ticked, or all that were shown. Raises NotFound for what is no number."""
    chosen = request.form.getlist("tampil" if request.form.get("semua") else "baris")
    if not all(each.isascii() and each.isdigit() and len(each) <= LONGEST_ID for each in chosen):
        raise NotFound("Baris ini tidak ditemukan di antara yang pernah diserahkan dari unit yang Anda kelola.")
    return {int(each) for each in chosen}


def _zip(batch_id: int, name: str) -> Response:
    path = bundle_path(settings().data / BUNDLES, batch_id)
    if not path.is_file():
        raise NotFound("Berkas ZIP ini tidak ada di server. Datanya aman; ekspor lagi untuk membuat yang baru.")
    answer = send_file(path, mimetype="application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _form() -> SiasnForm:
    form = SiasnForm(request.args)
    form.offer(unit_tree(session(), asker().scope(session())))
    return form


def _listed(form: SiasnForm, status: int = 200) -> ResponseReturnValue:
    """The list, or only the filter with what is wrong in it."""
    latest = files.latest_exports(session(), LISTED, asker())
    try:
        asked = form.asked()
    except Invalid as refused:
        form.refuse(refused)
        return render_template("reporting/siasn.html", form=form, page=None, latest=latest), 422
    page = service.siasn_page(session(), asked, part, catalogue().reference, asker())
    if status == 200:
        note("siasn.view", page.people, {**asked.described(), "count": len(page.lines)})
    return render_template("reporting/siasn.html", form=form, page=page, latest=latest), status
