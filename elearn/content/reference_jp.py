"""What counts as JP and how many are asked: the rows of ``aturan-jp.yml`` and ``target-jp.yml``.

A row that cannot be used is a finding at its own line, so that one pass shows everything that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Protocol, TypeVar

from elearn.content.facts import Frame, Row
from elearn.content.model import MONTHLY, YEARLY, JpException, JpRule, JpTarget, JpTerms, Reference
from elearn.content.values import BadValue

STATUSES = ("pns", "cpns", "pppk", "pppk-paruh-waktu", "non-asn")
BASES = ("hari-belajar", "hari-selesai")
UNITS = ("jp", "hari", "kali", "semester")
CAPS = ("batas_per_hari", "batas_per_bulan", "batas_per_semester")
RULE_KEYS = ("jenis_diklat", "nama", "satuan", "jp", *CAPS, "internasional", "dasar", "keterangan")
LONGEST_KEY = 10  # what the ledger holds of a jalur
MOST_SURPLUS = 100
MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
AT_LINE = re.compile(r"baris (\d+): (.*)", re.DOTALL)


class Dated(Protocol):
    """A fact that holds from one date to another."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


Fact = TypeVar("Fact", bound=Dated)
Read = TypeVar("Read")


def jp_rules(frame: Frame) -> tuple[JpRule, ...]:
    """The rules of every jalur. Raises BadValue if there is no list of them."""
    found = list(each_of(frame, RULE_KEYS, _rule))
    refuse_overlaps((rule.training_type, rule, row) for rule, row in found)
    return tuple(rule for rule, _ in found)


def refuse_unknown_types(frame: Frame, reference: Reference) -> None:
    """A rule for an id that SIASN's table does not have would count nothing: a finding."""
    for row in frame.rows(*RULE_KEYS):
        code = row.text("jenis_diklat")
        if reference.training_types and code.isdigit() and code not in reference.training_types:
            row.refuse(f"`jenis_diklat`: `{code}` tidak ada di `jenis-diklat.yml`; perbaiki atau tambahkan di sana")


def jp_targets(frame: Frame) -> tuple[JpTarget, ...]:
    """The targets of every status. Raises BadValue if there is no list of them."""
    known = ("status", "batas", "jp", "periode", "tunggakan", "pengecualian")
    found = list(each_of(frame, known, _target))
    refuse_overlaps((f"{target.status} per {target.period}", target, row) for target, row in found)
    return tuple(target for target, _ in found)


def each_of(frame: Frame, known: tuple[str, ...], read: Callable[[Row], Read]) -> Iterator[tuple[Read, Row]]:
    """What can be read; each row that cannot is a finding at its line."""
    for row in frame.rows(*known):
        try:
            yield read(row), row
        except BadValue as error:
            placed = AT_LINE.fullmatch(str(error))
            frame.refuse(int(placed[1]) if placed else row.line, placed[2] if placed else str(error))


def refuse_overlaps(facts: Iterable[tuple[str, Fact, Row]]) -> None:
    """Two versions of one thing may follow each other, never hold on the same day: which would count?"""
    last: dict[str, tuple[Fact, Row]] = {}
    for key, fact, row in sorted(facts, key=lambda f: (f[0], f[1].valid_from, f[2].line)):
        if fact.valid_to is not None and fact.valid_to < fact.valid_from:
            row.refuse(f"`{key}`: `berlaku_sampai` lebih awal daripada `berlaku_sejak`; perbaiki salah satunya")
        before = last.get(key)
        if before is not None and (before[0].valid_to is None or fact.valid_from <= before[0].valid_to):
            row.refuse(
                f"`{key}` sudah diatur pada baris {before[1].line} untuk tanggal yang sama; "
                f"tutup yang lama dengan `berlaku_sampai` sebelum {fact.valid_from.isoformat()}"
            )
        last[key] = fact, row


