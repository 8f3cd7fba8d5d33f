"""What an admin changes about one person: posting, roles, one-time code, whether the account is open."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import NotFound
from elearn.people import service
from elearn.people.forms.admin import LeavingForm, PostingForm, ReasonForm, RoleForm
from elearn.people.rules import Status
from elearn.people.rules.facts import check_posting, together
from elearn.people.service.reasons import checked_reason
from elearn.people.views.base import accepted, blueprint, passwords, today
from elearn.people.views.people import PERSON, named_leader, note_leaders, note_refused, open_person
from elearn.web.access import admin, signed_in
from elearn.web.context import catalogue, now, session
from elearn.web.transaction import writes


@blueprint.route(f"{PERSON}/penempatan", methods=["GET", "POST"])
@admin
@writes
def add_posting(person_id: int) -> ResponseReturnValue:
    """A new posting; the former ends the day before."""
    page = open_person(person_id)
    form = PostingForm(obj=page.latest)
    form.offer(service.unit_choices(session(), actor=signed_in()), today())
    if not form.is_submitted():
        return render_template("people/add_posting.html", form=form, page=page)
    if not accepted(form, lambda: _post(person_id, form)):
        note_refused(person_id)
        note_leaders(form)
        return render_template("people/add_posting.html", form=form, page=page), 422
    flash("Penempatan disimpan.", "sukses")
    return redirect(url_for(".admin_person", person_id=person_id), 303)


@blueprint.route(f"{PERSON}/peran", methods=["GET", "POST"])
@admin
@writes
def grant_role(person_id: int) -> ResponseReturnValue:
    """Give a role."""
    page = open_person(person_id)
    form = RoleForm(obj=page.latest)  # begins with her own unit: the whole institution must be chosen
    courses = sorted((slug, course.title) for slug, course in catalogue().courses.items())
    everywhere = service.reaches_everybody(session(), actor=signed_in())
    form.offer(service.unit_choices(session(), actor=signed_in()), courses, everywhere)
    if not form.is_submitted():
        return render_template("people/grant_role.html", form=form, page=page)
    if not accepted(form, lambda: _grant(person_id, form)):
        note_refused(person_id)
        return render_template("people/grant_role.html", form=form, page=page), 422
    flash("Peran diberikan.", "sukses")
    return redirect(url_for(".admin_person", person_id=person_id), 303)


@blueprint.route(f"{PERSON}/peran/<int(max=999999999999):grant_id>/cabut", methods=["GET", "POST"])
@admin
@writes
def revoke_role(person_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role away, with the reason."""
    page, form = open_person(person_id), ReasonForm()
    grant = next((one for one in page.grants if one.id == grant_id), None)
    if grant is None:
        raise NotFound("Peran ini sudah tidak ada.")
    shown = {"form": form, "page": page, "grant": grant}
    if not form.is_submitted():
        return render_template("people/revoke_role.html", **shown)
    given = (session(), person_id, grant_id, form.reason.data or "")
    if not accepted(form, lambda: service.revoke_role(*given, actor=signed_in(), now=now())):
        note_refused(person_id)
        return render_template("people/revoke_role.html", **shown), 422
    flash("Peran dicabut.", "sukses")
    return redirect(url_for(".admin_person", person_id=person_id), 303)


@blueprint.route(f"{PERSON}/nonaktifkan", methods=["GET", "POST"])
@admin
@writes
def deactivate(person_id: int) -> ResponseReturnValue:
    """Close an account, with the reason; who retires also leaves her posting."""
    page, form = open_person(person_id), LeavingForm()
    if not form.is_submitted():
        return render_template("people/deactivate.html", form=form, page=page)
    if not accepted(form, lambda: _close(person_id, form)):
        note_refused(person_id)
        return render_template("people/deactivate.html", form=form, page=page), 422
    flash("Akun dinonaktifkan. Riwayat belajarnya tetap tersimpan.", "sukses")
    return redirect(url_for(".admin_person", person_id=person_id), 303)


@blueprint.post(f"{PERSON}/aktifkan")
@admin
@writes
def activate(person_id: int) -> ResponseReturnValue:
    """Open an account again."""
    service.set_active(session(), person_id, True, actor=signed_in(), now=now())
    flash("Akun diaktifkan.", "sukses")
    return redirect(url_for(".admin_person", person_id=person_id), 303)


@blueprint.get(f"{PERSON}/kode")
@admin
def ask_code(person_id: int) -> ResponseReturnValue:
    """What a one-time code would end, before it is given."""
    return render_template("people/give_code.html", page=open_person(person_id))


@blueprint.post(f"{PERSON}/kode")
@admin
@writes
def reset_password(person_id: int) -> ResponseReturnValue:
    """Give a one-time code. It is on this answer and nowhere else: in no address, flash or log."""
    code = service.new_code()
    stored = passwords().hash(code)  # slow: no transaction is open yet
    given = service.reset_password(session(), person_id, stored, actor=signed_in(), now=now())
    answer = make_response(render_template("people/code.html", given=given, code=code))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _post(person_id: int, form: PostingForm) -> None:
    status = Status(form.status.data)
    superior, facts = together(
        lambda: named_leader(form, person_id),
        lambda: check_posting(form.raw(), status, unit_id=form.unit_id.data, valid_from=form.valid_from.data),
    )
    service.add_posting(session(), person_id, replace(facts, superior_id=superior), actor=signed_in(), now=now())


def _close(person_id: int, form: LeavingForm) -> None:
    reason, last_day = checked_reason(form.reason.data or ""), form.last_day.data
    service.set_active(session(), person_id, False, actor=signed_in(), now=now(), reason=reason, last_day=last_day)


def _grant(person_id: int, form: RoleForm) -> None:
    service.grant_role(
        session(),
        person_id,
        form.role.data,
        actor=signed_in(),
        now=now(),
        courses=catalogue().courses,
        course=form.course.data or None,
        unit_id=form.unit_id.data,
        reason=form.reason.data or "",
    )
