"""What an admin writes about a person's target."""

from __future__ import annotations

from wtforms import IntegerField, MonthField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from elearn.competency.rules import LONGEST_TEXT
from elearn.web.forms import Form


class _Month(MonthField):
    """A month; also where a browser has no calendar for it and people type."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Tulis tahun dan bulan dengan angka, misalnya 2026-03.") from None


class ExemptionForm(Form):
    """An exception from the targets."""

    bulan_awal = _Month("Bulan awal", [InputRequired()])
    bulan_akhir = _Month("Bulan akhir", [InputRequired()])
    persen = IntegerField("Bagian target yang tetap diminta (persen)", [InputRequired(), NumberRange(0, 99)], default=0)
    alasan = StringField("Alasan", [InputRequired(), Length(max=LONGEST_TEXT)])
    dasar = StringField("Dasar", [InputRequired(), Length(max=LONGEST_TEXT)])


class WithdrawalForm(Form):
    """Why an exception is taken back."""

    alasan = TextAreaField("Alasan pencabutan", [InputRequired(), Length(max=LONGEST_TEXT)])
