"""An admin's programmes: the list, one with its people, and the people as a file."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import NotFound
from elearn.core.tabular import FORMATS, MOST_AT_ONCE, write
from elearn.programmes import service
from elearn.programmes.forms import StateForm
from elearn.programmes.views.base import LIST, ONE, blueprint
from elearn.web import context
from elearn.web.access import admin, signed_in
from elearn.web.paging import Paging
from elearn.web.transaction import aside


@blueprint.get(LIST)
@admin
def programmes() -> ResponseReturnValue:
    """The programmes of the admin's scope, and those that bind her people."""
    lines = service.programme_list(context.session(), actor=signed_in(), now=context.now())
    return render_template("programmes/list.html", lines=lines)


@blueprint.get(ONE)
@admin
def programme(programme_id: int) -> ResponseReturnValue:
    """One programme, and where its people stand."""
    form, actor, at = StateForm(request.args), signed_in(), context.now()
    where = (context.session(), context.catalogue(), programme_id, form.state(), Paging.of_request)
    page = service.programme_page(*where, actor=actor, now=at, unit_id=form.unit_id())
    shown = [line.member.id for line in page.lines]
    aside(lambda own: service.note_people(own, programme_id, shown, actor=actor, now=at))
    query = {name: request.args[name] for name in ("keadaan", "unit") if request.args.get(name)}
    return render_template("programmes/one.html", page=page, form=form, query=query)


@blueprint.get(f"{ONE}/ekspor.<kind>")
@admin
def export(programme_id: int, kind: str) -> ResponseReturnValue:
    """The people as a file. Written down first."""
    if kind not in FORMATS:
        raise NotFound("Format ini tidak tersedia. Pilih CSV, XLSX, atau JSON Lines.")
    form, actor, at = StateForm(request.args), signed_in(), context.now()
    asked, unit_id = (context.session(), context.catalogue(), programme_id, form.state()), form.unit_id()
    lines = service.sheet(*asked, actor=actor, now=at, unit_id=unit_id)
    if len(lines) > MOST_AT_ONCE:
        where = url_for("reporting.ask_export", listed="program", kind=kind, programme_id=programme_id)
        return redirect("&".join(filter(None, (where, urlencode(list(request.args.items(multi=True)))))), 303)
    aside(lambda own: service.note_export(own, programme_id, lines, kind, actor=actor, now=at, unit_id=unit_id))
    answer = Response(write(kind, service.COLUMNS, service.rows(lines)), content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="program-{programme_id}.{kind}"'
    return answer
