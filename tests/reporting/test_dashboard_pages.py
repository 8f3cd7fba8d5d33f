"""The dashboard: what it shows to whom, and that each of its numbers is the length of the list behind it."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.competency import service as competency
from elearn.competency.models import CompetencyEntry
from elearn.competency.rules import Posting
from elearn.extensions import db
from elearn.jobs.models import Job
from elearn.programmes.models import Programme, ProgrammeExemption, ProgrammePerson
from elearn.reporting.models import DashboardFold, DashboardPerson
from elearn.reporting.rules.recap import RecapFilter
from elearn.reporting.service import dashboard_folding as folding
from elearn.reporting.service.dashboard import dashboard
from elearn.reporting.service.quality_folding import fold_quality
from elearn.reporting.service.recap import recap
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
    library = app.extensions["elearn.library"]
    folding.fold_all(sessions, library.catalogue, zone=ZONE, now=now)  # type: ignore[arg-type]
    fold_quality(sessions, library.catalogue, library.quiz, zone=ZONE, now=now)  # type: ignore[arg-type]


def earn(world: World, name: str, on: date, jp: int, key: str) -> None:
    """JP of an activity elsewhere."""
    posting = Posting(
        person_id=world.people[name].id, source_prefix=f"uji:{key}", training_type="3", scope="nasional",
        title="Kegiatan", days=((on, jp),), zone=ZONE, evidence_kind="pengajuan", evidence_ref=f"UJI{key}",
        rule_version="",
    )  # fmt: skip
    competency.post(world.session, posting, actor_id=None, now=worlds.NOW)


def reach(world: World, name: str, code: str, level: int) -> None:
    """A competency that somebody reached."""
    who = world.people[name].id
    world.session.add(
        CompetencyEntry(
            person_id=who, kind="kredit", source=f"uji:{who}:{code}:{level}", competency=code, level=level,
            local_date=TODAY, evidence_kind="sertifikat", evidence_ref="UJI", recorded_at=worlds.NOW,
        )
    )  # fmt: skip


def oblige(world: World, names: list[str], dice: random.Random) -> None:
    """Programmes that are over, under way and to come, of everybody or of some, and who is exempt."""
    chief = world.people["Chief"].id
    for number, days in enumerate((-30, 10, 200)):
        named = number == 1
        made = Programme(
            name=f"Program {number}", courses=dice.sample(["contoh", "etika", "arsip"], 2), everybody=not named,
            starts_on=TODAY + timedelta(days - 60), due_on=TODAY + timedelta(days), created_by=chief,
            unit_id=dice.choice([None, world.units["health"].id]), created_at=worlds.NOW,
        )  # fmt: skip
        world.session.add(made)
        world.session.flush()
        for name in dice.sample(names, 6) if named else ():
            person_id = world.people[name].id
            world.session.add(ProgrammePerson(programme_id=made.id, person_id=person_id, added_at=worlds.NOW))
        for name in dice.sample(names, 3):
            exempt = {"person_id": world.people[name].id, "reason": "Tugas belajar", "given_by": chief}
            world.session.add(ProgrammeExemption(programme_id=made.id, given_at=worlds.NOW, **exempt))


def populate(world: World, seed: int) -> None:
    """People who move, are merged and leave, what they completed and earned, and what of it was taken back."""
    dice, revoking = random.Random(seed), random.Random(seed)
    names = [f"Orang {number}" for number in range(24)]
    for name in names:
        world.add(name, dice.choice(["health", "clinic", "roads"]), status=dice.choice(["pns", "pppk", "non-asn"]))
        for number in range(dice.randrange(4)):
            on = TODAY - timedelta(days=dice.randrange(700))
            fell = {} if revoking.randrange(5) else {"revoked_at": worlds.NOW}
            world.completed(name, on, course=dice.choice(["contoh", "etika", "arsip"]), certificate=fell)
            earn(world, name, on, dice.choice([200, 500, 1000, 1999, 2000]), f"{name}-{number}")
            if not dice.randrange(4):
                reference = f"UJI{name}-{number}"
                competency.revoke(world.session, evidence_ref=reference, actor_id=None, reason="keliru", now=worlds.NOW)
        if dice.randrange(2):
            reach(world, name, dice.choice(["integritas", "komunikasi"]), dice.randrange(1, 4))
    for name in dice.sample(names, 5):
        world.moves(name, dice.choice(["health", "roads"]), TODAY - timedelta(days=dice.randrange(1, 400)))
    for name in dice.sample(names, 3):
        world.people[name].active = False
    for merged, survivor in zip(names[:3], names[3:6], strict=True):
        world.people[merged].merged_into_id = world.people[survivor].id
    oblige(world, names, dice)
    world.units["roads"].parent_id = dice.choice([None, world.units["health"].id])
    world.session.commit()


def rows_behind(client: PageClient, href: str) -> tuple[int, int]:
    """How many rows a list has on all its pages, and how many its CSV has."""
    place, listed = urlsplit(href), 0
    for number in range(1, 20):
        text = client.plain.get(f"{href}&halaman={number}").text
        body = re.search(r"<tbody>(.*?)</tbody>", text, re.S)
        listed += len(re.findall(r"<tr", body[1])) if body else 0
        if f'aria-label="Halaman {number + 1}"' not in text:
            break
    if place.path == "/admin/kompetensi/pegawai":  # its file holds every competency
        asked = parse_qs(place.query)
        unit = f"?unit={asked['unit'][0]}" if "unit" in asked else ""
        file = read_csv(client.plain.get(f"/admin/kompetensi/ekspor.csv{unit}").data)
        own = [row for row in file if row["Kode kompetensi"] == asked["kompetensi"][0] and row["Kesenjangan"]]
        return listed, len([row for row in own if row["Kesenjangan"] != "0" or "tampil" in asked])
    return listed, len(read_csv(client.plain.get(f"{place.path}/ekspor.csv?{place.query}").data))


def agree_with_recap(world: World, app: Flask, who: str) -> None:
    """The recap of JP, which is summed up at once, says the same of every unit and year."""
    asker, catalogue = world.asker(who), app.extensions["elearn.library"].catalogue
    for year in (2025, 2026):
        for unit in (None, *(world.units[name].id for name in ("health", "clinic"))):
            sums = recap(world.session, RecapFilter(year, unit), catalogue.reference, asker).all
            jp = dashboard(world.session, catalogue, str(year), unit, asker).jp
            assert jp is not None
            none = next(part.number for part in jp.bands if part.key == "tanpa")
            assert (jp.people, jp.reached, jp.recognised, none) == (
                sums.people,
                sums.reached,
                sums.recognised,
                sums.none,
            )
    world.session.commit()


@pytest.mark.parametrize(("who", "seed", "query"), [("Chief", 1, "?periode=2026"), ("Local", 2, "?unit={unit}")])
def test_every_number_is_the_length_of_its_list_and_of_its_file(
    site: Flask, client: PageClient, world: World, who: str, seed: int, query: str
) -> None:
    populate(world, seed)
    fold(site)
    world.completed("Ana", TODAY)  # later than the numbers: they and their lists stay as they were
    world.session.commit()
    admin = enter(client, world.people[who])
    agree_with_recap(world, site, who)
    text = admin.get("/admin/dasbor" + query.format(unit=world.units["health"].id), 200).text.replace("&amp;", "&")
    followed = {href: int(number.replace(".", "")) for href, number in LINK.findall(text)}
    reached = {urlsplit(href).path.split("/")[2] for href in followed}
    assert reached == {"kelulusan", "dasbor", "program", "kompetensi", "peserta-kursus"}
    if who == "Local":
        whose = {"dari Seluruh instansi" in admin.get(href, 200).text for href in followed if "/program/" in href}
        assert whose == {True, False}, "her people also owe what another asks of them"
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
    assert admin.post_form("/admin/dasbor/hitung-ulang", page="/admin/dasbor").status_code == 303
    assert admin.post_form("/admin/dasbor/hitung-ulang", page="/admin/dasbor").status_code == 303
    [payload] = session.scalars(select(Job.payload).where(Job.kind == folding.FOLD_JOB))
    session.commit()
    library = site.extensions["elearn.library"]
    folding.folding_handler(lambda: library.catalogue, library.quiz, ZONE)(
        sessionmaker(session.get_bind()), payload, worlds.NOW
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
        library = site.extensions["elearn.library"]
        folding.fold_all(sessions, library.catalogue, zone=ZONE, now=at, past=False)
        fold_quality(sessions, library.catalogue, library.quiz, zone=ZONE, now=at, again=False)
    made = session.execute(select(DashboardFold.period, DashboardFold.made_at).order_by(DashboardFold.id)).all()
    hours_of = {period: [] for period, _ in made}
    for period, at in made:
        hours_of[period].append((at - worlds.NOW) // timedelta(hours=1))
    assert hours_of == {
        "12-bulan": [2, 25], "2026": [2, 25], "2025": [0, 25], "2024": [0, 25], "kini": [2, 25],
        "mutu": [2, 25], "perkembangan": [0, 25],
    }  # fmt: skip
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
