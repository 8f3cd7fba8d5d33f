"""Forms of this room."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import DateField, FileField, MultipleFileField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from elearn.content.model import Course
from elearn.credentials.rules.batches import Choice
from elearn.credentials.service import LONGEST_REASON
from elearn.people.models import Unit
from elearn.web.forms import Form, options


class CheckForm(Form):
    """A file that carries a credential."""

    berkas = FileField("Berkas", [InputRequired()])


class BatchForm(Form):
    """Which certificates go into one bundle."""

    kursus = SelectField("Kursus", default="")
    dari = DateField("Terbit dari", [Optional()])
    sampai = DateField("Terbit sampai", [Optional()])
    unit = SelectField("Unit dan di bawahnya", default="")

    def offer(self, courses: Iterable[Course], units: Iterable[tuple[Unit, int]]) -> None:
        """Fill in the courses, and the units within the scope as a tree."""
        by_title = sorted((course.title, course.slug) for course in courses)
        self.kursus.choices = options([("", "Semua"), *((slug, title) for title, slug in by_title)])
        named = [(str(unit.id), "\u2003" * depth + f"{unit.name} ({unit.code})") for unit, depth in units]
        self.unit.choices = options([("", "Semua"), *named])

    def choice(self) -> Choice:
        """What was chosen, once the form is valid."""
        unit_id = int(self.unit.data) if self.unit.data else None
        return Choice(self.kursus.data or "", self.dari.data, self.sampai.data, unit_id)


class ReasonForm(Form):
    """Why an admin changes a certificate."""

    alasan = TextAreaField("Alasan", [DataRequired(), Length(max=LONGEST_REASON)])


class SignedForm(Form):
    """Certificates that were signed outside."""

    berkas = MultipleFileField("Berkas yang sudah ditandatangani", [InputRequired()])
