"""Passwords: which are accepted, how they are hashed, and one-time codes."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pwdlib.hashers.argon2 import Argon2Hasher

from elearn.core.errors import Invalid
from elearn.people.rules.password import check_password
from elearn.people.service.passwords import Passwords, new_code, typed_code

CHEAP = Passwords(memory_kib=8, passes=1)
NIP = "199003152015032001"


def refusal(password: str, name: str = "Maria Goreti Bria", email: str | None = "maria.bria@contoh.go.id") -> str:
    with pytest.raises(Invalid) as caught:
        check_password(password, name=name, nip=NIP, email=email)
    assert caught.value.fields == {"password": caught.value.message}
    return caught.value.message


@pytest.mark.parametrize(
    "password",
    ["kopi pahit senin pagi", "jembatan-Liliba-1990", "perahu kayu🚣", "bria suka memancing di teluk", "5ukaM4ncing"],
)
def test_good_passwords_pass(password: str) -> None:
    check_password(password, name="Maria Bria", nip=NIP, email="maria.bria@contoh.go.id")


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "sedikitnya 10"),
        ("sembilan9", "sedikitnya 10"),
        ("x9!" * 80, "paling banyak"),
        ("aaaaaaaaaaaa", "pengulangan"),
        ("abababababab", "pengulangan"),
        ("1234567890", "pengulangan"),
        ("12345678901234", "pengulangan"),
        ("0987654321", "pengulangan"),
        ("abcdefghijkl", "pengulangan"),
        ("Bismillah2026", "paling sering"),
        ("PASSWORD12345", "paling sering"),
        ("Kata Sandi 123", "paling sering"),
        ("qwertyuiop", "paling sering"),
        (NIP, "NIP"),
        ("19900315 201503 2 001", "NIP"),
        (NIP[:12], "NIP"),
        ("bria15031990", "NIP"),
        ("nip199003152015032001", "NIP"),
        ("Maria Bria", "nama"),
        ("BriaMaria90", "nama"),
        ("goreti.bria.12", "nama"),
        ("contohmaria1", "nama"),
    ],
)
def test_guessable_passwords_are_refused_with_the_reason(password: str, said: str) -> None:
    assert said in refusal(password)


def test_short_words_of_a_name_do_not_forbid_half_the_language() -> None:
    check_password("sapi di padang luas", name="Di Sa", nip=None, email=None)


@given(st.text(max_size=40))
def test_every_text_is_either_accepted_or_explained(password: str) -> None:
    outcome = ""
    try:
        check_password(password, name="Maria 🌺 O'Brien", nip=None, email=None)
    except Invalid as refused:
        outcome = refused.message
    assert outcome.endswith(".") or len(unicodedata.normalize("NFKC", password)) >= 10


def test_a_hash_is_argon2id_with_the_stated_cost() -> None:
    assert re.match(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$", Passwords().hash("kopi pahit senin"))


def test_a_hash_verifies_its_password_in_any_unicode_form() -> None:
    stored = CHEAP.hash("kopi pahit é")
    assert CHEAP.verify("kopi pahit e\u0301", stored) == (True, None)
    assert CHEAP.verify("kopi pahit e", stored) == (False, None)
    assert stored != CHEAP.hash("kopi pahit é")


def test_an_outdated_hash_is_replaced_on_success_only() -> None:
    costlier = Passwords(memory_kib=16, passes=2)
    stored = CHEAP.hash("kopi pahit senin")
    assert costlier.verify("salah sekali", stored) == (False, None)
    right, fresh = costlier.verify("kopi pahit senin", stored)
    assert right
    assert fresh is not None
    assert "m=16,t=2" in fresh
    assert costlier.verify("kopi pahit senin", fresh) == (True, None)


def test_an_unknown_account_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash of the same cost is checked once either way; the clock of a busy machine would prove nothing."""
    asked: list[str] = []
    verify = Argon2Hasher.verify

    def watched(self: Argon2Hasher, password: str | bytes, hash: str | bytes) -> bool:
        asked.append(str(hash).rpartition("$")[0].rpartition("$")[0])  # without the salt and the sum
        return verify(self, password, hash)

    monkeypatch.setattr(Argon2Hasher, "verify", watched)
    hasher = Passwords(memory_kib=64, passes=2)
    hasher.verify("salah sekali", hasher.hash("kopi pahit senin"))
    hasher.verify("salah sekali", None)
    assert asked == ["$argon2id$v=19$m=64,t=2,p=1"] * 2


def test_one_time_codes_are_readable_and_forgiving() -> None:
    code = new_code()
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert len({new_code() for _ in range(200)}) == 200
    assert typed_code(code) == code
    assert typed_code(f" {code.lower().replace('-', ' ')} ") == code
    assert typed_code("oilO-1111-0000") == "0110-1111-0000"
