"""Deadlines as an iCalendar file. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta


def calendar(entries: Iterable[tuple[str, str, date]], *, host: str, name: str, address: str, now: datetime) -> bytes:
    """Deadlines as an iCalendar file (RFC 5545): (key, title, local date) each a whole day with a reminder three days
    before. The same key keeps its place in a calendar that reads the file again.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_escaped(name)}//elearn//ID", "CALSCALE:GREGORIAN"]
    for key, title, on in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{key}@{host}",
            f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(f'Batas: {title}')}",
            f"URL:{address}",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_escaped(f'Batas: {title}')}",
            "TRIGGER:-P3D",
            "END:VALARM",
            "END:VEVENT",
        ]
    return b"".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _escaped(text: str) -> str:
    plain = " ".join(text.split())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> bytes:
    """At most 75 bytes a line, and no symbol cut in two."""
    pieces, piece = [], b""
    for symbol in line:
        if len(piece) + len(symbol.encode()) > 74:
            pieces.append(piece)
            piece = b""
        piece += symbol.encode()
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
