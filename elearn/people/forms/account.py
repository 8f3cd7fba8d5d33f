"""Forms about one's own account."""

from __future__ import annotations

from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from elearn.people.rules.facts import LENGTHS
from elearn.people.rules.password import LONGEST
from elearn.web.forms import Form

SAME = "Isian ini belum sama dengan kata sandi baru di atas."


class SignInForm(Form):
    """NIP or e-mail, and the password or a one-time code."""

    identifier = StringField("NIP atau surel", [InputRequired(), Length(max=254)])
    password = PasswordField("Kata sandi", [InputRequired(), Length(max=LONGEST)])


class SecondStepForm(Form):
    """A code of the authenticator app, or a recovery code."""

    code = StringField("Kode", [InputRequired(), Length(max=40)])


class PasswordForm(Form):
    """Who proves once more that it is she."""

    current = PasswordField("Kata sandi sekarang", [InputRequired(), Length(max=LONGEST)])


class ProofForm(Form):
    """Who changes how her account is protected: the password and a code."""

    current = PasswordField("Kata sandi sekarang", [InputRequired(), Length(max=LONGEST)])
    code = StringField("Kode dari aplikasi, atau kode pemulihan", [InputRequired(), Length(max=40)])


class FirstPasswordForm(Form):
    """A password instead of the one-time code with which this session began."""

    password = PasswordField("Kata sandi baru", [InputRequired()])
    repeated = PasswordField("Ulangi kata sandi baru", [InputRequired(), EqualTo("password", SAME)])


class ChangePasswordForm(Form):
    """A new password, by whoever knows the present one."""

    current = PasswordField("Kata sandi sekarang", [InputRequired(), Length(max=LONGEST)])
    password = PasswordField("Kata sandi baru", [InputRequired()])
    repeated = PasswordField("Ulangi kata sandi baru", [InputRequired(), EqualTo("password", SAME)])


class EmailForm(Form):
    """One's own e-mail address."""

    email = EmailField("Surel", [Length(max=LENGTHS["email"])])
