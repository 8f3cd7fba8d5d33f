"""What the pages of this room send."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField

from elearn.web.forms import Form

CHOICE, ANSWER = "pilihan-", "jawab-"


class PublishForm(Form):
    """What is said to those who must read something again, and in the history."""

    catatan = TextAreaField("Apa yang berubah")


def choices_sent(form: Mapping[str, str]) -> dict[str, str]:
    """How each changed item is meant, by its id."""
    return {name.removeprefix(CHOICE): value for name, value in form.items() if name.startswith(CHOICE)}


def answers_sent(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """What the fields of each question hold; rows of radio buttons are named ``jawab-<id>.<row>``."""
    values: dict[str, list[str]] = {}
    for name in form:
        if name.startswith(ANSWER):
            values.setdefault(name[len(ANSWER) :].partition(".")[0], []).extend(form.getlist(name))
    return values
