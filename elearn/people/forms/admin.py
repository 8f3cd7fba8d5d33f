"""Forms with which an admin keeps people and units. Lengths and spellings are checked by the rules, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from elearn.core.clock import ZONE_LABELS
from elearn.people.forms.finding import FindingField
from elearn.people.models import Unit
from elearn.people.queries.people import PersonRow
from elearn.people.rules import STATUS_LABELS
from elearn.people.service.second_factor import LONGEST_REASON
from elearn.web.forms import Form, options

STATUSES = [(status.value, label) for status, label in STATUS_LABELS.items()]
ANY = ("", "Semua")
ACCOUNTS = [("aktif", "Aktif"), ("belum", "Aktif, belum pernah masuk"), ("nonaktif", "Nonaktif"), ANY]
ROLES = [("admin", "Admin"), ("trainer", "Pengajar")]
ZONES = [("", "Seperti situs ini"), *((zone, f"{label} ({zone})") for zone, label in ZONE_LABELS.items())]


class Needed:
    """Marks a field as required, and refuses a form that was sent without it.

    That it is filled in is checked by the rules with everything else, so that all faults show at once.
    """

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        if not field.raw_data:
            raise StopValidation("Isian ini wajib diisi.")


def whole(value: Any) -> int | None:
    """The id behind a choice; "" is no choice. Raises ValueError for anything but a whole number of a sane size."""
    if value in (None, "", "None"):
        return None
    if len(str(value)) > 12:
        raise ValueError("too long for an id")
    return int(value)


def unit_options(units: list[tuple[Unit, int]]) -> list[tuple[str, str]]:
    """Choices of units, indented like the tree."""
    closed = {True: ", ditutup", False: ""}
    return [
        (str(unit.id), "\u2003" * depth + f"{unit.name} ({unit.code}{closed[unit.closed_on is not None]})")
        for unit, depth in units
    ]


class FactsForm(Form):
    """Who somebody is. Keys are PersonFacts' fields."""

    nip = StringField("NIP atau NI PPPK")
    name = StringField("Nama tanpa gelar", [Needed()])
    title_before = StringField("Gelar di depan")
    title_after = StringField("Gelar di belakang")
    email = EmailField("Surel")
    birth_place = StringField("Tempat lahir")
    birth_date = DateField("Tanggal lahir", [Optional()])

    def raw(self) -> dict[str, str]:
        """What was typed, as text."""
        return {name: value or "" for name, value in self.data.items() if isinstance(value, str | None)}


class PostingForm(Form):
    """Where somebody serves."""

    status = SelectField("Status kepegawaian", choices=options(STATUSES))
    unit_id = SelectField("Unit kerja", [Needed()], coerce=whole)
    position = StringField("Jabatan")
    rank = StringField("Pangkat/golongan")
    superior = StringField("Atasan langsung")
    leader = RadioField("Atasan yang dimaksud", coerce=whole, validators=[Optional()], validate_choice=False)
    valid_from = DateField("Berlaku mulai", [Needed(), Optional()])

    def raw(self) -> dict[str, str]:
        """What was typed, as text."""
        return {"position": self.position.data or "", "rank": self.rank.data or ""}

    def offer(self, units: list[tuple[Unit, int]], day: date) -> None:
        """Fill in the choices, and the day on which to begin."""
        self.unit_id.choices = options([("", "Pilih unit"), *unit_options(units)])
        self.offer_leaders(())
        if not self.is_submitted():
            self.valid_from.data = day

    def offer_leaders(self, found: Sequence[PersonRow]) -> None:
        """Fill in who may be meant by the name typed as the superior's."""
        about = ((row, ", ".join(filter(None, (row.position, row.unit)))) for row in found)
        said = [(str(row.id), f"{row.display_name}, NIP {row.nip or '–'} ({work})") for row, work in about]
        self.leader.choices = options(said)


class PersonForm(FactsForm, PostingForm):
    """A new person: who she is and where she serves."""


