"""Making, changing and closing a programme, and exempting somebody."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid
from elearn.people.service import reaches_everybody, unit_choices
from elearn.programmes import service
from elearn.programmes.forms import ExemptionForm, ProgrammeForm
from elearn.programmes.rules import reminder_words
from elearn.programmes.service import NewProgramme, naming
from elearn.programmes.views.base import LIST, ONE, PERSON, blueprint
from elearn.web import context
from elearn.web.access import admin, signed_in
from elearn.web.transaction import aside, writes

MADE = "Program dibuat. Pesertanya diberi tahu pada pagi berikutnya, paling cepat pada hari mulainya."
MADE_EMPTY = "Program dibuat, tetapi belum ada pesertanya. Tambahkan mereka lewat “Tambah dari daftar”."


@blueprint.route(f"{LIST}/baru", methods=["GET", "POST"])
@admin
@writes
def add() -> ResponseReturnValue:
    """A new programme."""
    form = programme_form()
    if not form.is_submitted():
        return _page(form, "Program baru")
    form.validate()
    where = {"catalogue": context.catalogue(), "actor": signed_in(), "now": context.now()}
    try:
        number = service.create(context.session(), form.typed(), **where)
    except Invalid as refused:
        form.refuse(refused)
        return _page(form, "Program baru"), 422
    flash(MADE_EMPTY if form.typed().nobody else MADE, "sukses")
    return redirect(url_for(".programme", programme_id=number), 303)


@blueprint.route(f"{ONE}/ubah", methods=["GET", "POST"])
@admin
@writes
def edit(programme_id: int) -> ResponseReturnValue:
    """Change one."""
    by = {"actor": signed_in(), "now": context.now()}
    known = service.typed(context.session(), programme_id, **by)
    form = programme_form(programme_id)
    if not form.is_submitted():
        form.show(known)
        return _edited(form, known, programme_id)
    form.validate()
    try:
        service.edit(context.session(), programme_id, form.typed(), catalogue=context.catalogue(), **by)
    except Invalid as refused:
        form.refuse(refused)
        if naming.NAMES_CHANGED in refused.fields.values():
            form.show_names(known)
        return _edited(form, known, programme_id), 422
    flash("Program disimpan.", "sukses")
    return redirect(url_for(".programme", programme_id=programme_id), 303)


@blueprint.post(f"{ONE}/jalur")
@admin
@writes
def follow_paths(programme_id: int) -> ResponseReturnValue:
    """Ask for its learning paths as they are today."""
    where = {"catalogue": context.catalogue(), "actor": signed_in(), "now": context.now()}
    if service.follow_paths(context.session(), programme_id, **where):
        flash("Program mengikuti susunan jalur yang sekarang. Keadaan peserta dihitung menurut susunan itu.", "sukses")
    else:
        flash("Susunan jalurnya sudah yang sekarang, jadi tidak ada yang diubah.", "info")
    return redirect(url_for(".programme", programme_id=programme_id), 303)


@blueprint.get(f"{ONE}/tutup")
@admin
def ask_close(programme_id: int) -> ResponseReturnValue:
    """What ending one would do, before it is done."""
    found = service.closing(context.session(), programme_id, actor=signed_in())
    return render_template("programmes/ask_close.html", found=found, programme_id=programme_id, cohort_id=None)


@blueprint.post(f"{ONE}/tutup")
@admin
@writes
def close(programme_id: int) -> ResponseReturnValue:
    """End one."""
    waited = service.close(context.session(), programme_id, actor=signed_in(), now=context.now())
    told = f" {waited} orang yang menunggu tempat diberi tahu." if waited else ""
    flash(f"Program ditutup. Tidak ada lagi yang ditagih; catatannya tetap dapat dibaca.{told}", "sukses")
    return redirect(url_for(".programmes"), 303)


@blueprint.route(f"{PERSON}/bebaskan", methods=["GET", "POST"])
@admin
@writes
def exempt(programme_id: int, person_id: int) -> ResponseReturnValue:
    """Let somebody off, with a reason."""
    actor, now = signed_in(), context.now()
    name = service.member_in_reach(context.session(), programme_id, person_id, actor=actor, now=now)
    form = ExemptionForm()
    shown = {"form": form, "name": name, "programme_id": programme_id}
    if not form.is_submitted():
        return render_template("programmes/exempt.html", **shown)
    form.validate()
    try:
        service.exempt(context.session(), programme_id, person_id, form.alasan.data or "", actor=actor, now=now)
    except Invalid as refused:
        form.refuse(refused)
        return render_template("programmes/exempt.html", **shown), 422
    flash(f"{name} dibebaskan dari program ini.", "sukses")
    return redirect(url_for(".programme", programme_id=programme_id), 303)


@blueprint.post(f"{PERSON}/tagih")
@admin
@writes
def lift(programme_id: int, person_id: int) -> ResponseReturnValue:
    """Ask it of somebody again."""
    service.lift_exemption(context.session(), programme_id, person_id, actor=signed_in(), now=context.now())
    flash("Pembebasan dicabut.", "sukses")
    return redirect(url_for(".programme", programme_id=programme_id), 303)


def _edited(form: ProgrammeForm, known: NewProgramme, programme_id: int) -> str:
    """The form of a programme; whose numbers it shows is written down."""
    actor, at = signed_in(), context.now()
    names = naming.names(context.session(), programme_id, actor=actor, now=at)
    if form.is_submitted():
        service.note_people(context.session(), programme_id, names.people, actor=actor, now=at)
    else:
        aside(lambda own: service.note_people(own, programme_id, names.people, actor=actor, now=at))
    return _page(form, f"Ubah {known.name}", len(names.beyond))


def _page(form: ProgrammeForm, heading: str, beyond: int = 0) -> str:
    when = reminder_words(context.catalogue().reference.programmes.reminders)
    return render_template("programmes/form.html", form=form, heading=heading, pengingat=when, beyond=beyond)


def programme_form(programme_id: int | None = None) -> ProgrammeForm:
    """The form of a programme, with what this admin may choose; None: of a new one. Raises NotFound."""
    form, actor, session = ProgrammeForm(), signed_in(), context.session()
    asked = service.offered(session, programme_id, catalogue=context.catalogue(), actor=actor)
    form.offer(asked, unit_choices(session, actor=actor), reaches_everybody(session, actor=actor))
    return form
