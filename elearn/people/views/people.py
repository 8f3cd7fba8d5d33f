"""The admin's list of people, and one person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.people import service
from elearn.people.forms.admin import FactsForm, FilterForm, PersonForm, PostingForm
from elearn.people.forms.bulk import ChooseForm
from elearn.people.queries.people import ORDERS
from elearn.people.rules import Status
from elearn.people.rules.facts import check_person, check_posting, together
from elearn.people.service import leading, merging
from elearn.people.views.base import accepted, blueprint, today
from elearn.web.access import admin, signed_in
from elearn.web.context import now, session
from elearn.web.paging import Paging, order_of_request
from elearn.web.transaction import aside, writes

PERSON = "/admin/pegawai/<int(max=999999999999):person_id>"


@blueprint.get("/admin/pegawai")
@admin
def admin_people() -> ResponseReturnValue:
    """Everybody within the admin's scope, narrowed down by the filter."""
    form = FilterForm(formdata=request.args)
    form.offer(service.unit_choices(session(), actor=signed_in()))
    asked = service.search(session(), actor=signed_in(), now=now(), **form.asked())
    paging = Paging.of_long_list(service.count_listed(session(), asked))
    order = order_of_request(ORDERS[:1] if paging.beyond else ORDERS)  # sorting all for one page takes long
    rows = service.list_found(session(), asked, order=order, offset=paging.offset, limit=min(paging.size, paging.total))
    _note_list(asked, paging, [row.id for row in rows])
    return render_template(
        "people/people.html", form=form, rows=rows, paging=paging, order=order, chooser=ChooseForm(formdata=None)
    )


@blueprint.post("/admin/pegawai")
@admin
@writes
def find_people() -> ResponseReturnValue:
    """Lead to the list of whoever is looked for, by an address that tells nobody's number."""
    query: dict[str, Any] = FilterForm(formdata=request.form).query()
    return redirect(url_for(".admin_people", **query), 303)


@blueprint.get(PERSON)
@admin
def admin_person(person_id: int) -> ResponseReturnValue:
    """One person: facts, postings, roles, and what can be done."""
    page = open_person(person_id)
    return render_template("people/person.html", page=page, formers=merging.formers(session(), person_id))


@blueprint.route("/admin/pegawai/tambah", methods=["GET", "POST"])
@admin
@writes
def add_person() -> ResponseReturnValue:
    """A new account with its first posting."""
    form = PersonForm()
    form.offer(service.unit_choices(session(), actor=signed_in()), today())
    if not form.is_submitted():
        return render_template("people/add_person.html", form=form)
    made: list[int] = []
    if not accepted(form, lambda: made.append(_add(form))):
        note_leaders(form)
        return render_template("people/add_person.html", form=form), 422
    flash("Pegawai ditambahkan. Beri kode sekali pakai agar dapat masuk.", "sukses")
    return redirect(url_for(".admin_person", person_id=made[0]), 303)


@blueprint.route(f"{PERSON}/ubah", methods=["GET", "POST"])
@admin
@writes
def edit_person(person_id: int) -> ResponseReturnValue:
    """Correct somebody's facts."""
    page = open_person(person_id)
    form = FactsForm(obj=page.facts)
    if not form.is_submitted():
        return render_template("people/edit_person.html", form=form, page=page)
    if not accepted(form, lambda: _edit(page, form)):
        note_refused(person_id)
        return render_template("people/edit_person.html", form=form, page=page), 422
    flash("Data pegawai disimpan.", "sukses")
    return redirect(url_for(".admin_person", person_id=person_id), 303)


def open_person(person_id: int) -> service.PersonPage:
    """The person, if the admin reaches her; looking at her is audited (so is changing her, by itself; see below)."""
    page, actor, moment = service.person_page(session(), person_id, actor=signed_in(), now=now()), signed_in(), now()
    if request.method == "GET":
        aside(lambda own: service.note_person(own, person_id, actor=actor, now=moment))
    return page


def note_refused(person_id: int) -> None:
    """Record, with the view's own transaction, that a refused change showed the person again."""
    service.note_person(session(), person_id, actor=signed_in(), now=now())


def named_leader(form: PostingForm, person_id: int | None) -> int | None:
    """Whom a form names as the superior of somebody (None: of somebody new); it offers whom a name may mean."""
    typed, by = form.superior.data or "", {"actor": signed_in(), "now": now()}
    found = leading.find_leaders(session(), typed, **by)
    form.offer_leaders([row for row in found if row.id != person_id])
    return leading.leader_id(session(), typed, form.leader.data, person_id=person_id, **by)


def note_leaders(form: PostingForm) -> None:
    """Record, with the view's own transaction, whose names a refused form offers as superiors."""
    shown = [int(choice.value) for choice in form.leader.choices]
    leading.note_leaders(session(), shown, actor=signed_in(), now=now())


def _add(form: PersonForm) -> int:
    status, raw = Status(form.status.data), form.raw()
    facts, superior, posting = together(
        lambda: check_person(raw, status, birth_date=form.birth_date.data, today=today()),
        lambda: named_leader(form, None),
        lambda: check_posting(raw, status, unit_id=form.unit_id.data, valid_from=form.valid_from.data),
    )
    return service.add_person(session(), facts, replace(posting, superior_id=superior), actor=signed_in(), now=now())


def _edit(page: service.PersonPage, form: FactsForm) -> None:
    no_number = not form.nip.data and page.status in (None, Status.NON_ASN)
    status = Status.NON_ASN if no_number else None
    facts = check_person(form.raw(), status, birth_date=form.birth_date.data, today=today())
    service.edit_person(session(), page.id, facts, actor=signed_in(), now=now())


def _note_list(asked: service.Search, paging: Paging, shown: list[int]) -> None:
    actor, moment = signed_in(), now()
    found = {"more_than" if paging.beyond else "total": paging.total}
    aside(lambda own: service.note_list(own, asked, found, shown, actor=actor, now=moment))
