"""What the pages of this room send. The service checks it, all at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from elearn.core.errors import NotFound
from elearn.people.models import Unit
from elearn.people.rules import STATUS_LABELS
from elearn.programmes.queries import Line
from elearn.programmes.rules import ENROLMENT_WORDS, STATE_WORDS, Enrolment, State
from elearn.programmes.service import MOST_PICKED, NewCohort, NewProgramme, Offer, Wanted
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
    jalur = SelectMultipleField(
        "Jalur belajar yang harus diselesaikan",
        widget=ListWidget(),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    mulai = DateField("Mulai", [Optional()])
    batas = DateField("Batas", [Optional()])
    perbarui = BooleanField("Kursus dikerjakan lagi bila sertifikatnya habis masa berlakunya")
    siklus = StringField("Diulang setiap berapa bulan")
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
    semula = HiddenField()  # what the list was when it was shown
    pendaftaran = RadioField(
        "Masuk ke angkatan", choices=options(dict(ENROLMENT_WORDS)), default=Enrolment.NONE.value, validate_choice=False
    )

    def offer(self, asked: Offer, units: list[tuple[Unit, int]], everywhere: bool) -> None:
        """Fill in the choices."""
        self.kursus.choices, self.jalur.choices = options(asked.courses), options(asked.paths)
        ended = {True: " (ditutup)", False: ""}
        listed = [
            (str(unit.id), "\u2003" * depth + unit.name + ended[unit.closed_on is not None]) for unit, depth in units
        ]
        self.unit.choices = options([("", "Seluruh instansi" if everywhere else "Pilih unit"), *listed])

    def show(self, it: NewProgramme) -> None:
        """Fill in what is known."""
        self.nama.data, self.keterangan.data, self.kursus.data = it.name, it.note, list(it.courses)
        self.mulai.data, self.batas.data, self.perbarui.data = it.starts_on, it.due_on, it.renews
        self.unit.data = "" if it.unit_id is None else str(it.unit_id)
        self.sasaran.data = EVERYBODY if it.everybody else LISTED
        self.status.data, self.jabatan.data = it.status, it.position
        self.pendaftaran.data, self.siklus.data = it.enrolment, str(it.months or "")
        self.jalur.data = list(it.paths)
        self.show_names(it)

    def show_names(self, it: NewProgramme) -> None:
        """Fill in whom it names."""
        self.nip.data, self.semula.data = it.numbers, it.shown

    def typed(self) -> NewProgramme:
        """What was typed. A unit that is no number is one that nobody reaches."""
        unit = self.unit.data or ""
        known = unit.isascii() and unit.isdigit() and len(unit) <= LONGEST_ID
        dates: list[date | None] = [self.mulai.data, self.batas.data]
        return NewProgramme(
            " ".join((self.nama.data or "").split()), (self.keterangan.data or "").strip(),
            tuple(dict.fromkeys(self.kursus.data or ())), dates[0], dates[1], bool(self.perbarui.data),
            self.sasaran.data != LISTED, int(unit) if known else 0 if unit else None, self.status.data or "",
            " ".join((self.jabatan.data or "").split())[:200], self.nip.data or "", self.pendaftaran.data or "",
            _whole((self.siklus.data or "").strip()), tuple(dict.fromkeys(self.jalur.data or ())),
            self.semula.data or None,
        )  # fmt: skip


class CohortForm(Form):
    """A cohort."""

    nama = StringField("Nama angkatan", [InputRequired()])
    mulai = DateField("Mulai", [Optional()])
    batas = DateField("Batas", [Optional()])
    kuota = StringField("Kuota")
    tempat = StringField("Tempat")
    penyelenggara = StringField("Penyelenggara")

    def show(self, it: NewCohort) -> None:
        """Fill in what is known."""
        self.nama.data, self.mulai.data, self.batas.data = it.name, it.starts_on, it.due_on
        self.kuota.data = "" if it.quota is None else str(it.quota)
        self.tempat.data, self.penyelenggara.data = it.place, it.organiser

    def typed(self) -> NewCohort:
        """What was typed. A quota that is no number is none that anybody may have."""
        name, place, organiser = (
            " ".join((each.data or "").split()) for each in (self.nama, self.tempat, self.penyelenggara)
        )
        quota = _whole((self.kuota.data or "").strip())
        return NewCohort(name, self.mulai.data, self.batas.data, quota, place, organiser)


class ListForm(Form):
    """A list of people: a file, or NIP as text; and the cohort they are put into (empty: none)."""

    berkas = FileField("Berkas CSV atau XLSX")
    nip = TextAreaField("NIP")
    angkatan = RadioField("Masuk ke angkatan", default="", validate_choice=False)

    def offer(self, lines: Iterable[Line]) -> None:
        """Fill in the choices."""
        taking = [line for line in lines if line.cohort.closed_at is None]
        named = [(str(line.cohort.id), f"{line.cohort.name} ({seats(line)})") for line in taking]
        self.angkatan.choices = options([("", "Tanpa angkatan: peserta program"), *named])

    def cohort_id(self) -> int | None:
        """The id chosen; 0, which nothing has, for what is no number."""
        return _whole(self.angkatan.data or "")


class AssignForm(Form):
    """Which cohort somebody is put into; empty: none."""

    angkatan = RadioField("Angkatan", validate_choice=False)

    def offer(self, lines: Iterable[Line]) -> None:
        """Fill in the choices."""
        named = [(str(line.cohort.id), f"{line.cohort.name} ({seats(line)})") for line in lines]
        self.angkatan.choices = options([*named, ("", "Tanpa angkatan")])

    def chosen(self) -> int | None:
        """The id chosen; 0, which nothing has, for what is no number."""
        return _whole(self.angkatan.data or "")


def _whole(text: str) -> int | None:
    """A number as typed; None for nothing, and 0, which is never right, for what is no number."""
    known = text.isascii() and text.isdigit() and len(text) <= LONGEST_ID
    return int(text) if known else 0 if text else None


def seats(line: Line) -> str:
    """How full a cohort is, in words."""
    said = f"{line.taken} peserta" if line.cohort.quota is None else f"{line.taken} dari {line.cohort.quota} tempat"
    return f"{said}, {line.waiting} menunggu" if line.waiting else said


class ExemptionForm(Form):
    """Why somebody need not do it."""

    alasan = TextAreaField("Alasan", [InputRequired()])


class StateForm(Form):
    """Who is shown. Sent by GET."""

    class Meta(Form.Meta):
        csrf = False

    keadaan = SelectField("Keadaan", choices=options(STATES))
    # Set by links from the dashboard: this unit and those below it.
    unit = IntegerField("Unit", [Optional(), NumberRange(1, 10**LONGEST_ID - 1)], widget=HiddenInput())

    def unit_id(self) -> int | None:
        """The unit asked for (None: the whole scope). Raises NotFound for what is no unit: never more than asked."""
        if not self.unit.validate(self):
            raise NotFound("Unit ini tidak ditemukan di dalam cakupan Anda.")
        unit_id: int | None = self.unit.data
        return unit_id

    def state(self) -> State | None:
        """The state asked for; anything unusable is all."""
        return State(self.keadaan.data) if self.keadaan.data in set(State) else None


class NudgeForm(StateForm):
    """Whom to remind: who is ticked, or all that a filter shows; and what is said beside it."""

    class Meta(StateForm.Meta):
        csrf = True

    pilihan = HiddenField()  # not empty: only who is ticked
    orang = SelectMultipleField("Pegawai", choices=options(), validate_choice=False)
    pesan = TextAreaField("Pesan")
    kunci = HiddenField()

    def wanted(self, programme_id: int | None) -> Wanted:
        """Whom. Whoever is ticked is judged by where she stands now. Raises NotFound for what is no unit."""
        if not self.pilihan.data:
            return Wanted(programme_id, self.state(), self.unit_id())
        pairs = (each.split("-", 1) for each in (self.orang.data or ())[:MOST_PICKED] if "-" in each)
        numbers = ((_whole(one), _whole(other)) for one, other in pairs)
        picked = frozenset((one, other) for one, other in numbers if one and other)
        return Wanted(programme_id, picked=picked)
