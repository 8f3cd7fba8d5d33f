"""Forms of lists of people: the upload, units that nobody has, and which rows are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import BooleanField, FileField, SelectField, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput

from elearn.people.forms.admin import Needed, unit_options, whole
from elearn.people.forms.finding import FindingField
from elearn.people.models import Unit
from elearn.people.rules.importing import NewUnit, Outcome, Undone
from elearn.web.filters import number
from elearn.web.forms import Form, options

OUTCOMES = {
    Outcome.NEW: "Ditambahkan",
    Outcome.CHANGED: "Diubah",
    Outcome.UNCHANGED: "Tetap",
    Outcome.REFUSED: "Ditolak",
}
UNDONE = {
    Undone.RESTORED: "Dikembalikan",
    Undone.ERASED: "Dihapus",
    Undone.CLOSED: "Dinonaktifkan",
    Undone.KEPT: "Dibiarkan",
}


class PeopleListForm(Form):
    """The list to be uploaded. That there is one is checked together with what is in it."""

    berkas = FileField("Berkas daftar pegawai")


class NewUnitsForm(Form):
    """Which of the units that nobody has are to be made, and below which one."""

    units = SelectMultipleField("Unit yang dibuat", option_widget=CheckboxInput())
    induk = SelectField("Unit induk untuk unit yang dibuat", coerce=whole)
    perangkat = BooleanField("Unit yang dibuat adalah perangkat daerah")

    def offer(self, new: Sequence[NewUnit], units: list[tuple[Unit, int]], everywhere: bool) -> None:
        """Fill in the choices; only who reaches everybody may make units at the top, or perangkat daerah."""
        if not everywhere:
            del self.perangkat
        self.units.choices = options([(unit.code, _told(unit)) for unit in new])
        first = ("", "Tidak ada (paling atas)" if everywhere else "Pilih unit induk")
        self.induk.choices = options([first, *unit_options(units)])


def _told(unit: NewUnit) -> str:
    perhaps = f". Mungkin maksudnya {unit.perhaps}" if unit.perhaps else ""
    return f"{unit.name} ({unit.code}), {number(unit.rows)} baris{perhaps}"


class UndoForm(Form):
    """Why a list is taken back."""

    alasan = TextAreaField("Alasan", [Needed()])


class RowsForm(Form):
    """Which rows are shown. It stands in the address, so that it can be kept."""

    class Meta(Form.Meta):
        csrf = False

    cari = FindingField("Nama atau NIP")
    hasil = SelectField("Hasil")

    def query(self) -> dict[str, str]:
        """The choice as its address holds it."""
        return {"cari": self.cari.in_address, "hasil": self.hasil.data or ""}

    def offer(self, counts: Mapping[str, int], undone: Mapping[str, int]) -> None:
        """Fill in the choices, each with how many rows it shows."""
        found: list[tuple[str, str]] = [
            (key, f"{word} ({number(counts[key])})") for key, word in OUTCOMES.items() if key in counts
        ]
        found += [(key, f"{word} ({number(undone[key])})") for key, word in UNDONE.items() if key in undone]
        self.hasil.choices = options([("", "Semua"), *found])
