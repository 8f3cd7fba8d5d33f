"""The admins' queue of submissions, and deciding on one."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Conflict, Forbidden, Invalid
from elearn.external import service
from elearn.external.forms import ApprovalForm, CorrectionForm, DecisionForm, QueueForm
from elearn.external.rules import STATE_WORDS, State, typed_facts
from elearn.external.service import ReviewPage
from elearn.external.views.base import CODE, blueprint, download, scanning
from elearn.people.service import unit_choices
from elearn.web import context
from elearn.web.access import admin, signed_in
from elearn.web.forms import Form
from elearn.web.paging import Paging
from elearn.web.transaction import aside, writes

QUEUE = "/admin/pengajuan"
ONE = f"{QUEUE}/{CODE}"
STATES = [(str(state), words) for state, (words, _) in STATE_WORDS.items() if state is not State.DRAFT]
LONGEST_REVISION = 9
REASONED = ("kembali", "tolak", "batal")


@blueprint.get(QUEUE)
@admin
def queue() -> ResponseReturnValue:
    """What waits within the admin's scope, the longest waiting first."""
    form = QueueForm(formdata=request.args)
    if "keadaan" not in request.args:
        form.keadaan.data = State.SENT.value
    reference = context.catalogue().reference
    form.offer([*STATES, ("semua", "Semua")], reference, unit_choices(context.session(), actor=signed_in()))
    found = service.find_queue(
        context.session(),
        actor=signed_in(),
        now=context.now(),
        state=form.keadaan.data or "",
        training_type=form.jenis.data or "",
        unit_id=form.unit_id(),
        words=form.cari.data or "",
    )
    paging = Paging.of_request(service.count_queue(context.session(), found))
    rows = service.list_queue(context.session(), found, offset=paging.offset, limit=paging.size)
    _note_queue(found, paging.total, [row.person_id for row in rows])
    return render_template("external/queue.html", form=form, rows=rows, paging=paging, reference=reference)


@blueprint.get(ONE)
@admin
def review(code: str) -> ResponseReturnValue:
    """One submission, its evidence, what it would count, and what resembles it."""
    found = _review(code)
    _note("submission.view", code, found.page.person_id)
    return _reviewed(found)


@blueprint.get(f"{ONE}/bukti")
@admin
def review_evidence(code: str) -> ResponseReturnValue:
    """The evidence, to be saved."""
    file, person_id = service.admin_evidence(context.session(), code, actor=signed_in(), now=context.now())
    answer = download(file)
    _note("submission.evidence", code, person_id)
    return answer


@blueprint.post(f"{ONE}/setujui")
@admin
@writes
def approve(code: str) -> ResponseReturnValue:
    """Enter it into the record."""
    form = ApprovalForm(prefix="setuju")
    try:
        owner = _approve(code, form)
    except Invalid as refused:
        form.refuse(refused)
        return _again(code, approving=form)
    flash(f"Disetujui. Riwayat {owner} kini memuat JP-nya.", "sukses")
    return redirect(url_for(".queue"), 303)


@blueprint.post(f"{ONE}/kembalikan")
@admin
@writes
def send_back(code: str) -> ResponseReturnValue:
    """Ask its owner to mend it."""
    return _decided(code, "kembali", service.send_back, "Dikembalikan. Pegawai membaca alasan Anda.")


@blueprint.post(f"{ONE}/tolak")
@admin
@writes
def reject(code: str) -> ResponseReturnValue:
    """Refuse it."""
    return _decided(code, "tolak", service.reject, "Ditolak. Pegawai membaca alasannya.")


@blueprint.post(f"{ONE}/batalkan")
@admin
@writes
def cancel(code: str) -> ResponseReturnValue:
    """Take an approval back."""
    return _decided(code, "batal", service.cancel, "Dibatalkan. JP yang bersandar padanya ditarik dari riwayat.")


