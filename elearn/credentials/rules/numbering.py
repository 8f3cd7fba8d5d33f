"""Running numbers: an organiser's pattern, filled; and the series within which numbers run without a gap."""

from __future__ import annotations

import hashlib
import re
from datetime import date

from elearn.content.model import CertificateTemplate
from elearn.core.identifiers import ALPHABET
from elearn.credentials.rules.words import one_line

ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
SERIES_LENGTH = 60
UNREGISTERED = "-"  # where a pattern asks for a register number that its course does not have
TOKEN = re.compile(r"\{(kode|urut|unit|bulan_romawi|bulan|tahun|registrasi)\}")
UNFIT = re.compile(r"[^A-Za-z0-9.]+")
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def series_of(template: CertificateTemplate, on: date, registration: str = "") -> str:
    """The series in which a certificate issued on this local date is numbered: one a pattern, unit, year and, where the
    pattern has {registrasi}, ``registration`` (the course's register number).

    Months stay tokens, so that a series runs through the year. A pattern without {tahun} makes one endless series:
    starting anew each year would give the same number twice.
    """
    filled = one_line(_fill(_complete(template.number_template), _lasting(template, on, registration)))
    if len(filled) <= SERIES_LENGTH:
        return filled
    digest = hashlib.sha256(filled.encode()).hexdigest()[:16]
    return f"{filled[: SERIES_LENGTH - 17]}~{digest}"


def number_of(template: CertificateTemplate, on: date, sequence: int, registration: str = "") -> str:
    """The printed number. A pattern that forgets {urut} gets it at its end, because numbers must differ."""
    passing = {"urut": f"{sequence:04d}", "bulan": f"{on.month:02d}", "bulan_romawi": ROMAN_MONTHS[on.month - 1]}
    return one_line(_fill(_complete(template.number_template), _lasting(template, on, registration) | passing))


def normal_code(typed: str) -> str:
    """A verification code as it is stored, from what somebody typed: any case, blanks and hyphens, O for 0, I or L
    for 1. Empty when it cannot be a code, whatever the confusion.
    """
    code = re.sub(r"[\s\-–—.]", "", typed[:100]).upper().translate(_MISREAD)
    return code if code and set(code) <= set(ALPHABET) else ""


def spaced_code(code: str) -> str:
    """A code in groups of five, to be read from paper."""
    return " ".join(code[start : start + 5] for start in range(0, len(code), 5))


def file_name(course: str, number: str) -> str:
    """The name under which the PDF of a certificate is handed out; it tells neither the name nor the NIP."""
    return f"sertifikat-{course}-{UNFIT.sub('-', number).strip('-')}.pdf"


def _complete(pattern: str) -> str:
    return pattern if "{urut}" in pattern else f"{pattern}/{{urut}}"


def _lasting(template: CertificateTemplate, on: date, registration: str) -> dict[str, str]:
    return {
        "kode": template.classification_code,
        "unit": template.unit_code,
        "tahun": str(on.year),
        "registrasi": registration or UNREGISTERED,
    }


def _fill(pattern: str, values: dict[str, str]) -> str:
    return TOKEN.sub(lambda token: values.get(token[1], token[0]), pattern)
