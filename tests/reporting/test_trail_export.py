"""The audit trail as a file: the same entries, within the same reach, and from which network they came."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.core.origin import Origin, origin
from tests.reporting.test_list_pages import about, chief, entries, local, record, rows_of
from tests.reporting.world import World, read_csv
from tests.support.pages import PageClient

__all__ = ["chief", "local"]


def test_the_file_holds_what_the_page_shows(chief: PageClient, world: World, session: Session) -> None:
    record(world, "person.view", "Local", "Ana", because="Memeriksa laporan")
    record(world, "completion.export", None, "Ana", "Bela", "Citra", "Dion", format="csv", count=4)
    record(world, "person.edit", "Outsider", "Dion", ago=timedelta(days=40))
    newest, older = read_csv(chief.get("/admin/audit/ekspor.csv", 200).data)
    assert (newest["Pelaku"], newest["Jumlah orang"], newest["Tentang"]) == ("Sistem", "4", "")
    assert (older["Waktu"], older["Kode tindakan"]) == ("2026-06-01T11:00:00+08:00", "person.view")
    assert (older["Tindakan"], older["Tentang"]) == ("Membuka data pegawai", "Ana, S.Kep.")
    assert older["Alasan"] == "Memeriksa laporan"
    [taken] = entries(session, "audit.export")
    assert about(session, taken) == {world.people[name].id for name in ("Ana", "Bela", "Citra", "Dion")}
    assert taken.detail["count"] == 2
    lines = chief.get("/admin/audit/ekspor.jsonl?dari=", 200).text.splitlines()
    assert [json.loads(line)["kode_tindakan"] for line in lines] == [
        "audit.export", "person.edit", "completion.export", "person.view",
    ]  # fmt: skip
    assert chief.get("/admin/audit/ekspor.xlsx", 200).data.startswith(b"PK")
    chief.get("/admin/audit/ekspor.pdf", 404)
    chief.get("/admin/audit/ekspor.csv?dari=x", 422)


def test_the_file_stays_within_the_scope(local: PageClient, world: World) -> None:
    record(world, "person.view", "Outsider", "Dion", because="Rahasia")
    record(world, "person.view", "Citra", "Dion", because="Rahasia")
    record(world, "person.view", "Outsider", "Dion", "Ana", because="Terbuka")
    rows = read_csv(local.get("/admin/audit/ekspor.csv", 200).data)
    assert [(row["Pelaku"], row["Tentang"], row["Alasan"]) for row in rows] == [
        ("Outsider", "Ana, S.Kep.", "Terbuka"),
        ("Citra", "", ""),
    ]


def test_reasons_are_searched_where_they_may_be_read(chief: PageClient, world: World) -> None:
    record(world, "certificate.revoke", "Citra", "Dion", because="Salah cetak 100%")
    record(world, "certificate.revoke", "Citra", "Ana", because="Nama keliru")
    assert len(rows_of(chief.get("/admin/audit?alasan=CETAK", 200).text)) == 1
    assert len(rows_of(chief.get("/admin/audit?alasan=100%25", 200).text)) == 1
    assert rows_of(chief.get("/admin/audit?alasan=%25x", 200).text) == []
    other = PageClient(chief.app)
    other.sign_in(world.people["Local"])
    assert rows_of(other.get("/admin/audit?alasan=cetak", 200).text) == []
    assert len(rows_of(other.get("/admin/audit?alasan=keliru", 200).text)) == 1


@pytest.mark.parametrize(
    ("address", "network"), [("36.72.101.9", "36.72.101.0/24"), ("2001:db8:5:1::7", "2001:db8:5::/48"), ("", None)]
)
def test_an_entry_tells_from_which_network_and_in_which_request(
    site: Flask, world: World, session: Session, address: str, network: str | None
) -> None:
    chief = PageClient(site)
    chief.sign_in(world.people["Chief"])
    chief.plain.environ_base["REMOTE_ADDR"] = address
    answer = chief.get(f"/admin/pegawai/{world.people['Ana'].id}", 200)
    [entry] = entries(session, "person.view")
    assert (entry.network, entry.request_id) == (network, answer.headers["X-Request-ID"])
    shown = rows_of(chief.get("/admin/audit", 200).text)[0]
    assert (network or "–") in shown
    assert f"kode {entry.request_id}" in shown
    assert origin() is None, "nothing of a request is left behind"


def test_of_an_address_nothing_finer_is_told() -> None:
    assert Origin("36.72.101.9", "x").network == "36.72.101.0/24"
    assert Origin("bukan alamat", "x").network is None
