"""The draft of a breach report: whose data, by which account, when; and who must be told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from elearn.reporting.rules import ACTIONS, exposed_data
from tests import factories
from tests.reporting import world as worlds
from tests.reporting.test_list_pages import about, chief, entries, local, record
from tests.reporting.world import World, read_csv
from tests.support.pages import PageClient

__all__ = ["chief", "local"]
PAGE = "/admin/audit/insiden"
PERIOD = "dari=2026-05-31&sampai=2026-06-01"


@pytest.fixture
def breach(world: World) -> None:
    """Local's account took what it could on 1 June; the day before yesterday is another matter."""
    record(world, "completion.export", "Local", "Ana", "Bela", "Local")
    record(world, "person.view", "Local", "Ana", ago=timedelta(hours=2))
    record(world, "attempt.view", "Outsider", "Dion", ago=timedelta(hours=3))
    record(world, "person.view", "Local", "Citra", ago=timedelta(days=3))
    record(world, "own_data.download", "Ana", "Ana")
    record(world, "certificate.export", None, "Citra")


def test_the_draft_tells_whose_data_by_whom_and_until_when(chief: PageClient, breach: None, session: Session) -> None:
    chief.get(PAGE, 200)
    assert entries(session, "incident.view") == []
    text = chief.get(f"{PAGE}?{PERIOD}&pelaku=local&diketahui=2026-06-01T10:00", 200).text
    for said in ("Mengekspor daftar kelulusan", "Membuka data pegawai", "(2 orang)", "4 Juni 2026, 10.00 WITA"):
        assert said in text
    for said in ("kelulusan kursus", "nama, NIP, surel"):
        assert said in text
    for hidden in ("Outsider", "Citra", "jawaban dan nilai kuis"):
        assert hidden not in text
    [noted] = entries(session, "incident.view")
    assert noted.detail == {"first": "2026-05-31", "last": "2026-06-01", "searched": True}
    everybody = chief.get(f"{PAGE}?{PERIOD}", 200).text
    assert "(3 orang)" in everybody
    assert "jawaban dan nilai kuis" in everybody


def test_the_list_of_those_who_must_be_told(chief: PageClient, breach: None, world: World, session: Session) -> None:
    rows = read_csv(chief.get(f"{PAGE}/terdampak.csv?{PERIOD}&pelaku=local", 200).data)
    assert [(row["Nama"], row["Jumlah tindakan"]) for row in rows] == [("Ana, S.Kep.", "2"), ("Bela", "1")]
    assert rows[0]["Pertama"] == "2026-06-01T09:00:00+08:00"
    assert rows[0]["NIP"] == world.people["Ana"].nip
    session.commit()
    [taken] = entries(session, "incident.export")
    assert about(session, taken) == {world.people["Ana"].id, world.people["Bela"].id}
    assert taken.detail["people"] == 2


def test_deleted_and_merged_accounts_make_no_more_persons(
    chief: PageClient, breach: None, world: World, session: Session
) -> None:
    """Ana was imported twice, the first list undone; Bela's old account was merged into hers."""
    first = factories.person(session, "Akun yang dihapus", active=False, erased_at=worlds.NOW)
    old = factories.person(session, "Bela Lama", active=False, merged_into_id=world.people["Bela"].id)
    world.people |= {"Ana semula": first, "Bela Lama": old}
    record(world, "person.view", "Local", "Ana semula", "Ana", "Bela Lama", ago=timedelta(minutes=30))
    text = chief.get(f"{PAGE}?{PERIOD}&pelaku=local", 200).text
    assert "(2 orang)" in text
    assert "1 akun yang terdampak sudah dihapus" in text
    assert "dan 1 akun yang sudah dihapus" in text
    rows = read_csv(chief.get(f"{PAGE}/terdampak.csv?{PERIOD}&pelaku=local", 200).data)
    assert [(row["Nama"], row["Jumlah tindakan"], row["Keadaan akun"].split(";")[0]) for row in rows] == [
        ("Ana, S.Kep.", "3", "ada"),
        ("Bela", "2", "ada"),
        ("Akun yang dihapus", "1", "dihapus"),
    ]
    session.commit()
    [taken] = entries(session, "incident.export")
    assert about(session, taken) >= {first.id, old.id}, "the trail keeps every account"
    assert (taken.detail["people"], taken.detail["deleted"]) == (2, 1)


def test_half_a_report_is_not_drafted(local: PageClient) -> None:
    local.get(f"{PAGE}?{PERIOD}", 404)
    local.get(f"{PAGE}/terdampak.csv?{PERIOD}", 404)


@pytest.mark.parametrize(
    "query",
    ["dari=2026-06-01", "dari=2026-06-02&sampai=2026-06-01", "dari=x&sampai=y", "pelaku=a"]
    + [f"dari={first}&sampai={last}" for first, last in (("0001-01-01", "2026-06-01"), ("2026-06-01", "9999-12-31"))]
    + [f"dari=2026-06-01&sampai=2026-06-02&diketahui={end}" for end in ("0001-01-01T00:00", "9999-12-31T23:59")],
)
def test_a_period_is_needed(chief: PageClient, query: str) -> None:
    chief.get(f"{PAGE}?{query}", 422)
    chief.get(f"{PAGE}/terdampak.csv?{query}", 422)


def test_a_quiet_period_says_what_it_cannot_know(chief: PageClient, breach: None) -> None:
    text = chief.get(f"{PAGE}?dari=2020-01-01&sampai=2020-01-02", 200).text
    assert "tidak tercatat di sini" in text
    chief.get(f"{PAGE}/terdampak.pdf?{PERIOD}", 404)


@given(st.lists(st.sampled_from(sorted(ACTIONS))))
def test_every_action_lays_something_open(actions: list[str]) -> None:
    found = exposed_data(actions)
    assert bool(found) == bool(actions)
    assert len(set(found)) == len(found)
    assert set(exposed_data(actions[:1])) <= set(found)


def test_what_leaves_the_site_is_named_and_not_only_a_name() -> None:
    for action in ("api.read", "siasn.send", "export.download", "correction.view", "programme.view"):
        assert "nama dan unit kerja" not in exposed_data([action]), action
