"""Forms of this room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import DateField, FileField, MultipleFileField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from elearn.content.model import Course
from elearn.core.errors import Invalid
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


class RenewalForm(Form):
    """What holds for older certificates of a course."""

    keputusan = RadioField(
        "Sertifikat lama",
        choices=options(tetap="Sertifikat lama tetap berlaku", wajib="Wajib diperbarui"),
        validators=[InputRequired()],
    )
    terbit_sebelum = DateField("Untuk yang terbit sebelum", [Optional()])
    paling_lambat = DateField("Diperbarui paling lambat", [Optional()])
    alasan = TextAreaField("Alasan", [DataRequired(), Length(max=LONGEST_REASON)])

    def decided(self) -> dict[str, Any]:
        """The decision as the service takes it. Raises Invalid when the day is missing."""
        must = self.keputusan.data == "wajib"
        if must and self.paling_lambat.data is None:
            raise Invalid("Isian belum lengkap.", {"paling_lambat": "Pilih tanggal paling lambatnya."})
        days = {"renew_by": self.paling_lambat.data, "issued_before": self.terbit_sebelum.data}
        return {**(days if must else dict.fromkeys(days)), "reason": self.alasan.data}


class SignedForm(Form):
    """Certificates that were signed outside."""

    berkas = MultipleFileField("Berkas yang sudah ditandatangani", [InputRequired()])
