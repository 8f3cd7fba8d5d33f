"""What was typed of a programme, checked all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.content.model import Catalogue
from elearn.core.clock import local_date
from elearn.core.dates import date_text
from elearn.core.errors import Invalid
from elearn.people import queries as people
from elearn.people.rules import Actor, Status
from elearn.people.rules.nip import nip_digits
from elearn.people.service.reach import check_unit
from elearn.programmes import queries, rules
from elearn.programmes.rules import AskedPath, Enrolment
from elearn.programmes.service.naming import NAMES_CHANGED, Names, lines_of, mark

MOST_NAMED = 15_000  # people of one programme: as many NIP as its form can send
LISTED_FAULTS = 5
NOTHING_ASKED = "Pilih sedikitnya satu kursus yang sudah terbit, atau satu jalur belajar."
OVER = "(tidak dibuka lagi)"
PASSED = "Batas ini sudah lewat, jadi semua peserta langsung terlambat. Tulis hari ini atau sesudahnya."
NO_PATH = "Jalur belajar ini tidak ada, atau tidak punya kursus wajib. Pilih yang lain."


@dataclass(frozen=True, slots=True)
class NewProgramme:
    """A programme as it was typed; ``numbers`` holds NIP, one a line or divided by commas. Dates are local.
    ``enrolment``: a rules.Enrolment. ``months``: how long a completion counts (None: for good). ``paths``: ids of
    learning paths, asked for with ``courses`` (slugs). ``shown``: ``naming.mark`` of the NIP that the form began with
    (None: it began with none).
    """

    name: str
    note: str
    courses: tuple[str, ...]
    starts_on: date | None
    due_on: date | None
    renews: bool
    everybody: bool
    unit_id: int | None
    status: str
    position: str
    numbers: str
    enrolment: str
    months: int | None = None
    paths: tuple[str, ...] = ()
    shown: str | None = None

    @property
    def nobody(self) -> bool:
        """Whether people must be named before anybody is in it."""
        return not (self.everybody or self.numbers.strip() or self.enrolment)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a programme may ask for, as (slug, words) and (id, words)."""

    courses: list[tuple[str, str]]
    paths: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a programme asks for already, which may stay though the catalogue has it no more; ``span``: the first and
    the last day of its cohorts; ``due_on``: its deadline (None: it is new), which may have passed; ``names``: whom it
    names (None: it is new).
    """

    courses: tuple[str, ...] = ()
    paths: tuple[AskedPath, ...] = ()
    span: tuple[date, date] | None = None
    due_on: date | None = None
    names: Names | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What a programme asks for, and whom it names (None: whomever it named before)."""

    paths: tuple[AskedPath, ...]
    courses: tuple[str, ...]
    named: frozenset[int] | None


def offer(catalogue: Catalogue, kept: Kept) -> Offer:
    """The courses that take people and the paths with something required; after them what a programme asks for already
    and the catalogue has no more.
    """
    known = catalogue.courses
    courses = {course.slug: course.title for course in catalogue.published()}
    for slug in rules.beside(kept.paths, kept.courses):
        courses.setdefault(slug, f"{known[slug].title if slug in known else slug} {OVER}")
    paths = {
        each.id: _counted(rules.take(each)) for each in catalogue.reference.paths.values() if each.required_courses
    }
    for path in kept.paths:
        paths[path.id] = _counted(path) if path.id in paths else f"{path.title} {OVER}"
    return Offer(list(courses.items()), list(paths.items()))


def check(
    session: Session, wanted: NewProgramme, catalogue: Catalogue, kept: Kept, *, actor: Actor, now: datetime
) -> Checked:
    """What was typed, once everything is sound. A path that is kept stays as it was taken. Raises Invalid with every
    fault.
    """
    faults = _faults_of_facts(wanted, kept, local_date(now, actor.zone))
    known = {path.id: path for path in kept.paths}
    paths: list[AskedPath] = []
    try:
        paths = [known.get(each) or taken(catalogue, each, kept.courses) for each in dict.fromkeys(wanted.paths)]
    except Invalid as refused:
        faults["jalur"] = refused.message
    offered = {course.slug for course in catalogue.published()} | set(kept.courses)
    if not (wanted.courses or wanted.paths) or set(wanted.courses) - offered:
        faults["kursus"] = NOTHING_ASKED
    try:
        check_unit(session, wanted.unit_id, actor=actor, field="unit")
    except Invalid as refused:
        faults |= refused.fields
    named: frozenset[int] | None = None
    try:
        named = _named(session, wanted, kept, actor=actor, now=now)
    except Invalid as refused:
        faults["nip"] = refused.message
    if faults:
        raise Invalid(next(iter(faults.values())), faults)
    return Checked(tuple(paths), rules.asked(paths, wanted.courses), named)


