"""The learner's pages: nothing typed is lost, what counts is shown before it is sent, files are only saved."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from elearn.external.models import EvidenceFile, Submission
from elearn.external.rules import State
from tests.external import files
from tests.external.conftest import NOON
from tests.external.makers import typed
from tests.people.world import World
from tests.support.copies import own_copy
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

NEW = "/riwayat/ajukan"


@pytest.fixture
def nurse(app: Flask, client: PageClient, world: World) -> PageClient:
    stand_still(app, NOON)
    return enter(client, world.people["nurse"])


def attached(data: bytes, name: str = "sertifikat.pdf", **changes: str) -> dict[str, Any]:
    return {"kunci": "kunci-1", **typed(**changes), "bukti": (io.BytesIO(data), name)}


def hand_in(client: PageClient, **changes: str) -> str:
    """Draft and send; returns the address of the submission."""
    answer = client.post_form(NEW, attached(files.pdf(), **changes), page=f"{NEW}?jenis=9")
    assert answer.status_code == 303
    assert client.post_form(f"{answer.location}/kirim", page=answer.location).status_code == 303
    return str(answer.location)


def test_the_whole_journey(nurse: PageClient, session: Session) -> None:
    assert "Belum ada pengajuan" in nurse.get("/riwayat/pengajuan", 200).text
    choice = nurse.get(NEW, 200).text
    assert "1 hari = 4 JP" in choice
    assert f"{NEW}?jenis=9" in choice
    form = nurse.get(f"{NEW}?jenis=9", 200).text
    assert "LAN 10/2018" in form
    assert 'name="jp"' not in form
    assert 'name="jumlah"' in form
    answer = nurse.post_form(NEW, attached(files.pdf()), page=f"{NEW}?jenis=9")
    shown = nurse.get(answer.location, 200).text
    assert "Yang akan dihitung" in shown
    assert "8 JP" in shown
    assert "Belum dikirim" in shown
    assert re.search(r"<dt>Tanggal bukti</dt><dd>\d{1,2} [A-Z][a-z]+ 20\d\d</dd>", shown), "as everywhere"
    nurse.post_form(f"{answer.location}/kirim", page=answer.location)
    assert "Menunggu diperiksa admin sejak 20 November 2026" in nurse.get(answer.location, 200).text
    assert "Diajukan" in nurse.get("/riwayat/pengajuan", 200).text
    assert nurse.post_form(f"{answer.location}/tarik", page=answer.location).status_code == 303
    assert "Ditarik" in nurse.get("/riwayat/pengajuan", 200).text
    assert session.scalar(select(func.count(Submission.id))) == 1


def test_a_good_file_and_everything_typed_survive_a_mistake(nurse: PageClient, session: Session) -> None:
    answer = nurse.post_form(NEW, attached(files.pdf(), judul="", nomor="A/1"), page=f"{NEW}?jenis=9")
    assert answer.status_code == 422
    assert 'value="A/1"' in answer.text
    assert "sertifikat.pdf" in answer.text
    assert "Periksa isian Anda" in answer.text
    kept = re.search(r'name="bukti_id"[^>]*value="(\d+)"', answer.text)
    assert kept
    again = nurse.post_form(NEW, {**typed(), "kunci": "kunci-1", "bukti_id": kept[1]}, page=f"{NEW}?jenis=9")
    assert again.status_code == 303
    assert session.scalar(select(func.count(EvidenceFile.id))) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "kosong"),
        (b"<script>alert(1)</script>", "bukan PDF"),
        (files.png_bomb(), "megapiksel"),
    ],
)
def test_a_hostile_file_is_refused_and_nothing_is_kept(
    nurse: PageClient, session: Session, data: bytes, said: str
) -> None:
    answer = nurse.post_form(NEW, attached(data), page=f"{NEW}?jenis=9")
    assert answer.status_code == 422
    assert said in answer.text
    assert "Seminar Nasional" in answer.text
    assert session.scalar(select(func.count(EvidenceFile.id))) == 0
    assert session.scalar(select(func.count(Submission.id))) == 0


def test_a_bad_new_file_does_not_silently_leave_the_old_one(nurse: PageClient) -> None:
    first = nurse.post_form(NEW, attached(files.pdf(), judul=""), page=f"{NEW}?jenis=9")
    kept = re.search(r'name="bukti_id"[^>]*value="(\d+)"', first.text)
    assert kept
    answer = nurse.post_form(NEW, attached(b"GIF89a") | {"bukti_id": kept[1]}, page=f"{NEW}?jenis=9")
    assert answer.status_code == 422
    assert "bukan PDF" in answer.text


@pytest.mark.parametrize(
    ("size", "status", "said"), [(5_000_001, 422, "lebih besar dari 5 MB"), (20_100_000, 413, "melebihi batas")]
)
def test_too_large_a_file_is_refused_in_words(
    nurse: PageClient, session: Session, size: int, status: int, said: str
) -> None:
    """A file somewhat too large costs nothing that was typed; a request far too large is not even read."""
    token = nurse.token(f"{NEW}?jenis=9")
    boundary, body = encode_multipart(
        typed() | {"csrf_token": token, "bukti": FileStorage(io.BytesIO(b"x" * size), "besar.pdf")}
    )
    answer = nurse.plain.post(NEW, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == status
    assert said in answer.text
    assert session.scalar(select(func.count(EvidenceFile.id))) == 0


def test_evidence_is_only_ever_saved_and_only_by_its_owner(nurse: PageClient, world: World) -> None:
    where = hand_in(nurse, judul="Seminar <b>tebal</b>")
    answer = nurse.get(f"{where}/bukti", 200)
    assert answer.data == files.pdf()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    other = enter(PageClient(nurse.app), world.people["digger"])
    for path in (where, f"{where}/bukti", f"{where}/ubah"):
        other.get(path, 404)
    assert other.post_form(f"{where}/tarik", page="/beranda").status_code == 404


def test_what_was_returned_is_mended_and_sent_again(nurse: PageClient, session: Session) -> None:
    where = hand_in(nurse)
    assert nurse.get(f"{where}/ubah", 409)
    submission = session.scalar(select(Submission))
    assert submission is not None
    submission.state = State.RETURNED.value
    session.commit()
    form = nurse.get(f"{where}/ubah", 200).text
    assert 'value="123/SEM/2026"' in form
    assert "sertifikat.pdf" in form
    assert "Pilih jenis kegiatan" in nurse.get(f"{where}/ubah?ganti=ya", 200).text
    assert "Workshop" in nurse.get(f"{where}/ubah?jenis=4", 200).text
    kept = re.search(r'name="bukti_id"[^>]*value="(\d+)"', form)
    assert kept
    sent = {**typed(jenis="4", judul="Workshop Pelayanan"), "bukti_id": kept[1]}
    assert nurse.post_form(f"{where}/ubah", sent).status_code == 303
    shown = nurse.get(where, 200).text
    assert "Workshop Pelayanan" in shown
    assert "10 JP" in shown
    assert "Seminar → Workshop" in shown
    assert nurse.post_form(f"{where}/ubah", {**sent, "selesai": "besok"}).status_code == 422
    nurse.post_form(f"{where}/kirim", page=where)
    assert "Menunggu diperiksa" in nurse.get(where, 200).text


def test_own_data_holds_all_of_it(app: Flask, nurse: PageClient, now: datetime) -> None:
    hand_in(nurse)
    page = nurse.get("/data-saya", 200).text
    assert "Pengajuan kegiatan di luar situs ini" in page
    assert "Berkas bukti yang Anda unggah" in page
    taken = own_copy(app, nurse, now)
    assert taken["submission"][0]["title"] == "Seminar Nasional Pelayanan Publik"
    assert [row["act"] for row in taken["submission_event"]] == ["draf", "ajukan"]
    assert taken["evidence_file"][0]["name"] == "sertifikat.pdf"


def test_the_record_leads_here(nurse: PageClient) -> None:
    assert 'href="/riwayat/pengajuan"' in nurse.get("/riwayat", 200).text
    assert 'href="/riwayat/pengajuan"' in nurse.get("/beranda", 200).text
