"""Filters of lists, read from the address (GET), so that it can be kept and shared. None asks for a NIP."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask import request
from wtforms import DateField, DateTimeLocalField, FileField, IntegerField, SearchField, SelectField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from elearn.content.model import Course, Reference
from elearn.core.errors import Invalid
from elearn.people.models import Unit
from elearn.people.rules import STATUS_LABELS, Status
from elearn.reporting.rules import (
    AUDIT_DAYS,
    AuditFilter,
    CompletionFilter,
    IncidentFilter,
    Shown,
    check_period,
    check_year,
)
from elearn.reporting.rules.recap import RecapFilter
from elearn.reporting.rules.siasn import STATE_WORDS, SiasnFilter, SiasnState
from elearn.web.forms import Form, options
from elearn.web.paging import ORDER

NOW, THEN = "kini", "lulus"
UNREADABLE = "Ada saringan yang tidak dapat dibaca, jadi tidak ada yang ditampilkan atau diekspor. Perbaiki dahulu."
STATUSES = {"": "Semua"} | {str(key): label for key, label in STATUS_LABELS.items()}
EVERY = "semua"
MOST = 999_999_999_999
AGENCY, UNIT = "perangkat-daerah", "unit"
RECAP_YEARS = 6
ASN = {key: label for key, label in STATUSES.items() if key != Status.NON_ASN}
SIASN_STATES = {str(state): words for state, (words, _) in STATE_WORDS.items() if state is not SiasnState.WITHDRAWN}
SIASN_STATES |= {EVERY: "Semua"}
SHOWN: dict[str, str] = {
    Shown.ALL: "Semua peserta",
    Shown.OPEN: "Belum selesai",
    Shown.STUCK: "Tersendat",
    Shown.COMPLETED: "Selesai",
}


def whole(value: Any) -> int | None:
    """The id behind a choice; "" is no choice."""
    return int(value) if value not in (None, "", "None") else None


def one_person() -> IntegerField:
    """A person's id, set by links from her own page: names are not unique, and a NIP must not stand in an address."""
    return IntegerField("Pegawai", [Optional(), NumberRange(1, MOST)], widget=HiddenInput())


class Filter(Form):
    """A form in the address."""

    class Meta(Form.Meta):
        csrf = False

    def check(self) -> None:
        """Raises Invalid, with a sentence for each field that cannot be read: half a filter must not show too much."""
        if not self.validate():
            raise Invalid(UNREADABLE)

    def query(self) -> dict[str, str]:
        """What the present address says about this filter and the order, to be said again by a link."""
        return {name: request.args[name] for name in (*self._fields, ORDER) if request.args.get(name)}


class CompletionForm(Filter):
    """Which completions."""

    dari = DateField("Selesai dari", [Optional()])
    sampai = DateField("Selesai sampai", [Optional()])
    kursus = SelectField("Kursus", default="")
    unit = SelectField("Unit dan di bawahnya", coerce=whole)
    unit_saat = SelectField("Unit menurut", choices=options({THEN: "Saat lulus", NOW: "Saat ini"}), default=THEN)
    status = SelectField("Status pegawai", choices=options(STATUSES), default="")
    cari = SearchField("Nama atau nomor sertifikat", [Length(max=200)])
    pegawai = one_person()
    # Set by links from the dashboard, so that list and number are of the same instant.
    hingga = IntegerField("Kelulusan terakhir", [Optional(), NumberRange(0, MOST)], widget=HiddenInput())

    def offer(self, courses: Iterable[Course], units: Iterable[tuple[Unit, int]]) -> None:
        """Fill in the courses, and the units within the scope as a tree."""
        by_title = sorted((course.title, course.slug) for course in courses)
        self.kursus.choices = options([("", "Semua"), *((slug, title) for title, slug in by_title)])
        named = [(str(unit.id), "\u2003" * depth + f"{unit.name} ({unit.code})") for unit, depth in units]
        self.unit.choices = options([("", "Semua"), *named])

    def asked(self) -> CompletionFilter:
        """The filter. Raises Invalid."""
        self.check()
        check_period(self.dari.data, self.sampai.data)
        return CompletionFilter(
            first=self.dari.data,
            last=self.sampai.data,
            course=self.kursus.data,
            unit_id=self.unit.data,
            unit_now=self.unit_saat.data == NOW,
            status=self.status.data,
            words=(self.cari.data or "").strip(),
            person_id=self.pegawai.data,
            newest=self.hingga.data,
        )


class SiasnForm(Filter):
    """Which trainings are handed over to SIASN: what was not yet, unless told otherwise."""

    dari = DateField("Selesai dari", [Optional()])
    sampai = DateField("Selesai sampai", [Optional()])
    unit = SelectField("Unit dan di bawahnya", coerce=whole)
    keadaan = SelectField("Keadaan", choices=options(SIASN_STATES), default=str(SiasnState.NEW))

    def offer(self, units: Iterable[tuple[Unit, int]]) -> None:
        """Fill in the units within the scope as a tree."""
        named = [(str(unit.id), "\u2003" * depth + f"{unit.name} ({unit.code})") for unit, depth in units]
        self.unit.choices = options([("", "Semua"), *named])

    def asked(self) -> SiasnFilter:
        """The filter. Raises Invalid."""
        self.check()
        check_period(self.dari.data, self.sampai.data)
        state = SiasnState(self.keadaan.data) if self.keadaan.data != EVERY else None
        return SiasnFilter(self.dari.data, self.sampai.data, self.unit.data, state)


