"""Exceptions of single persons: how much is still asked, who may decide, what everybody sees of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.competency import rules, service
from elearn.competency.models import LedgerEntry, TargetExemption
from elearn.competency.rules import Exemption, MonthDue
from elearn.content.model import MONTHLY, JpTarget
from elearn.core.errors import Conflict, Forbidden, Invalid, NotFound
from elearn.people.models import Person, Unit
from elearn.people.rules import Actor, Grant
from tests import factories
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

NOW = datetime(2026, 6, 10, 3, tzinfo=UTC)
YEAR = rules.months_of(2026)
TARGET = JpTarget("pns", "minimal", 2000, "PP 11/2017", date(2019, 1, 1))
MOST = JpTarget("pppk", "maksimal", 2400, "LAN 15/2020", date(2019, 1, 1))
ASKED = JpTarget("pns", "minimal", 300, "Surat edaran", date(2026, 1, 1), None, MONTHLY, arrears=True)
MONTHS_AROUND = [date(year, month, 1) for year in (2025, 2026, 2027) for month in range(1, 13)]


def exemption(first: date, last: date, percent: int = 0, reason: str = "Cuti melahirkan") -> Exemption:
    return Exemption(1, first, last, percent, reason, "Surat cuti 850/12")


@st.composite
def some(draw: st.DrawFn) -> Exemption:
    first, last = sorted((draw(st.sampled_from(MONTHS_AROUND)), draw(st.sampled_from(MONTHS_AROUND))))
    return exemption(first, last, draw(st.integers(0, 99)))


@given(st.lists(some(), max_size=4), some())
def test_an_exception_never_raises_a_target_nor_makes_it_negative(known: list[Exemption], more: Exemption) -> None:
    before, after = rules.relieve(TARGET, known, YEAR), rules.relieve(TARGET, [*known, more], YEAR)
    assert before is not None
    assert after is not None
    assert 0 <= after.jp <= before.jp <= TARGET.jp
    assert rules.relieve(MOST, [*known, more], YEAR) is MOST, "a maximum asks nothing"
    assert rules.relieve(None, known, YEAR) is None


@given(st.lists(some(), max_size=4))
def test_the_months_of_a_year_add_up_to_the_year(known: list[Exemption]) -> None:
    yearly = rules.relieve(TARGET, known, YEAR)
    monthly = [rules.relieve(replace(TARGET, jp=TARGET.jp * 12), known, [month]) for month in YEAR]
    assert yearly is not None
    assert yearly.jp == sum(each.jp for each in monthly if each is not None) // 144


@given(st.lists(some(), max_size=4), st.integers(0, 900), st.sampled_from(["", "Banjir"]))
def test_a_month_asks_no_more_and_says_why(known: list[Exemption], done: int, unit: str) -> None:
    due = MonthDue(date(2026, 3, 1), ASKED, done, unit)
    after = rules.exempted(due, known)
    assert after.asked <= due.asked
    assert (after.asked < due.asked) == bool((after.excused and not unit) or after.relieved)
    assert rules.stand([after, MonthDue(date(2026, 4, 1), ASKED, 0)]).arrears <= 300


def test_three_months_of_leave_take_a_quarter_off_the_year() -> None:
    leave = exemption(date(2026, 3, 1), date(2026, 5, 1))
    assert rules.relieve(TARGET, [leave], YEAR) == replace(TARGET, jp=1500)
    assert rules.relieve(TARGET, [leave], rules.months_of(2025)) is TARGET
    half = exemption(date(2025, 7, 1), date(2026, 12, 1), 50)
    assert rules.relieve(TARGET, [half], YEAR) == replace(TARGET, jp=1000)
    assert rules.relieve(TARGET, [half, leave], YEAR) == replace(TARGET, jp=750), "of two the kinder holds"


# --- deciding -------------------------------------------------------------------------------------------------------


class Office:
    """A unit with Maria in it, its admin, and the admin of another."""

    def __init__(self, session: Session) -> None:
        self.maria = factories.person(session)
        self.unit, self.other = factories.unit(session), factories.unit(session, "Dinas Lain")
        factories.posting(session, self.maria, self.unit, valid_from=date(2025, 1, 1))
        self.boss, self.stranger = self._admin(session, self.unit), self._admin(session, self.other)

    def _admin(self, session: Session, unit: Unit) -> Person:
        who = factories.person(session, f"Admin {unit.name}")
        factories.posting(session, who, unit, valid_from=date(2025, 1, 1))
        factories.grant(session, who, "admin", unit_id=unit.id)
        return who

    def admin(self, unit: Unit) -> Actor:
        who = self.boss if unit is self.unit else self.stranger
        return factories.actor(who, None, Grant("admin", None, unit.id))


@pytest.fixture
def office(session: Session) -> Office:
    made = Office(session)
    session.commit()
    return made


LEAVE: dict[str, Any] = {
    "first_month": date(2026, 3, 9), "last_month": date(2026, 5, 1), "percent": 0,
    "reason": " Cuti  melahirkan ", "source": "Surat cuti 850/12",
}  # fmt: skip


def summary(session: Session, office: Office) -> rules.YearSummary:
    return service.year_summary(
        session, person_id=office.maria.id, status="pns", year=2026, today=NOW.date(),
        reference=factories.reference(),
    )  # fmt: skip


def test_it_is_recorded_seen_and_taken_back(session: Session, office: Office) -> None:
    actor = office.admin(office.unit)
    service.exempt(session, office.maria.id, **LEAVE, actor=actor, now=NOW)
    assert (summary(session, office).target, summary(session, office).usual) == (1500, 2000)
    with pytest.raises(Conflict):
        service.exempt(session, office.maria.id, **LEAVE, actor=actor, now=NOW)
    (decided,) = service.exemptions_page(session, office.maria.id, actor=actor, now=NOW).decided
    assert decided.exemption.reason == "Cuti melahirkan"
    assert (decided.exemption.first_month, decided.by, decided.withdrawn_at) == (
        date(2026, 3, 1),
        "Admin Dinas Contoh",
        None,
    )
    about = {"reason": "Cuti dibatalkan", "actor": actor, "now": NOW}
    service.withdraw_exemption(session, office.maria.id, decided.exemption.id, **about)
    assert (summary(session, office).target, summary(session, office).usual) == (2000, None)
    with pytest.raises(Conflict):
        service.withdraw_exemption(session, office.maria.id, decided.exemption.id, **about)
    (decided,) = service.exemptions_page(session, office.maria.id, actor=actor, now=NOW).decided
    assert (decided.withdrawn_by, decided.withdrawn_why) == ("Admin Dinas Contoh", "Cuti dibatalkan")
    service.exempt(session, office.maria.id, **LEAVE, actor=actor, now=NOW)
    assert session.scalar(select(func.count()).select_from(TargetExemption)) == 3
    actions = select(AuditEntry.action).join(AuditSubject).where(AuditSubject.person_id == office.maria.id)
    assert list(session.scalars(actions)) == ["target.exempt", "target.withdraw", "target.exempt"]


def test_only_an_admin_of_her_unit_decides_and_nobody_for_herself(session: Session, office: Office) -> None:
    with pytest.raises(NotFound):
        service.exempt(session, office.maria.id, **LEAVE, actor=office.admin(office.other), now=NOW)
    with pytest.raises(Forbidden):
        service.exempt(session, office.boss.id, **LEAVE, actor=office.admin(office.unit), now=NOW)
    service.exempt(session, office.maria.id, **LEAVE, actor=office.admin(office.unit), now=NOW)
    with pytest.raises(NotFound):
        service.withdraw_exemption(session, office.maria.id, 99, reason="Uji", actor=office.admin(office.unit), now=NOW)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first_month": None}, "bulan_awal"),
        ({"last_month": date(2026, 2, 28)}, "bulan_akhir"),
        ({"last_month": date(2036, 3, 1)}, "bulan_akhir"),
        ({"percent": 100}, "persen"),
        ({"percent": -1}, "persen"),
        ({"reason": "  "}, "alasan"),
        ({"source": "x" * 301}, "dasar"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    session: Session, office: Office, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        service.exempt(session, office.maria.id, **(LEAVE | wrong), actor=office.admin(office.unit), now=NOW)
    assert list(refused.value.fields) == [field]


def test_months_arrears_and_a_closed_year_take_it_into_account(session: Session, office: Office) -> None:
    service.exempt(session, office.maria.id, **LEAVE, actor=office.admin(office.unit), now=NOW)
    reference = factories.reference(jp_targets=(*factories.reference().jp_targets, ASKED))
    standing = service.standing(session, person_id=office.maria.id, today=NOW.date(), reference=reference)
    assert standing is not None
    asked = [(month.due.asked, month.due.excused) for month in standing.months]
    why = "Cuti melahirkan"
    assert asked == [(300, ""), (300, ""), (0, why), (0, why), (0, why), (300, "")]
    assert standing.arrears == 600
    later = datetime(2027, 1, 5, tzinfo=UTC)
    service.close_year(
        session, [office.maria.id, office.boss.id], 2026, reference=reference, zone="Asia/Makassar", actor_id=None,
        reason="Laporan", now=later,
    )  # fmt: skip
    closed = {row.person_id: row.target for row in session.scalars(select(LedgerEntry))}
    assert closed == {office.maria.id: 1500, office.boss.id: 2000}


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_journey_of_an_admin_and_what_the_person_reads(
    app: Flask, client: PageClient, session: Session, office: Office
) -> None:
    stand_still(app, NOW)
    enter(client, office.boss)
    place = f"/admin/pegawai/{office.maria.id}/pengecualian-jp"
    assert f'href="{place}"' in client.get(f"/admin/pegawai/{office.maria.id}", 200).text
    assert "Belum ada pengecualian" in client.get(place, 200).text
    typed = {"bulan_awal": "2026-03", "bulan_akhir": "2026-05", "persen": "0", "alasan": "Cuti melahirkan", "dasar": ""}
    refused = client.post_form(place, typed)
    assert refused.status_code == 422
    in_words = client.post_form(place, typed | {"bulan_awal": "Maret 2026", "dasar": "Surat 850/12"})
    assert "Tulis tahun dan bulan dengan angka, misalnya 2026-03." in in_words.text
    assert client.post_form(place, typed | {"bulan_awal": "2026-06", "dasar": "Surat 850/12"}).status_code == 422
    assert client.post_form(place, typed | {"dasar": "Surat 850/12"}).location == place
    page = client.get(place, 200).text
    assert "Maret 2026 s.d. Mei 2026" in page
    assert "Cabut pengecualian ini" in page
    enter(client, office.maria)
    assert "dari paling sedikit 15 JP" in client.get("/beranda", 200).text
    record = client.get("/riwayat?tahun=2026", 200).text
    assert "Pengecualian target Anda: Cuti melahirkan" in record
    assert "Surat 850/12" in record
    assert "berkurang dari 20 menjadi 15 JP" in record
    assert "Pengecualian" not in client.get("/riwayat?tahun=2025", 200).text
    enter(client, office.boss)
    number = session.scalar(select(TargetExemption.id))
    session.commit()
    assert client.post_form(f"{place}/{number}/cabut", {"alasan": ""}, page=place).location == place
    assert "Tulis alasan pencabutan" in client.get(place, 200).text
    assert client.post_form(f"{place}/{number}/cabut", {"alasan": "Batal"}, page=place).location == place
    assert "Dicabut" in client.get(place, 200).text
    enter(client, office.stranger)
    assert client.get(place).status_code == 404
