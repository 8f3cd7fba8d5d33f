"""Forms of this room."""

from __future__ import annotations

from wtforms import FileField, MultipleFileField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from elearn.credentials.service import LONGEST_REASON
from elearn.web.forms import Form


class CheckForm(Form):
    """A file that carries a credential."""

    berkas = FileField("Berkas", [InputRequired()])


class ReasonForm(Form):
    """Why an admin changes a certificate."""

    alasan = TextAreaField("Alasan", [DataRequired(), Length(max=LONGEST_REASON)])


class SignedForm(Form):
    """Certificates that were signed outside."""

    berkas = MultipleFileField("Berkas yang sudah ditandatangani", [InputRequired()])
