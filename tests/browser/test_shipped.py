"""Every page of the shipped courses as a phone shows it: pictures, tables, formulas and all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from elearn.content.model import Lesson
from elearn.learning.models import Enrolment, ItemProgress
from elearn.people.models import Person
from tests.browser.serving import Site
from tests.browser.visiting import NARROW, Visitor
from tests.support.waiting import until

SHIPPED = Path(__file__).parents[2] / "content"
COURSES = sorted(path.name for path in (SHIPPED / "kursus").iterdir() if path.is_dir())
BROKEN_PICTURES = "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"


@pytest.fixture(scope="module")
def shown_content() -> Path:
    return SHIPPED


@pytest.mark.parametrize("slug", COURSES)
def test_every_page_of_a_course_is_sound(
    slug: str, site: Site, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    course = site.library.catalogue.courses[slug]
    with site.writing() as session:
        run = Enrolment(person_id=learner.id, course=slug, run=1, opened_at=site.now())
        session.add(run)
        session.flush()
        done = {"done_at": site.now(), "done_on": site.now().date(), "zone": "Asia/Makassar"}
        session.add_all(ItemProgress(enrolment_id=run.id, item=item.id, **done) for item in course.items)
    visitor = visitors(learner)
    page = visitor.open(f"/kursus/{slug}")
    visitor.look(slug, sizes=(NARROW,))
    for item in course.items:
        visitor.open(f"/kursus/{slug}/{'materi' if isinstance(item, Lesson) else 'kuis'}/{item.id}")
        assert item.title == page.locator("h1").inner_text()
        page.evaluate("[...document.images].forEach(i => { i.loading = 'eager' })")
        until(page, "[...document.images].every(i => i.complete)")
        assert page.evaluate(BROKEN_PICTURES) == [], page.url
        visitor.look(f"{slug}-{item.id}", sizes=(NARROW,))
