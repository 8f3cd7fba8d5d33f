"""Forms about one's own account."""

from __future__ import annotations

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from elearn.web.forms import Form

LONGEST_PASSWORD = 200


class SignInForm(Form):
    """NIP or e-mail, and the password or a one-time code."""

    identifier = StringField("NIP atau surel", [InputRequired(), Length(max=254)])
    password = PasswordField("Kata sandi", [InputRequired(), Length(max=LONGEST_PASSWORD)])
