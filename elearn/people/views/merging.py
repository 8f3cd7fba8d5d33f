"""Two accounts of one person: found, compared, made one, told apart again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Invalid, NotFound
from elearn.people.forms.admin import ReasonForm
from elearn.people.forms.merging import MergeForm
from elearn.people.service import merging
from elearn.people.service import note_person as note_seen
from elearn.people.service.merging import Comparison
from elearn.people.views.base import accepted, blueprint
from elearn.people.views.people import PERSON, open_person
from elearn.web.access import admin, signed_in
from elearn.web.context import now, session
from elearn.web.transaction import aside, writes


@blueprint.get("/admin/pegawai/ganda")
@admin
def duplicates() -> ResponseReturnValue:
    """Accounts that may be one person's."""
    pairs, actor, at = merging.duplicates(session(), actor=signed_in(), now=now()), signed_in(), now()
    aside(lambda own: merging.note_duplicates(own, pairs, actor=actor, now=at))
    return render_template("people/duplicates.html", pairs=pairs, most=merging.SHOWN)


@blueprint.get(f"{PERSON}/gabung")
@admin
def compare(person_id: int) -> ResponseReturnValue:
    """Two accounts side by side, once the other is named."""
    page, typed = open_person(person_id), request.args.get("dengan", "")[:40]
    if not typed:
        return render_template("people/merge_with.html", page=page, typed="", said="")
    try:
        pair = merging.compare(session(), person_id, typed, actor=signed_in(), now=now())
    except Invalid as refused:
        return render_template("people/merge_with.html", page=page, typed=typed, said=refused.message), 422
    actor, at, other = signed_in(), now(), pair.second.id
    aside(lambda own: note_seen(own, other, actor=actor, now=at))
    return _compared(pair, _form(pair))


@blueprint.post(f"{PERSON}/gabung")
@admin
@writes
def merge(person_id: int) -> ResponseReturnValue:
    """Make them one; or, while the other is not named yet, find her."""
    if "dengan" not in request.args:
        return _found(person_id)
    typed = request.args["dengan"][:40]
    pair = merging.compare(session(), person_id, typed, actor=signed_in(), now=now())
    form = _form(pair)
    by = {"actor": signed_in(), "now": now()}
    if not accepted(form, lambda: merging.merge(session(), *form.chosen(pair), form.reason.data or "", **by)):
        note_seen(session(), person_id, **by)
        return _compared(pair, form), 422
    flash("Kedua akun digabungkan. Riwayat belajar, sertifikat, dan JP keduanya kini satu.", "sukses")
    return redirect(url_for(".admin_person", person_id=form.chosen(pair)[0]), 303)


@blueprint.route(f"{PERSON}/pisahkan/<int(max=999999999999):merge_id>", methods=["GET", "POST"])
@admin
@writes
def unmerge(person_id: int, merge_id: int) -> ResponseReturnValue:
    """Tell them apart again, with the reason."""
    page, form = open_person(person_id), ReasonForm()
    other = next((one for one in merging.formers(session(), person_id) if one.merge_id == merge_id), None)
    if other is None:
        raise NotFound(merging.GONE)
    if not form.is_submitted():
        return render_template("people/unmerge.html", form=form, page=page, other=other)
    given, by = (session(), person_id, merge_id, form.reason.data or ""), {"actor": signed_in(), "now": now()}
    if not accepted(form, lambda: merging.unmerge(*given, **by)):
        note_seen(session(), person_id, **by)
        return render_template("people/unmerge.html", form=form, page=page, other=other), 422
    flash("Kedua akun dipisahkan lagi. Masing-masing memegang yang tercatat padanya.", "sukses")
    return redirect(url_for(".admin_person", person_id=other.person_id), 303)


def _found(person_id: int) -> ResponseReturnValue:
    """Whom the NIP means that was typed, and on to her by her id: no address holds a NIP."""
    page, typed, by = open_person(person_id), request.form.get("dengan", "")[:40], {"actor": signed_in(), "now": now()}
    try:
        other = merging.compare(session(), person_id, typed, **by).second.id
    except Invalid as refused:
        note_seen(session(), person_id, **by)
        return render_template("people/merge_with.html", page=page, typed=typed, said=refused.message), 422
    return redirect(url_for(".compare", person_id=person_id, dengan=other), 303)


def _form(pair: Comparison) -> MergeForm:
    form = MergeForm()
    form.offer(pair)
    return form


def _compared(pair: Comparison, form: MergeForm) -> str:
    return render_template("people/compare.html", pair=pair, form=form)
