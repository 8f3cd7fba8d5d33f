"""YAML read without types: every scalar stays the string that was written. Anchors, aliases and tags are refused."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

DEEPEST = 8
MOST_NODES = 20_000


@dataclass(slots=True)
class Node:
    """A value and the line of the file (from 1) on which it, or its key, stands."""

    value: str | list[Node] | dict[str, Node]
    line: int

    @property
    def text(self) -> str | None:
        return self.value if isinstance(self.value, str) else None

    @property
    def shape(self) -> str:
        """The Indonesian name of what was written."""
        if isinstance(self.value, str):
            return "teks"
        return "daftar" if isinstance(self.value, list) else "pasangan kunci dan nilai"


class Unreadable(ValueError):
    """Not the YAML we read. ``line`` counts from 1 in the given text."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def read_nodes(text: str, first_line: int = 1) -> Node:
    """One YAML document as nodes. Raises Unreadable.

    Built from the parser's events with a stack of our own, so that deep nesting is a finding and not a stack overflow.
    """
    builder = _Builder(first_line)
    try:
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark is not None else 0)
        raise Unreadable(
            line, "penulisan YAML keliru di sini; periksa tanda kutip, kurung, titik dua, dan spasi awal baris"
        ) from None
    except (yaml.YAMLError, RecursionError):
        raise Unreadable(first_line, "YAML tidak dapat dibaca; tulis ulang bagian ini") from None
    if builder.root is None:
        raise Unreadable(first_line, "tidak ada isi")
    return builder.root


class _Builder:
    """Assembles nodes from parser events."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.keys: list[tuple[str, int] | None] = []
        self.count = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise self._refuse(event, "lebih dari satu dokumen YAML; hapus `---` di tengah berkas")
        if isinstance(event, yaml.AliasEvent):
            raise self._refuse(event, "`*` (alias YAML) tidak dipakai; tulis nilainya, atau apit dengan tanda kutip")
        if isinstance(event, yaml.NodeEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
            self.keys.pop()

    def _start(self, event: yaml.NodeEvent) -> None:
        self.count += 1
        if self.count > MOST_NODES or len(self.stack) >= DEEPEST:
            raise self._refuse(event, "isi terlalu dalam atau terlalu banyak; sederhanakan")
        if event.anchor is not None:
            raise self._refuse(event, "`&` (jangkar YAML) tidak dipakai; apit nilai dengan tanda kutip")
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise self._refuse(event, "`!` (tag YAML) tidak dipakai; apit nilai dengan tanda kutip")
        line = self._line(event)
        if isinstance(event, yaml.ScalarEvent):
            if self.stack and isinstance(self.stack[-1].value, dict) and self.keys[-1] is None:
                self.keys[-1] = (event.value, line)
                return
            self._place(Node(event.value, line))
            return
        mapping = isinstance(event, yaml.MappingStartEvent)
        node = Node({}, line) if mapping else Node([], line)
        self._place(node)
        self.stack.append(node)
        self.keys.append(None)

    def _place(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        holder = self.stack[-1].value
        if isinstance(holder, list):
            holder.append(node)
            return
        key = self.keys[-1]
        if key is None or not isinstance(holder, dict):
            raise Unreadable(node.line, "kunci harus berupa satu kata")
        if key[0] in holder:
            raise Unreadable(key[1], f"kunci `{key[0]}` ditulis dua kali; hapus salah satu")
        node.line = key[1]
        holder[key[0]] = node
        self.keys[-1] = None

    def _line(self, event: yaml.Event) -> int:
        return self.first_line + (event.start_mark.line if event.start_mark is not None else 0)

    def _refuse(self, event: yaml.Event, message: str) -> Unreadable:
        return Unreadable(self._line(event), message)
