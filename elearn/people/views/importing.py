"""People from a list: a look at every row first, and only then the change; whoever sent it may take it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from elearn.core.database import read_only
from elearn.core.errors import Invalid, NotFound
from elearn.core.tables import MOST_BYTES, Table
from elearn.core.tabular import FORMATS, Column, write
from elearn.extensions import db
from elearn.people import service
from elearn.people.forms.importing import OUTCOMES, UNDONE, NewUnitsForm, PeopleListForm, RowsForm
from elearn.people.rules.importing import COLUMNS
from elearn.people.service import import_applying as applying
from elearn.people.service import import_pages as pages
from elearn.people.service import import_planning as planning
from elearn.people.service.import_forgetting import KEPT_DAYS
from elearn.people.views.base import blueprint, today
from elearn.web.access import admin, signed_in
from elearn.web.context import now, objects, session
from elearn.web.paging import Paging
from elearn.web.transaction import aside, writes

IMPORT = "/admin/pegawai/impor"
ONE = f"{IMPORT}/<int(max=999999999999):list_id>"
SHEETS = ("csv", "xlsx")
LISTED = 10
NO_SHEET = "Format ini tidak tersedia. Pilih CSV atau XLSX."
MISSING = "Pilih berkas daftar pegawai."
Result = TypeVar("Result")


@blueprint.get(IMPORT)
@admin
def import_people() -> ResponseReturnValue:
    """Where a list is uploaded, what it may hold, and the lists uploaded before."""
    return _upload_page(PeopleListForm())


@blueprint.post(IMPORT)
@admin
@writes
def receive_people() -> ResponseReturnValue:
    """Keep a list with what it would do; nobody is changed yet."""
    form, actor = PeopleListForm(), signed_in()
    try:
        table, digest, name = _received(form.berkas.data)
        plan = reading(lambda own: planning.plan_people(own, table, today=today(), actor=actor))
    except Invalid as refused:
        form.refuse(Invalid(refused.message, {"berkas": refused.message}))
        return _upload_page(form), 422
    number = planning.receive_people(session(), digest, name, plan, actor=actor, now=now())
    return redirect(url_for(".people_list", list_id=number), 303)


@blueprint.get(ONE)
@admin
def people_list(list_id: int) -> ResponseReturnValue:
    """What a list would do, row by row; once it is applied, what it did."""
    return _list_page(list_id)


@blueprint.post(ONE)
@admin
@writes
def find_rows(list_id: int) -> ResponseReturnValue:
    """Lead to the rows that are looked for, by an address that tells nobody's number."""
    page = pages.import_page(session(), list_id, actor=signed_in())
    query: dict[str, Any] = RowsForm(formdata=request.form).query()
    return redirect(url_for(".people_list", list_id=page.id, **query), 303)


@blueprint.post(f"{ONE}/unit")
@admin
@writes
def choose_units(list_id: int) -> ResponseReturnValue:
    """Judge the rows again, with units that are to be made."""
    form, actor = NewUnitsForm(), signed_in()
    wanted = ["*"] if request.form.get("semua") else form.units.data or []
    agencies = bool(form.perangkat.data)
    plan = reading(lambda own: planning.plan_again(own, list_id, wanted, objects=objects(), actor=actor, now=now()))
    try:
        planning.keep_plan(session(), list_id, plan, form.induk.data, agencies=agencies, actor=actor)
    except Invalid as refused:
        session().rollback()
        form.refuse(refused)
        return _list_page(list_id, form), 422
    flash("Semua baris diperiksa lagi dengan pilihan unit ini.", "sukses")
    return redirect(url_for(".people_list", list_id=list_id), 303)


@blueprint.post(f"{ONE}/terapkan")
@admin
@writes
def apply_list(list_id: int) -> ResponseReturnValue:
    """Let the worker add and change people."""
    applying.confirm_people(session(), list_id, actor=signed_in(), now=now())
    flash("Daftar sedang diterapkan di belakang layar. Muat ulang halaman ini sebentar lagi.", "sukses")
    return redirect(url_for(".people_list", list_id=list_id), 303)


