"""The competency framework as data: what the levels mean, what positions require, which courses lead where."""

from __future__ import annotations

from dataclasses import dataclass

GROUPS = ("manajerial", "sosial-kultural", "teknis")


@dataclass(frozen=True, slots=True)
class CompetencyLevel:
    """What somebody at one level (1-5, by place) of a competency does, and the behaviour that shows it."""

    description: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelName:
    """What one of the five levels is called in general, and what it means."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Position:
    """The competency standard of a position (standar kompetensi jabatan).

    ``required`` are (key, level 1-5); a key is a competency's code, or a group and then stands for each of its
    competencies. ``mandatory`` are slugs of courses. Postings hold it by ``name`` or one of ``aliases``. ``line`` is
    where it stands in its file; ``unconfirmed``: the institution has yet to confirm it.
    """

    key: str
    name: str
    aliases: tuple[str, ...]
    required: tuple[tuple[str, int], ...]
    mandatory: tuple[str, ...]
    source: str
    unconfirmed: bool
    line: int


@dataclass(frozen=True, slots=True)
class PathStep:
    """A course of a learning path, by its slug."""

    course: str
    required: bool


@dataclass(frozen=True, slots=True)
class LearningPath:
    """Courses in an order that makes sense, for a programme or for ``positions`` (keys). ``sequential``: each step
    follows the required ones before it. ``certified``: whoever completes it gets a certificate of the path, which reads
    ``certificate_title`` and is of the template of ``organiser`` ("": the institution's). ``line`` is where it stands
    in its file.
    """

    id: str
    title: str
    summary: str
    steps: tuple[PathStep, ...]
    sequential: bool
    positions: tuple[str, ...]
    line: int
    certified: bool = False
    certificate_title: str = ""
    organiser: str = ""

    @property
    def required_courses(self) -> tuple[str, ...]:
        """The slugs of the courses that must be completed, in order."""
        return tuple(step.course for step in self.steps if step.required)


def plain_name(name: str) -> str:
    """A position's name as it is compared: without regard to case and to how blanks are set."""
    return " ".join(name.split()).casefold()
