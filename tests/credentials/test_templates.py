"""What a template puts on a certificate, and what a later change of it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from elearn.content.model import PALETTES, CertificateTemplate, Reference, Signatory
from elearn.content.model.certificates import of_institution, template_for
from elearn.credentials import service
from elearn.credentials.models import Certificate
from elearn.credentials.rules import all_facts, printed
from tests import factories
from tests.credentials.examples import ISSUED_AT, Holder, earned, payload, reference

HEALTH = replace(
    of_institution(factories.reference().institution),
    key="dinas-kesehatan",
    organiser="Dinas Kesehatan",
    name="Dinas Kesehatan Kota Contoh",
    unit_code="DINKES",
    number_template="{kode}/{urut}/{unit}/{registrasi}/{tahun}",
    signatory=Signatory("dr. Fiktif Sehatwan", "Kepala Dinas", ""),
    valid_from=date(2026, 1, 1),
    heading="Surat Tanda Tamat Pelatihan",
    details="selama {waktu} ({jp}) oleh {penyelenggara}, {jp} penuh",
    palette="hijau",
    prints_birth=False,
    logo="a" * 64,
)


def facts(**values: Any) -> Reference:
    return reference(certificates=(replace(HEALTH, **values),))


def test_the_sheet_is_the_organisers() -> None:
    words = printed(payload(facts=facts(), organiser="DINAS  Kesehatan", registration="REG-7"))
    assert words.number == "800.2/0017/DINKES/REG-7/2026"
    assert (words.heading, words.institution) == ("Surat Tanda Tamat Pelatihan", "Dinas Kesehatan Kota Contoh")
    assert (words.signatory_name, words.signatory_nip, words.birth) == ("dr. Fiktif Sehatwan", "", "")
    assert (words.accent, words.logo) == (PALETTES["hijau"].accent, "a" * 64)
    assert words.registration == "REG-7"
    assert words.details == (
        "selama 2 s.d. 22 November 2026 (", "6 JP", ") oleh DINAS Kesehatan, ", "6 JP", " penuh"
    )  # fmt: skip


def test_a_birth_date_that_is_not_printed_is_not_kept() -> None:
    person = payload(facts=facts(), organiser="Dinas Kesehatan")["person"]
    assert (person["birth_place"], person["birth_date"]) == ("", "")
    assert payload()["person"]["birth_date"] == "1985-08-17"


def test_a_course_without_a_register_number_says_so_in_its_number() -> None:
    assert printed(payload(facts=facts(), organiser="Dinas Kesehatan")).number == "800.2/0017/DINKES/-/2026"
    assert "Nomor registrasi" not in dict(all_facts(payload()))
    assert dict(all_facts(payload(registration="REG-7")))["Nomor registrasi"] == "REG-7"


def test_a_payload_of_before_templates_still_prints() -> None:
    old = payload()
    today = printed(old)
    del old["template"], old["course"]["registration"]
    assert printed(old) == today


def test_a_change_of_the_template_changes_no_issued_certificate(session: Session) -> None:
    who = factories.person(session)
    given = earned(person_id=who.id, organiser="Dinas Kesehatan")
    issued = service.issue_if_earned(session, given, reference=facts(), now=ISSUED_AT)
    before = session.get_one(Certificate, issued.id).payload
    session.commit()
    changed = facts(palette="marun", heading="Sertifikat", logo="b" * 64, signatory=Signatory("Lain", "Kepala", ""))
    assert service.issue_if_earned(session, given, reference=changed, now=ISSUED_AT) == issued
    after = session.get_one(Certificate, issued.id)
    assert after.payload == before
    assert printed(after.payload).heading == "Surat Tanda Tamat Pelatihan"


def test_a_reissue_is_in_todays_template(session: Session) -> None:
    admin = factories.person(session, "Admin")
    granted = factories.grant(session, admin, "admin")
    who = factories.person(session)
    given = earned(person_id=who.id, organiser="Dinas Kesehatan", registration="REG-7")
    issued = service.issue_if_earned(session, given, reference=facts(), now=ISSUED_AT)
    new = service.reissue(
        session,
        issued.code,
        actor=factories.actor(admin, None, granted),  # type: ignore[arg-type]  # a row has what a grant has
        reason="Nama salah eja.",
        now=ISSUED_AT + timedelta(days=1),
        reference=facts(palette="marun"),
    )
    assert new.number == "800.2/0002/DINKES/REG-7/2026"
    assert session.get_one(Certificate, new.id).payload["template"]["accent"] == PALETTES["marun"].accent


def test_each_pattern_unit_and_register_number_is_a_series_of_its_own(session: Session) -> None:
    who = factories.person(session)
    courses = [("Dinas Kesehatan", "R1"), ("Dinas Kesehatan", "R2"), ("BKPSDM", ""), ("Dinas Kesehatan", "R1")]
    numbers = [
        service.issue_if_earned(
            session,
            earned(person_id=who.id, completion_id=place, organiser=organiser, registration=registration),
            reference=facts(),
            now=ISSUED_AT,
        ).number
        for place, (organiser, registration) in enumerate(courses)
    ]
    assert numbers == [
        "800.2/0001/DINKES/R1/2026", "800.2/0001/DINKES/R2/2026", "800.2/0001/BKPSDM/XI/2026",
        "800.2/0002/DINKES/R1/2026",
    ]  # fmt: skip


def test_two_patterns_that_print_the_same_number_never_give_it_twice(session: Session) -> None:
    """``{urut}/{bulan}`` and ``{urut}/11`` are two series; in November they would print the same."""
    who = factories.person(session)
    one = replace(HEALTH, number_template="{urut}/{bulan}")
    other = replace(HEALTH, number_template="{urut}/11")
    numbers = [
        service.issue_if_earned(
            session,
            earned(person_id=who.id, completion_id=place, organiser="Dinas Kesehatan"),
            reference=reference(certificates=(template,)),
            now=ISSUED_AT,
        ).number
        for place, template in enumerate([one, other, other, one])
    ]
    assert numbers == ["0001/11", "0002/11", "0003/11", "0004/11"]


ORGANISERS = st.sampled_from(["", "Dinas A", "DINAS  a", "Dinas B"])
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 9))


@given(st.lists(st.tuples(ORGANISERS, DAYS, st.one_of(st.none(), DAYS)), max_size=6), ORGANISERS, DAYS, st.randoms())
def test_the_template_that_holds_is_the_nearest_and_the_newest(
    rows: list[tuple[str, date, date | None]], organiser: str, on: date, chance: Any
) -> None:
    institution = factories.reference().institution
    templates = [
        replace(HEALTH, key=str(place), organiser=name, valid_from=since, valid_to=until)
        for place, (name, since, until) in enumerate(rows)
    ]
    found = template_for(templates, institution, organiser, on)
    fit: list[CertificateTemplate] = [each for each in templates if each.in_force(on)]
    own = [each for each in fit if each.organiser and each.organiser.lower().split() == organiser.lower().split()]
    usable = own or [each for each in fit if not each.organiser]
    assert (found in usable) if usable else (found == of_institution(institution))
    assert all(each.valid_from <= found.valid_from for each in usable)
    assert found.in_force(on)


def test_a_holder_without_birth_facts_needs_none() -> None:
    assert printed(payload(Holder(birth_place="", birth_date=None))).birth == ""


@pytest.mark.parametrize("sentence", ["tanpa token", "{nama}", "{jp}", "{jp}{jp}"])
def test_a_sentence_always_prints_whole(sentence: str) -> None:
    words = printed(payload(facts=facts(details=sentence), organiser="Dinas Kesehatan"))
    assert "".join(words.details) == sentence.replace("{jp}", "6 JP")
    assert words.details[1::2] == ("6 JP",) * sentence.count("{jp}")
