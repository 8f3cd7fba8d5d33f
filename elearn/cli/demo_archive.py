"""A course of the demo that is over: it is published once and taken away, so it stays as archived for its learners."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from elearn.content.library import Library
from elearn.content.model import Catalogue, CourseStatus

SLUG = "arsip-dinamis"
FOLDER = Path(__file__).parent / "demo_content"


def publish_once(content: Path, data: Path) -> None:
    """Read the course into the store beside the installation's own facts, as if it had lain in ``content``."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
        if (content / "referensi").is_dir():
            shutil.copytree(content / "referensi", Path(folder) / "referensi")
        Library(Path(folder), data).refresh()


def as_it_was(catalogue: Catalogue) -> Catalogue:
    """The catalogue of the days when the course was still offered."""
    course = catalogue.courses.get(SLUG)
    if course is None:
        return catalogue
    offered = replace(course, status=CourseStatus.PUBLISHED)
    return replace(catalogue, courses=MappingProxyType({**catalogue.courses, SLUG: offered}))
