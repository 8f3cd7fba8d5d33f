"""Forms of this room."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from elearn.credentials.service import LONGEST_REASON
from elearn.web.forms import Form


class ReasonForm(Form):
    """Why an admin changes a certificate."""

    alasan = TextAreaField("Alasan", [DataRequired(), Length(max=LONGEST_REASON)])
