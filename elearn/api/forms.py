"""The form with which an admin makes a token."""

from __future__ import annotations

from wtforms import IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from elearn.api.rules.scopes import SCOPES
from elearn.people.forms.admin import Needed, unit_options, whole
from elearn.people.models import Unit
from elearn.web.forms import Form, options

DAYS = 180


class TokenForm(Form):
    """Keys are TokenFacts' fields."""

    name = StringField("Nama aplikasi", [Needed()])
    scopes = SelectMultipleField(
        "Izin", choices=options(SCOPES), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    unit_id = SelectField("Cakupan: unit dan semua di bawahnya", coerce=whole)
    days = IntegerField("Masa berlaku (hari)", [InputRequired()], default=DAYS)

    def offer(self, units: list[tuple[Unit, int]], everywhere: bool) -> None:
        """Fill in the units; only who reaches everybody may choose the whole institution."""
        first = ("", "Seluruh instansi" if everywhere else "Pilih unit")
        self.unit_id.choices = options([first, *unit_options(units)])
