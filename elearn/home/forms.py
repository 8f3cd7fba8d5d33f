"""Forms about one's own data."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from elearn.home.correcting import ABOUT, LONGEST, Outcome
from elearn.people.service.second_factor import LONGEST_REASON
from elearn.web.forms import Form, options

OUTCOMES = {Outcome.APPROVED.value: "Disetujui, data sudah diperbaiki", Outcome.DECLINED.value: "Ditolak"}


class CorrectionForm(Form):
    """What is wrong, and what is right."""

    about = SelectField("Data yang keliru", choices=options(ABOUT))
    wrong = TextAreaField("Yang tercatat sekarang", [InputRequired(), Length(max=LONGEST)])
    right = TextAreaField("Yang benar, dan dasarnya", [InputRequired(), Length(max=LONGEST)])


class ErasureForm(Form):
    """Why somebody's data are deleted, and that it is meant."""

    reason = TextAreaField("Alasan", [InputRequired(), Length(max=LONGEST_REASON)])
    sure = BooleanField("Saya paham: yang dihapus tidak dapat dikembalikan oleh siapa pun", [InputRequired()])


class AnswerForm(Form):
    """What became of a request."""

    outcome = RadioField("Jawaban", [InputRequired()], choices=options(OUTCOMES))
    answer = TextAreaField("Yang diperbaiki, atau alasan penolakan", [InputRequired(), Length(max=LONGEST)])
