"""The NIP and NI PPPK: every check, every way of pasting, and that nothing but a refusal can come of nonsense."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.core.errors import Invalid
from elearn.people.rules import NumberKind, Status, parse_nip
from elearn.people.rules.nip import MATCHING, check_against, nip_digits

TODAY = date(2026, 3, 3)
PNS = "199003152015032001"
PPPK = "198812012023211007"


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, NumberKind, date]:
    """Valid numbers of both kinds."""
    birth = draw(st.dates(date(1955, 1, 1), date(2005, 12, 31)))
    kind = draw(st.sampled_from(NumberKind))
    year = draw(st.integers(birth.year + 18, 2025))
    middle = f"{draw(st.integers(1, 12)):02}" if kind is NumberKind.PNS else f"2{draw(st.integers(1, 9))}"
    tail = f"{draw(st.sampled_from('12'))}{draw(st.integers(1, 999)):03}"
    return f"{birth:%Y%m%d}{year}{middle}{tail}", kind, birth


@given(numbers())
def test_valid_numbers_tell_birth_sex_and_kind(made: tuple[str, NumberKind, date]) -> None:
    digits, kind, birth = made
    nip = parse_nip(digits, today=TODAY)
    assert (nip.digits, nip.kind, nip.birth_date) == (digits, kind, birth)
    assert nip.female is (digits[14] == "2")
    assert nip.appointed_year == int(digits[8:12])
    assert (nip.contract is None, nip.appointed_month is None) == (kind is NumberKind.PNS, kind is NumberKind.PPPK)
    assert parse_nip(nip.printed, today=TODAY) == nip


@given(numbers(), st.data())
def test_however_it_is_pasted_it_is_the_same_number(made: tuple[str, NumberKind, date], data: st.DataObject) -> None:
    digits = made[0]
    separators = st.text(" .-\t\u00a0\u2013\u200b", max_size=2)
    pasted = "".join(digit + data.draw(separators) for digit in digits)
    pasted = data.draw(st.sampled_from(["", "'", " '", "’", "\ufeff"])) + pasted + data.draw(separators)
    assert nip_digits(pasted) == digits


@given(st.text(max_size=30))
def test_nonsense_is_refused_in_words(text: str) -> None:
    try:
        digits = parse_nip(text, today=TODAY).digits
    except Invalid as refused:
        digits = ""
        message = refused.message
    else:
        message = "."
    assert len(digits) in (0, 18)
    assert message.endswith(".")


@given(st.text("0123456789", min_size=18, max_size=18))
def test_eighteen_digits_are_a_number_or_refused(digits: str) -> None:
    try:
        nip = parse_nip(digits, today=TODAY)
    except Invalid:
        return
    assert nip.birth_date + timedelta(days=16 * 365) < date(nip.appointed_year, nip.appointed_month or 12, 28)
    assert digits[12] in "012"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "belum diisi"),
        (" ' ", "belum diisi"),
        ("1.99E+17", "program lembar kerja"),
        ("1,99003152015032E+17", "program lembar kerja"),
        ("1.99003E17", "program lembar kerja"),
        ("'1.99e+17", "program lembar kerja"),
        ("199003152015032000", "000"),
        ("19900315201503200", "17 angka"),
        ("1990031520150320011", "19 angka"),
        ("130123456", "NIP lama"),
        ("5371011503900001", "NIK"),
        ("19900315201503200O", "hanya berisi angka"),
        ("19900315/201503/2/001", "hanya berisi angka"),
        ("١٩٩٠٠٣١٥٢٠١٥٠٣٢٠٠١", "hanya berisi angka"),
        ("199013152015032001", "tanggal lahir"),
        ("199002302015032001", "tanggal lahir"),
        ("189912312015032001", "tanggal lahir"),
        ("202603032044032001", "tanggal lahir"),
        ("199003152015132001", "ke-13"),
        ("199003152015002001", "ke-13"),
        ("199003152015302001", "ke-13"),
        ("198812012023201007", "kontrak"),
        ("199003152026042001", "masa depan"),
        ("198812012027211007", "masa depan"),
        ("199003152007022001", "17 tahun"),
        ("198812012004211007", "17 tahun"),
        ("199003152015030001", "ke-15"),
        ("199003152015033001", "ke-15"),
    ],
)
def test_each_fault_is_named(text: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_nip(text, today=TODAY)
    assert said in caught.value.message


@pytest.mark.parametrize("digits", [PNS, PPPK, "199003152026032001", "199003152007032001", "198812012005211007"])
def test_the_edges_are_accepted(digits: str) -> None:
    assert parse_nip(digits, today=TODAY).digits == digits


def test_fullwidth_digits_of_a_chat_program_are_digits() -> None:
    assert nip_digits("１９９００３１５２０１５０３２００１") == PNS


def test_the_kind_must_match_the_status() -> None:
    pns, pppk = parse_nip(PNS, today=TODAY), parse_nip(PPPK, today=TODAY)
    assert set(MATCHING) == set(Status)
    check_against(pns, status=Status.CPNS, birth_date=date(1990, 3, 15))
    check_against(pppk, status=Status.PPPK_PART_TIME, birth_date=None)
    check_against(pns, status=None, birth_date=None)
    for nip, status in ((pns, Status.PPPK), (pppk, Status.PNS), (pppk, Status.CPNS), (pns, Status.NON_ASN)):
        with pytest.raises(Invalid, match="berbentuk"):
            check_against(nip, status=status, birth_date=None)


def test_a_different_birth_date_is_refused() -> None:
    with pytest.raises(Invalid, match=r"16-03-1990.*15-03-1990"):
        check_against(parse_nip(PNS, today=TODAY), status=None, birth_date=date(1990, 3, 16))
