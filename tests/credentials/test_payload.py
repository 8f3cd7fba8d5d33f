"""The snapshot, its words, its seal, and what it is worth."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.core.dates import date_text
from elearn.core.identifiers import canonical_json, digest_of
from elearn.credentials.rules import (
    SENTENCES,
    Stamp,
    State,
    all_facts,
    date_words,
    hundredths_words,
    is_genuine,
    masked_nip,
    nip_words,
    period_words,
    printed,
    public_facts,
    qualification_of,
    renewed_payload,
    state_of,
    valid_until,
)
from elearn.web.filters import hundredths
from tests.credentials.examples import ISSUED_AT, Holder, payload, reference

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)
NIPS = st.from_regex(r"\A[0-9]{18}\Z")
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@given(NAMES, NAMES, st.none() | st.integers(0, 10_000), st.none() | st.integers(1, 240), st.integers(0, 99_900))
def test_a_payload_survives_every_json_store(
    name: str, title: str, score: int | None, months: int | None, jp: int
) -> None:
    """A database may reorder keys and rewrite blanks: digest and words stay."""
    made = payload(Holder(name=name), title=title, final_score=score, validity_months=months, jp=jp)
    stored = json.loads(json.dumps(made, sort_keys=True, indent=3, ensure_ascii=True))
    assert canonical_json(stored) == canonical_json(made)
    assert digest_of(stored) == digest_of(made)
    assert printed(stored) == printed(made)
    assert is_genuine(stored, digest_of(made), {"code": "ABCDE12345FGHJK67890"})


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here] if not children else [path for key, child in children for path in paths(child, (*here, key))]


def test_a_change_to_any_single_fact_breaks_the_seal() -> None:
    whole = payload()
    digest = digest_of(whole)
    leaves = paths(whole)
    assert len(leaves) > 40
    for *way, last in leaves:
        forged = copy.deepcopy(whole)
        spot = forged
        for key in way:
            spot = spot[key]
        spot[last] = 99_999 if isinstance(spot[last], int) else f"{spot[last]}x"
        assert not is_genuine(forged, digest, {}), (*way, last)


def test_a_row_that_disagrees_with_its_payload_is_not_genuine() -> None:
    whole = payload()
    assert is_genuine(whole, digest_of(whole), {"number": whole["certificate"]["number"]})
    assert not is_genuine(whole, digest_of(whole), {"number": "800.2/0018/BKPSDM/XI/2026"})


@pytest.mark.parametrize("foreign", [{}, [], "x", None, {"certificate": []}])
def test_a_foreign_payload_is_not_genuine(foreign: Any) -> None:
    assert not is_genuine(foreign, "0" * 64, {"code": "x"})


def test_every_printed_fact() -> None:
    facts = dict(all_facts(payload()))
    assert facts == {
        "Nomor": "800.2/0017/BKPSDM/XI/2026",
        "Nama": "Maria Goreti Bria, S.Sos., M.AP.",
        "NIP": "19850817 201001 2 003",
        "Tempat, tanggal lahir": "Atambua, 17 Agustus 1985",
        "Pangkat/golongan": "Penata (III/c)",
        "Jabatan": "Analis Kebijakan Ahli Muda",
        "Instansi": "Bidang Mutasi, Dinas Kependudukan",
        "Pelatihan": "Pelayanan Publik Prima",
        "Jenis pelatihan": "E-Learning",
        "Jumlah jam pelajaran": "6 JP",
        "Waktu pelatihan": "2 s.d. 22 November 2026",
        "Penyelenggara": "BKPSDM Kota Contoh",
        "Pengajar": "Maria Bria, S.Sos. · Ahmad Ma'ruf",
        "Nilai akhir": "87,5",
        "Kualifikasi": "Memuaskan",
        "Diterbitkan oleh": "BKPSDM Kota Contoh, Pemerintah Kota Contoh",
        "Tempat dan tanggal terbit": "Kota Contoh, 22 November 2026",
        "Berlaku sampai dengan": "22 November 2028",
        "Pejabat": "Yohanes Contoh, M.Si.",
        "Jabatan pejabat": "Kepala BKPSDM",
        "NIP pejabat": "19700101 200003 1 001",
    }
    words = printed(payload())
    assert words.modules == (("1", "Dasar", "2,5"), ("2", "Standar", "2"), ("3", "Loket", "1,5"))
    assert words.competencies == (("Integritas", "Tingkat 2"),)


@given(NIPS, DAYS)
def test_the_public_facts_never_reveal_birth_or_number(nip: str, born: date) -> None:
    holder = Holder(nip=nip, birth_place="Atambua", birth_date=born)
    shown = public_facts(payload(holder))
    text = json.dumps(shown, ensure_ascii=False)
    assert "Atambua" not in text
    assert "lahir" not in text
    assert nip not in text
    assert nip_words(nip) not in text
    masked = dict(shown)["NIP"]
    assert [symbol for symbol in masked if symbol.isdigit()] == list(nip[-3:])
    assert len(masked) == len(nip_words(nip))
    hidden = {"Tempat, tanggal lahir", "NIP", "NIP pejabat"}
    assert {row for row in all_facts(payload(holder)) if row[0] not in hidden} <= set(shown)


@given(st.text("0123456789", max_size=30))
def test_a_mask_shows_at_most_three_digits_and_hides_the_most(number: str) -> None:
    masked = masked_nip(number)
    shown = "".join(symbol for symbol in masked if symbol.isdigit())
    assert len(shown) <= 3
    assert number.endswith(shown)
    assert len(number) < 9 or masked.count("•") == len(number) - 3


def test_who_has_no_number_and_no_posting_gets_a_certificate_without_those_lines() -> None:
    bare = Holder(nip=None, birth_place="", birth_date=None, status=None, rank="", position="", unit="", agency="")
    labels = [label for label, _ in all_facts(payload(bare, final_score=None, validity_months=None, teachers=()))]
    assert labels[:3] == ["Nomor", "Nama", "Pelatihan"]
    assert not {"Nilai akhir", "Kualifikasi", "Berlaku sampai dengan", "Pengajar"} & set(labels)


def test_the_number_of_a_pppk_has_its_own_name() -> None:
    assert "NI PPPK" in dict(public_facts(payload(Holder(status="pppk"))))
    assert "NI PPPK" in dict(public_facts(payload(Holder(status="pppk-paruh-waktu"))))


@given(st.integers(-(10**6), 10**7), DAYS)
def test_numbers_and_dates_read_as_on_every_other_page(value: int, on: date) -> None:
    assert hundredths_words(value) == hundredths(value)
    assert date_words(on) == date_text(on)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 22), date(2026, 11, 22), "22 November 2026"),
        (date(2026, 11, 2), date(2026, 11, 22), "2 s.d. 22 November 2026"),
        (date(2026, 10, 31), date(2026, 11, 1), "31 Oktober s.d. 1 November 2026"),
        (date(2025, 12, 31), date(2026, 1, 1), "31 Desember 2025 s.d. 1 Januari 2026"),
    ],
)
def test_a_period_says_no_more_than_it_must(first: date, last: date, said: str) -> None:
    assert period_words(first, last) == said


@pytest.mark.parametrize(
    ("score", "label"),
    [(10_000, "Sangat Memuaskan"), (9_000, "Sangat Memuaskan"), (8_999, "Memuaskan"), (7_000, "Cukup Memuaskan"),
     (6_999, ""), (None, "")],
)  # fmt: skip
def test_a_qualification_is_never_above_what_was_reached(score: int | None, label: str) -> None:
    assert qualification_of(reference().institution, score) == label


@pytest.mark.parametrize(
    ("done", "months", "last"),
    [
        (date(2026, 11, 22), 24, date(2028, 11, 22)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 22), None, None),
    ],
)
def test_validity_ends_on_the_same_day_or_the_end_of_the_month(
    done: date, months: int | None, last: date | None
) -> None:
    assert valid_until(done, months) == last


@given(DAYS, st.integers(1, 600))
def test_validity_never_skips_a_month(done: date, months: int) -> None:
    last = valid_until(done, months)
    assert last is not None
    assert (last.year - done.year) * 12 + last.month - done.month == months
    assert last.day <= done.day


def test_a_reissue_keeps_what_was_learnt_and_renews_the_person() -> None:
    old = payload()
    stamp = Stamp(
        "ZZZZZ12345FGHJK67890", "800.2/0018", ISSUED_AT + timedelta(days=40), "Asia/Jayapura", None, "800.2/0017"
    )
    married = Holder(name="Maria G. Bria-Leki, S.Sos., M.AP.", rank="III/a")
    template = reference().certificate("", date(2027, 1, 1))
    new = renewed_payload(old, married, reference(), template, stamp)
    assert new["course"] == old["course"]
    assert new["person"]["name"] == married.name
    assert new["certificate"]["issued_on"] == "2027-01-01"
    assert dict(all_facts(new))["Menggantikan nomor"] == "800.2/0017"


@dataclass(frozen=True)
class Row:
    revoked_at: datetime | None = None
    replaced_by_id: int | None = None
    valid_until: date | None = date(2026, 11, 22)
    zone: str = "Asia/Jayapura"
    awaits_signature: bool = False
    renew_by: date | None = None


LAST_INSTANT = datetime(2026, 11, 22, 14, 59, 59, tzinfo=UTC)  # 23:59:59 in Jayapura


@pytest.mark.parametrize(
    ("row", "genuine", "state"),
    [
        (None, True, State.UNKNOWN),
        (Row(), True, State.VALID),
        (Row(valid_until=None), True, State.VALID),
        (Row(awaits_signature=True), True, State.WAITING),
        (Row(renew_by=date(2026, 11, 21)), True, State.EXPIRED),
        (Row(renew_by=date(2026, 11, 21), valid_until=None), True, State.EXPIRED),
        (Row(renew_by=date(2026, 12, 21), valid_until=date(2026, 11, 21)), True, State.EXPIRED),
        (Row(renew_by=date(2026, 11, 22), valid_until=None), True, State.VALID),
        (Row(awaits_signature=True, valid_until=date(2026, 11, 21)), True, State.EXPIRED),
        (Row(awaits_signature=True, revoked_at=ISSUED_AT), True, State.REVOKED),
        (Row(revoked_at=ISSUED_AT), True, State.REVOKED),
        (Row(replaced_by_id=2), True, State.REPLACED),
        (Row(revoked_at=ISSUED_AT, replaced_by_id=2), True, State.REVOKED),
        (Row(revoked_at=ISSUED_AT), False, State.NOT_GENUINE),
    ],
)
def test_the_graver_state_wins(row: Row | None, genuine: bool, state: State) -> None:
    assert state_of(row, genuine=genuine, now=LAST_INSTANT) is state


def test_a_certificate_expires_at_its_own_midnight() -> None:
    assert state_of(Row(), genuine=True, now=LAST_INSTANT) is State.VALID
    assert state_of(Row(), genuine=True, now=LAST_INSTANT + timedelta(seconds=1)) is State.EXPIRED
    later = replace(Row(), zone="Asia/Jakarta")
    assert state_of(later, genuine=True, now=LAST_INSTANT + timedelta(seconds=1)) is State.VALID


def test_every_state_has_its_sentence() -> None:
    assert set(SENTENCES) == set(State)
