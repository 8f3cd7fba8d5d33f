"""A year's JP unit by unit: the same numbers as each person's record, summed."""

from __future__ import annotations

import io
import itertools
import json
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.competency import service as competency
from elearn.competency.rules import Posting
from elearn.content.model import IpAsn, IpAsnPart, Reference
from elearn.content.model.framework import Position
from elearn.people.models import Person
from elearn.reporting.rules.recap import Member, RecapFilter, Totals, total
from elearn.reporting.service import recap as service
from tests import factories
from tests.reporting import world as worlds
from tests.reporting.world import World, read_csv
from tests.support.pages import PageClient
from tests.support.sessions import enter

YEAR = RecapFilter(2026)
UNITS = RecapFilter(2026, by_agency=False)
_count = itertools.count(1)


def measured() -> Reference:
    """The IP ASN with two components, for one known position."""
    part = IpAsnPart("teknis", "Diklat teknis", ("16",), (("pelaksana", 2250),), 2000, 1)
    other = IpAsnPart("seminar", "Seminar", ("3",), (("pelaksana", 1750),), None, 2)
    positions, statuses = (("analis", "pelaksana"),), ("pns", "cpns")
    scheme = IpAsn((part, other), positions, statuses, "PermenPANRB 38/2018", date(2019, 1, 1), None, True)
    analyst = Position("analis", "Analis Kebijakan", (), (), (), "38/2017", False, 1)
    return factories.reference(ip_asn=scheme, positions=MappingProxyType({"analis": analyst}))


def earned(world: World, name: str, on: date, jp: int, kind: str = "3") -> None:
    """JP of an activity elsewhere, entered in somebody's record."""
    number = next(_count)
    posting = Posting(
        person_id=world.people[name].id, source_prefix=f"uji:{number}", training_type=kind, scope="nasional",
        title="Kegiatan", days=((on, jp),), zone="Asia/Makassar", evidence_kind="pengajuan",
        evidence_ref=f"UJI{number}", rule_version="",
    )  # fmt: skip
    competency.post(world.session, posting, actor_id=None, now=worlds.NOW)


def made(
    world: World, asked: RecapFilter = YEAR, who: str = "Chief", reference: Reference | None = None
) -> service.Recap:
    return service.recap(world.session, asked, reference or factories.reference(), world.asker(who))


@pytest.fixture
def earning(world: World) -> World:
    """Ana reaches 20 JP, Bela has 19.99, Citra nothing this year, Dion 3 of 5 under the cap of a day."""
    earned(world, "Ana", date(2026, 1, 5), 1200)
    earned(world, "Ana", date(2026, 2, 5), 800)
    earned(world, "Bela", date(2026, 1, 5), 1999)
    earned(world, "Citra", date(2025, 12, 31), 5000)
    earned(world, "Dion", date(2026, 3, 1), 500, kind="16")
    return world


def test_sums_by_agency_and_by_unit(earning: World) -> None:
    page = made(earning)
    assert page.bound == 2000
    assert [(line.agency, line.unit) for line in page.lines] == [("Dinas Kesehatan", ""), ("Dinas PU", "")]
    health, roads = (line.totals for line in page.lines)
    assert health == Totals(people=4, activities=3, none=2, below=3, reached=1, recognised=3999, asked=3, met=1)
    assert (health.share, health.average) == (2500, 999)
    assert (roads.people, roads.recognised, roads.activities, roads.share) == (3, 300, 1, 0)
    by_unit = {line.unit: line.totals for line in made(earning, UNITS).lines}
    assert by_unit["Puskesmas Oesapa"] == Totals(
        people=2, activities=3, below=1, reached=1, recognised=3999, asked=1, met=1
    )
    assert by_unit["Dinas Kesehatan"].people == 2
    assert page.all.people == 7


def test_every_sum_is_the_records_own(earning: World) -> None:
    for year in (2025, 2026):
        wanted = {"year": year, "today": worlds.NOW.date(), "reference": factories.reference()}
        own = sum(
            competency.record(earning.session, person_id=who.id, status="pns", **wanted).summary.recognised
            for who in earning.people.values()
        )
        assert made(earning, RecapFilter(year)).all.recognised == own > 0


