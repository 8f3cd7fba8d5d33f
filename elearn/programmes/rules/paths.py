"""Learning paths that a programme asks for: which courses they stand for, and how they changed since. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from elearn.content.model import LearningPath
from elearn.programmes.rules.standing import Standing, listed


@dataclass(frozen=True, slots=True)
class AskedPath:
    """A learning path as it was when a programme took it: its title and its required ``courses`` (slugs) then. What is
    asked of people changes by an admin's decision, never by an edit of the content.
    """

    id: str
    title: str
    courses: tuple[str, ...]


class Titled(Protocol):
    """What has a title."""

    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PathChange:
    """How a path differs today from what a programme took. ``gone``: there is no such path any more; ``renamed``: its
    title now (empty: the same); ``added`` and ``removed``: slugs of required courses.
    """

    path: AskedPath
    gone: bool = False
    renamed: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def take(path: LearningPath) -> AskedPath:
    """A path as it is now."""
    return AskedPath(path.id, path.title, path.required_courses)


def written(paths: Iterable[AskedPath]) -> list[dict[str, Any]]:
    """Paths as they are kept."""
    return [asdict(path) | {"courses": list(path.courses)} for path in paths]


def read(kept: Iterable[Mapping[str, Any]]) -> tuple[AskedPath, ...]:
    """Paths as they were kept."""
    return tuple(AskedPath(each["id"], each["title"], tuple(each["courses"])) for each in kept)


def asked(paths: Iterable[AskedPath], courses: Iterable[str]) -> tuple[str, ...]:
    """All courses that must be completed, each once: those of the paths in their order, then the others."""
    return tuple(dict.fromkeys([*(slug for path in paths for slug in path.courses), *courses]))


def beside(paths: Iterable[AskedPath], courses: Iterable[str]) -> tuple[str, ...]:
    """Of all courses those that no path asks for."""
    within = {slug for path in paths for slug in path.courses}
    return tuple(slug for slug in courses if slug not in within)


def changes(paths: Iterable[AskedPath], present: Mapping[str, LearningPath]) -> tuple[PathChange, ...]:
    """The paths that are not today what a programme took. Only the order of their courses may differ."""
    return tuple(
        each for each in (_change(path, present.get(path.id)) for path in paths) if each != PathChange(each.path)
    )


def path_words(paths: Iterable[Titled]) -> str:
    """``Jalur belajar “A” dan “B”``; empty without any."""
    titles = [f"“{path.title}”" for path in paths]
    return f"Jalur belajar {listed(titles)}" if titles else ""


def progress_words(paths: Sequence[AskedPath], found: Standing) -> str:
    """How far somebody is with the learning paths of a programme, as a sentence after another; empty without any."""
    others = found.total > len({slug for path in paths for slug in path.courses})
    said = f"{path_words(paths)}{' dan kursus lain' if others else ''}: {found.done} dari {found.total} kursus selesai."
    return f" {said}" if paths else ""


def _change(path: AskedPath, now: LearningPath | None) -> PathChange:
    if now is None:
        return PathChange(path, gone=True)
    wanted = now.required_courses
    return PathChange(
        path,
        renamed=now.title if now.title != path.title else "",
        added=tuple(slug for slug in wanted if slug not in path.courses),
        removed=tuple(slug for slug in path.courses if slug not in wanted),
    )