@blueprint.post(f"{ONE}/buang")
@admin
@writes
def discard_list(list_id: int) -> ResponseReturnValue:
    """Forget a list that was only looked at."""
    planning.discard_people(session(), list_id, actor=signed_in(), now=now())
    flash("Daftar dibuang. Tidak ada data pegawai yang berubah.", "sukses")
    return redirect(url_for(".import_people"), 303)


@blueprint.get(f"{ONE}/ditolak.<kind>")
@admin
def refused_people(list_id: int, kind: str) -> ResponseReturnValue:
    """The refused rows as they were, with their reasons: to be mended and uploaded again."""
    columns, rows = pages.refused_rows(session(), list_id, objects=objects(), actor=signed_in())
    return sheet(kind, columns, rows, "pegawai-ditolak")


@blueprint.get(f"{IMPORT}/templat.<kind>")
@admin
def import_template(kind: str) -> ResponseReturnValue:
    """An empty list with the headings that are known here."""
    return sheet(kind, COLUMNS, (), "templat-pegawai")


def sheet(kind: str, columns: Sequence[Column], rows: Iterable[Sequence[str]], name: str) -> Response:
    """A file to download. Raises NotFound for a kind that is none."""
    if kind not in SHEETS:
        raise NotFound(NO_SHEET)
    answer = Response(b"".join(write(kind, columns, rows)), content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def reading(work: Callable[[Session], Result]) -> Result:
    """What takes its time and only reads, in a session of its own: the view's would hold up every writer."""
    with read_only(), Session(db.engine) as own:
        return work(own)


def _received(upload: object) -> tuple[Table, str, str]:
    """Read the list, so that an unreadable one is refused here, and keep its bytes. Before any transaction."""
    if not isinstance(upload, FileStorage) or not upload.filename:
        raise Invalid(MISSING)
    with upload.stream as stream:
        data = stream.read(MOST_BYTES + 1)
    return planning.read_people(data), objects().put(data, durable=True), upload.filename


def _upload_page(form: PeopleListForm) -> str:
    lists = pages.latest_imports(session(), LISTED, actor=signed_in())
    return render_template("people/import.html", form=form, lists=lists, columns=COLUMNS, kept=KEPT_DAYS)


def _list_page(list_id: int, refused: NewUnitsForm | None = None) -> str:
    actor, at, page = signed_in(), now(), pages.import_page(session(), list_id, actor=signed_in())
    form = RowsForm(formdata=request.args)
    form.offer(page.counts, page.undone)
    wanted = pages.RowFilter(form.hasil.data or "", form.cari.data or "")
    total = pages.count_rows(session(), list_id, wanted)
    paging = Paging.of_request(total)
    rows = pages.list_rows(session(), list_id, wanted, offset=paging.offset, limit=paging.size)
    units = _units_form(page, refused)
    if request.method == "GET":
        aside(lambda own: pages.note_rows(own, rows, total, actor=actor, now=at))
    else:
        pages.note_rows(session(), rows, total, actor=actor, now=at)
    shown = {"form": form, "rows": rows, "paging": paging, "units": units, "words": OUTCOMES | UNDONE}
    return render_template("people/import_list.html", page=page, kept=KEPT_DAYS, **shown)


def _units_form(page: pages.ImportPage, refused: NewUnitsForm | None) -> NewUnitsForm:
    """The choice of units to be made, as it was kept or as it was refused."""
    form = refused or NewUnitsForm(
        formdata=None,
        units=[unit.code for unit in page.new_units if unit.wanted],
        induk=page.below_id,
        perangkat=any(unit.is_agency for unit in page.new_units),
    )
    everywhere = service.reaches_everybody(session(), actor=signed_in())
    form.offer(page.new_units, service.unit_choices(session(), actor=signed_in()), everywhere)
    return form
