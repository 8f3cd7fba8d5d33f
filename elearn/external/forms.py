"""What the pages of this room send. Facts are read as text: one function checks them, typed or out of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import BooleanField, Field, FileField, HiddenField, SearchField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import Length
from wtforms.widgets import DateInput

from elearn.content.model import Reference
from elearn.external.rules import SCOPES, kinds
from elearn.web.forms import Form, options

LONGEST_ID = 12
LEVELS = {"0": "Jangan dicatat"} | {str(level): f"Level {level}" for level in range(1, 6)}


class Asked:
    """The field is said to be needed; whether it is right, the service says, of all fields at once."""

    field_flags = {"required": True}  # noqa: RUF012  (WTForms reads it from the class)

    def __call__(self, _form: PlainForm, _field: Field) -> None:
        return


class TrainingForm(Form):
    """The facts of a training, and its evidence. Hidden: the key of this form, and the file that was already taken."""

    jenis = SelectField("Jenis kegiatan", validate_choice=False)
    lingkup = SelectField("Lingkup", choices=options(SCOPES), validate_choice=False)
    judul = StringField("Judul kegiatan", [Asked(), Length(max=1000)])
    penyelenggara = StringField("Penyelenggara", [Asked(), Length(max=1000)])
    nomor = StringField("Nomor sertifikat atau surat", [Asked(), Length(max=1000)])
    tanggal_bukti = StringField("Tanggal sertifikat atau surat", [Asked()], widget=DateInput())
    mulai = StringField("Tanggal mulai", [Asked()], widget=DateInput())
    selesai = StringField("Tanggal selesai", [Asked()], widget=DateInput())
    jp = StringField("JP menurut bukti")
    jumlah = StringField("Jumlah")
    kompetensi = SelectField("Kompetensi yang dikembangkan", validate_choice=False)
    bukti = FileField("Berkas bukti")
    bukti_id = HiddenField()
    kunci = HiddenField()

    def offer(self, reference: Reference) -> None:
        """Fill in the choices."""
        self.jenis.choices = options(kinds(reference))
        named = sorted((row.name, code) for code, row in reference.competencies.items())
        self.kompetensi.choices = options([("", "Tidak ada yang khusus"), *((code, name) for name, code in named)])

    def show(self, facts: Mapping[str, str]) -> None:
        """Fill in what is known."""
        for name, value in facts.items():
            self[name].data = value

    def raw(self) -> dict[str, str]:
        """What was typed, as text."""
        return {name: value for name, value in self.data.items() if isinstance(value, str)}

    def kept_id(self) -> int | None:
        """The file that was taken with an earlier press."""
        typed = self.bukti_id.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_ID else None


class CorrectionForm(TrainingForm):
    """What an admin puts right, and why."""

    alasan = TextAreaField("Alasan koreksi", [Asked()])
    revisi = HiddenField()


class DecisionForm(Form):
    """Why something is decided so; ``revisi`` says what the admin saw."""

    alasan = TextAreaField("Alasan", [Asked()])
    revisi = HiddenField()


class ApprovalForm(Form):
    """At which level the evidence proves the competency that the submission names; whether what resembles it was
    compared.
    """

    dibandingkan = BooleanField("Sudah saya bandingkan: kegiatan ini belum pernah dicatat")

    level = SelectField("Level kompetensi yang dibuktikan", choices=options(LEVELS), validate_choice=False)
    revisi = HiddenField()

    def chosen(self) -> int:
        """The level, 0 for none; -1, which no competency has, for what is none of the choices."""
        typed = self.level.data or "0"
        return int(typed) if typed in LEVELS else -1


class ListForm(Form):
    """A list of past training."""

    berkas = FileField("Berkas XLSX atau CSV", [Asked()])


class QueueForm(Form):
    """What the queue shows. Sent by GET, so its address can be kept and shared; none asks for a NIP."""

    class Meta(Form.Meta):
        csrf = False

    cari = SearchField("Nama, judul, atau nomor", [Length(max=200)])
    keadaan = SelectField("Keadaan", validate_choice=False)
    jenis = SelectField("Jenis kegiatan", validate_choice=False)
    unit = SelectField("Unit dan di bawahnya", validate_choice=False)

    def offer(self, states: Iterable[tuple[str, str]], reference: Reference, units: Iterable[tuple[Any, int]]) -> None:
        """Fill in the choices, units within the scope as a tree."""
        self.keadaan.choices = options(states)
        self.jenis.choices = options([("", "Semua"), *kinds(reference).items()])
        named = [(str(unit.id), "\u2003" * depth + f"{unit.name} ({unit.code})") for unit, depth in units]
        self.unit.choices = options([("", "Semua"), *named])

    def unit_id(self) -> int | None:
        """The unit asked for; anything that is none is no choice."""
        typed = self.unit.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_ID else None
