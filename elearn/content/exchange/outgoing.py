"""Questions of a content file in a format that others read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from elearn.content.exchange.gift_write import write_gift
from elearn.content.exchange.items import Bank
from elearn.content.exchange.moodle_write import write_moodle
from elearn.content.exchange.qti_write import write_qti
from elearn.content.exchange.report import Report
from elearn.content.exchange.source import read_source

WRITERS: dict[str, Callable[[Bank, Report], bytes]] = {
    "gift": lambda bank, report: write_gift(bank, report).encode(),
    "moodle": lambda bank, report: write_moodle(bank, report).encode(),
    "qti": write_qti,
}
SUFFIXES = {"gift": ".gift", "moodle": ".xml", "qti": ".zip"}


def export_questions(path: Path, kind: str) -> tuple[bytes, Report]:
    """The file in one of WRITERS, and the report of what that format cannot say. Raises Invalid for a file with
    errors, KeyError for another format.
    """
    read = read_source(path)
    return WRITERS[kind](read.bank, read.report), read.report
