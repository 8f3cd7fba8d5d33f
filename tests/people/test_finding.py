"""What is typed to find people."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from elearn.people.rules.finding import MOST_FRAGMENTS, fragments, tells_of_somebody
from tests import factories
from tests.people.test_admin_pages import names, text
from tests.people.world import build
from tests.support.pages import PageClient
from tests.support.sessions import counted_queries


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("", ()),
        ("  maria   bria ", ("maria", "bria")),
        ("19850817 201001 2 003", ("198508172010012003",)),
        ("'1985.0817–2010", ("198508172010",)),
        ("2003", ("2003",)),
        ("maria 1985", ("maria", "1985")),
        ("maria@contoh.go.id", ("maria@contoh.go.id",)),
    ],
)
def test_a_number_is_one_part(typed: str, parts: tuple[str, ...]) -> None:
    assert fragments(typed) == parts


@given(st.text(max_size=60))
def test_parts_hold_no_blanks_and_are_few(typed: str) -> None:
    parts = fragments(typed)
    assert len(parts) <= MOST_FRAGMENTS
    assert all(part and not part.isspace() and " " not in part for part in parts)


@given(st.text("0123456789", min_size=2, max_size=18), st.data())
def test_a_number_is_found_however_it_is_spaced(digits: str, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(1, len(digits) - 1), max_size=4))
    spaced = "".join((" " if at in cuts else "") + digit for at, digit in enumerate(digits))
    assert fragments(spaced) == (digits,)


@pytest.mark.parametrize(
    ("typed", "tells"),
    [
        ("", False),
        ("nahak", False),
        ("2003 2004", True),
        ("1985081", False),
        ("1985 08 17", True),
        ("'198508172010012003", True),
        ("nahak 19850817", True),
        ("a1@198508.go.id", False),
    ],
)
def test_a_day_of_birth_tells_of_somebody(typed: str, tells: bool) -> None:
    assert tells_of_somebody(typed) is tells


@pytest.fixture
def chief(client: PageClient, session: Session) -> PageClient:
    world = build(session)
    world.people["nurse"].last_seen_at = world.people["nurse"].created_at
    session.commit()
    client.sign_in(world.people["chief"])
    return client


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("cari=2015 032 103", ["Nurse"]),
        ("cari=15032+1+03", ["Nurse"]),
        ("cari=99999", []),
        ("peran=trainer", ["Teacher"]),
        ("peran=admin&cari=dep", ["Deputy"]),
        ("peran=raja&cari=dep", ["Deputy"]),
        ("akun=belum&cari=nurse", []),
        ("akun=belum&cari=digger", ["Digger"]),
    ],
)
def test_the_list_finds(chief: PageClient, query: str, shown: list[str]) -> None:
    page = text(chief, f"/admin/pegawai?{query}")
    assert [name.split()[0] for name in names(page)] == shown
    assert f"{len(shown)} pegawai cocok" in page


def test_a_list_that_nobody_narrowed_says_how_to_begin(client: PageClient, session: Session) -> None:
    lonely = factories.person(session, "Admin Baru")
    factories.grant(session, lonely, "admin", unit_id=factories.unit(session, "Dinas Baru").id)
    session.commit()
    client.sign_in(lonely)
    assert "Belum ada pegawai" in text(client, "/admin/pegawai")
    assert "Periksa ejaannya" in text(client, "/admin/pegawai?cari=x")


def test_the_list_costs_the_same_however_many_are_listed(chief: PageClient, session: Session, app: Flask) -> None:
    def cost() -> int:
        with counted_queries(app) as sent:
            chief.get("/admin/pegawai?cari=o'brien", 200)
        return len(sent)

    cost()
    few = cost()
    for number in range(30):
        factories.person(session, f"Orang {number} O'Brien")
    session.commit()
    assert cost() == few


@pytest.mark.parametrize("spaced", [False, True])
def test_a_number_that_is_looked_for_stands_in_no_address(chief: PageClient, spaced: bool) -> None:
    nip = "199003142015032103"
    typed = f"{nip[:8]} {nip[8:]}" if spaced else nip
    moved = chief.post_form("/admin/pegawai", {"cari": typed, "akun": "aktif"}, page="/admin/pegawai")
    where = moved.headers["Location"]
    assert nip[:8] not in where
    page = chief.get(where, 200).text
    assert [name.split()[0] for name in names(page)] == ["Nurse"]
    assert f'value="{typed}"' in page
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page)
    assert addresses
    assert not [each for each in addresses if nip[:8] in each]
    assert "/admin/pegawai/ekspor.csv?cari=~" in page


def test_words_stay_readable_in_the_address(chief: PageClient) -> None:
    moved = chief.post_form("/admin/pegawai", {"cari": "o'brien", "status": "pns"}, page="/admin/pegawai")
    assert moved.headers["Location"] == "/admin/pegawai?cari=o'brien&status=pns&unit=&akun=aktif&peran="


@pytest.mark.parametrize("sealed", ["~", "~AAAA", "~bukan-segel", "~" + "A" * 3000])
def test_what_another_sealed_finds_nobody(chief: PageClient, sealed: str) -> None:
    assert "Tidak ada pegawai yang cocok" in text(chief, f"/admin/pegawai?cari={sealed}")
