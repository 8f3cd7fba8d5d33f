"""The pages of course results and of the people behind them: what they show to whom, and what is written down."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.extensions import db
from elearn.reporting.rules.exports import Listed
from elearn.reporting.rules.quality_lines import ORDERS
from tests.reporting.background import Worker, ask, by
from tests.reporting.test_dashboard_pages import LINK, fold, populate, rows_behind
from tests.reporting.test_people_exports import few, named
from tests.reporting.test_quality import attempt, enter
from tests.reporting.world import NOW, World, read_csv
from tests.support.pages import PageClient
from tests.support.sessions import counted_queries
from tests.support.sessions import enter as sign_in

RESULTS, PEOPLE = "/admin/hasil-kursus", "/admin/peserta-kursus"


@pytest.fixture
def local(site: Flask, client: PageClient, world: World) -> PageClient:
    """The admin of health and its clinic, in which Ana left a course lying."""
    attempt(world, enter(world, "Ana", "contoh", 50), 45, False)
    world.session.commit()
    fold(site)
    return sign_in(client, world.people["Local"])


def test_every_number_leads_to_its_people(local: PageClient) -> None:
    assert f'href="{RESULTS}"' in local.get("/admin", 200).text
    assert f'href="{RESULTS}"' in local.get("/admin/dasbor", 200).text
    page = local.get(RESULTS, 200).text.replace("&amp;", "&")
    links = {href: int(number) for href, number in LINK.findall(page)}
    assert len(links) == 5, "two of contoh, completed, stopped; two of etika"
    for href, number in links.items():
        assert rows_behind(local, href) == (number, number), href
    assert "terlalu sedikit" in page
    assert "selama 30 hari tidak melakukan apa pun" in page
    listed = local.get(f"{PEOPLE}?kursus=contoh&keadaan=belum-lulus", 200).text
    assert "Ana, S.Kep." in listed
    assert "nilai 50, 1 percobaan" in re.sub(r"\s+", " ", listed)


def test_courses_are_sought_and_sorted(local: PageClient) -> None:
    assert "Etika" not in re.search(r"<tbody>.*</tbody>", local.get(f"{RESULTS}?cari=CONTOH", 200).text, re.S)[0]
    assert "Tidak ada kursus yang cocok" in local.get(f"{RESULTS}?cari=tidakada", 200).text
    assert "Tidak ada peserta yang cocok" in local.get(f"{PEOPLE}?kursus=dihapus", 200).text
    for column in ORDERS:
        for sign in ("", "-"):
            local.get(f"{RESULTS}?urut={sign}{column}", 200)


def test_a_filter_that_cannot_be_read_shows_nothing(local: PageClient, world: World) -> None:
    roads = world.units["roads"].id
    for wrong in (f"{RESULTS}?unit={roads}", f"{PEOPLE}?unit={roads}", f"{PEOPLE}?keadaan=x", f"{PEOPLE}?unit=x"):
        assert "<tbody" not in local.get(wrong, 422).text
    local.get(f"{RESULTS}/ekspor.pdf", 404)
    local.get(f"{PEOPLE}/ekspor.pdf", 404)


def test_nobody_else_is_shown_or_told_of(local: PageClient, client: PageClient, world: World) -> None:
    assert "Dion" not in local.get(PEOPLE, 200).text
    assert "Dion" not in local.get(f"{PEOPLE}/ekspor.csv", 200).text
    for page in (RESULTS, PEOPLE, f"{RESULTS}/ekspor.csv", f"{PEOPLE}/ekspor.csv"):
        sign_in(client, world.people["Ana"]).get(page, 403)


def test_who_was_seen_and_taken_is_written_down(local: PageClient, world: World, session: Session) -> None:
    local.get(f"{PEOPLE}?kursus=contoh&keadaan=berhenti", 200)
    local.get(f"{PEOPLE}/ekspor.jsonl?kursus=contoh", 200)
    local.get(f"{RESULTS}/ekspor.xlsx?cari=contoh", 200)
    actions = {"participants.view", "participants.export", "course.results"}
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action.in_(actions)).order_by(AuditEntry.id)).all()
    seen, taken, results = entries
    assert (seen.detail["course"], seen.detail["standing"], seen.detail["count"]) == ("contoh", "berhenti", 1)
    assert (taken.action, taken.detail["count"]) == ("participants.export", 2)
    assert (results.action, results.detail["searched"]) == ("course.results", True)
    about = select(AuditSubject.person_id).where(AuditSubject.entry_id == taken.id)
    assert set(session.scalars(about)) == {world.people["Ana"].id}
    session.commit()
    assert "hanya yang berhenti" in sign_in(local, world.people["Chief"]).get("/admin/audit", 200).text


def test_results_leave_as_a_file_at_once_and_in_the_background(site: Flask, local: PageClient, world: World) -> None:
    rows = read_csv(local.get(f"{RESULTS}/ekspor.csv?urut=kursus", 200).data)
    assert [row["Kursus"] for row in rows] == ["etika", "contoh"]
    lines = local.get(f"{RESULTS}/ekspor.jsonl?cari=contoh", 200).text.splitlines()
    assert [json.loads(line)["berhenti"] for line in lines] == [1]
    worker = worker_of(site)
    choice = {"unit_id": None, "words": "", "order": ["kursus", False]}
    made = ask(worker.engine, Listed.COURSES, choice, "csv", by(world, "Local"))
    worker.all()
    assert read_csv(worker.file(made)) == rows


def worker_of(site: Flask) -> Worker:
    with site.app_context():
        worker = Worker(db.engine, site.extensions["elearn.settings"].data / "ekspor", NOW)
    worker.catalogue = site.extensions["elearn.library"].catalogue
    return worker


def test_many_people_leave_as_the_same_file_from_the_background(
    site: Flask, local: PageClient, world: World, session: Session
) -> None:
    populate(world, 5)
    fold(site)
    worker, direct = worker_of(site), f"{PEOPLE}/ekspor.csv?kursus=contoh&keadaan=selesai"
    short = local.get(direct, 200).data
    with few():
        elsewhere = local.get(direct, 303).headers["Location"]
        assert (
            f'action="/admin/ekspor/baru/{Listed.COURSE_PEOPLE}.csv' in local.get(f"{PEOPLE}?kursus=contoh", 200).text
        )
        place = local.post_form(elsewhere).headers["Location"]
        enter(world, "Bela", "contoh", 1)
        world.session.commit()
        fold(site)  # counted anew meanwhile: what was asked for stays as it was
        worker.all()
    assert local.get(f"{place}/unduh", 200).data == short
    assert len(read_csv(short)) > 5
    once, later = named(session, "participants.export")
    assert once == later == named(session, "export.download")[0]


def test_before_the_first_count_it_says_so(site: Flask, client: PageClient, world: World) -> None:
    chief = sign_in(client, world.people["Chief"])
    for page in (RESULTS, PEOPLE):
        assert "Angka pertama sedang dihitung" in chief.get(page, 200).text
        chief.get(f"{page}/ekspor.csv", 404)
    assert "Mutu kursus" not in chief.get("/admin/dasbor", 200).text


def test_a_screen_asks_as_much_however_many_people_there_are(site: Flask, local: PageClient, world: World) -> None:
    asked = []
    local.get("/admin", 200)
    for _turn in range(2):
        for page in (RESULTS, PEOPLE):
            with counted_queries(site) as sent:
                local.get(page, 200)
            asked.append(len(sent))
        populate(world, 4)
        fold(site)
    assert asked[:2] == asked[2:]
    assert max(asked) <= 16
