"""Where somebody begins whom a programme asks for something."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from elearn.home.service import home_page
from tests import factories
from tests.people.world import build
from tests.programmes.conftest import NOON, make
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

SLUGS = ("arsip", "contoh", "etika", "gizi")
SITE = factories.catalogue(*(factories.course(slug, title=slug.title()) for slug in SLUGS))


def test_what_a_programme_asks_for_is_suggested_first(session: Session) -> None:
    world = build(session)
    before = home_page(session, SITE, actor=world.actor("nurse"), now=NOON)
    assert [card.course.slug for card in before.suggested] == ["arsip", "contoh", "etika"]
    make(world, SITE, courses=("gizi", "etika"))
    after = home_page(session, SITE, actor=world.actor("nurse"), now=NOON)
    assert [card.course.slug for card in after.suggested] == ["etika", "gizi", "arsip"]


def test_a_newcomer_with_duties_is_led_to_them(app: Flask, session: Session) -> None:
    stand_still(app, NOON)
    world = build(session)
    nurse = enter(PageClient(app), world.people["nurse"])
    assert "Pilih satu dari katalog" in nurse.get("/beranda", 200).text
    make(world, factories.catalogue())
    page = nurse.get("/beranda", 200).text
    assert "Mulailah dari kursus yang diminta program Anda." in page
    assert "Pilih satu dari katalog" not in page
