"""Lists that are made into files in the background: what is kept of a filter, and where an export stands. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

Asked = TypeVar("Asked")
STEP = 20_000  # rows that one piece of background work takes on: others wait no longer
MOST_TRIES = 3  # of one piece, before its owner is told that it failed
MOST_WAITING = 5  # exports of one person that are being made at the same time
DAYS = frozenset({"first", "last"})


class Listed(StrEnum):
    """A list of which a file can be made."""

    COMPLETIONS = "kelulusan"
    RECAP = "rekap-jp"
    AUDIT = "audit"
    PEOPLE = "pegawai"
    COMPETENCIES = "kompetensi"
    EARNED = "capaian-jp"
    PROGRAMME = "program"
    COURSES = "hasil-kursus"
    COURSE_PEOPLE = "peserta-kursus"


TITLES: Mapping[Listed, str] = {
    Listed.COMPLETIONS: "Kelulusan",
    Listed.RECAP: "Rekap JP",
    Listed.AUDIT: "Jejak audit",
    Listed.PEOPLE: "Pegawai",
    Listed.COMPETENCIES: "Kompetensi pegawai",
    Listed.EARNED: "Capaian JP pegawai",
    Listed.PROGRAMME: "Peserta program",
    Listed.COURSES: "Hasil kursus",
    Listed.COURSE_PEOPLE: "Peserta kursus",
}
ROWS_EACH: Mapping[Listed, int] = {Listed.COMPETENCIES: 10}  # about so many for each that is counted, else one
FORMAT_WORDS: Mapping[str, str] = {"csv": "CSV", "xlsx": "Excel", "jsonl": "JSON Lines"}


class State(StrEnum):
    """Where an export stands."""

    MAKING = "disusun"
    READY = "siap"
    FAILED = "gagal"
    REMOVED = "dihapus"


STATE_WORDS: Mapping[State, tuple[str, str]] = {
    State.MAKING: ("Sedang disusun", "accent"),
    State.READY: ("Siap diunduh", "good"),
    State.FAILED: ("Gagal", "bad"),
    State.REMOVED: ("Sudah dihapus", ""),
}


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which people, as the list of people asks: ``active`` and ``seen`` None: either."""

    text: str = ""
    status: str = ""
    unit_id: int | None = None
    active: bool | None = True
    role: str = ""
    seen: bool | None = None


def kept(asked: Any) -> dict[str, Any]:
    """A filter as plain values, to be stored. ``of`` is the reverse."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(asked).items()}


def of(kind: type[Asked], choice: Mapping[str, Any]) -> Asked:
    """The filter that was stored; other values beside its own are left alone."""
    own = {item.name: choice[item.name] for item in fields(kind) if item.name in choice}  # type: ignore[arg-type]
    days = {name: date.fromisoformat(own[name]) for name in DAYS & set(own) if own[name]}
    return kind(**{**own, **days})


def state_of(
    *, ready_at: datetime | None, failed_at: datetime | None, expires_at: datetime | None, now: datetime
) -> State:
    """Where an export stands at an instant: a file whose time is over is gone, deleted or not."""
    if expires_at is not None and now >= expires_at:
        return State.REMOVED
    if ready_at is not None:
        return State.READY
    return State.FAILED if failed_at is not None else State.MAKING


def covers(present: frozenset[int] | None, taken: frozenset[int] | None) -> bool:
    """Whether somebody whose scope is ``present`` may have what was taken within ``taken`` units (None: everything)."""
    return present is None or (taken is not None and taken <= present)


def counted(listed: Listed) -> str:
    """What is counted of a list: its rows, or the people in it when each has several."""
    return "pegawai" if listed in ROWS_EACH else "baris"


def file_name(listed: Listed, day: date, kind: str) -> str:
    """What the file is called when it is downloaded: ``kelulusan-2026-06-01.csv``."""
    name = "jejak-audit" if listed is Listed.AUDIT else listed.value
    return f"{name}-{day.isoformat()}.{kind}"
