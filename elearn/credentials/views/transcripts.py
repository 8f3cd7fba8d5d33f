"""A learner's transcripts, her record to take away, and what anybody with a transcript's code may know."""

from __future__ import annotations

from typing import cast

from flask import Response, current_app, flash, make_response, redirect, render_template, send_file, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from elearn.core.errors import NotFound
from elearn.credentials.rules import normal_code
from elearn.credentials.rules.transcript import Standing
from elearn.credentials.service import transcripts as service
from elearn.credentials.views.asking import admit
from elearn.credentials.views.base import blueprint
from elearn.web.access import learner, public, signed_in
from elearn.web.context import catalogue, now, objects, session
from elearn.web.throttle import Throttle
from elearn.web.transaction import aside, writes

# Making one costs a second of the worker's time: five at once from one account, then one in ten minutes.
AT_ONCE, A_SECOND = 5, 1 / 600
TOO_MANY = (
    "Anda baru saja membuat beberapa transkrip, jadi yang ini belum dibuat. Yang sudah ada tetap dapat diunduh. "
    "Tunggu sepuluh menit, lalu coba lagi."
)
LOST = "Berkas transkrip ini tidak ada di server. Minta operator memulihkannya dari cadangan."
TONES = {Standing.CURRENT: "good", Standing.OUTDATED: "warn", Standing.SUPERSEDED: "warn"}


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["elearn.transcripts"] = Throttle(AT_ONCE, A_SECOND, TOO_MANY)


@blueprint.get("/riwayat/transkrip")
@learner
def transcripts() -> ResponseReturnValue:
    """Transkrip saya."""
    made = service.own_transcripts(session(), actor=signed_in())
    return render_template("credentials/transcripts.html", transcripts=made, tones=TONES)


@blueprint.post("/riwayat/transkrip")
@learner
@writes
def make_transcript() -> ResponseReturnValue:
    """Have a transcript of today made."""
    cast(Throttle, current_app.extensions["elearn.transcripts"]).admit(f"akun {signed_in().id}", now())
    made = service.make_transcript(session(), actor=signed_in(), reference=catalogue().reference, now=now())
    if made.new:
        flash("Transkrip dibuat. PDF-nya siap dalam beberapa detik.", "sukses")
    else:
        flash("Riwayat Anda belum berubah sejak transkrip hari ini, jadi transkrip itu tetap yang terbaru.", "info")
    return redirect(url_for(".transcripts"), 303)


@blueprint.get("/riwayat/transkrip/<code>/unduh")
@learner
def download_transcript(code: str) -> ResponseReturnValue:
    """The PDF; a page that waits while the worker still makes it."""
    wanted = service.own_transcript(session(), code, actor=signed_in())
    if wanted.digest is None:
        return render_template("credentials/transcript_waiting.html", transcript=wanted), 202
    if not objects().has(wanted.digest):
        raise NotFound(LOST)
    _note("transcript.download", wanted.code)
    path = objects().path(wanted.digest)
    return _private(send_file(path, mimetype="application/pdf", as_attachment=True, download_name=wanted.name))


@blueprint.get("/riwayat/clr.json")
@learner
def own_clr() -> ResponseReturnValue:
    """Her newest transcript with all credentials behind it, as one signed learner record."""
    wanted = service.own_clr(session(), actor=signed_in())
    if wanted.digest is None:
        return render_template("credentials/transcript_waiting.html", transcript=wanted), 202
    if not objects().has(wanted.digest):
        raise NotFound(LOST)
    _note("clr.download", wanted.code)
    path = objects().path(wanted.digest)
    return _private(send_file(path, mimetype="application/vc", as_attachment=True, download_name=wanted.name))


@blueprint.get("/riwayat/catatan.json")
@learner
def own_record() -> ResponseReturnValue:
    """Her whole record of today, for machines."""
    _note("own_record.download", "")
    made = service.own_record(session(), actor=signed_in(), reference=catalogue().reference, now=now())
    answer = Response(made, mimetype="application/json")
    answer.headers["Content-Disposition"] = "attachment; filename=catatan.json"
    return _private(answer)


@blueprint.get("/transkrip/<code>")
@public
def verify_transcript(code: str) -> ResponseReturnValue:
    """What a transcript is worth, with its sums; the trainings themselves only its holder shows."""
    admit()
    if not service.is_transcript(session(), code):
        return redirect(url_for(".verify", code=code), 303)
    page = service.transcript_page(session(), code)
    tone = TONES.get(page.standing, "bad")
    shown = render_template("credentials/transcript.html", page=page, tone=tone, checked_at=now())
    response = make_response(shown)
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    response.headers["Cache-Control"] = "no-store"
    return response


def _note(action: str, code: str) -> None:
    """Write down what she takes, before the first byte of it is sent."""
    actor, at = signed_in(), now()
    aside(lambda own: service.note_taken(own, action, actor=actor, code=normal_code(code), now=at))


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-store"  # on a shared phone it must not outlive the session
    return answer
