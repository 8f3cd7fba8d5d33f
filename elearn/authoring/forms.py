"""What the pages of this room send."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import FileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from elearn.web.forms import Form

CHOICE = "pilihan-"


class PublishForm(Form):
    """What is said to those who must read something again, and in the history."""

    catatan = TextAreaField("Apa yang berubah")


def choices_sent(form: Mapping[str, str]) -> dict[str, str]:
    """How each changed item is meant, by its id."""
    return {name.removeprefix(CHOICE): value for name, value in form.items() if name.startswith(CHOICE)}


class UploadForm(Form):
    """A course as one ZIP, and the folder that it becomes."""

    kursus = StringField("Nama folder kursus", [InputRequired(), Length(max=100)])
    berkas = FileField("Berkas ZIP", [InputRequired()])
