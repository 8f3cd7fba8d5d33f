"""Competencies of many: the heat map, who stands behind a cell, one person's profile, and the export."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from elearn.core.errors import NotFound
from elearn.core.tabular import FORMATS
from elearn.extensions import db
from elearn.reporting import service
from elearn.reporting.forms import GapForm
from elearn.reporting.rules.exports import Listed
from elearn.reporting.service import GapFilter
from elearn.reporting.views.base import asker, blueprint, if_too_long, note, part
from elearn.web.access import admin
from elearn.web.context import catalogue, session
from elearn.web.transaction import aside


@blueprint.get("/admin/kompetensi")
@admin
def heat_map() -> ResponseReturnValue:
    """Which units meet which standards, and which course would help most. It names nobody."""
    page = service.heat_map(session(), catalogue(), unit_asked(), asker())
    return render_template("reporting/heat_map.html", page=page, today=asker().today)


@blueprint.get("/admin/kompetensi/pegawai")
@admin
def gaps() -> ResponseReturnValue:
    """Who stands behind a cell."""
    form = GapForm(request.args)
    form.offer(catalogue().reference)
    asked = GapFilter(form.code(), unit_asked(), form.short())
    page = service.gap_page(session(), catalogue(), asked, part, asker())
    note("competency.view", page.people, {"competency": asked.code, "unit_id": asked.unit_id or ""})
    return render_template("reporting/gaps.html", page=page, form=form, asked=asked)


@blueprint.get("/admin/kompetensi/pegawai/<int:person_id>")
@admin
def person_competencies(person_id: int) -> ResponseReturnValue:
    """One person's profile."""
    page = service.person_profile(session(), catalogue(), person_id, asker())
    note("competency.view", [person_id], {})
    return render_template("reporting/person_competencies.html", page=page, reference=catalogue().reference)


@blueprint.get("/admin/kompetensi/ekspor.<kind>")
@admin
def export_gaps(kind: str) -> ResponseReturnValue:
    """Everybody's levels and gaps as a file. Written down first, then sent while it is read."""
    if kind not in FORMATS:
        raise NotFound("Format ini tidak tersedia. Pilih CSV, XLSX, atau JSON Lines.")
    unit_id, by = unit_asked(), asker()
    if elsewhere := if_too_long(Listed.COMPETENCIES, {"unit_id": unit_id}, kind):
        return elsewhere
    export = aside(lambda own: service.begin_gap_export(own, unit_id, kind, by))
    pieces = service.write_gaps(db.engine, export, kind, reference=catalogue().reference)
    answer = Response(pieces, content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="kompetensi-{by.today.isoformat()}.{kind}"'
    return answer


def unit_asked() -> int | None:
    """The unit asked for. Raises NotFound for what is no number: the whole scope is never shown by mistake."""
    asked = request.args.get("unit", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise NotFound("Unit ini tidak ditemukan di dalam cakupan Anda.")
    return int(asked)
