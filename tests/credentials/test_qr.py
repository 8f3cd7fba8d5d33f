"""The short record: every certificate fits, what was sealed is read back, and nothing else is."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.core.identifiers import ALPHABET
from elearn.core.signing import KeyRing
from elearn.credentials.rules import qr
from elearn.credentials.rules.qr import LONGEST, NotARecord, ShortRecord, UnknownKey, WrongSignature
from tests.credentials.examples import Holder, payload

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    ring = KeyRing(tmp_path_factory.mktemp("kunci"))
    ring.rotate(now=NOW)
    return ring


def seal(ring: KeyRing, record: ShortRecord) -> str:
    return qr.sealed(record, *ring.sign(qr.signed_part(record), now=NOW))


def known(ring: KeyRing) -> list[str]:
    return [key.id for key in ring.all()]


def text(most: int) -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=("Cs",)), max_size=most).filter(lambda t: len(t.encode()) <= most)


DAYS = st.dates(date(2000, 1, 2), date(2179, 1, 1))
RECORDS = st.builds(
    ShortRecord,
    code=st.text(ALPHABET, min_size=20, max_size=20),
    jp=st.integers(0, 2**24 - 1),
    issued_on=DAYS,
    valid_until=st.none() | DAYS,
    number=text(LONGEST["number"]),
    name=text(LONGEST["name"]),
    nip_ending=text(LONGEST["nip_ending"]),
    title=text(LONGEST["title"]),
)


@given(RECORDS)
def test_what_was_sealed_is_read_back(keys: KeyRing, record: ShortRecord) -> None:
    digits = seal(keys, record)
    assert digits.isdigit()
    assert len(digits) < 640
    assert qr.opened(digits, known(keys)) == record


@given(RECORDS, st.data())
def test_no_flipped_bit_passes(keys: KeyRing, record: ShortRecord, data: st.DataObject) -> None:
    number = int(seal(keys, record))
    bit = data.draw(st.integers(0, number.bit_length() - 1))
    with pytest.raises((NotARecord, UnknownKey, WrongSignature)):
        qr.opened(str(number ^ 1 << bit), known(keys))


def test_not_one_single_bit_of_a_real_record_may_change(keys: KeyRing) -> None:
    number = int(seal(keys, qr.short_record(payload())))
    passed = []
    for bit in range(number.bit_length()):
        try:
            qr.opened(str(number ^ 1 << bit), known(keys))
        except (NotARecord, UnknownKey, WrongSignature):
            continue
        passed.append(bit)
    assert passed == []


@given(RECORDS, st.data())
def test_a_record_cut_short_or_made_longer_is_refused(keys: KeyRing, record: ShortRecord, data: st.DataObject) -> None:
    digits = seal(keys, record)
    cut = data.draw(st.integers(0, len(digits) - 1))
    with pytest.raises((NotARecord, UnknownKey, WrongSignature)):
        qr.opened(digits[:cut], known(keys))
    with pytest.raises((NotARecord, UnknownKey, WrongSignature)):
        qr.opened(digits + data.draw(st.text("0123456789", min_size=1, max_size=9)), known(keys))


@given(st.text(max_size=700) | st.integers(min_value=0, max_value=10**640).map(str))
def test_anything_else_is_no_record(keys: KeyRing, typed: str) -> None:
    with pytest.raises((NotARecord, UnknownKey, WrongSignature)):
        qr.opened(typed, known(keys))


def test_every_field_of_the_record_is_under_the_signature() -> None:
    record = qr.short_record(payload())
    others: dict[str, Any] = {
        "code": "Z" * 20, "number": "1", "name": "Penipu", "nip_ending": "999", "title": "Lain", "jp": 700,
        "issued_on": record.issued_on + timedelta(days=1), "valid_until": None,
    }  # fmt: skip
    assert set(others) == {field.name for field in fields(ShortRecord)}
    values = {name: getattr(record, name) for name in others}
    changed = {qr.signed_part(ShortRecord(**(values | {name: value}))) for name, value in others.items()}
    assert len(changed | {qr.signed_part(record)}) == len(others) + 1


def test_a_record_outlives_the_key_that_signed_it_but_no_stranger_passes(keys: KeyRing, tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    old = seal(ring, qr.short_record(payload()))
    ring.rotate(now=NOW + timedelta(days=1))
    new = seal(ring, qr.short_record(payload()))
    assert old != new
    assert qr.opened(old, known(ring)) == qr.opened(new, known(ring)) == qr.short_record(payload())
    with pytest.raises(UnknownKey):
        qr.opened(old, known(keys))
    with pytest.raises(UnknownKey):
        qr.opened(old, [])


def test_a_signature_for_another_purpose_is_none(keys: KeyRing) -> None:
    record = qr.short_record(payload())
    bare = qr.signed_part(record).removeprefix(qr.PURPOSE)
    with pytest.raises(WrongSignature):
        qr.opened(qr.sealed(record, *keys.sign(bare, now=NOW)), known(keys))


def test_long_texts_are_cut_between_letters_and_say_so() -> None:
    long = qr.short_record(payload(Holder(name="Ratu Ayu Çelik " * 20), title="Pengelolaan Pengaduan " * 9))
    for name, most in LONGEST.items():
        assert len(getattr(long, name).encode()) <= most
    assert long.name.startswith("Ratu Ayu Çelik Ratu")
    assert long.name.endswith("…")
    assert " …" not in long.name
    assert long.number == "800.2/0017/BKPSDM/XI/2026"
    assert qr.short_record(payload()).title == "Pelayanan Publik Prima"


@pytest.mark.parametrize(("nip", "shown"), [("198508172010012003", "003"), (None, ""), ("12345", "")])
def test_the_record_tells_no_more_of_the_nip_than_the_page(nip: str | None, shown: str) -> None:
    assert qr.short_record(payload(Holder(nip=nip))).nip_ending == shown


@pytest.mark.parametrize("change", [{"code": "A"}, {"jp": 2**24}, {"issued_on": date(1999, 12, 31)}])
def test_what_the_format_cannot_hold_is_never_sealed(change: dict[str, Any]) -> None:
    record = qr.short_record(payload())
    values = {field.name: getattr(record, field.name) for field in fields(ShortRecord)}
    with pytest.raises((ValueError, OverflowError)):
        qr.signed_part(ShortRecord(**(values | change)))