@blueprint.get(f"{ONE}/koreksi")
@admin
def correction(code: str) -> ResponseReturnValue:
    """The facts as they were handed in, to be put right."""
    found = _review(code)
    if found.own:
        raise Forbidden(service.YOUR_OWN)
    if found.page.state is not State.SENT:
        raise Conflict(service.NOT_WAITING)
    _note("submission.view", code, found.page.person_id)
    form = CorrectionForm()
    form.show(typed_facts(found.page.facts))
    form.revisi.data = str(found.page.revision)
    return _correction_page(form, found)


@blueprint.post(f"{ONE}/koreksi")
@admin
@writes
def correct(code: str) -> ResponseReturnValue:
    """Keep the right facts beside the ones handed in."""
    form, reference = CorrectionForm(), context.catalogue().reference
    form.validate()
    where = {"reference": reference, "actor": signed_in(), "now": context.now()}
    try:
        service.correct(context.session(), code, _revision(form.revisi.data), form.raw(), **where)
    except Invalid as refused:
        form.refuse(refused)
        return _correction_page(form, _review(code)), 422
    flash("Koreksi disimpan. Data yang semula tetap ada di catatan di bawah.", "sukses")
    return redirect(url_for(".review", code=code), 303)


def _approve(code: str, form: ApprovalForm) -> str:
    return service.approve(
        context.session(),
        code,
        _revision(form.revisi.data),
        level=form.chosen(),
        compared=bool(form.dibandingkan.data),
        reference=context.catalogue().reference,
        zone=context.settings().timezone,
        actor=signed_in(),
        now=context.now(),
    )


def _decided(code: str, prefix: str, decide: Callable[..., None], said: str) -> ResponseReturnValue:
    """Decide with a reason; the page again when none was given."""
    form, actor, now = DecisionForm(prefix=prefix), signed_in(), context.now()
    form.validate()
    try:
        decide(context.session(), code, _revision(form.revisi.data), form.alasan.data or "", actor=actor, now=now)
    except Invalid as refused:
        form.refuse(refused)
        return _again(code, **{prefix: form})
    flash(said, "sukses")
    return redirect(url_for(".queue"), 303)


def _review(code: str) -> ReviewPage:
    reference = context.catalogue().reference
    return service.review_page(context.session(), code, reference=reference, actor=signed_in(), now=context.now())


def _again(code: str, **typed: Form) -> ResponseReturnValue:
    """The page with what is wrong in what was sent. It shows the same facts, so it is written down too."""
    found, where = _review(code), {"actor": signed_in(), "now": context.now()}
    service.note_page(context.session(), "submission.view", code, found.page.person_id, **where)
    return _reviewed(found, **typed), 422


def _reviewed(found: ReviewPage, approving: Form | None = None, **typed: Form) -> str:
    forms = {name: typed.get(name) or DecisionForm(prefix=name, formdata=None) for name in REASONED}
    approval = approving or ApprovalForm(prefix="setuju", formdata=None)
    where = {"found": found, "page": found.page, "forms": forms, "approving": approval, "scanning": scanning()}
    return render_template("external/review.html", **where)


def _correction_page(form: CorrectionForm, found: ReviewPage) -> str:
    reference = context.catalogue().reference
    form.offer(reference)
    return render_template("external/correct.html", form=form, found=found, page=found.page)


def _revision(typed: str | None) -> int:
    """What the admin saw; 0, which nothing ever is, for anything that is no number."""
    text = typed or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_REVISION else 0


def _note(action: str, code: str, person_id: int) -> None:
    """Write down that an admin saw somebody's submission, before the first byte of it is sent."""
    actor, at = signed_in(), context.now()
    aside(lambda own: service.note_page(own, action, code, person_id, actor=actor, now=at))


def _note_queue(found: service.Queue, total: int, shown: list[int]) -> None:
    actor, at = signed_in(), context.now()
    aside(lambda own: service.note_queue(own, found, total, shown, actor=actor, now=at))
