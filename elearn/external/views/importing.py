"""Past training from a list: a template, a look at every row, and only then the recording."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from elearn.core.errors import Invalid
from elearn.core.tables import MOST_BYTES, read_table
from elearn.core.tabular import FORMATS, Column, Row, write
from elearn.external import service
from elearn.external.forms import ListForm
from elearn.external.rules import kinds, rule_of
from elearn.external.rules.listing import TEMPLATE, read_headings
from elearn.external.service import ImportPage
from elearn.external.views.admin import QUEUE
from elearn.external.views.base import blueprint, today
from elearn.web import context
from elearn.web.access import admin, signed_in
from elearn.web.transaction import aside, writes

IMPORT = f"{QUEUE}/impor"
SHOWN = 200
LISTED = 10
MISSING = "Pilih berkas daftarnya."


@blueprint.get(IMPORT)
@admin
def import_list() -> ResponseReturnValue:
    """Where a list is uploaded, and what it must hold."""
    return _import_page(ListForm())


@blueprint.post(IMPORT)
@admin
@writes
def receive_list() -> ResponseReturnValue:
    """Keep the list and show what it would record; nothing is recorded yet."""
    form = ListForm()
    try:
        digest, name = _received(form.berkas.data)
    except Invalid as refused:
        form.refuse(Invalid(refused.message, {"berkas": refused.message}))
        return _import_page(form), 422
    number = service.receive_list(context.session(), digest, name, actor=signed_in(), now=context.now())
    return redirect(url_for(".import_plan", import_id=number), 303)


@blueprint.get(f"{IMPORT}/<int:import_id>")
@admin
def import_plan(import_id: int) -> ResponseReturnValue:
    """Every row: recorded before, to be recorded, or refused and why."""
    page, actor, at = _page(import_id), signed_in(), context.now()
    aside(lambda own: service.note_list(own, page, actor=actor, now=at))
    reference = context.catalogue().reference
    return render_template("external/import_plan.html", page=page, plan=page.plan, shown=SHOWN, reference=reference)


@blueprint.post(f"{IMPORT}/<int:import_id>")
@admin
@writes
def confirm_list(import_id: int) -> ResponseReturnValue:
    """Let the worker record the good rows."""
    service.confirm(context.session(), import_id, actor=signed_in(), now=context.now())
    flash("Daftar diterima. Baris yang baik sedang dicatat; muat ulang halaman ini sebentar lagi.", "sukses")
    return redirect(url_for(".import_plan", import_id=import_id), 303)


@blueprint.get(f"{IMPORT}/<int:import_id>/ditolak.xlsx")
@admin
def refused_rows(import_id: int) -> ResponseReturnValue:
    """The refused rows as they were, with their reasons: to be mended and uploaded again."""
    plan = _page(import_id).plan
    headings = [Column(f"kolom_{place}", heading) for place, heading in enumerate(plan.headings)]
    columns = [*headings, Column("baris", "Baris semula"), Column("alasan", "Alasan ditolak")]
    rows = ([*row.cells[: len(headings)], str(row.row), row.reason] for row in plan.refused)
    return _sheet(columns, rows, "baris-ditolak.xlsx")


@blueprint.get(f"{IMPORT}/templat.xlsx")
@admin
def template() -> ResponseReturnValue:
    """An empty list with the right headings."""
    return _sheet(list(TEMPLATE), (), "templat-kegiatan-luar.xlsx")


def _received(upload: object) -> tuple[str, str]:
    """Read the list once, so that an unreadable one is refused here, and keep its bytes. Before any transaction."""
    if not isinstance(upload, FileStorage) or not upload.filename:
        raise Invalid(MISSING)
    with upload.stream as stream:
        data = stream.read(MOST_BYTES + 1)
    read_headings(read_table(data).headings)
    return context.objects().put(data, durable=True), upload.filename


def _page(import_id: int) -> ImportPage:
    return service.import_page(
        context.session(),
        import_id,
        objects=context.objects(),
        reference=context.catalogue().reference,
        zone=context.settings().timezone,
        actor=signed_in(),
        now=context.now(),
    )


def _import_page(form: ListForm) -> str:
    reference = context.catalogue().reference
    listed = [(name, rule_of(reference, key, today())) for key, name in kinds(reference).items()]
    lists = service.latest_lists(context.session(), LISTED, actor=signed_in())
    return render_template("external/import.html", form=form, kinds=listed, lists=lists)


def _sheet(columns: list[Column], rows: Iterable[Row], name: str) -> Response:
    answer = Response(b"".join(write("xlsx", columns, rows)), mimetype=FORMATS["xlsx"])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
