"""The frame and the rows of a file of facts. Whatever is wrong becomes a finding at its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from elearn.content import values
from elearn.content.findings import FileFindings, meant
from elearn.content.nodes import Node, Unreadable, read_nodes
from elearn.content.values import BadValue

ABOUT = ("sumber", "berlaku_sejak", "berlaku_sampai", "perlu_dikonfirmasi")


@dataclass(slots=True)
class Row:
    """One fact. Reading a missing or bad field raises BadValue; ``refuse`` makes a finding and goes on."""

    frame: Frame
    nodes: dict[str, Node]
    line: int

    @property
    def source(self) -> str:
        """The legal source: its own, else the file's."""
        return self.optional("sumber") or self.frame.source

    @property
    def valid_from(self) -> date:
        return self._date("berlaku_sejak") or self.frame.valid_from

    @property
    def valid_to(self) -> date | None:
        return self._date("berlaku_sampai") or self.frame.valid_to

    @property
    def unconfirmed(self) -> bool:
        """Whether somebody still has to confirm it: its own word, else the file's."""
        node = self.nodes.get("perlu_dikonfirmasi")
        return values.yes(node) if node is not None else self.frame.unconfirmed

    def refuse(self, message: str) -> None:
        """Make a finding; the whole file then keeps its last good facts."""
        self.frame.refuse(self.line, message)

    def node(self, name: str) -> Node:
        """A field as it was written. Raises BadValue."""
        found = self.nodes.get(name)
        if found is None:
            raise BadValue(f"baris {self.line}: `{name}` belum ada; tambahkan `{name}: …`")
        return found

    def text(self, name: str) -> str:
        return self._read(name, values.text)

    def optional(self, name: str) -> str:
        """A text that may be missing or empty."""
        node = self.nodes.get(name)
        return self._read(name, values.text) if node is not None and node.value != "" else ""

    def identifier(self, name: str) -> str:
        return self._read(name, values.identifier)

    def word(self, name: str, known: tuple[str, ...]) -> str:
        return self._read(name, values.word(*known))

    def whole(self, name: str, low: int, high: int) -> int:
        return int(self._read(name, values.whole(low, high)))

    def hundredths(self, name: str) -> int | None:
        """JP as integer hundredths; None if left out."""
        node = self.nodes.get(name)
        return int(self._read(name, values.hundredths(0, 1_000_000))) if node is not None and node.value != "" else None

    def nip(self, name: str) -> str:
        """18 digits, blanks and dots between them dropped."""
        digits = self.text(name).replace(" ", "").replace(".", "")
        if len(digits) != 18 or not digits.isascii() or not digits.isdigit():
            raise BadValue(f"baris {self.line}: `{name}` harus 18 angka; tulis dalam tanda kutip")
        return digits

    def inner(self, name: str, *known: str) -> Row:
        """A field that is itself a set of fields."""
        node = self.node(name)
        return self.frame.row(node, known)

    def part(self, name: str) -> Frame:
        """A field with a frame of its own."""
        node = self.node(name)
        return frame_of(node, self.frame.note, self.frame)

    def _read(self, name: str, read: values.Reader) -> str:
        try:
            found: str = read(self.node(name))
        except BadValue as error:
            text = str(error)
            raise BadValue(text if text.startswith("baris ") else f"baris {self.line}: `{name}`: {text}") from None
        return found

    def _date(self, name: str) -> date | None:
        return _date(self.nodes.get(name))


@dataclass(slots=True)
class Frame:
    """A file of facts, or a part of one with a source of its own."""

    note: FileFindings
    body: Node
    line: int
    source: str
    valid_from: date
    valid_to: date | None
    unconfirmed: bool
    failed: bool = False
    parent: Frame | None = None

    def refuse(self, line: int, message: str) -> None:
        self.failed = True
        if self.parent is not None:
            self.parent.failed = True
        self.note.error(line, message)

    def rows(self, *known: str) -> Iterator[Row]:
        """The facts of a list. Raises BadValue if it is none."""
        if not isinstance(self.body.value, list):
            raise BadValue("`isi` harus berupa daftar; tulis satu fakta per baris dengan `- ` di depannya")
        for node in self.body.value:
            yield self.row(node, known)

    def single(self, *known: str) -> Row:
        """The facts of a file that has just one set of them."""
        return self.row(self.body, known)

    def plain(self) -> str:
        """The fact of a part that is one text."""
        return values.text(self.body)

    def row(self, node: Node, known: tuple[str, ...]) -> Row:
        if not isinstance(node.value, dict):
            raise BadValue(f"baris {node.line}: harus berupa `kunci: nilai`")
        for name, inner in node.value.items():
            if name not in known and name not in ABOUT:
                self.refuse(inner.line, f"kunci `{name}` tidak dikenal{meant(name, known)}")
        return Row(self, node.value, node.line)


def read_frame(text: str, note: FileFindings) -> Frame | None:
    """The frame of a file; None (and findings) if it cannot be used."""
    try:
        return frame_of(read_nodes(text), note, None)
    except Unreadable as error:
        note.error(error.line, error.message)
    except BadValue as error:
        note.error(1, str(error))
    return None


def frame_of(node: Node, note: FileFindings, parent: Frame | None) -> Frame:
    """A frame from its node; what it leaves out is taken from ``parent``. Raises BadValue."""
    if not isinstance(node.value, dict) or "isi" not in node.value:
        raise BadValue("harus memuat `sumber`, `berlaku_sejak`, dan `isi`")
    fields = node.value
    for name, inner in fields.items():
        if name not in (*ABOUT, "isi"):
            note.error(inner.line, f"kunci `{name}` tidak dikenal{meant(name, (*ABOUT, 'isi'))}")
    source = fields.get("sumber")
    start = _date(fields.get("berlaku_sejak"))
    if parent is None and (source is None or start is None):
        raise BadValue("setiap fakta memerlukan `sumber` dan `berlaku_sejak`; tambahkan di awal berkas")
    unconfirmed = fields.get("perlu_dikonfirmasi")
    return Frame(
        note=note,
        body=fields["isi"],
        line=node.line,
        source=values.text(source) if source is not None else parent.source if parent else "",
        valid_from=start or (parent.valid_from if parent else date.min),
        valid_to=_date(fields.get("berlaku_sampai")),
        unconfirmed=values.yes(unconfirmed) if unconfirmed is not None else False,
        parent=parent,
    )


def _date(node: Node | None) -> date | None:
    if node is None or node.value == "":
        return None
    written = values.text(node)
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise BadValue(f"baris {node.line}: `{written[:40]}` bukan tanggal; tulis misalnya `2026-01-31`") from None
