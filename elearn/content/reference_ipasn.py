"""The rows of ``ip-asn.yml``: what trainings are worth in the Indeks Profesionalitas ASN."""

from __future__ import annotations

from elearn.content.facts import Frame, Row
from elearn.content.findings import meant
from elearn.content.model import KINDS, IpAsn, IpAsnPart, Reference
from elearn.content.nodes import Node
from elearn.content.reference_jp import STATUSES
from elearn.content.values import BadValue, identifiers, names, word

LONGEST_WINDOW = 20  # years


def read_ip_asn(frame: Frame) -> IpAsn:
    """The measure. Raises BadValue for what cannot be read; what contradicts itself becomes findings."""
    row = frame.single("status", "jabatan", "komponen")
    held = row.inner("jabatan", *KINDS)
    positions = tuple((key, kind) for kind in KINDS if kind in held.nodes for key in identifiers(held.node(kind)))
    _refuse_twice(held, [key for key, _ in positions], "jabatan")
    parts = tuple(part for part, _ in _parts(row))
    statuses = tuple(word(*STATUSES)(Node(name, row.node("status").line)) for name in names(row.node("status")))
    return IpAsn(parts, positions, statuses, row.source, row.valid_from, row.valid_to, row.unconfirmed)


def refuse_unknown_names(frame: Frame, reference: Reference) -> None:
    """A training type or a position that no other file knows would never count: a finding."""
    row = frame.single("status", "jabatan", "komponen")
    held = row.inner("jabatan", *KINDS)
    for kind in KINDS:
        for key in identifiers(held.node(kind)) if kind in held.nodes else ():
            if reference.positions and key not in reference.positions:
                held.refuse(f"`{kind}`: jabatan `{key}` tidak ada di `jabatan.yml`{meant(key, reference.positions)}")
    for part, line in _parts(row):
        for code in part.training_types:
            if reference.training_types and code not in reference.training_types:
                line.refuse(f"`jenis_diklat`: `{code}` tidak ada di `jenis-diklat.yml`; perbaiki atau hapus")


def _parts(row: Row) -> list[tuple[IpAsnPart, Row]]:
    node = row.node("komponen")
    if not isinstance(node.value, list):
        raise BadValue("`komponen` harus berupa daftar; tulis satu komponen per baris dengan `- ` di depannya")
    rows = [row.frame.row(inner, ("kunci", "nama", "jenis_diklat", "jp", "tahun", *KINDS)) for inner in node.value]
    found = [(_part(one), one) for one in rows]
    last = found[-1][1] if found else row
    _refuse_twice(last, [part.key for part, _ in found], "kunci")
    _refuse_twice(last, [code for part, _ in found for code in part.training_types], "jenis_diklat")
    return found


def _part(row: Row) -> IpAsnPart:
    weights = tuple((kind, weight) for kind in KINDS if (weight := row.hundredths(kind)))
    if not weights:
        raise BadValue(f"baris {row.line}: tulis bobot sedikitnya satu jenis jabatan, misalnya `pelaksana: 22,5`")
    return IpAsnPart(
        row.identifier("kunci"),
        row.text("nama"),
        names(row.node("jenis_diklat")),
        weights,
        row.hundredths("jp"),
        row.whole("tahun", 1, LONGEST_WINDOW) if "tahun" in row.nodes else None,
    )


def _refuse_twice(row: Row, found: list[str], key: str) -> None:
    for name in dict.fromkeys(name for name in found if found.count(name) > 1):
        row.refuse(f"`{key}`: `{name}` ditulis dua kali; setiap nama hanya boleh di satu tempat")
