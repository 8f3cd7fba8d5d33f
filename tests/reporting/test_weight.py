"""What a course costs on a data plan is said to its trainer and to whoever thinks of taking it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.content.library import Library
from elearn.content.weight import course_weight
from elearn.web.filters import file_size
from tests import factories
from tests.support.pages import PageClient
from tests.support.sessions import enter


@pytest.fixture
def trainer(client: PageClient, session: Session) -> PageClient:
    who = factories.person(session, "Maria Bria")
    factories.posting(session, who, factories.unit(session, "BKPSDM"))
    factories.grant(session, who, "trainer", course="contoh")
    session.commit()
    return enter(client, who)


@pytest.mark.parametrize("page", ["/pengajar", "/kursus/contoh", "/kelola/kursus/contoh"])
def test_the_weight_is_told(app: Flask, trainer: PageClient, page: str) -> None:
    library: Library = app.extensions["elearn.library"]
    cost = course_weight(library.catalogue.courses["contoh"])
    assert 1_000 < cost.total < 100_000
    [told] = re.findall(r"Kursus ini\s+±\s+([^<;]*?)\s*[;<]", trainer.get(page, 200).text)
    assert told == file_size(cost.total)


def test_films_and_downloads_are_told_apart(app: Flask) -> None:
    from types import SimpleNamespace

    template = "{% from 'learning/weight.html' import weight %}{{ weight(kursus) }}"

    def told(**bytes_of: int) -> str:
        kinds = {"video/mp4": "films", "text/vtt": "captions", "image/webp": "pictures", "application/pdf": "downloads"}
        media = [SimpleNamespace(mime=mime, size=bytes_of[name]) for mime, name in kinds.items() if name in bytes_of]
        course = SimpleNamespace(media=media, text_size=400_000)
        with app.app_context():
            return " ".join(app.jinja_env.from_string(template).render(kursus=course).split())

    assert told() == "± 400 kB"
    assert told(pictures=200_000, films=1_700_000, captions=100_000) == "± 2,4 MB, tanpa video 600 kB"
    assert told(downloads=1_200_000) == "± 400 kB; unduhan 1,2 MB bila diminta"
