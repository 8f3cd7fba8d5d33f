"""Transcripts on the pages: a learner makes and takes hers, anybody may check it."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.app import job_handlers
from elearn.audit.models import AuditEntry, AuditSubject
from elearn.competency import service as competency
from elearn.competency.models import LedgerEntry
from elearn.core.identifiers import canonical_json
from elearn.credentials.models import Transcript
from elearn.credentials.openbadge.carrying import carried
from elearn.credentials.openbadge.checking import Verdict
from elearn.credentials.service.transcript_checking import transcript_status
from elearn.credentials.views import transcripts
from elearn.jobs import service as jobs
from elearn.people.models import Person
from tests import factories
from tests.credentials.records import MADE_AT, earn, learner, outside
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

NIP, GROUPED = "198508172010012003", "19850817 201001 2 003"


@pytest.fixture
def maria(app: Flask, session: Session) -> Person:
    stand_still(app, MADE_AT)
    who = learner(session)
    earn(session, who, 1, (date(2026, 3, 2), 400), (date(2026, 3, 3), 200))
    session.commit()
    return who


def work(app: Flask, session: Session) -> None:
    sessions = sessionmaker(session.get_bind())
    session.commit()
    assert sum(jobs.run_next(sessions, job_handlers(app), MADE_AT) for _ in range(20)) > 0


def made(client: PageClient) -> None:
    answer = client.post_form("/riwayat/transkrip", {}, page="/riwayat/transkrip")
    assert (answer.status_code, answer.location) == (303, "/riwayat/transkrip")


def codes(session: Session) -> list[str]:
    found = list(session.scalars(select(Transcript.code).order_by(Transcript.id)))
    session.commit()  # what reads here would keep the site from writing
    return found


def audited(session: Session) -> list[tuple[str, int]]:
    session.commit()
    wanted = select(AuditEntry.action, AuditSubject.person_id).join(AuditSubject).order_by(AuditEntry.id)
    return [
        (action, who)
        for action, who in session.execute(wanted)
        if action.startswith(("transcript.", "own_record.", "clr."))
    ]


def test_from_the_record_to_a_file_in_her_hands(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    enter(client, maria)
    assert 'href="/riwayat/transkrip">Transkrip</a>' in client.get("/riwayat", 200).text
    assert "Transkrip yang sudah dibuat" not in client.get("/riwayat/transkrip", 200).text
    made(client)
    (code,) = codes(session)
    listed = client.get("/riwayat/transkrip", 200).text
    assert "Sedang disiapkan" in listed
    assert "data-busy" in listed
    assert "Berlaku" in listed
    waiting = client.get(f"/riwayat/transkrip/{code}/unduh", 202).text
    assert "sedang disiapkan" in waiting
    work(app, session)
    assert "data-busy" not in client.get("/riwayat/transkrip", 200).text
    answer = client.get(f"/riwayat/transkrip/{code}/unduh", 200)
    assert answer.data.startswith(b"%PDF-1.7")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=transkrip-2026-11-23-{code}.pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    assert audited(session) == [("transcript.make", maria.id), ("transcript.download", maria.id)]
    told = client.get("/data-saya", 200).text
    assert "Membuat transkrip" in told
    assert "Mengunduh transkrip Anda" in told


def test_a_second_click_makes_no_second_one_and_a_changed_record_supersedes_the_first(
    client: PageClient, session: Session, maria: Person
) -> None:
    enter(client, maria)
    made(client)
    made(client)
    (first,) = codes(session)
    assert "belum berubah" in client.get("/riwayat/transkrip", 200).text
    earn(session, maria, 2, (date(2026, 3, 5), 100), title="Arsip")
    session.commit()
    made(client)
    second = codes(session)[1]
    assert "<h1>Transkrip digantikan</h1>" in client.get(f"/transkrip/{first}", 200).text
    newest = client.get(f"/transkrip/{second}", 200).text
    assert "<h1>Transkrip berlaku</h1>" in newest
    assert first not in newest
    assert second not in client.get(f"/transkrip/{first}", 200).text  # whoever has the old one gets no newer one
    listed = client.get("/riwayat/transkrip", 200).text
    assert listed.index("Berlaku") < listed.index("Digantikan")


def test_anybody_with_the_code_learns_the_sums_and_no_more(client: PageClient, session: Session, maria: Person) -> None:
    outside(session, maria, "AJU1", date(2025, 4, 1), 500)
    session.commit()
    made(enter(client, maria))
    client.plain.delete_cookie("elearn")
    (code,) = codes(session)
    answer = client.get(f"/transkrip/{code}", 200)
    assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert '<meta name="robots" content="noindex, noarchive">' in answer.text
    for said in (
        "Maria Bria",
        "•••••••• •••••• • 003",
        "Dibuat 23 November 2026",
        "Dinas Kependudukan",
        "2025",
        "2026",
    ):
        assert said in answer.text
    assert "Paling sedikit 20" in answer.text
    assert "Kurang 15 JP" in answer.text
    assert "Sejak itu riwayatnya tidak berubah." in answer.text
    for secret in (NIP, GROUPED, "19850817", "Etika", "Seminar", "maria@"):
        assert secret not in answer.text


def test_what_became_of_the_record_since(client: PageClient, session: Session, maria: Person) -> None:
    made(enter(client, maria))
    (code,) = codes(session)
    later = earn(session, maria, 2, (date(2026, 3, 5), 100), title="Arsip")
    session.commit()
    page = client.get(f"/transkrip/{code}", 200).text
    assert "Sejak itu bertambah 2 catatan." in page
    assert "putusan-good" in page
    competency.revoke(session, evidence_ref=later, actor_id=None, reason="keliru", now=MADE_AT)
    session.commit()
    assert "Sejak itu riwayatnya tidak berubah." in client.get(f"/transkrip/{code}", 200).text


def test_a_transcript_of_what_was_taken_back_is_not_called_valid_until_it_is_restored(
    client: PageClient, session: Session, maria: Person
) -> None:
    made(enter(client, maria))
    (code,) = codes(session)
    (ref,) = {entry.evidence_ref for entry in session.scalars(select(LedgerEntry))}
    undone: dict[str, Any] = {"evidence_ref": ref, "actor_id": None, "reason": "keliru", "now": MADE_AT}
    competency.revoke(session, **undone)
    session.commit()
    page = client.get(f"/transkrip/{code}", 200).text
    assert "<h1>Transkrip perlu diperbarui</h1>" in page
    assert "catatan dicabut. Mintalah transkrip yang baru" in page
    assert "putusan-warn" in page
    assert "Perlu diperbarui" in client.get("/riwayat/transkrip", 200).text
    row = session.scalars(select(Transcript)).one()
    assert transcript_status(session, row).verdict is Verdict.FAILS
    competency.reinstate(session, **undone)
    session.commit()
    assert "<h1>Transkrip berlaku</h1>" in client.get(f"/transkrip/{code}", 200).text


def test_a_forged_row_shows_no_fact_at_all(client: PageClient, session: Session, maria: Person) -> None:
    made(enter(client, maria))
    row = session.scalars(select(Transcript)).one()
    row.payload = {**row.payload, "pegawai": {**row.payload["pegawai"], "nama": "Penipu"}}
    session.commit()
    page = client.get(f"/transkrip/{row.code}", 200).text
    assert "<h1>Transkrip tidak asli</h1>" in page
    assert "Penipu" not in page
    assert "putusan-bad" in page
    client.get(f"/riwayat/transkrip/{row.code}/unduh", 409)


def test_a_typed_code_finds_its_way_whatever_it_is_of(client: PageClient, session: Session, maria: Person) -> None:
    made(enter(client, maria))
    (code,) = codes(session)
    for address in (f"/sertifikat/{code.lower()}", f"/s/{code}", "/verifikasi?kode=" + code):
        page = client.plain.get(address, follow_redirects=True)
        assert page.request.path == f"/transkrip/{code}", address
        assert "Transkrip berlaku" in page.text
    pasted = client.plain.get("/verifikasi", query_string={"kode": f"https://x.id/transkrip/{code}"})
    assert pasted.location == f"/sertifikat/{code}"
    unknown = client.plain.get("/transkrip/" + "Z" * 20, follow_redirects=True)
    assert (unknown.status_code, unknown.request.path) == (404, "/sertifikat/" + "Z" * 20)


def test_nobody_takes_somebody_elses(app: Flask, client: PageClient, session: Session, maria: Person) -> None:
    made(enter(client, maria))
    work(app, session)
    (code,) = codes(session)
    admin = factories.person(session, "Admin")
    factories.grant(session, admin, "admin")
    session.commit()
    enter(client, admin)
    assert "Transkrip dengan kode ini tidak ditemukan" in client.get(f"/riwayat/transkrip/{code}/unduh", 404).text
    assert code not in client.get("/riwayat/transkrip", 200).text


def test_an_account_merged_into_hers_leaves_her_its_transcripts(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    made(enter(client, maria))
    work(app, session)
    (code,) = codes(session)
    living = factories.person(session, "Maria Bria")
    maria.merged_into_id = living.id
    session.commit()
    enter(client, living)
    assert client.get(f"/riwayat/transkrip/{code}/unduh", 200).mimetype == "application/pdf"
    assert "riwayatnya tidak berubah" in client.get(f"/transkrip/{code}", 200).text


def test_without_any_entry_there_is_nothing_to_write(client: PageClient, session: Session, maria: Person) -> None:
    newcomer = factories.person(session)
    session.commit()
    enter(client, newcomer)
    answer = client.post_form("/riwayat/transkrip", {}, page="/riwayat/transkrip")
    assert answer.status_code == 409
    assert "Belum ada catatan JP" in answer.text
    assert codes(session) == []


def test_making_them_all_day_is_slowed_down(client: PageClient, session: Session, maria: Person) -> None:
    enter(client, maria)
    for _ in range(transcripts.AT_ONCE):
        made(client)
    answer = client.post_form("/riwayat/transkrip", {}, page="/riwayat/transkrip")
    assert answer.status_code == 429
    assert "Yang sudah ada tetap dapat diunduh" in answer.text


def test_the_whole_record_of_today_as_data(client: PageClient, session: Session, maria: Person) -> None:
    outside(session, maria, "AJU1", date(2025, 4, 1), 500)
    session.commit()
    answer = enter(client, maria).get("/riwayat/catatan.json", 200)
    found = json.loads(answer.data)
    assert answer.data == canonical_json(found)
    assert answer.headers["Content-Disposition"] == "attachment; filename=catatan.json"
    assert found["format"] == "elearn-riwayat/1"
    assert found["pegawai"]["nip"] == NIP
    assert "transkrip" not in found
    assert [(year["tahun"], year["jp"], year["diakui"], year["target"]) for year in found["tahun"]] == [
        (2025, 500, 400, 2000),
        (2026, 600, 500, 2000),
    ]
    first = found["tahun"][1]["catatan"][0]
    assert (first["tanggal"], first["jp"], first["diakui"]) == ("2026-03-02", 400, 300)
    assert first["nomor"] == "800.2/0001/BKPSDM/XI/2026"
    assert first["penyelenggara"] == "BKPSDM Kota Contoh"
    assert found["rantai"][0]["posisi"] == 4
    assert audited(session) == [("own_record.download", maria.id)]


def checked(client: PageClient, data: bytes) -> str:
    """The page after sending a file to be checked."""
    answer = client.post_form("/periksa", {"berkas": (BytesIO(data), "berkas")}, page="/periksa")
    assert answer.status_code == 200, answer.status
    return answer.get_data(as_text=True)


def attachments(pdf: bytes) -> dict[str, bytes]:
    """The files in a PDF by name, as pyHanko finds them."""
    tree = PdfFileReader(BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    return {str(tree[at]): tree[at + 1]["/EF"]["/F"].data for at in range(0, len(tree), 2)}


def attached(pdf: bytes) -> bytes:
    return carried(pdf)[1]


def test_the_file_proves_itself_and_says_when_it_no_longer_tells_all(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    made(enter(client, maria))
    work(app, session)
    (code,) = codes(session)
    pdf = client.get(f"/riwayat/transkrip/{code}/unduh", 200).data
    page = checked(client, pdf)
    assert "Kredensial ini asli dan berlaku" in page
    assert "Transkrip terbaru dari pemiliknya. Sejak itu riwayatnya tidak berubah." in page
    assert "Sama persis dengan berkas yang diterbitkan." in page
    assert "<dt>JP diakui tahun 2026</dt><dd>5</dd>" in page
    assert f'href="/sertifikat/{code}"' in page
    assert NIP not in attached(pdf).decode()
    assert "Kredensial ini asli dan berlaku" in checked(client, attached(pdf))
    forged = attached(pdf).replace(b"Maria Bria", b"Maria Brio")
    assert "Jangan terima berkas ini sebagai bukti" in checked(client, forged)
    ref = session.scalars(select(LedgerEntry.evidence_ref).distinct()).one()
    competency.revoke(session, evidence_ref=ref, actor_id=None, reason="keliru", now=MADE_AT)
    session.commit()
    page = checked(client, pdf)
    assert "Jangan terima berkas ini sebagai bukti" in page
    assert "catatan dicabut. Jangan pakai jumlahnya" in page


def test_the_learner_record_of_the_newest_transcript(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    enter(client, maria)
    assert "Buat transkrip dahulu" in client.get("/riwayat/clr.json", 404).text
    outside(session, maria, "AJU1", date(2025, 4, 1), 500)
    session.commit()
    made(client)
    assert "sedang disiapkan" in client.get("/riwayat/clr.json", 202).text
    work(app, session)
    assert 'href="/riwayat/clr.json" download>' in client.get("/riwayat/transkrip", 200).text
    answer = client.get("/riwayat/clr.json", 200)
    assert answer.mimetype == "application/vc"
    assert answer.headers["Content-Disposition"] == "attachment; filename=clr-2026-11-23.json"
    record = json.loads(answer.data)
    inside = [one["name"] for one in record["credentialSubject"]["verifiableCredential"]]
    assert inside == ["Transkrip pengembangan kompetensi", "Etika ASN", "Seminar"]
    assert record["partial"] is False
    assert NIP not in answer.text
    assert audited(session)[-1] == ("clr.download", maria.id)
    page = checked(client, answer.data)
    assert "Kredensial ini asli dan berlaku" in page
    assert "Sesuai susunan CLR 2.0." in page
    assert "Transkrip terbaru dari pemiliknya." in page
    assert "<dd>Transkrip pengembangan kompetensi; Etika ASN; Seminar</dd>" in page
    assert "<dt>Nama</dt><dd>Maria Bria</dd>" in page
    forged = answer.data.replace(b'"creditsEarned": 4', b'"creditsEarned": 40')
    assert forged != answer.data
    assert "Jangan terima berkas ini sebagai bukti" in checked(client, forged)


def test_what_the_credential_binds_is_the_record_attached_beside_it(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    made(enter(client, maria))
    work(app, session)
    session.commit()
    row = session.scalars(select(Transcript).execution_options(populate_existing=True)).one()
    session.commit()
    assert row.pdf_digest is not None
    pdf = app.extensions["elearn.objects"].read(row.pdf_digest)
    record = attachments(pdf)["catatan.json"]
    digest = hashlib.sha256(record).hexdigest()
    assert digest == row.payload_digest
    assert json.loads(record) == row.payload
    assert digest in attached(pdf).decode()
    page = checked(client, record)
    assert "Kredensial ini asli dan berlaku" in page
    assert "Sama persis dengan catatan yang dilampirkan" in page
    assert "Transkrip terbaru dari pemiliknya." in page
    assert "bukan lampiran transkrip" in checked(client, record.replace(b'"diakui":300', b'"diakui":900'))
    today = client.get("/riwayat/catatan.json", 200).data
    assert "Belum dapat dipastikan" in checked(client, today)
