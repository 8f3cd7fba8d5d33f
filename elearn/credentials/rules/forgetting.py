"""A certificate's or transcript's payload without what it says about its holder, sealed anew: its code and its validity
can still be asked for when her data are gone. Pure.

The digest of the whole payload goes, too: whoever knows the rest of it could find a NIP by trying all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from elearn.credentials.rules.transcript import STAMP
from elearn.credentials.rules.words import date_words

ERASED = "(dihapus)"
MARK = "forgotten_on"
NO_FILE = "Berkas ini sudah dihapus bersama data pemegangnya, sesuai masa simpannya."


def forgotten_certificate(payload: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The payload of a certificate whose holder is forgotten since a local date."""
    return {**payload, "person": dict.fromkeys(payload["person"], "") | {"name": ERASED}, MARK: on.isoformat()}


def forgotten_transcript(payload: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The same of a transcript: neither its trainings nor its sums are kept, only the heads of the chains."""
    stamp = {**payload[STAMP], "garam": ""}
    person = dict.fromkeys(payload["pegawai"], "") | {"nama": ERASED}
    empty: dict[str, Any] = {"tahun": [], "kompetensi": [], "aturan": []}
    return {**payload, **empty, "pegawai": person, STAMP: stamp, MARK: on.isoformat()}


def is_forgotten(payload: Mapping[str, Any]) -> bool:
    """Whether a payload's holder is forgotten."""
    return MARK in payload


def forgotten_words(thing: str, made: str, on: date) -> str:
    """What is said of one: ``Data pemegang sudah dihapus … sertifikat ini pernah diterbitkan pada …``."""
    return f"Data pemegang sudah dihapus sesuai masa retensi; {thing} ini pernah {made} pada {date_words(on)}."
