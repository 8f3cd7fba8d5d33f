"""Reading the competency framework: the dictionary with its levels, position standards and learning paths.

What one of these files names in another (a competency, a position, a course) is looked up by ``demands.unknown_names``,
so that the order in which files are mended does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType
from typing import Any, TypeVar

from elearn.content import values
from elearn.content.facts import Frame, Row
from elearn.content.model import (
    GROUPS,
    Competency,
    CompetencyLevel,
    LearningPath,
    LevelName,
    PathStep,
    Position,
    plain_name,
)
from elearn.content.nodes import Node
from elearn.content.values import BadValue

LEVELS = 5
PATH_KEYS = (
    "id", "judul", "keterangan", "berurutan", "jabatan", "kursus", "sertifikat", "judul_sertifikat", "penyelenggara"
)  # fmt: skip
PLACE = re.compile(r"baris (\d+): ")
Fact = TypeVar("Fact")


def read_level_names(frame: Frame) -> tuple[LevelName, ...]:
    """``level-kompetensi.yml``: what the five levels are called. Raises BadValue unless there are five, in order."""
    numbers, found = [], []
    for row in frame.rows("level", "nama", "keterangan"):
        numbers.append(row.whole("level", 1, LEVELS))
        found.append(LevelName(row.text("nama"), row.text("keterangan")))
    if numbers != list(range(1, LEVELS + 1)):
        raise BadValue("tulis kelima level, dari 1 sampai 5, masing-masing sekali dan berurutan")
    return tuple(found)


def read_competencies(frame: Frame) -> MappingProxyType[str, Competency]:
    """``kompetensi.yml`` by code."""
    rows = frame.rows("kode", "nama", "kelompok", "definisi", "level")
    return _by_key(frame, rows, "kode", _competency)


def read_positions(frame: Frame) -> MappingProxyType[str, Position]:
    """``jabatan.yml`` by key. No two positions may go by the same name."""
    rows = frame.rows("kode", "nama", "alias", "kompetensi", "wajib")
    found = _by_key(frame, rows, "kode", _position)
    known: dict[str, str] = {}
    for position in found.values():
        for name in dict.fromkeys(plain_name(each) for each in (position.key, position.name, *position.aliases)):
            if name in known:
                message = f"nama `{name}` sudah dipakai jabatan `{known[name]}`; satu nama hanya untuk satu jabatan"
                frame.refuse(position.line, message)
            known[name] = position.key
    return found


def read_paths(frame: Frame) -> MappingProxyType[str, LearningPath]:
    """``jalur-belajar.yml`` by id."""
    return _by_key(frame, frame.rows(*PATH_KEYS), "id", _path)


def _by_key(frame: Frame, rows: Iterable[Row], key: str, read: Callable[[Row], Fact]) -> MappingProxyType[str, Fact]:
    """The facts by their key; every row that cannot be read is a finding of its own."""
    found: dict[str, Fact] = {}
    for row in rows:
        try:
            name, value = row.identifier(key), read(row)
        except BadValue as error:
            place = PLACE.match(str(error))
            frame.refuse(int(place[1]) if place else row.line, PLACE.sub("", str(error), count=1))
            continue
        if name in found:
            row.refuse(f"`{name}` ditulis dua kali; hapus salah satu")
        found[name] = value
    return MappingProxyType(found)


def _competency(row: Row) -> Competency:
    levels = tuple(_level(node) for node in _list(row, "level"))
    if levels and len(levels) != LEVELS:
        raise BadValue(f"`level` harus lima, dari yang paling rendah; ini {len(levels)}")
    return Competency(
        row.identifier("kode"), row.text("nama"), row.word("kelompok", GROUPS), row.source, row.optional("definisi"),
        levels, row.unconfirmed, row.line,
    )  # fmt: skip


def _level(node: Node) -> CompetencyLevel:
    fields = node.value
    if not isinstance(fields, dict) or set(fields) != {"deskripsi", "indikator"}:
        raise BadValue(f"baris {node.line}: tiap level memuat `deskripsi` dan `indikator`, tidak lebih")
    indicators = fields["indikator"].value
    if not isinstance(indicators, list) or not indicators:
        raise BadValue(
            f"baris {fields['indikator'].line}: `indikator` harus berupa daftar; awali tiap butir dengan `- `"
        )
    return CompetencyLevel(
        _at(fields["deskripsi"], values.text), tuple(_at(indicator, values.text) for indicator in indicators)
    )


def _position(row: Row) -> Position:
    return Position(
        key=row.identifier("kode"),
        name=row.text("nama"),
        aliases=tuple(_at(node, values.text) for node in _list(row, "alias")),
        required=tuple(_required(row.node("kompetensi"))),
        mandatory=_once(_at(node, values.identifier) for node in _list(row, "wajib")),
        source=row.source,
        unconfirmed=row.unconfirmed,
        line=row.line,
    )


def _required(node: Node) -> Iterator[tuple[str, int]]:
    if not isinstance(node.value, dict) or not node.value:
        example = "tulis misalnya `{manajerial: 2, pelayanan-publik: 3}`"
        raise BadValue(f"baris {node.line}: `kompetensi` harus berupa pasangan kode dan level; {example}")
    for key, level in node.value.items():
        yield _at(Node(key, level.line), values.identifier), _at(level, values.whole(1, LEVELS))


def _path(row: Row) -> LearningPath:
    steps = tuple(_step(node) for node in _list(row, "kursus"))
    if not steps:
        raise BadValue("`kursus` masih kosong; tulis kursusnya, satu per baris dengan `- ` di depannya")
    _once(step.course for step in steps)
    certified = "sertifikat" in row.nodes and _at(row.node("sertifikat"), values.yes)
    if certified and not any(step.required for step in steps):
        raise BadValue("jalur bersertifikat perlu paling sedikit satu kursus wajib; hapus salah satu `wajib: tidak`")
    return LearningPath(
        id=row.identifier("id"),
        title=row.text("judul"),
        summary=row.text("keterangan"),
        steps=steps,
        sequential="berurutan" in row.nodes and _at(row.node("berurutan"), values.yes),
        positions=_once(_at(node, values.identifier) for node in _list(row, "jabatan")),
        line=row.line,
        certified=certified,
        certificate_title=row.optional("judul_sertifikat") or row.text("judul"),
        organiser=row.optional("penyelenggara"),
    )


def _step(node: Node) -> PathStep:
    """``etika-asn``, or ``{kursus: etika-asn, wajib: tidak}``."""
    fields = node.value
    if isinstance(fields, dict):
        if "kursus" not in fields or not set(fields) <= {"kursus", "wajib"}:
            raise BadValue(f"baris {node.line}: tulis misalnya `etika-asn` atau `{{kursus: etika-asn, wajib: tidak}}`")
        required = _at(fields["wajib"], values.yes) if "wajib" in fields else True
        return PathStep(_at(fields["kursus"], values.identifier), required)
    return PathStep(_at(node, values.identifier), True)


def _list(row: Row, name: str) -> list[Node]:
    """The nodes of a list that may be left out. Raises BadValue for anything else."""
    node = row.nodes.get(name)
    if node is None or node.value == "":
        return []
    if not isinstance(node.value, list):
        raise BadValue(f"baris {node.line}: `{name}` harus berupa daftar; awali tiap butir dengan `- `")
    return node.value


def _once(names: Iterable[str]) -> tuple[str, ...]:
    found = tuple(names)
    twice = next((name for name in found if found.count(name) > 1), None)
    if twice is not None:
        raise BadValue(f"`{twice}` ditulis dua kali; hapus salah satu")
    return found


def _at(node: Node, read: Callable[[Node], Any]) -> Any:
    """A value, or BadValue that says on which line."""
    try:
        return read(node)
    except BadValue as error:
        raise BadValue(f"baris {node.line}: {error}") from None
