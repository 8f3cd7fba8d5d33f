"""Finding courses in the catalogue: by words, competency, JP, and what is one's own. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from html import unescape

from elearn.content.model import Course

TAG = re.compile(r"<[^>]*>")
LONGEST_QUERY = 200


class Mine(StrEnum):
    """How a course stands to the learner."""

    NEW = "belum"
    OPEN = "berjalan"
    COMPLETED = "selesai"
    REVOKED = "dicabut"


@dataclass(frozen=True, slots=True)
class JpBand:
    """A range of JP to filter by: hundredths, both ends included (``high`` None: no upper end)."""

    key: str
    label: str
    low: int
    high: int | None


JP_BANDS = (
    JpBand("sampai-2", "Sampai 2 JP", 0, 200),
    JpBand("sampai-5", "Lebih dari 2 sampai 5 JP", 201, 500),
    JpBand("di-atas-5", "Lebih dari 5 JP", 501, None),
)


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked of the catalogue; empty values filter nothing."""

    words: str = ""
    competency: str = ""
    band: str = ""
    mine: str = ""


def folded(text: str) -> str:
    """Text as it is searched: no accents, no case, single blanks."""
    parts = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).casefold().split())


def matches(course: Course, search: Search) -> bool:
    """Whether a course is what was asked for: every word occurs in its title, summary or description, and it lies in
    the band of JP and develops the competency.
    """
    text = _searchable(course.title, course.summary, course.description_html)
    return (
        all(word in text for word in folded(search.words[:LONGEST_QUERY]).split())
        and _in_band(course, search.band)
        and (not search.competency or any(target.code == search.competency for target in course.competencies))
    )


@lru_cache(maxsize=2048)
def _searchable(title: str, summary: str, html: str) -> str:
    return folded(f"{title} {summary} {unescape(TAG.sub(' ', html))}")


def _in_band(course: Course, key: str) -> bool:
    band = next((band for band in JP_BANDS if band.key == key), None)
    return band is None or (band.low <= course.jp and (band.high is None or course.jp <= band.high))