class RecapForm(Filter):
    """Which year's JP of whom, and by what they are summed up."""

    tahun = SelectField("Tahun", coerce=int)
    unit = SelectField("Unit dan di bawahnya", coerce=whole)
    status = SelectField("Status pegawai", choices=options(ASN), default="")
    per = SelectField(
        "Dirinci menurut", choices=options({AGENCY: "Perangkat daerah", UNIT: "Unit kerja"}), default=AGENCY
    )

    def offer(self, units: Iterable[tuple[Unit, int]], today: date) -> None:
        """Fill in the years up to this one, and the units within the scope as a tree."""
        years = range(today.year, today.year - RECAP_YEARS, -1)
        self.tahun.choices = options({str(year): str(year) for year in years})
        if "tahun" not in request.args:
            self.tahun.data = today.year
        named = [(str(unit.id), "\u2003" * depth + f"{unit.name} ({unit.code})") for unit, depth in units]
        self.unit.choices = options([("", "Semua"), *named])

    def asked(self) -> RecapFilter:
        """The filter. Raises Invalid."""
        self.check()
        return RecapFilter(self.tahun.data, self.unit.data, self.status.data, self.per.data == AGENCY)


class ReplyForm(Form):
    """A file with SIASN's answers."""

    berkas = FileField("Berkas XLSX atau CSV", [InputRequired("Pilih berkas jawabannya.")])


class AuditForm(Filter):
    """Which entries of the audit trail: those of the last thirty days unless told otherwise."""

    dari = DateField("Dari", [Optional()])
    sampai = DateField("Sampai", [Optional()])
    tindakan = SelectField("Tindakan", default="")
    pelaku = SearchField("Pelaku", [Length(max=200)])
    tentang = SearchField("Tentang siapa", [Length(max=200)])
    alasan = SearchField("Alasan", [Length(max=200)])
    pegawai = one_person()

    def offer(self, actions: Iterable[tuple[str, str]], today: date) -> None:
        """Fill in the actions, and the day from which on."""
        self.tindakan.choices = options([("", "Semua"), *actions])
        if "dari" not in request.args:
            self.dari.data = today - timedelta(days=AUDIT_DAYS)

    def asked(self) -> AuditFilter:
        """The filter. Raises Invalid."""
        self.check()
        check_period(self.dari.data, self.sampai.data)
        return AuditFilter(
            first=self.dari.data,
            last=self.sampai.data,
            action=self.tindakan.data,
            actor=(self.pelaku.data or "").strip(),
            subject=(self.tentang.data or "").strip(),
            reason=(self.alasan.data or "").strip(),
            person_id=self.pegawai.data,
        )


class IncidentForm(Filter):
    """Of which breach a report is drafted."""

    dari = DateField("Terjadi dari", [InputRequired()])
    sampai = DateField("Sampai", [InputRequired()])
    pelaku = SearchField("Akun yang disalahgunakan", [Length(max=200)])
    diketahui = DateTimeLocalField("Diketahui sejak", [Optional()])

    def asked(self) -> IncidentFilter:
        """The breach. Raises Invalid."""
        self.check()
        check_period(self.dari.data, self.sampai.data)
        check_year("diketahui", self.diketahui.data)
        actor = (self.pelaku.data or "").strip()
        return IncidentFilter(self.dari.data, self.sampai.data, actor, self.diketahui.data)


class GapForm(Filter):
    """Whose levels of which competency; the unit is set by links from the heat map."""

    kompetensi = SelectField("Kompetensi", validate_choice=False)
    tampil = SelectField("Tampilkan", choices=options({"": "Yang belum memenuhi", "semua": "Semua"}), default="")

    def offer(self, reference: Reference) -> None:
        """Fill in the competencies of the dictionary."""
        self.kompetensi.choices = options({one.code: one.name for one in reference.dictionary})
        if "kompetensi" not in request.args:
            self.kompetensi.data = next((one.code for one in reference.dictionary), "")

    def code(self) -> str:
        """The competency asked for; the dictionary's first unless told otherwise."""
        return self.kompetensi.data or ""

    def short(self) -> bool:
        """Whether only those with a gap are shown."""
        return bool(self.tampil.data != "semua")


class ParticipantsForm(Filter):
    """Which participants of a course."""

    tampil = SelectField("Tampilkan", choices=options(SHOWN), default="")

    def shown(self) -> Shown:
        """The choice; anything unknown is everybody."""
        return Shown(self.tampil.data) if self.tampil.data in set(Shown) else Shown.ALL
