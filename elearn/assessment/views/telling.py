"""What a page or its script is told about answers: saved, changed elsewhere, and where to go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from elearn.assessment import service
from elearn.core.clock import zone_label
from elearn.web import context
from elearn.web.access import signed_in

CHANGED = "{} diubah di tab atau perangkat lain. Jawaban yang dibuat terakhir itulah yang tampil sekarang dan dinilai."
OVERRULED = "{} juga dijawab di tab atau perangkat lain. Yang dinilai adalah jawaban dari halaman ini."
NOT_WHAT_YOU_SEE = (
    "Belum dikumpulkan: {} diubah di tab atau perangkat lain. Periksa jawabannya di bawah ini, lalu kumpulkan lagi."
)

FINISHED = "Selamat! Anda menyelesaikan kursus ini. Sertifikat dan JP-nya ada di Riwayat."
NOT_COUNTED = (
    "Tidak ikut dinilai: jawaban {} di halaman tadi, karena percobaan ini sudah ditutup sebelum jawaban itu sampai."
)


def clock() -> str:
    """The time of this request as the learner's clock shows it: ``14.05 WITA``."""
    zone = signed_in().zone
    return f"{context.now().astimezone(ZoneInfo(zone)):%H.%M} {zone_label(zone)}"


def asks_for_json() -> bool:
    """Whether a script asks, and not somebody who opened an address."""
    return request.accept_mimetypes.best == "application/json"


def news(saved: service.Saved) -> dict[str, Any]:
    """What a script is told of other pages: ``kini`` is the newest event, ``lain`` what stands otherwise than its page
    may show, ``ditimpa`` what its own changes went against, ``sisa`` the seconds left.
    """
    return {
        "sisa": saved.remaining,
        "kini": saved.last,
        "lain": [{"soal": one.question, "kunci": one.client_key, "nilai": one.value} for one in saved.elsewhere],
        "ditimpa": [{"soal": question, "nilai": value} for question, value in saved.overruled.items()],
    }


def numbered(numbers: Sequence[int]) -> str:
    """``soal 2``, ``soal 2 dan 5``, ``soal 2, 5, dan 7``."""
    words = [str(number) for number in numbers]
    if len(words) < 3:
        return f"soal {' dan '.join(words)}"
    return f"soal {', '.join(words[:-1])}, dan {words[-1]}"


def tell_of_other_pages(saved: service.Journaled) -> None:
    """A plain form was saved: say where another page answered the same questions."""
    told: Iterable[tuple[str, Sequence[int]]] = ((CHANGED, saved.elsewhere), (OVERRULED, saved.overruled))
    for sentence, numbers in told:
        if numbers:
            words = numbered(numbers)
            flash(sentence.format(words[0].upper() + words[1:]), "peringatan")


def onward(endpoint: str, **values: Any) -> ResponseReturnValue:
    """Where to go on: a redirect, or for a script the address."""
    there = url_for(endpoint, **values)
    return {"lanjut": there} if asks_for_json() else redirect(there, 303)


def after_submitting(outcome: service.Submitted, attempt_id: int) -> ResponseReturnValue:
    """On to the result, or back to what is still to be looked at."""
    if outcome.elsewhere:
        sentence = NOT_COUNTED if outcome.closed else NOT_WHAT_YOU_SEE
        flash(sentence.format(numbered(outcome.elsewhere)), "peringatan")
    if outcome.course_completed:
        flash(FINISHED, "sukses")
    if outcome.closed:
        return onward("assessment.result", attempt_id=attempt_id)
    return onward("assessment.attempt", attempt_id=attempt_id, tinjau="ya" if outcome.unanswered else None)
