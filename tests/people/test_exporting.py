"""The list of people as a file: within the scope, audited, and taken in again it changes nothing."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.errors import Invalid
from elearn.core.tabular import write
from elearn.people.models import Person, Posting, Unit
from elearn.people.rules import Status
from elearn.people.rules.facts import check_person, check_posting
from elearn.people.rules.importing import COLUMNS, Outcome
from elearn.people.service.exporting import export_rows
from elearn.people.service.import_planning import plan_people, read_people
from tests import factories
from tests.people.importing import TODAY
from tests.people.world import World, build
from tests.support.pages import PageClient
from tests.support.sessions import enter

LINE = st.text(st.characters(categories=("L", "M", "N", "P", "S", "Zs")), max_size=12)
GUARDED = st.sampled_from(["", "'", "=", "+", "-", "@", "''", "'=", "'1"])
WORDS = st.builds(lambda guard, text: guard + text, GUARDED, LINE)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "name": WORDS.map(lambda text: f"{text}a"),
            "title_before": WORDS,
            "title_after": WORDS,
            "birth_place": WORDS,
            "position": WORDS,
            "status": st.sampled_from(list(Status)),
            "rank": st.sampled_from(["", "III/a", "IX"]),
            "email": st.booleans(),
            "born": st.booleans(),
            "from": st.sampled_from([-400, 0, 30, None]),
            "until": st.sampled_from([-10, 0, None]),
            "unit": st.integers(0, 2),
            "led_by": st.integers(0, 4),
        }
    ),
    min_size=1,
    max_size=5,
)


@pytest.fixture
def units(session: Session) -> list[Unit]:
    codes = {"Dinas Kesehatan": "DINKES", "dinas kesehatan": "dinkes", "=Bidang; “Gizi”": "1E5"}
    return [factories.unit(session, name, code=code) for name, code in codes.items()]


def add(
    session: Session, number: int, made: dict[str, Any], units: list[Unit], earlier: list[int | None]
) -> int | None:
    """Record somebody as the site would, perhaps led by somebody recorded earlier; None when it would refuse her."""
    status = made["status"]
    nip = "" if status is Status.NON_ASN else f"1988120120{'2321' if 'pppk' in status else '1012'}1{number:03}"
    email = f"o'rang+{number}@contoh.id" if made["email"] or not nip else ""
    try:
        facts = check_person(made | {"nip": nip, "email": email, "status": ""}, status, birth_date=None, today=TODAY)
        begin = TODAY + timedelta(days=made["from"] or 0)
        unit = units[made["unit"]].id
        posting = check_posting(made, status, unit_id=unit, valid_from=begin)
    except Invalid:
        return None
    person = factories.person(
        session,
        facts.name,
        nip=facts.nip,
        email=facts.email,
        title_before=facts.title_before,
        title_after=facts.title_after,
        birth_place=facts.birth_place,
        birth_date=facts.birth_date if made["born"] else None,
    )
    if made["from"] is not None:
        until = TODAY + timedelta(days=made["until"]) if made["until"] is not None else None
        superior = earlier[made["led_by"]] if made["led_by"] < len(earlier) else None
        kept = {"status": status.value, "position": posting.position, "rank": posting.rank, "superior_id": superior}
        factories.posting(session, person, units[made["unit"]], valid_from=begin, valid_to=until, **kept)
    return person.id


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_goes_out_comes_in_without_a_change(session: Session, units: list[Unit], kind: str) -> None:
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(PEOPLE)
    def law(people: list[dict[str, Any]]) -> None:
        session.execute(delete(Posting))
        session.execute(delete(Person))
        ids: list[int | None] = []
        for number, made in enumerate(people, 1):
            ids.append(add(session, number, made, units, ids))
        kept = [person_id for person_id in ids if person_id is not None]
        data = b"".join(write(kind, COLUMNS, export_rows(session, kept, TODAY)))
        plan = plan_people(session, read_people(data), today=TODAY, actor=None)
        assert [(row.outcome, row.reason) for row in plan.rows] == [(Outcome.UNCHANGED, "")] * len(kept)

    law()


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_audited_within_the_scope_and_comes_in_again(
    app: Flask, client: PageClient, session: Session, world: World, kind: str
) -> None:
    local = enter(client, world.people["local"])
    assert f"/admin/pegawai/ekspor.{kind}?cari=nurse" in local.get("/admin/pegawai?cari=nurse", 200).text
    answer = local.get(f"/admin/pegawai/ekspor.{kind}", 200)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.export")).one()
    assert (entry.actor_id, entry.detail["count"], entry.detail["format"]) == (world.id("local"), 6, kind)
    names = {"local", "nurse", "teacher", "deputy", "retired", "coming"}
    subjects = session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id)).all()
    assert set(subjects) == {world.id(name) for name in names}
    session.rollback()
    file = {"berkas": (io.BytesIO(answer.data), f"pegawai.{kind}")}
    page = local.get(local.post_form("/admin/pegawai/impor", file).location, 200).text
    assert '<div class="stat"><strong>6</strong><span>tetap</span></div>' in page
    local.get("/admin/pegawai/ekspor.ods", 404)


def test_lines_of_json_have_the_names_that_all_exports_have(client: PageClient, world: World) -> None:
    """Made of the headings, as in every other file: no program needs two sets of names."""
    line = json.loads(enter(client, world.people["chief"]).get("/admin/pegawai/ekspor.jsonl", 200).text.splitlines()[0])
    assert list(line) == [column.heading.lower().replace(" ", "_") for column in COLUMNS]


def test_the_filter_of_the_list_holds_for_the_file(client: PageClient, world: World) -> None:
    chief = enter(client, world.people["chief"])
    text = chief.get("/admin/pegawai/ekspor.csv?cari=digger", 200).text
    assert ("Digger" in text, "Nurse" in text) == (True, False)
    assert "Non-ASN" not in text


def test_who_serves_nowhere_today_goes_out_without_a_unit(session: Session, world: World) -> None:
    rows = list(export_rows(session, [world.id("retired"), world.id("nurse"), world.id("nowhere")], date(2026, 3, 3)))
    assert [(row[5], row[8]) for row in rows] == [("", ""), ("PNS", "PKM-01"), ("", "")]
