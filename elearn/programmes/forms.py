"""What the pages of this room send. The service checks it, all at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from elearn.content.model import Course
from elearn.people.models import Unit
from elearn.people.rules import STATUS_LABELS
from elearn.programmes.rules import STATE_WORDS, State
from elearn.programmes.service import NewProgramme
from elearn.web.forms import Form, options

EVERYBODY, LISTED = "unit", "daftar"
STATES = [("", "Semua"), *((state.value, words) for state, (words, _) in STATE_WORDS.items())]
LONGEST_ID = 12


class ProgrammeForm(Form):
    """A programme."""

    nama = StringField("Nama program", [InputRequired()])
    keterangan = TextAreaField("Keterangan untuk peserta")
    kursus = SelectMultipleField(
        "Kursus yang harus diselesaikan", widget=ListWidget(), option_widget=CheckboxInput(), validate_choice=False
    )
    mulai = DateField("Mulai", [Optional()])
    batas = DateField("Batas", [Optional()])
    perbarui = BooleanField("Kursus dikerjakan lagi bila sertifikatnya habis masa berlakunya")
    unit = SelectField("Unit dan semua di bawahnya", validate_choice=False)
    sasaran = RadioField(
        "Untuk siapa",
        choices=options({EVERYBODY: "Semua pegawai di unit itu, juga yang menyusul", LISTED: "Hanya NIP di bawah"}),
        default=EVERYBODY,
        validate_choice=False,
    )
    status = SelectField(
        "Status", choices=options({"": "Semua", **{str(each): name for each, name in STATUS_LABELS.items()}})
    )
    jabatan = StringField("Jabatan memuat kata")
    nip = TextAreaField("NIP, satu setiap baris")

    def offer(self, courses: Iterable[Course], units: list[tuple[Unit, int]], everywhere: bool) -> None:
        """Fill in the choices."""
        self.kursus.choices = options([(course.slug, course.title) for course in courses])
        listed = [(str(unit.id), "\u2003" * depth + unit.name) for unit, depth in units]
        self.unit.choices = options([("", "Seluruh instansi" if everywhere else "Pilih unit"), *listed])

    def show(self, it: NewProgramme) -> None:
        """Fill in what is known."""
        self.nama.data, self.keterangan.data, self.kursus.data = it.name, it.note, list(it.courses)
        self.mulai.data, self.batas.data, self.perbarui.data = it.starts_on, it.due_on, it.renews
        self.unit.data = "" if it.unit_id is None else str(it.unit_id)
        self.sasaran.data = EVERYBODY if it.everybody else LISTED
        self.status.data, self.jabatan.data, self.nip.data = it.status, it.position, it.numbers

    def typed(self) -> NewProgramme:
        """What was typed. A unit that is no number is one that nobody reaches."""
        unit = self.unit.data or ""
        known = unit.isascii() and unit.isdigit() and len(unit) <= LONGEST_ID
        dates: list[date | None] = [self.mulai.data, self.batas.data]
        return NewProgramme(
            " ".join((self.nama.data or "").split()), (self.keterangan.data or "").strip(),
            tuple(dict.fromkeys(self.kursus.data or ())), dates[0], dates[1], bool(self.perbarui.data),
            self.sasaran.data != LISTED, int(unit) if known else 0 if unit else None, self.status.data or "",
            " ".join((self.jabatan.data or "").split())[:200], self.nip.data or "",
        )  # fmt: skip


class ExemptionForm(Form):
    """Why somebody need not do it."""

    alasan = TextAreaField("Alasan", [InputRequired()])


class StateForm(Form):
    """Who is shown. Sent by GET."""

    class Meta(Form.Meta):
        csrf = False

    keadaan = SelectField("Keadaan", choices=options(STATES))

    def state(self) -> State | None:
        """The state asked for; anything unusable is all."""
        return State(self.keadaan.data) if self.keadaan.data in set(State) else None