def test_each_is_measured_against_what_is_asked_of_her(earning: World) -> None:
    def met(year: int = 2026) -> tuple[int, int]:
        sums = made(earning, RecapFilter(year)).all
        return sums.met, sums.asked

    chief, dion = earning.asker("Chief").actor, earning.people["Dion"]
    assert chief is not None
    assert met() == (1, 6), "of PPPK only a maximum is known"
    of: dict[str, Any] = {"reason": "Cuti", "source": "SK 1", "actor": chief, "now": worlds.NOW}
    competency.exempt(
        earning.session, dion.id, first_month=date(2026, 1, 1), last_month=date(2026, 10, 1), percent=0, **of
    )
    assert met() == (1, 6), "3 of 3.33 JP"
    competency.exempt(
        earning.session, dion.id, first_month=date(2026, 11, 1), last_month=date(2026, 11, 1), percent=0, **of
    )
    assert met() == (2, 6), "3 of 1.66 JP"
    citra = earning.people["Citra"].id
    competency.exempt(
        earning.session, citra, first_month=date(2026, 1, 1), last_month=date(2026, 12, 1), percent=0, **of
    )
    assert met() == (2, 5), "nothing is asked of Citra"
    assert made(earning).all.reached == 1, "the bound is everybody's"
    later: dict[str, Any] = {
        "zone": "Asia/Makassar",
        "actor_id": None,
        "reason": "Laporan",
        "now": datetime(2027, 1, 5, tzinfo=UTC),
    }
    competency.close_year(earning.session, [dion.id], 2026, reference=factories.reference(), **later)
    page = competency.exemptions_page(earning.session, dion.id, actor=chief, now=worlds.NOW)
    for one in page.decided:
        competency.withdraw_exemption(
            earning.session, dion.id, one.exemption.id, reason="Keliru", actor=chief, now=worlds.NOW
        )
    assert met() == (2, 5), "a closed year's target stays as it was reported"


def test_scope_unit_and_status(earning: World) -> None:
    assert [line.agency for line in made(earning, who="Outsider").lines] == ["Dinas PU"]
    assert made(earning, who="Local").all.people == 4
    assert made(earning, who="Ana").lines == ()
    clinic = RecapFilter(2026, unit_id=earning.units["clinic"].id)
    assert made(earning, clinic, "Local").all.people == 2
    assert made(earning, clinic, "Outsider").lines == ()
    pppk = made(earning, RecapFilter(2026, status="pppk")).all
    assert (pppk.people, pppk.recognised) == (1, 1999)


def test_the_posting_is_that_of_the_years_end(earning: World) -> None:
    earning.moves("Ana", "roads", date(2026, 2, 1))
    assert {line.agency: line.totals.reached for line in made(earning).lines} == {"Dinas Kesehatan": 0, "Dinas PU": 1}
    assert made(earning, RecapFilter(2025), "Local").all.people == 4
    earning.people["Bela"].active = False
    factories.posting(
        earning.session, factories.person(earning.session, "Tamu"), earning.units["roads"], status="non-asn"
    )
    assert made(earning).all.people == 6


def test_a_merged_account_counts_for_whoever_lives_on(earning: World) -> None:
    earning.people["Bela"].merged_into_id = earning.people["Ana"].id
    earning.session.flush()
    page = made(earning, RecapFilter(2026, unit_id=earning.units["clinic"].id)).all
    assert (page.people, page.reached, page.recognised, page.activities) == (1, 1, 3999, 3)


def test_without_a_minimum_nobody_is_below_it(earning: World) -> None:
    page = made(earning, reference=factories.reference(jp_targets=()))
    assert (page.bound, page.all.below) == (0, 0)


