"""A learner's own submissions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.core.errors import Conflict
from elearn.core.identifiers import public_code
from elearn.external import service
from elearn.external.forms import TrainingForm
from elearn.external.rules import kinds, rule_of, typed_facts
from elearn.external.service import SubmissionPage
from elearn.external.views.base import CODE, blueprint, download, handled, shown_file, today
from elearn.web import context
from elearn.web.access import learner, signed_in
from elearn.web.transaction import writes

HAND_IN = "/riwayat/ajukan"
MINE = "/riwayat/pengajuan"


@blueprint.get(MINE)
@learner
def mine() -> ResponseReturnValue:
    """Pengajuan saya."""
    lines = service.own_list(context.session(), actor=signed_in())
    return render_template("external/mine.html", lines=lines, reference=context.catalogue().reference)


@blueprint.get(HAND_IN)
@learner
def new() -> ResponseReturnValue:
    """First what kind of training it was, then the form that asks for what the rule of that kind needs."""
    kind = _kind(request.args.get("jenis", ""))
    if kind is None:
        return _choice("")
    form = TrainingForm()
    form.show({"jenis": kind, "kunci": public_code()})
    return _form_page(form)


@blueprint.post(HAND_IN)
@learner
@writes
def create() -> ResponseReturnValue:
    """Keep a draft, and show what it would count."""
    form = TrainingForm()
    if _kind(form.jenis.data) is None:
        return redirect(url_for(".new"), 303)
    where = {"reference": context.catalogue().reference, "actor": signed_in(), "now": context.now()}
    key = form.kunci.data or public_code()
    code = handled(
        form,
        lambda raw, file: service.draft(context.session(), raw, form_key=f"form:{key}"[:64], evidence_id=file, **where),
    )
    return redirect(url_for(".one", code=code), 303) if code else (_form_page(form), 422)


@blueprint.get(f"{MINE}/{CODE}")
@learner
def one(code: str) -> ResponseReturnValue:
    """One of her submissions: before it is sent, what will be counted and why; afterwards, where it stands."""
    return render_template("external/one.html", page=_page(code), reference=context.catalogue().reference)


@blueprint.get(f"{MINE}/{CODE}/ubah")
@learner
def change(code: str) -> ResponseReturnValue:
    """The form again, with what is known; or the choice of another kind."""
    page = _page(code)
    if not page.editable:
        raise Conflict(service.NOT_EDITABLE)
    if "ganti" in request.args:
        return _choice(code)
    form = TrainingForm()
    form.show(typed_facts(page.facts))
    form.bukti_id.data = str(page.evidence.id) if page.evidence else ""
    form.jenis.data = _kind(request.args.get("jenis", "")) or page.facts.training_type
    return _form_page(form, code)


@blueprint.post(f"{MINE}/{CODE}/ubah")
@learner
@writes
def save(code: str) -> ResponseReturnValue:
    """Keep what was changed."""
    form = TrainingForm()
    where = {"reference": context.catalogue().reference, "actor": signed_in(), "now": context.now()}
    done = handled(form, lambda raw, file: service.change(context.session(), code, raw, evidence_id=file, **where))
    return redirect(url_for(".one", code=done), 303) if done else (_form_page(form, code), 422)


@blueprint.post(f"{MINE}/{CODE}/kirim")
@learner
@writes
def send(code: str) -> ResponseReturnValue:
    """Hand it in."""
    service.send(context.session(), code, actor=signed_in(), now=context.now())
    flash("Pengajuan terkirim dan menunggu diperiksa admin. Anda dapat menariknya selama belum diputuskan.", "sukses")
    return redirect(url_for(".one", code=code), 303)


@blueprint.post(f"{MINE}/{CODE}/tarik")
@learner
@writes
def withdraw(code: str) -> ResponseReturnValue:
    """Take it back."""
    service.withdraw(context.session(), code, actor=signed_in(), now=context.now())
    flash("Pengajuan ditarik. Riwayat JP Anda tidak berubah.", "sukses")
    return redirect(url_for(".mine"), 303)


@blueprint.get(f"{MINE}/{CODE}/bukti")
@learner
def evidence(code: str) -> ResponseReturnValue:
    """Her own file."""
    return download(service.own_evidence(context.session(), code, actor=signed_in()))


def _page(code: str) -> SubmissionPage:
    return service.own_page(context.session(), code, reference=context.catalogue().reference, actor=signed_in())


def _kind(asked: str | None) -> str | None:
    return asked if asked in kinds(context.catalogue().reference) else None


def _choice(code: str) -> str:
    reference = context.catalogue().reference
    listed = [(key, name, rule_of(reference, key, today())) for key, name in kinds(reference).items()]
    return render_template("external/choose.html", kinds=listed, code=code)


def _form_page(form: TrainingForm, code: str = "") -> str:
    reference = context.catalogue().reference
    form.offer(reference)
    rule = rule_of(reference, form.jenis.data, today())
    return render_template(
        "external/form.html",
        form=form,
        code=code,
        kind=reference.jalur(form.jenis.data),
        rule=rule,
        file=shown_file(form),
        most=context.settings().evidence_mb,
    )
