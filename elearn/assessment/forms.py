"""What pages send, read into what services take."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from elearn.assessment.rules import HIGHEST_SEQ, Sent
from elearn.assessment.service import MOST_EXTRA, Posted, SentMark
from elearn.core.errors import Invalid
from elearn.questions.forms import answers_of
from elearn.web.forms import Form

POINTS, COMMENT = "nilai-", "komentar-"
MOST_VALUES = 200
MOST_MILLISECONDS = 10**14  # about three thousand years: a clock that was never set
UNREADABLE = "Kiriman jawaban tidak dapat dibaca. Muat ulang halaman, lalu simpan lagi."


def posted(form: MultiDict[str, str]) -> Posted:
    """The attempt's form (see ``answers_of``). One without a page key (a hand-made one) gets one of its own."""
    return Posted(
        client_key=form.get("kunci") or secrets.token_urlsafe(12),
        base=_number(form.get("dasar")),
        after=_number(form.get("urut")),
        values=answers_of(form),
    )


def _number(text: str | None) -> int:
    return min(int(text), HIGHEST_SEQ) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def sent(data: Any) -> tuple[str, int, list[Sent]]:
    """The script's batch: ``{"kunci": …, "dasar": 7, "peristiwa": [{"urut": 1, "soal": id, "nilai": […], "dasar": 7,
    "umur": 1500}, …]}`` (``umur`` in milliseconds), as the page's key, the newest event it has seen, and the changes.
    Raises Invalid.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("kunci"), str):
        raise Invalid(UNREADABLE)
    events = data.get("peristiwa")
    if not isinstance(events, list):
        raise Invalid(UNREADABLE)
    return data["kunci"], _whole(data, "dasar"), [_event(event) for event in events]


def seen(args: MultiDict[str, str]) -> int:
    """The newest event that a page which asks for news has seen."""
    return _number(args.get("dasar"))


def _whole(data: Mapping[str, Any], name: str) -> int:
    """A number that may be missing (0). A device's clock may go backwards: less than nothing is nothing."""
    found = data.get(name, 0)
    if type(found) is not int or found > MOST_MILLISECONDS:
        raise Invalid(UNREADABLE)
    return max(found, 0)


def _event(event: Any) -> Sent:
    if not isinstance(event, Mapping):
        raise Invalid(UNREADABLE)
    seq, question, value = event.get("urut"), event.get("soal"), event.get("nilai")
    sound = type(seq) is int and isinstance(question, str) and isinstance(value, list) and len(value) <= MOST_VALUES
    if not sound or not all(isinstance(one, str) for one in value or ()):
        raise Invalid(UNREADABLE)
    age = timedelta(milliseconds=_whole(event, "umur"))
    return Sent(seq or 0, question or "", tuple(value or ()), _whole(event, "dasar"), age)


class GrantForm(Form):
    """Another attempt for a participant."""

    extra = IntegerField("Percobaan tambahan", default=1, validators=[InputRequired(), NumberRange(1, MOST_EXTRA)])
    reason = TextAreaField("Alasan", validators=[InputRequired(), Length(min=5, max=500)])


def marks_sent(form: MultiDict[str, str]) -> dict[str, SentMark]:
    """What a marker chose: ``nilai-<question>.<criterion>`` are radio buttons, ``komentar-<question>`` is a text."""
    points: dict[str, dict[str, str]] = {}
    comments: dict[str, str] = {}
    for name, value in form.items():
        if name.startswith(POINTS):
            question, _, criterion = name[len(POINTS) :].rpartition(".")
            points.setdefault(question, {})[criterion] = value
        elif name.startswith(COMMENT):
            comments[name[len(COMMENT) :]] = value
    return {name: SentMark(points.get(name, {}), comments.get(name, "")) for name in {*points, *comments}}
