"""The hand-over to SIASN on the web and from the command line."""

from __future__ import annotations

import io
import json
import os
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session, sessionmaker

from elearn.app import job_handlers
from elearn.audit.models import AuditEntry
from elearn.cli.main import main
from elearn.credentials.models import Certificate
from elearn.jobs import service as jobs
from elearn.reporting.models import SiasnRow
from elearn.reporting.service import siasn, siasn_fallen
from elearn.settings import PREFIX, Settings
from tests.reporting import world as worlds
from tests.reporting.siasn_world import approved
from tests.reporting.world import World, read_csv
from tests.support.pages import PageClient
from tests.support.sessions import enter

LIST = "/admin/siasn"
REPLIES = "/admin/siasn/jawaban"


@pytest.fixture
def local(site: Flask, client: PageClient, world: World) -> PageClient:
    return enter(client, world.people["Local"])


def work(site: Flask, session: Session) -> None:
    """Let the worker do what is due. A certificate whose sheet is there already is not set again."""
    objects = site.extensions["elearn.objects"]
    for sheet in session.scalars(select(Certificate)):
        sheet.payload = {"person": {"name": "Nama Tercetak"}, "course": {"title": "Kursus"}}
        sheet.pdf_digest = objects.put(f"%PDF {sheet.code}".encode())
    session.commit()
    while jobs.run_next(sessionmaker(session.get_bind()), job_handlers(site), worlds.NOW):
        pass


def exported(client: PageClient, query: str = "") -> str:
    """The address of a new hand-over."""
    reply = client.post_form(LIST + query, {})
    assert reply.status_code == 303, reply.get_data(as_text=True)
    return str(reply.headers["Location"])


def actions(session: Session) -> list[str]:
    found = list(
        session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("siasn.", autoescape=True)))
    )
    session.commit()
    return found


def test_from_the_list_to_the_zip(site: Flask, local: PageClient, world: World, session: Session) -> None:
    approved(world, "Bela")
    session.commit()
    assert f'href="{LIST}"' in local.get("/admin", 200).text
    shown = local.get(LIST, 200).text
    assert "Ekspor 4 baris" in shown
    assert "Dion" not in shown
    assert "ID instansi belum diisi" in shown
    address = exported(local)
    assert "Sedang disusun" in local.get(address, 200).text
    local.get(f"{address}/siasn.zip", 404)
    work(site, session)
    assert "ZIP siap diunduh" in local.get(address, 200).text
    taken = local.get(f"{address}/siasn.zip", 200)
    assert taken.headers["Content-Type"] == "application/zip"
    whole = local.post_form(REPLIES, {"berkas": (io.BytesIO(taken.data), "siasn.zip")})
    assert (whole.status_code, "Buka ZIP-nya dahulu" in whole.text) == (422, True)
    rows = read_csv(local.get(f"{address}/siasn.csv", 200).data)
    assert [row["Nama"] for row in rows] == ["Ana, S.Kep.", "Bela", "Citra", "Bela"]
    local.get(f"{address}/siasn.pdf", 404)
    assert "Tidak ada baris yang cocok" in local.get(LIST, 200).text
    noted = actions(session)
    assert [noted.count(f"siasn.{each}") for each in ("export", "download")] == [1, 2]
    told = local.get(f"{LIST}?keadaan=semua", 200).text
    assert "sudah pernah diekspor" in told
    assert "kembali menjadi diekspor" in told
    again = exported(local, "?keadaan=diekspor")
    assert "Sudah diekspor 1 kali" in local.get(again, 200).text


def test_what_was_revoked_is_ticked_off_once_it_is_out_of_siasn(local: PageClient, session: Session) -> None:
    exported(local)
    session.scalars(select(Certificate).order_by(Certificate.id)).first().revoked_at = worlds.NOW  # type: ignore[union-attr]
    session.commit()
    shown = local.get(LIST, 200).text
    assert "Perlu ditarik dari SIASN" in shown
    [number] = re.findall(r'name="baris" value="(\d+)"', shown)
    assert "Tandai semua" not in shown
    place = f"{LIST}?keadaan=semua"
    assert local.post_form(f"{LIST}/ditarik?keadaan=semua", {}, page=place).location == place
    assert "centang dahulu" in local.get(place, 200).text
    assert local.post_form(f"{LIST}/ditarik", {"baris": "x"}, page=place).status_code == 404
    assert local.post_form(f"{LIST}/ditarik", {"baris": "99999"}, page=place).status_code == 404
    for told in ("1 baris ditandai sudah ditarik", "sudah ditandai sebelumnya"):
        assert local.post_form(f"{LIST}/ditarik", {"baris": number}, page=place).status_code == 303
        page = local.get(LIST, 200).text
        assert told in page
    assert "Perlu ditarik" not in page