def taken(catalogue: Catalogue, path_id: str, kept: Iterable[str] = ()) -> AskedPath:
    """A path of the catalogue as it is now. Raises Invalid for none, or one that nobody can complete. ``kept``: courses
    that may be asked for though they take nobody any more.
    """
    path = catalogue.reference.paths.get(path_id)
    if path is None or not path.required_courses:
        raise Invalid(NO_PATH, {"jalur": NO_PATH})
    offered = {course.slug for course in catalogue.published()} | set(kept)
    missing = [slug for slug in path.required_courses if slug not in offered]
    if missing:
        said = f"Jalur “{path.title}” mewajibkan kursus yang belum terbit: {', '.join(missing)}. Terbitkan dahulu."
        raise Invalid(said, {"jalur": said})
    return rules.take(path)


def _counted(path: AskedPath) -> str:
    return f"{path.title} ({len(path.courses)} kursus)"


def _faults_of_facts(wanted: NewProgramme, kept: Kept, today: date) -> dict[str, str]:
    faults: dict[str, str] = {}
    span = kept.span
    if not 3 <= len(wanted.name) <= rules.LONGEST_NAME:
        faults["nama"] = f"Tulis nama program, 3 sampai {rules.LONGEST_NAME} huruf."
    if len(wanted.note) > rules.LONGEST_NOTE:
        faults["keterangan"] = f"Tulis paling banyak {rules.LONGEST_NOTE} huruf."
    if wanted.starts_on is None or wanted.due_on is None or wanted.due_on < wanted.starts_on:
        faults["batas"] = "Tulis tanggal mulai dan batasnya; batas tidak boleh sebelum mulai."
    elif wanted.due_on < today and wanted.due_on != kept.due_on:
        faults["batas"] = PASSED
    elif span is not None and not wanted.starts_on <= span[0] <= span[1] <= wanted.due_on:
        first, last = date_text(span[0]), date_text(span[1])
        faults["batas"] = f"Angkatannya berlangsung dari {first} sampai {last}; ubah itu dahulu."
    if wanted.months is not None and not 1 <= wanted.months <= rules.MOST_MONTHS:
        faults["siklus"] = f"Tulis bilangan bulat 1 sampai {rules.MOST_MONTHS}, atau kosongkan bila cukup sekali."
    if wanted.status not in {"", *Status}:
        faults["status"] = "Pilih salah satu."
    if wanted.enrolment not in set(Enrolment):
        faults["pendaftaran"] = "Pilih salah satu."
    return faults


def _named(session: Session, wanted: NewProgramme, kept: Kept, *, actor: Actor, now: datetime) -> frozenset[int] | None:
    """Whom it is to name; None where the list is as it was shown, for it may have changed since in another place."""
    if kept.names is not None and wanted.shown is not None:
        if mark(wanted.numbers) == wanted.shown:
            return None
        if mark(kept.names.text) != wanted.shown:
            raise Invalid(NAMES_CHANGED)
    typed = lines_of(wanted.numbers)
    if len(typed) > MOST_NAMED:
        raise Invalid(f"Tulis paling banyak {MOST_NAMED} NIP.")
    digits: dict[str, str] = {}
    wrong: list[str] = []
    for line in typed:
        try:
            digits[line] = nip_digits(line)
        except Invalid:
            wrong.append(line[:30])
    known = queries.living_by_nip(session, digits.values())
    scope, today = people.unit_scope(session, actor), local_date(now, actor.zone)
    reached = {each.id for each in queries.members(session, scope, today, only=set(known.values()))}
    wrong += [line for line, number in digits.items() if known.get(number) not in reached]
    if wrong:
        more = f", dan {len(wrong) - LISTED_FAULTS} lagi" if len(wrong) > LISTED_FAULTS else ""
        raise Invalid(f"NIP ini tidak ditemukan di dalam cakupan Anda: {', '.join(wrong[:LISTED_FAULTS])}{more}.")
    beyond = kept.names.beyond if kept.names else frozenset()
    return beyond.union(known[number] for number in digits.values())
