"""A crowd for benchmarks: as many learners as wanted, each made from the seed and her number alone. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from elearn.cli.demo_people import MAIL, RECORDS_BEGIN
from elearn.content.model import Course, Quiz
from elearn.core.clock import local_date
from elearn.core.identifiers import ALPHABET
from elearn.learning import rules
from elearn.learning.rules import Done

CROWD_MAIL = f"%@peserta.{MAIL}"
GIVEN = (
    "Maria", "Yohanes", "Petrus", "Agnes", "Fransiskus", "Kristina", "Paulus", "Theresia", "Antonius", "Yuliana",
    "Dominikus", "Rosalia", "Hendrikus", "Natalia", "Albertus", "Elisabeth", "Benyamin", "Marselina", "Gabriel",
    "Oktoviana", "Ahmad", "Siti", "Muhammad", "Nur", "Ni'mah", "Wayan", "Made", "Ketut", "Komang", "Luh",
)  # fmt: skip
FAMILY = (
    "Bere", "Mau", "Seran", "Nahak", "Taek", "Bria", "Kolo", "Naben", "Tefa", "Manek", "Luan", "Fahik", "Asa",
    "Klau", "Nurak", "Leki", "Berek", "Tahu", "Halek", "Bau", "Lopo", "Neno", "Hidayat", "Aminah", "Rahman",
    "D'Costa", "Da-Silva", "Pello", "Nalle", "Fanggidae", "Djami", "Riwu", "Hae", "Lay", "Ndolu", "Foeh", "Messakh",
    "Sina", "Lado", "Rihi",
)  # fmt: skip
TITLES = ("", "", "S.Sos.", "S.E.", "S.Kep., Ns.", "A.Md.", "S.Pd.", "S.T., M.Si.")
PLACES = ("Kupang", "Atambua", "Ende", "Maumere", "Ruteng", "Waingapu", "Kota Contoh", "Larantuka")
# (status, its share in percent, rank, position)
STATUSES = (
    ("pns", 60, "III/b", "Penelaah Teknis Kebijakan"),
    ("pppk", 25, "IX", "Guru Ahli Pertama"),
    ("cpns", 5, "III/a", "Analis Kebijakan Ahli Pertama"),
    ("pppk-paruh-waktu", 10, "V", "Pengelola Umum Operasional"),
)
FIRST_BIRTHDAY = date(1970, 1, 1)
BIRTHDAYS = 10_000
FIRST_SEQUENCE = 100  # the demo people have the numbers below


@dataclass(frozen=True, slots=True)
class Member:
    """One of the crowd. ``unit`` is a number to be taken modulo the count of units."""

    nip: str
    email: str
    name: str
    titles: str
    birth_place: str
    born: date
    status: str
    rank: str
    position: str
    unit: int

    @property
    def posted_since(self) -> date:
        """The first day of her posting: her appointment, or the start of the records."""
        month = 1 if self.nip[12] == "2" else int(self.nip[12:14])
        return max(RECORDS_BEGIN, date(int(self.nip[8:12]), month, 1))


@dataclass(frozen=True, slots=True)
class RunOfCourse:
    """A run with its progress. ``completed_at`` None: under way; ``score`` in hundredths of a percent."""

    course: Course
    number: int
    opened_at: datetime
    progress: tuple[Done, ...]
    completed_at: datetime | None
    score: int | None
    code: str


def member(seed: int, number: int) -> Member:
    """The learner with this number, counted from 0; her NIP is hers alone and well-formed."""
    chance = random.Random(f"{seed} orang {number}")  # noqa: S311  # the same people for the same seed
    status, _, rank, position = chance.choices(STATUSES, [each[1] for each in STATUSES])[0]
    born = FIRST_BIRTHDAY + timedelta(days=number % BIRTHDAYS)
    year = {"cpns": 2025, "pppk-paruh-waktu": 2025, "pppk": 2022}.get(status, max(2008, born.year + 22))
    digits = f"{year}21" if status.startswith("pppk") else f"{year}{chance.randint(1, 12):02}"
    name = f"{chance.choice(GIVEN)} {chance.choice(GIVEN)} {chance.choice(FAMILY)}"
    return Member(
        nip=f"{born:%Y%m%d}{digits}{chance.randint(1, 2)}{FIRST_SEQUENCE + number // BIRTHDAYS:03}",
        email=f"p{number:06}@{CROWD_MAIL.partition('@')[2]}",
        name=name,
        titles=chance.choice(TITLES),
        birth_place=chance.choice(PLACES),
        born=born,
        status=status,
        rank=rank,
        position=position,
        unit=chance.randrange(1_000_000),
    )


def runs(
    who: Member, seed: int, number: int, rows: int, courses: Sequence[Course], zone: str, today: date
) -> Iterator[RunOfCourse]:
    """The runs of one learner with ``rows`` rows of progress in all: course after course, then anew."""
    chance = random.Random(f"{seed} riwayat {number}")  # noqa: S311  # the same history for the same seed
    last = _morning(today) - timedelta(days=1)
    moment = max(last - timedelta(days=chance.randint(30, 700)), _morning(who.posted_since))
    turn = number
    while rows > 0:
        course, again = courses[turn % len(courses)], (turn - number) // len(courses) + 1
        items = course.items[:rows]
        rows -= len(items)
        turn += 1
        opened, done = moment, []
        for item in items:
            moment = min(moment + timedelta(hours=chance.randint(1, 30)), last)
            score = chance.randint(70, 100) * 100 if isinstance(item, Quiz) else None
            done.append(Done(item.id, local_date(moment, zone), moment, score))
        yield _run(course, again, opened, tuple(done), chance)


def _run(course: Course, number: int, opened: datetime, done: tuple[Done, ...], chance: random.Random) -> RunOfCourse:
    progress = {each.item: each for each in done}
    complete = rules.course_done(course, progress)
    code = "".join(chance.choices(ALPHABET, k=20)) if complete else ""
    score = rules.final_score(course, progress) if complete else None
    return RunOfCourse(course, number, opened, done, done[-1].done_at if complete else None, score, code)


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