class RoleForm(Form):
    """A role beyond learner, how far it reaches, and why."""

    role = SelectField("Peran", choices=options(ROLES))
    unit_id = SelectField("Untuk admin: unit dan semua di bawahnya", coerce=whole)
    course = SelectField("Untuk pengajar: kursus", default="")  # not on the page of who makes no trainers
    reason = TextAreaField("Alasan", [Needed()])

    def offer(self, units: list[tuple[Unit, int]], courses: list[tuple[str, str]], everywhere: bool) -> None:
        """Fill in the choices; only who reaches everybody may grant everywhere, or make trainers."""
        first = ("", "Seluruh instansi" if everywhere else "Pilih unit")
        self.unit_id.choices = options([first, *unit_options(units)])
        self.course.choices = options([("", "Semua kursus"), *courses])
        self.role.choices = options(ROLES if everywhere else ROLES[:1])


class LeavingForm(Form):
    """Why an account is closed, and since when its owner no longer serves."""

    reason = TextAreaField("Alasan", [Needed()])
    last_day = DateField("Hari terakhir bertugas", [Optional()])


class UnitForm(Form):
    """A unit. Keys are UnitFacts' fields."""

    code = StringField("Kode unit", [Needed()])
    name = StringField("Nama unit", [Needed()])
    parent_id = SelectField("Unit induk", coerce=whole)
    is_agency = BooleanField("Unit ini perangkat daerah")
    zone = SelectField("Zona waktu", choices=options(ZONES))

    def offer(self, units: list[tuple[Unit, int]], present: tuple[int | None, str], everywhere: bool) -> None:
        """Fill in the choices of parents; ``present`` is the one it has, which may lie outside the admin's scope. Only
        who reaches everybody says what a perangkat daerah is.
        """
        if not everywhere:
            del self.is_agency
        own = ("" if present[0] is None else str(present[0]), present[1])
        self.parent_id.choices = options([own, *unit_options(units)])


class ReasonForm(Form):
    """Why an admin does what its owner would have to ask for."""

    reason = TextAreaField("Alasan", [InputRequired(), Length(max=LONGEST_REASON)])


class UnitMergeForm(Form):
    """The unit that takes over, and from when on."""

    into = SelectField("Unit yang menerima", [Needed()], coerce=whole)
    day = DateField("Berlaku mulai", [Needed(), Optional()])

    def offer(self, units: list[tuple[Unit, int]], day: date) -> None:
        """Fill in the units, and the day on which to begin."""
        self.into.choices = options([("", "Pilih unit"), *unit_options(units)])
        if not self.is_submitted():
            self.day.data = day


class FilterForm(Form):
    """What the list of people shows. It stands in the address, so that it can be kept and shared."""

    class Meta(Form.Meta):
        csrf = False

    cari = FindingField("Nama, NIP, surel, atau unit")
    status = SelectField("Status", choices=options([ANY, *STATUSES]))
    unit = SelectField("Unit dan di bawahnya", coerce=whole)
    akun = SelectField("Akun", choices=options(ACCOUNTS), default="aktif")

    peran = SelectField("Peran", choices=options([ANY, *ROLES]))

    def offer(self, units: list[tuple[Unit, int]]) -> None:
        """Fill in the choices of units."""
        self.unit.choices = options([ANY, *unit_options(units)])

    def query(self) -> dict[str, str]:
        """The filter as its address holds it."""
        asked = {name: str(self[name].data or "") for name in ("status", "unit", "akun", "peran")}
        return {"cari": self.cari.in_address, **asked}

    def asked(self) -> dict[str, Any]:
        """What to search for, as the service takes it."""
        account = self.akun.data
        return {
            "text": self.cari.data or "",
            "status": self.status.data or "",
            "unit_id": self.unit.data,
            "active": {"nonaktif": False, "": None}.get(account, True),
            "seen": False if account == "belum" else None,
            "role": self.peran.data or "",
        }
