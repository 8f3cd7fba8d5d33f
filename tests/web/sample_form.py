"""A form with one field of every kind."""

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from elearn.web.forms import Form, options


class SampleForm(Form):
    """Every kind of field that the macros render."""

    nip = StringField("NIP", [DataRequired(), Length(min=18, max=18)])
    password = PasswordField("Kata sandi", [DataRequired(), Length(min=12)])
    born = DateField("Tanggal lahir", [Optional()])
    hours = IntegerField("JP", [Optional(), NumberRange(min=1, max=40)])
    unit = SelectField("Unit kerja", choices=options(a="Dinas A", b="Dinas B"))
    kind = RadioField("Jenis", [InputRequired()], choices=options(x="Latihan", y="Pasca-uji"))
    days = SelectMultipleField(
        "Hari", choices=options(s="Senin", r="Rabu"), widget=ListWidget(), option_widget=CheckboxInput()
    )
    agree = BooleanField("Saya sudah membaca")
    note = TextAreaField("Catatan")
