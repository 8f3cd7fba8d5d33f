"""What is to be done to everybody chosen."""

from __future__ import annotations

from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import Optional

from elearn.people.forms.admin import ROLES, FilterForm, Needed, RoleForm, unit_options, whole
from elearn.people.models import Unit
from elearn.people.rules.bulk import LABELS, Deed
from elearn.web.forms import Form, options


class ChooseForm(FilterForm):
    """The list's own form: the filter that it was shown by, who is ticked, and the deed."""

    class Meta(FilterForm.Meta):
        csrf = True

    tindakan = SelectField("Tindakan", choices=options([("", "Pilih tindakan"), *LABELS.items()]), default="")
    cakupan = RadioField("Untuk", choices=options(pilihan="Yang dicentang", semua="Semua hasil"), default="pilihan")


class MoveForm(Form):
    """Another unit, from a day on."""

    unit_id = SelectField("Unit tujuan", [Needed()], coerce=whole)
    valid_from = DateField("Berlaku mulai", [Needed(), Optional()])


class ReasonForm(Form):
    """Why it is done."""

    reason = TextAreaField("Alasan", [Needed()])


class RevokeForm(ReasonForm):
    """Which role is taken away, and why."""

    role = SelectField("Peran", choices=options(ROLES))


class PlainForm(Form):
    """Nothing more to say."""


FORMS: dict[Deed, type[Form]] = {
    Deed.MOVE: MoveForm,
    Deed.DEACTIVATE: ReasonForm,
    Deed.GRANT: RoleForm,
    Deed.REVOKE: RevokeForm,
}


def bulk_form(deed: Deed, units: list[tuple[Unit, int]], courses: list[tuple[str, str]], everywhere: bool) -> Form:
    """The form of a deed, with its choices."""
    form = FORMS.get(deed, PlainForm)()
    if isinstance(form, RoleForm):
        form.offer(units, courses, everywhere)
    elif isinstance(form, MoveForm):
        form.unit_id.choices = options([("", "Pilih unit"), *unit_options(units)])
    return form