def _rule(row: Row) -> JpRule:
    code = row.text("jenis_diklat")
    if not code.isdigit() and (row.identifier("jenis_diklat") != code or len(code) > LONGEST_KEY):
        raise BadValue(f"`jenis_diklat`: kunci jalur sendiri paling panjang {LONGEST_KEY} huruf, misalnya `pendidikan`")
    if code.isdigit() is bool(row.optional("nama")):
        raise BadValue("`nama` ditulis untuk jalur di luar tabel SIASN, dan hanya untuk itu")
    unit = row.word("satuan", UNITS)
    abroad = row.inner("internasional", "jp", "tambahan", *CAPS) if "internasional" in row.nodes else None
    return JpRule(
        code,
        row.word("dasar", BASES),
        row.source,
        row.valid_from,
        row.valid_to,
        unit,
        _terms(row, unit),
        _terms(abroad, unit) if abroad is not None else None,
        row.optional("nama"),
        row.optional("keterangan"),
        row.unconfirmed,
    )


def _terms(row: Row, unit: str) -> JpTerms:
    worth = _positive(row, "jp")
    if unit == "jp" and worth is not None:
        raise BadValue(f"baris {row.line}: dengan `satuan: jp` nilai `jp` ditentukan program; hapus `jp`")
    if unit != "jp" and worth is None:
        raise BadValue(f"baris {row.line}: `jp` belum ada; tulis berapa JP nilai satu {unit}, misalnya `jp: 4`")
    surplus = row.whole("tambahan", 1, MOST_SURPLUS) if "tambahan" in row.nodes else 0
    if surplus and unit != "jp":
        raise BadValue(f"baris {row.line}: `tambahan` hanya untuk `satuan: jp`; tulis `jp` untuk luar negeri")
    day, month, semester = (_positive(row, cap) for cap in CAPS)
    caps = [cap for cap in (day, month, semester) if cap is not None]
    if caps != sorted(caps):
        raise BadValue(f"baris {row.line}: batas waktu yang lebih panjang harus lebih besar; periksa {', '.join(CAPS)}")
    return JpTerms(worth, surplus, day, month, semester)


def _positive(row: Row, name: str) -> int | None:
    found = row.hundredths(name)
    if found == 0:
        raise BadValue(f"baris {row.line}: `{name}` harus lebih dari 0; hapus bila tidak ada")
    return found


def _target(row: Row) -> JpTarget:
    bound = row.word("batas", ("minimal", "maksimal"))
    period = row.word("periode", (YEARLY, MONTHLY)) if "periode" in row.nodes else YEARLY
    arrears = "tunggakan" in row.nodes and row.word("tunggakan", ("ya", "tidak")) == "ya"
    if arrears and (bound, period) != ("minimal", MONTHLY):
        raise BadValue("`tunggakan: ya` hanya untuk `batas: minimal` dengan `periode: bulan`")
    exceptions = tuple(_exceptions(row)) if "pengecualian" in row.nodes else ()
    if exceptions and period != MONTHLY:
        raise BadValue("`pengecualian` hanya untuk `periode: bulan`")
    jp = row.hundredths("jp")
    if jp is None:
        raise BadValue("`jp` belum ada; tulis misalnya `jp: 20`")
    return JpTarget(
        row.word("status", STATUSES), bound, jp, row.source, row.valid_from, row.valid_to, period, arrears, exceptions
    )


def _exceptions(row: Row) -> Iterator[JpException]:
    node = row.node("pengecualian")
    if not isinstance(node.value, list):
        raise BadValue("`pengecualian` harus berupa daftar; tulis `- {unit: …, bulan: 2026-03, alasan: …}`")
    for inner in node.value:
        one = row.frame.row(inner, ("unit", "bulan", "alasan"))
        written = one.text("bulan")
        if not MONTH.fullmatch(written):
            raise BadValue(f"baris {one.line}: `bulan`: `{written[:40]}` bukan bulan; tulis misalnya `2026-03`")
        yield JpException(one.text("unit"), date.fromisoformat(f"{written}-01"), one.text("alasan"))
