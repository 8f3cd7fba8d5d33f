"""The facts of a training, read as typed; what resembles what; how a rule is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.competency.rules import amount
from elearn.content.model import Reference
from elearn.core.errors import Invalid
from elearn.external.rules import (
    Known,
    TrainingFacts,
    check_facts,
    checked_reason,
    facts_document,
    facts_of_document,
    likenesses,
    rule_of,
    rule_sentence,
    typed_facts,
)
from elearn.external.rules.likeness import similar
from tests.external.makers import typed

TODAY = date(2026, 11, 20)


def check(reference: Reference, **changes: str) -> TrainingFacts:
    return check_facts(typed(**changes), reference, today=TODAY)


def faults(reference: Reference, **changes: str) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        check(reference, **changes)
    return refused.value.fields


def test_every_fault_is_named_at_once(reference: Reference) -> None:
    found = faults(reference, judul=" ", penyelenggara="-", nomor="", tanggal_bukti="kemarin", mulai="2026-12-01")
    assert set(found) == {"judul", "penyelenggara", "nomor", "tanggal_bukti", "mulai"}


def test_what_a_jalur_counts_by_is_asked_and_nothing_else(reference: Reference) -> None:
    seminar = check(reference, jumlah="1", jp="99")
    assert (seminar.quantity, seminar.jp) == (1, None)
    course = check(reference, jenis="3", jumlah="7", jp="12,5")
    assert (course.quantity, course.jp) == (None, 1250)
    assert set(faults(reference, jenis="3")) == {"jp"}
    assert set(faults(reference, jenis="14")) == {"jumlah"}
    assert check(reference, jenis="14", jumlah="2").quantity == 2
    assert set(faults(reference, jumlah="3")) == {"jumlah"}  # it lasted two days


@pytest.mark.parametrize("text", ["0", "-3", "2001", "1.234.5", "dua", "1e3", "٣"])
def test_amounts_that_no_evidence_states(reference: Reference, text: str) -> None:
    assert set(faults(reference, jenis="3", jp=text)) == {"jp"}


def test_dates(reference: Reference) -> None:
    assert "mendahului" in faults(reference, selesai="2026-10-01")["selesai"]
    assert "belum tiba" in faults(reference, selesai="2026-11-21")["selesai"]
    assert "paling lama 62 hari" in faults(reference, mulai="2026-01-05")["selesai"]
    assert "tahunnya" in faults(reference, mulai="1889-01-01")["mulai"]
    assert check(reference, mulai="05/10/2026", selesai="6.10.2026").first == date(2026, 10, 5)


def test_kind_scope_and_competency_go_by_key_or_name(reference: Reference) -> None:
    named = check(reference, jenis="seminar", lingkup="Internasional", kompetensi="Kerja Sama")
    assert (named.training_type, named.scope, named.competency) == ("9", "internasional", "kerja-sama")
    assert set(faults(reference, jenis="99", lingkup="bulan", kompetensi="sihir")) == {"jenis", "lingkup", "kompetensi"}


def test_without_a_rule_in_force_the_programmes_jp_stand(reference: Reference) -> None:
    old = check(reference, mulai="2010-05-03", selesai="2010-05-05", tanggal_bukti="2010-05-05", jp="24")
    assert (old.jp, old.quantity) == (2400, None)
    assert rule_of(reference, "9", date(2010, 5, 5)) is None


DAYS = st.dates(date(1990, 1, 1), TODAY)
FACTS = st.builds(
    TrainingFacts,
    training_type=st.sampled_from(["3", "8"]),
    scope=st.sampled_from(["nasional", "internasional"]),
    title=st.sampled_from(["Etika", "Bimtek SPBE 2026"]),
    organiser=st.just("LAN"),
    number=st.just("1/A"),
    issued_on=DAYS,
    first=DAYS,
    last=DAYS,
    quantity=st.none(),
    jp=st.integers(1, 2000_00),
    competency=st.sampled_from(["", "integritas"]),
)


@given(FACTS)
def test_facts_survive_being_kept_and_being_typed(reference: Reference, facts: TrainingFacts) -> None:
    assert facts_of_document(facts_document(facts)) == facts
    if facts.first <= facts.last <= facts.first + timedelta(days=3000):
        assert check_facts(typed_facts(facts), reference, today=TODAY) == facts


@given(st.integers(0, 10_000_000))
def test_amounts_are_written_exactly(jp: int) -> None:
    whole, _, rest = amount(jp).partition(",")
    assert int(whole) * 100 + int((rest or "0").ljust(2, "0")) == jp


def known(title: str, first: date, last: date, number: str = "") -> Known:
    return Known("pengajuan", title, number, first, last)


def test_the_same_training_handed_in_twice_is_noticed() -> None:
    first, last = date(2026, 10, 5), date(2026, 10, 6)
    others = [
        known("SEMINAR nasional: pelayanan publik!", last, last),
        known("Seminar Nasional Pelayanan Publik", date(2025, 10, 5), date(2025, 10, 6)),
        known("Bimtek Kearsipan", first, last),
        known("Judul lain", date(2024, 1, 1), date(2024, 1, 1), number="123 / sem / 2026"),
    ]
    found = likenesses("Seminar Nasional Pelayanan Publik", "123/SEM/2026", first, last, others)
    assert [each.known for each in found] == [others[0], others[3]]
    assert "nomor" in found[1].why


def test_a_number_too_short_tells_nothing() -> None:
    day = date(2026, 1, 1)
    assert likenesses("A", "12", day, day, [known("B", day, day, "12")]) == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_mutual(one: str, other: str) -> None:
    assert similar(one, other) == similar(other, one)


def test_a_rule_in_one_sentence(reference: Reference) -> None:
    said = {key: rule_sentence(rule_of(reference, key, TODAY)) for key in ("3", "9", "14", "16")}
    assert said["9"] == "1 hari = 4 JP (internasional 6 JP), paling banyak 4 JP sehari"
    assert said["3"] == "Sesuai JP program (internasional ditambah 20%)"
    assert said["14"] == "1 kali = 2 JP (internasional 4 JP), paling banyak 4 JP sebulan (2 kali)"
    assert said["16"] == "Sesuai JP program, paling banyak 3 JP sehari"
    assert rule_sentence(None) == "Sesuai JP yang tertulis pada bukti"


@pytest.mark.parametrize("reason", ["", "  ", "ok", "x" * 501])
def test_a_reason_says_something(reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_reason(reason)
    assert set(refused.value.fields) == {"alasan"}