def test_all_that_are_shown_are_ticked_off_at_once(
    local: PageClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three, of which two are shown at a time."""
    monkeypatch.setattr(siasn_fallen, "SHOWN", 2)
    monkeypatch.setattr(siasn, "SHOWN", 2)
    exported(local)
    for sheet in session.scalars(select(Certificate)):
        sheet.revoked_at = worlds.NOW
    session.commit()
    for shown_now in (2, 1):
        shown = local.get(LIST, 200).text
        assert ("selebihnya tampil" in shown) == (shown_now == 2)
        numbers = re.findall(r'name="tampil" value="(\d+)"', shown)
        assert len(numbers) == shown_now
        sent = {"semua": "ya", "tampil": numbers}
        assert local.post_form(f"{LIST}/ditarik", sent, page=LIST).status_code == 303
    assert "Perlu ditarik" not in local.get(LIST, 200).text


def test_the_bundle_of_a_hand_over_is_handed_out_there_only(
    site: Flask, local: PageClient, world: World, session: Session
) -> None:
    exported(local)
    work(site, session)
    assert "Bundel Anda" not in local.get("/admin/sertifikat/bundel", 200).text
    local.get("/admin/sertifikat/bundel/1", 404)
    local.get("/admin/sertifikat/bundel/1/unduh", 404)


def test_a_bad_filter_hands_over_nothing(local: PageClient, session: Session) -> None:
    for query in ("?dari=kemarin", "?dari=2026-02-01&sampai=2026-01-01", "?unit=999999", "?keadaan=lain"):
        local.get(LIST + query, 422)
        assert local.post_form(LIST + query, {}).status_code == 422
    assert local.post_form(LIST + "?dari=2030-01-01", {}).status_code == 422
    assert session.scalars(select(SiasnRow.id)).all() == []


def test_others_find_nothing(local: PageClient, world: World) -> None:
    address = exported(local)
    enter(local, world.people["Chief"])
    for end in ("", "/siasn.csv", "/siasn.zip"):
        local.get(address + end, 404)
    enter(local, world.people["Ana"])
    for page in (LIST, REPLIES, address):
        local.get(page, 403)


def test_an_expired_zip_is_put_together_again(site: Flask, local: PageClient, world: World, session: Session) -> None:
    from elearn.credentials.models import CertificateBatch

    address = exported(local)
    work(site, session)
    session.execute(update(CertificateBatch).values(expires_at=worlds.NOW))
    session.commit()
    assert "Susun ZIP lagi" in local.get(address, 200).text
    assert local.post_form(f"{address}/zip", {}).status_code == 303
    work(site, session)
    assert "ZIP siap diunduh" in local.get(address, 200).text
    assert set(session.scalars(select(SiasnRow.exports))) == {1}, "putting together again hands nothing over again"


def test_the_answers_from_upload_to_list(site: Flask, local: PageClient, world: World, session: Session) -> None:
    address = exported(local)
    rows = read_csv(local.get(f"{address}/siasn.csv", 200).data)
    lines = [f"{rows[0]['kunci']},rw-1,", f"{rows[1]['kunci']},,Sertifikat buram", "kelulusan-9999,rw-2,"]
    data = "\n".join(["kunci,rwKursusId,Alasan penolakan", *lines])
    files = {"berkas": (io.BytesIO(data.encode()), "jawaban.csv")}
    reply = local.post_form(REPLIES, files)
    assert reply.status_code == 303
    where = str(reply.headers["Location"])
    shown = local.get(where, 200).text
    assert [words in shown for words in ("Catat 2 jawaban", "Sertifikat buram", "rw-1")] == [True] * 3
    refused = load_workbook(io.BytesIO(local.get(f"{where}/ditolak.xlsx", 200).data)).worksheets[0]
    assert [cell.value for cell in refused[2]][:2] == ["kelulusan-9999", "rw-2"]
    assert local.post_form(where, {}).status_code == 303
    assert "Sedang dicatat" in local.get(where, 200).text
    work(site, session)
    done = local.get(where, 200).text
    assert [words in done for words in ("Selesai dicatat", "Sertifikat buram", "rw-1")] == [True] * 3
    refused = load_workbook(io.BytesIO(local.get(f"{where}/ditolak.xlsx", 200).data)).worksheets[0]
    assert [cell.value for cell in refused[2]][:2] == ["kelulusan-9999", "rw-2"]
    page = local.get(f"{LIST}?keadaan=ditolak", 200).text
    assert re.search(r"Bela.*Sertifikat buram", page, re.DOTALL)
    taken = read_csv(local.get("/admin/kelulusan/ekspor.csv", 200).data)
    assert {row["Nama"]: (row["Status sinkron SIASN"], row["ID SIASN"]) for row in taken} == {
        "Ana, S.Kep.": ("diterima", "rw-1"),
        "Bela": ("ditolak", ""),
        "Citra": ("diekspor", ""),
    }


def test_hundreds_of_answers_in_two_tabs_are_recorded_once(
    site: Flask, local: PageClient, world: World, session: Session
) -> None:
    """Five hundred and ten rows: accepted, refused, and ten of nobody; uploaded twice, confirmed in both tabs."""
    facts = {"source": "kelulusan", "person_id": world.people["Ana"].id, "state": "diekspor", "message": ""}
    numbers = range(1000, 1500)
    titles = [facts | {"ref": n, "number": f"N/{n}", "title": f"Kursus {n}", "exports": 1} for n in numbers]
    session.execute(insert(SiasnRow), [row | {"exported_at": worlds.NOW} for row in titles])
    session.commit()
    answers = [f"kelulusan-{n},rw-{n}," if n % 2 else f"kelulusan-{n},,Nomor sudah ada; d'Arc" for n in numbers]
    lines = ["kunci,rwKursusId,Alasan penolakan", *answers, *(f"kelulusan-{n},rw-{n}," for n in range(9000, 9010))]
    tabs = [
        str(local.post_form(REPLIES, {"berkas": (io.BytesIO("\n".join(lines).encode()), name)}).headers["Location"])
        for name in ("jawaban.csv", "x" * 200 + ".csv")
    ]
    for tab in tabs:
        shown = local.get(tab, 200).text
        assert "Catat 500 jawaban" in shown
        assert "Ditampilkan 200 baris yang pertama" in shown
    for tab in (*tabs, *tabs):
        assert local.post_form(tab, {}).status_code == 303
    work(site, session)
    first, second = (local.get(tab, 200).text for tab in tabs)
    for shown in (first, second):
        assert "Selesai dicatat" in shown
        assert "Catat 500" not in shown
        assert "<strong>10</strong><span>baris tidak dicatat</span>" in shown
    assert "<strong>250</strong><span>baris diterima SIASN</span>" in first
    assert "<strong>500</strong><span>baris sudah dicatat sebelumnya</span>" in second
    states = session.scalars(select(SiasnRow.state)).all()
    assert (states.count("diterima"), states.count("ditolak")) == (250, 250)
    counted = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "siasn.apply")).all()
    assert sum(detail["count"] for detail in counted) == 500


@pytest.mark.parametrize(
    ("lines", "said"), [((), "hanya berisi judul kolom"), (("kelulusan-1,,",), "masih kosong"), (("x,1,",), "Perbaiki")]
)
def test_a_file_without_answers_says_what_to_do(local: PageClient, lines: tuple[str, ...], said: str) -> None:
    data = "\n".join(["kunci,rwKursusId,Alasan penolakan", *lines]).encode()
    reply = local.post_form(REPLIES, {"berkas": (io.BytesIO(data), "jawaban.csv")})
    shown = local.get(str(reply.headers["Location"]), 200).text
    assert "Tidak ada jawaban yang dapat dicatat" in shown
    assert said in shown
    assert "Catat 0" not in shown


TOO_MANY = b"kunci,rwKursusId\n" + b"kelulusan-1,rw-1\n" * 5001


@pytest.mark.parametrize("data", [b"", b"kunci\nx", b"PK\x03\x04rusak", b"%PDF-1.7\0", TOO_MANY], ids=range(5))
def test_an_unusable_file_is_refused_at_once(local: PageClient, data: bytes) -> None:
    reply = local.post_form(REPLIES, {"berkas": (io.BytesIO(data), "jawaban.csv")})
    assert reply.status_code == 422
    assert "Berkas yang Anda unggah terakhir" not in reply.text
    assert local.post_form(REPLIES, {}).status_code == 422


def test_the_command_hands_over_and_marks(
    settings: Settings, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    for item in fields(settings):
        if item.name in {"data", "content", "database_url", "secret_key"}:
            monkeypatch.setenv(PREFIX + item.name.upper(), str(getattr(settings, item.name)))
    target = tmp_path / "siasn.jsonl"

    def run(*words: str) -> Any:
        return CliRunner().invoke(main, ["export", "siasn", "--output", str(target), *words])

    done = run("--unit", "DINKES", "--from", "2026-02-01", "--format", "jsonl")
    assert done.exit_code == 0, done.output
    assert "2 baris (tidak ikut: 0) diekspor." in done.stderr
    sent = [json.loads(line) for line in target.read_text().splitlines()]
    assert [line["jumlahJam"] for line in sent] == [2, 6]
    assert run("--unit", "DINKES", "--from", "2026-02-01").exit_code == 1
    world.session.rollback()
    assert set(world.session.scalars(select(SiasnRow.exports))) == {1}
