"""The dashboard: what it shows to whom, and that each of its numbers is the length of the list behind it."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.competency import service as competency
from elearn.competency.rules import Posting
from elearn.extensions import db
from elearn.jobs.models import Job
from elearn.reporting.models import DashboardFold, DashboardPerson
from elearn.reporting.service import dashboard_folding as folding
from tests.reporting import world as worlds
from tests.reporting.world import World, read_csv
from tests.support.pages import PageClient
from tests.support.sessions import counted_queries, enter, stand_still

TODAY = worlds.NOW.date()
ZONE = "Asia/Makassar"
LINK = re.compile(r'<(?:td|strong)[^>]*><a href="(/[^"]+)">([\d.]+)</a>')


def fold(app: Flask, now: object = worlds.NOW) -> None:
    """What the job does."""
    with app.app_context():
        sessions = sessionmaker(db.engine)
    folding.fold_all(sessions, app.extensions["elearn.library"].catalogue, zone=ZONE, now=now)  # type: ignore[arg-type]


def earn(world: World, name: str, on: date, jp: int, key: str) -> None:
    """JP of an activity elsewhere."""
    posting = Posting(
        person_id=world.people[name].id, source_prefix=f"uji:{key}", training_type="3", scope="nasional",
        title="Kegiatan", days=((on, jp),), zone=ZONE, evidence_kind="pengajuan", evidence_ref=f"UJI{key}",
        rule_version="",
    )  # fmt: skip
    competency.post(world.session, posting, actor_id=None, now=worlds.NOW)


def populate(world: World, seed: int) -> None:
    """People who move, are merged and leave, what they completed and earned, and what of it was taken back."""
    dice = random.Random(seed)
    names = [f"Orang {number}" for number in range(24)]
    for name in names:
        world.add(name, dice.choice(["health", "clinic", "roads"]), status=dice.choice(["pns", "pppk", "non-asn"]))
        for number in range(dice.randrange(4)):
            on = TODAY - timedelta(days=dice.randrange(700))
            world.completed(name, on, course=dice.choice(["contoh", "etika", "arsip"]))
            earn(world, name, on, dice.choice([200, 500, 1000, 1999, 2000]), f"{name}-{number}")
            if not dice.randrange(4):
                reference = f"UJI{name}-{number}"
                competency.revoke(world.session, evidence_ref=reference, actor_id=None, reason="keliru", now=worlds.NOW)
    for name in dice.sample(names, 5):
        world.moves(name, dice.choice(["health", "roads"]), TODAY - timedelta(days=dice.randrange(1, 400)))
    for name in dice.sample(names, 3):
        world.people[name].active = False
    for merged, survivor in zip(names[:3], names[3:6], strict=True):
        world.people[merged].merged_into_id = world.people[survivor].id
    world.units["roads"].parent_id = dice.choice([None, world.units["health"].id])
    world.session.commit()


def rows_behind(client: PageClient, href: str) -> tuple[int, int]:
    """How many rows a list has on all its pages, and how many its CSV has."""
    place, listed = urlsplit(href), 0
    for number in range(1, 20):
        text = client.get(f"{href}&halaman={number}", 200).text
        body = re.search(r"<tbody>(.*?)</tbody>", text, re.S)
        listed += len(re.findall(r"<tr", body[1])) if body else 0
        if f'aria-label="Halaman {number + 1}"' not in text:
            break
    return listed, len(read_csv(client.get(f"{place.path}/ekspor.csv?{place.query}", 200).data))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("who", ["Chief", "Local"])
def test_every_number_is_the_length_of_its_list_and_of_its_file(
    site: Flask, client: PageClient, world: World, who: str, seed: int
) -> None:
    populate(world, seed)
    fold(site)
    world.completed("Ana", TODAY)  # later than the numbers: they and their lists stay as they were
    world.session.commit()
    admin, followed = enter(client, world.people[who]), {}
    for query in ("", "?periode=2025", f"?unit={world.units['health'].id}&periode=2026"):
        text = admin.get(f"/admin/dasbor{query}", 200).text.replace("&amp;", "&")
        found = LINK.findall(text)
        assert len(found) > 3, query
        followed |= {href: int(number.replace(".", "")) for href, number in found}
    for href, number in followed.items():
        assert rows_behind(admin, href) == (number, number), href


def test_before_anything_was_counted_it_says_so(
    site: Flask, client: PageClient, world: World, session: Session
) -> None:
    admin = enter(client, world.people["Local"])
    assert 'href="/admin/dasbor"' in admin.get("/admin", 200).text
    assert "Angka pertama sedang dihitung" in admin.get("/admin/dasbor", 200).text
    assert "belum dihitung" in admin.get("/admin/dasbor/pegawai", 200).text
    assert admin.get("/admin/dasbor/pegawai/ekspor.csv", 404)
    admin.post("/admin/dasbor/hitung-ulang", {}, 303)
    admin.post("/admin/dasbor/hitung-ulang", {}, 303)
    [asked] = session.scalars(select(Job).where(Job.kind == folding.FOLD_JOB))
    folding.folding_handler(lambda: site.extensions["elearn.library"].catalogue, ZONE)(
        sessionmaker(session.get_bind()), asked.payload, worlds.NOW
    )
    assert "Keadaan per" in admin.get("/admin/dasbor", 200).text
    kinds = session.scalars(select(Job.run_at).where(Job.kind == folding.FOLD_JOB, Job.run_at > worlds.NOW))
    assert [due.minute for due in kinds] == [0], "the next hour is asked for"


def test_scope_and_filters(site: Flask, client: PageClient, world: World) -> None:
    earn(world, "Ana", date(2026, 2, 1), 2000, "a")
    world.session.commit()
    fold(site)
    local = enter(client, world.people["Local"])
    text = local.get("/admin/dasbor", 200).text
    assert "1 dari 4 pegawai mencapai 20 JP pada tahun 2026, rata-rata 5 JP." in text
    assert "3 kelulusan dari" in text
    assert "Dinas PU" not in text
    assert local.get(f"/admin/dasbor?unit={world.units['roads'].id}", 422)
    assert local.get("/admin/dasbor?periode=1999", 422)
    listed = local.get("/admin/dasbor/pegawai?capaian=mencapai", 200).text
    assert "Ana" in listed
    assert "Citra" not in listed
    assert "Tidak ada pegawai yang cocok" in local.get("/admin/dasbor/pegawai?tahun=2024&capaian=mencapai", 200).text
    local.get("/admin/dasbor/pegawai?capaian=ngawur", 422)
    local.get("/admin/dasbor/pegawai/ekspor.pdf", 404)
    enter(client, world.people["Ana"]).get("/admin/dasbor", 403)


def test_who_was_seen_and_taken_is_written_down(
    site: Flask, client: PageClient, world: World, session: Session
) -> None:
    fold(site)
    local = enter(client, world.people["Local"])
    local.get("/admin/dasbor", 200)
    local.get("/admin/dasbor/pegawai?tahun=2026&capaian=tanpa", 200)
    local.get("/admin/dasbor/pegawai/ekspor.xlsx?tahun=2026", 200)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("jp.people"))).all()
    assert [(entry.action, entry.detail.get("state"), entry.detail["count"]) for entry in entries] == [
        ("jp.people", "tanpa", 4),
        ("jp.people_export", None, 4),
    ]
    about = select(AuditSubject.person_id).where(AuditSubject.entry_id == entries[1].id)
    assert set(session.scalars(about)) == {world.people[name].id for name in ("Ana", "Bela", "Citra", "Local")}


def test_a_list_as_it_was_counted_leads_back_to_all_of_it(site: Flask, client: PageClient, world: World) -> None:
    fold(site)
    world.completed("Bela", TODAY)
    world.session.commit()
    chief = enter(client, world.people["Chief"])
    text = chief.get("/admin/dasbor", 200).text
    assert "Sesudah itu ada kelulusan baru." in text
    href = LINK.findall(text.replace("&amp;", "&"))[0][0]
    listed = chief.get(href, 200).text
    assert "4 baris" in listed or "dari 4 kelulusan" in listed
    assert "Tampilkan juga yang lebih baru" in listed
    assert "dari 5 kelulusan" in chief.get(re.sub(r"&hingga=\d+", "", href), 200).text


def test_the_last_two_counts_are_kept_and_a_past_year_is_counted_once_a_day(
    site: Flask, session: Session, world: World
) -> None:
    fold(site)
    stand_still(site, worlds.NOW)
    with site.app_context():
        sessions = sessionmaker(db.engine)
    for hours in (1, 2, 25):
        at = worlds.NOW + timedelta(hours=hours)
        catalogue = site.extensions["elearn.library"].catalogue
        folding.fold_all(sessions, catalogue, zone=ZONE, now=at, past=False)
    made = session.execute(select(DashboardFold.period, DashboardFold.made_at).order_by(DashboardFold.id)).all()
    hours_of = {period: [] for period, _ in made}
    for period, at in made:
        hours_of[period].append((at - worlds.NOW) // timedelta(hours=1))
    assert hours_of == {"12-bulan": [2, 25], "2026": [2, 25], "2025": [0, 25], "2024": [0, 25], "kini": [2, 25]}
    kept = set(session.scalars(select(DashboardPerson.fold_id).distinct()))
    assert kept == set(session.scalars(select(DashboardFold.id).where(DashboardFold.period.like("20%"))))


def test_a_screen_asks_as_much_however_many_people_there_are(site: Flask, client: PageClient, world: World) -> None:
    fold(site)
    chief, asked = enter(client, world.people["Chief"]), []
    chief.get("/admin", 200)
    pages = ("/admin/dasbor", "/admin/dasbor/pegawai?tahun=2026")
    for _turn in range(2):
        for page in pages:
            with counted_queries(site) as sent:
                chief.get(page, 200)
            asked.append(len(sent))
        populate(world, 3)
        fold(site)
    assert asked[:2] == asked[2:]
    assert max(asked) <= 16


def test_the_first_count_is_asked_for_at_once_and_the_next_on_the_hour(session: Session) -> None:
    for _twice in range(2):
        folding.schedule_folds(session, now=worlds.NOW)
    [first] = session.scalars(select(Job))
    assert first.run_at == worlds.NOW
    session.add(DashboardFold(period="kini", today=TODAY, begun_at=worlds.NOW, made_at=worlds.NOW, facts={}))
    session.flush()
    folding.schedule_folds(session, now=worlds.NOW + timedelta(minutes=59))
    assert [job.run_at for job in session.scalars(select(Job).order_by(Job.id))][1:] == [
        worlds.NOW + timedelta(hours=1)
    ]


def test_a_fold_that_broke_off_is_not_shown_and_goes(site: Flask, session: Session, world: World) -> None:
    fold(site)
    session.add(DashboardFold(period="2026", today=TODAY, begun_at=worlds.NOW, made_at=None, facts={}))
    session.commit()
    fold(site)
    fold(site)
    assert session.scalar(select(DashboardFold.id).where(DashboardFold.made_at.is_(None))) is None
