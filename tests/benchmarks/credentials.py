"""Certificates a second (credential signed, PDF with it inside), and how many are checked in a second."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from elearn.core.signing import KeyRing
from elearn.credentials import pdf
from elearn.credentials.openbadge.credential import Issue, issued
from elearn.credentials.openbadge.did import issuer_did
from elearn.credentials.service.checking import check_file
from tests.benchmarks.report import PAIRS, Row
from tests.credentials.examples import PUBLIC_URL, payload

AT_ONCE = 20
NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyRing(Path(folder))
        did = issuer_did(PUBLIC_URL, keys.current(now=NOW).id)
        facts = [payload(title=f"Pelayanan Publik Prima {number}") for number in range(AT_ONCE)]

        def signed(number: int) -> bytes:
            issue = Issue(PUBLIC_URL, did, number, "maria@kota-contoh.go.id", "garam")
            return json.dumps(issued(facts[number], issue, keys, now=NOW)).encode()

        def sheet(number: int, credential: bytes) -> bytes:
            return pdf.render(facts[number], public_url=PUBLIC_URL, credential=credential)

        def checked(data: bytes) -> None:
            report = check_file(None, data, keys=keys, public_url=PUBLIC_URL, now=NOW)
            assert [line.verdict.value for line in report.lines[:4]] == ["benar"] * 4, report.lines

        credentials = [signed(number) for number in range(AT_ONCE)]
        sheets = [sheet(number, credential) for number, credential in enumerate(credentials)]
        signing = _each(lambda number: signed(number))
        setting = _each(lambda number: sheet(number, credentials[number]))
        yield Row("certificates a second, credential and PDF", 1 / (signing + setting), "/s", least=5)
        yield Row("signing a credential against setting its PDF", signing / setting, "×", most=2)
        yield Row(
            "credentials checked a second", 1 / _each(lambda number: checked(credentials[number])), "/s", least=10
        )
        yield Row(
            "certificates as PDF checked a second", 1 / _each(lambda number: checked(sheets[number])), "/s", least=10
        )


def _each(work: Callable[[int], object]) -> float:
    """Processor seconds for one, the median of a few rounds."""
    return statistics.median(_round(work) for _ in range(PAIRS)) / AT_ONCE


def _round(work: Callable[[int], object]) -> float:
    began = time.process_time()
    for number in range(AT_ONCE):
        work(number)
    return time.process_time() - began
