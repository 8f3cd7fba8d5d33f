"""The catalogue's filters."""

from __future__ import annotations

from wtforms import SelectField, StringField

from elearn.learning.rules import JP_BANDS, Mine, Search
from elearn.web.forms import Form, options

BANDS = {"": "Berapa saja", **{band.key: band.label for band in JP_BANDS}}
MINE = {
    "": "Semua kursus",
    Mine.OPEN: "Sedang saya ikuti",
    Mine.COMPLETED: "Sudah saya selesaikan",
    Mine.NEW: "Belum saya ikuti",
}


class SearchForm(Form):
    """Read from the address (GET), so it needs no token; what is not in a list filters nothing."""

    cari = StringField("Cari kursus")
    kompetensi = SelectField("Kompetensi", choices=options([("", "Semua kompetensi")]), validate_choice=False)
    jp = SelectField("Jumlah JP", choices=options(BANDS))
    saya = SelectField("Kursus saya", choices=options(MINE))

    def search(self) -> Search:
        """What was asked for."""
        return Search(
            words=self.cari.data or "",
            competency=self.kompetensi.data or "",
            band=self.jp.data or "",
            mine=self.saya.data if self.saya.data in set(Mine) else "",
        )

    def offer(self, competencies: tuple[tuple[str, str], ...]) -> None:
        """Fill the list of competencies with those that courses develop."""
        self.kompetensi.choices = options([("", "Semua kompetensi"), *competencies])