def test_the_ip_asn_beside_it(earning: World) -> None:
    earning.postings["Citra"].position = "Jabatan Lain"
    earning.session.flush()
    page = made(earning, UNITS, reference=measured())
    by_unit = {line.unit: line.totals for line in page.lines}
    assert page.scheme is not None
    clinic, health = by_unit["Puskesmas Oesapa"], by_unit["Dinas Kesehatan"]
    assert (clinic.scored, clinic.unknown, clinic.average_points) == (1, 0, 1750), "PPPK are not measured"
    assert (health.scored, health.unknown, health.average_points) == (1, 1, 0)
    assert made(earning).scheme is None
    ana = earning.people["Ana"]
    own = competency.record(
        earning.session, person_id=ana.id, status="pns", year=2026, today=worlds.NOW.date(), reference=measured()
    ).ip_asn
    assert own is not None
    assert own.points == 1750


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 9)), max_size=40), st.integers(0, 3000))
def test_sums_add_up(years: list[tuple[int, int]], bound: int) -> None:
    members = [Member(*year) for year in years]
    sums = total(members, bound)
    assert sums.below + sums.reached == sums.people == len(members)
    assert sums.none <= sums.below + (sums.people if bound == 0 else 0)
    assert (sums.share == 10_000) == (sums.people > 0 and sums.below == 0)
    assert sums.average * sums.people <= sums.recognised
    half = len(members) // 2
    parts = [total(members[:half], bound), total(members[half:], bound)]
    assert sum(part.recognised for part in parts) == sums.recognised


def test_queries_do_not_grow_with_people(earning: World, session: Session) -> None:
    asked: list[str] = []
    asker, unit = earning.asker("Chief"), earning.units["health"]
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    service.recap(session, YEAR, measured(), asker)
    few = len(asked)
    for _ in range(30):
        factories.posting(session, factories.person(session), unit)
    asked.clear()
    service.recap(session, YEAR, measured(), asker)
    assert len(asked) == few <= 9


@pytest.fixture
def local(site: Flask, client: PageClient, earning: World) -> PageClient:
    earning.session.commit()
    return enter(client, earning.people["Local"])


def test_the_page_and_its_files_say_the_same(local: PageClient, session: Session) -> None:
    assert 'href="/admin/rekap-jp"' in local.get("/admin", 200).text
    shown = local.get("/admin/rekap-jp?per=unit", 200).text
    assert [words in shown for words in ("Puskesmas Oesapa", "≥20 JP", "50%", "Dinas PU")] == [
        True,
        True,
        True,
        False,
    ]
    assert "Dimensi Kompetensi IP ASN" in shown
    [_, clinic] = read_csv(local.get("/admin/rekap-jp/ekspor.csv?per=unit", 200).data)
    assert (clinic["Pegawai"], clinic["Mencapai batas"], clinic["Total JP diakui"]) == ("2", "1", "39.99")
    line = json.loads(local.get("/admin/rekap-jp/ekspor.jsonl?per=unit", 200).data.splitlines()[1])
    assert (line["unit_kerja"], line["persen_mencapai"], line["batas_jp"]) == ("Puskesmas Oesapa", 50, 20)
    sheet = load_workbook(io.BytesIO(local.get("/admin/rekap-jp/ekspor.xlsx?per=unit", 200).data)).worksheets[0]
    assert [cell.value for cell in sheet[2]][:4] == ["Dinas Kesehatan", "Dinas Kesehatan", 2026, 2]
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "jp.recap").order_by(AuditEntry.id)).all()
    assert [entry.detail for entry in noted] == [{"year": 2026, "format": kind} for kind in ("csv", "jsonl", "xlsx")]


def test_bad_questions_are_refused(local: PageClient, earning: World) -> None:
    for query in ("tahun=1900", "unit=999999", "status=non-asn", "per=semua"):
        local.get(f"/admin/rekap-jp?{query}", 422)
        local.get(f"/admin/rekap-jp/ekspor.csv?{query}", 422)
    local.get("/admin/rekap-jp/ekspor.pdf", 404)
    assert "Tidak ada pegawai yang cocok" in local.get("/admin/rekap-jp?status=cpns", 200).text
    person: Person = earning.people["Ana"]
    enter(local, person)
    local.get("/admin/rekap-jp", 403)
