"""People ticked in the list of people, put into a programme: which one, a look at whom, and only then the change."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid
from elearn.people.service.bulk import SHOWN, BulkPage
from elearn.programmes.forms import LISTED, ProgrammeForm
from elearn.programmes.rules import reminder_words
from elearn.programmes.service import choosing
from elearn.programmes.service.choosing import Put
from elearn.programmes.views.base import LIST, ONE, blueprint
from elearn.programmes.views.changing import programme_form
from elearn.web import context
from elearn.web.access import admin, signed_in
from elearn.web.transaction import aside, writes

CHOSEN = "<int(max=999999999999):chosen_id>"
DONE_BEFORE = "Pilihan ini sudah ditugaskan ke program ini sebelumnya. Tidak ada yang berubah sekarang."


@blueprint.get(f"{LIST}/tugaskan/{CHOSEN}")
@admin
def choose(chosen_id: int) -> ResponseReturnValue:
    """Which programme takes those who were chosen: one that names people, or a new one."""
    found = choosing.choice(context.session(), chosen_id, actor=signed_in(), now=context.now())
    if found.done_in is not None:
        return redirect(url_for(".programme", programme_id=found.done_in), 303)
    _note(found.page, found.page.people)
    return render_template("programmes/choose.html", found=found, most=SHOWN)


@blueprint.get(f"{ONE}/tugaskan/{CHOSEN}")
@admin
def plan_chosen(programme_id: int, chosen_id: int) -> ResponseReturnValue:
    """Whom the programme would take, and whom not and why."""
    found = choosing.plan(context.session(), chosen_id, programme_id, actor=signed_in(), now=context.now())
    if found.done_in is not None:
        return redirect(url_for(".programme", programme_id=found.done_in), 303)
    _note(found.page, found.people)
    return render_template("programmes/chosen_plan.html", found=found, most=SHOWN)


@blueprint.post(f"{ONE}/tugaskan/{CHOSEN}")
@admin
@writes
def put_chosen(programme_id: int, chosen_id: int) -> ResponseReturnValue:
    """Do it, once."""
    done = choosing.put(context.session(), chosen_id, programme_id, actor=signed_in(), now=context.now())
    return _done(done)


@blueprint.route(f"{LIST}/tugaskan/{CHOSEN}/baru", methods=["GET", "POST"])
@admin
@writes
def add_for_chosen(chosen_id: int) -> ResponseReturnValue:
    """A new programme that names those who were chosen."""
    form, by = programme_form(), {"actor": signed_in(), "now": context.now()}
    if not form.is_submitted():
        return _new(form, chosen_id)
    form.validate()
    try:
        done = choosing.make(context.session(), chosen_id, form.typed(), catalogue=context.catalogue(), **by)
    except Invalid as refused:
        context.session().rollback()
        form.refuse(refused)
        return _page(form), 422
    return _done(done, f"Program dibuat dan menyebut {done.added} pegawai.")


def _new(form: ProgrammeForm, chosen_id: int) -> ResponseReturnValue:
    found = choosing.choice(context.session(), chosen_id, actor=signed_in(), now=context.now())
    if found.done_in is not None:
        return redirect(url_for(".programme", programme_id=found.done_in), 303)
    form.sasaran.data, form.nip.data = LISTED, choosing.numbers(found.page)
    _note(found.page, [one.id for one in found.page.able])
    return _page(form)


def _page(form: ProgrammeForm) -> str:
    when = reminder_words(context.catalogue().reference.programmes.reminders)
    return render_template("programmes/form.html", form=form, heading="Program baru", pengingat=when, beyond=0)


def _note(page: BulkPage, shown: Iterable[int]) -> None:
    actor, at = signed_in(), context.now()
    aside(lambda own: choosing.note(own, page, shown, actor=actor, now=at))


def _done(done: Put, made: str = "") -> ResponseReturnValue:
    if done.added is None:
        flash(DONE_BEFORE, "info")
    else:
        present = f" {done.present} sudah ada dan tidak diubah." if done.present else ""
        left = f" {done.left} tidak dapat ditugaskan." if done.left else ""
        said = made or f"{done.added} pegawai ditambahkan."
        flash(f"{said}{present}{left}", "sukses" if made or done.added else "info")
    return redirect(url_for(".programme", programme_id=done.programme_id), 303)
