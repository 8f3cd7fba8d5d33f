"""Receipts: given once, the same for ever, found by whoever oversees the learner and by nobody else."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from elearn.assessment.models import Attempt
from elearn.audit.models import AuditEntry
from elearn.core.identifiers import grouped, readable_code, typed_code
from tests import factories
from tests.assessment.test_views import RIGHT, begin, learner
from tests.support.pages import PageClient
from tests.support.sessions import enter

FIND = "/kelola/tanda-terima"
SHOWN = re.compile(r"Tanda terima: <strong class=\"code\">([0-9A-Z-]{9})</strong>")


@pytest.fixture
def maria(app, session):
    return learner(app, session)


@pytest.fixture
def page(client, maria) -> PageClient:
    return enter(client, maria)


@pytest.fixture
def receipt(page):
    """What Maria reads on the page of her result."""
    attempt = begin(page)
    page.post_form(f"{attempt}/kumpulkan", RIGHT, page=attempt)
    return SHOWN.search(page.get(f"{attempt}/hasil", 200).text)[1]


def desk(app, session, role, **scope):
    """The browser of somebody with a role."""
    person = factories.person(session, "Yohanes Tefa")
    factories.grant(session, person, role, **scope)
    session.commit()
    return enter(PageClient(app), person)


def test_submitting_twice_gives_the_same_receipt(session, page):
    attempt = begin(page)
    codes = set()
    for _ in range(2):
        page.post_form(f"{attempt}/kumpulkan", RIGHT, page="/akun")
        codes.add(SHOWN.search(page.get(f"{attempt}/hasil", 200).text)[1])
    [code] = codes
    assert session.scalars(select(Attempt.receipt)).one() == code.replace("-", "")


def test_a_trainer_of_the_course_finds_the_attempt_however_the_code_is_typed(app, session, receipt, maria):
    trainer = desk(app, session, "trainer", course="contoh")
    for typed in (receipt, receipt.lower().replace("-", ""), f" {receipt[:4]} {receipt[5:]} "):
        text = trainer.get(f"{FIND}?kode={typed}", 200).text
        assert "Maria Bria" in text
        assert "Kuis Akhir, percobaan ke-1" in text
        assert f"/kursus/contoh/kuis/ujian/izin/{maria.id}" in text
    seen = select(func.count()).where(AuditEntry.action == "attempt.find")
    assert session.scalar(seen) == 3
    session.rollback()  # on SQLite this look would hold the server's writers up
    assert FIND in trainer.get("/pengajar/kursus/contoh", 200).text


def test_an_admin_finds_people_of_her_units_only(app, session, receipt, maria):
    assert "Maria Bria" in desk(app, session, "admin").get(f"{FIND}?kode={receipt}", 200).text
    elsewhere = desk(app, session, "admin", unit_id=factories.unit(session, "Dinas Lain").id)
    assert "Tidak ditemukan" in elsewhere.get(f"{FIND}?kode={receipt}", 200).text
    assert FIND in elsewhere.get("/admin", 200).text


def test_nobody_else_finds_anything(app, session, page, receipt):
    page.get(f"{FIND}?kode={receipt}", 404)  # not even the learner: it is no page of hers
    other = desk(app, session, "trainer", course="lain")
    for typed in (receipt, "", "K7QM", "K7QM-2XWP-9", "<script>", "0" * 500):
        text = other.get(FIND, 200, query_string={"kode": typed}).text
        assert "Maria" not in text
    assert session.scalar(select(func.count()).where(AuditEntry.action == "attempt.find")) == 0


def test_codes_are_read_aloud_and_typed_without_mistakes():
    code = readable_code("ff" * 4 + "00" * 28, 8)
    assert code == "ZZZZZZR0"
    assert grouped(code) == "ZZZZ-ZZR0"
    assert typed_code(" zzzz-zzr0 ") == code
    assert typed_code("ilo-OIL") == "110011"
