"""Cohorts of a programme: who may join, and who has a seat. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from elearn.programmes.rules.standing import Serving, Target, Terms, covers

MOST_SEATS = 100_000


class Enrolment(StrEnum):
    """How people come into the cohorts of a programme, besides by an admin."""

    NONE = ""
    FREE = "langsung"
    APPROVED = "persetujuan"


ENROLMENT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        Enrolment.NONE.value: "Hanya admin yang menempatkan",
        Enrolment.FREE.value: "Pegawai di unit itu mendaftar sendiri, selama masih ada tempat",
        Enrolment.APPROVED.value: "Pegawai di unit itu meminta, dan atasan langsungnya menyetujui",
    }
)


class SeatState(StrEnum):
    """Whether somebody has a seat in her cohort, or waits for one."""

    TAKEN = "peserta"
    WAITING = "menunggu"


@dataclass(frozen=True, slots=True)
class Dates:
    """From when to when a cohort works, both included, and its name."""

    cohort_id: int
    name: str
    starts_on: date
    due_on: date


def within_cohort(terms: Terms, dates: Dates | None) -> Terms:
    """What is asked of somebody in a cohort: the same, in the time of the cohort."""
    return replace(terms, starts_on=dates.starts_on, due_on=dates.due_on) if dates else terms


def has_room(quota: int | None, taken: int) -> bool:
    """Whether one more may have a seat. ``quota`` None: there is no limit."""
    return quota is None or taken < quota


def may_enrol(target: Target, enrolment: Enrolment, who: Serving) -> bool:
    """Whether somebody may join a cohort by herself: whoever serves where the programme is, as what it wants."""
    return enrolment is not Enrolment.NONE and covers(replace(target, everybody=True), who)


def is_open(closed: bool, due_on: date, today: date) -> bool:
    """Whether a cohort still takes people."""
    return not closed and today <= due_on


def is_overdue(asked_on: date, today: date, patience: int, *, has_superior: bool) -> bool:
    """Whether a request is the admins', too: nobody leads whoever asks, or it waits for so many days."""
    return not has_superior or (today - asked_on).days >= patience
