"""Taking away everything that is held about oneself: what is in it, who gets it, and what a kill leaves behind."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit import service as audit
from elearn.audit.models import AuditEntry
from elearn.core.database import Base
from elearn.core.objects import ObjectStore
from elearn.credentials.models import Certificate, Transcript
from elearn.external.models import EvidenceFile
from elearn.home import packing, queries, rules, service
from elearn.home.models import DataCopy
from elearn.jobs.models import Job
from elearn.notices.models import Notice
from elearn.people.models import Person
from tests import factories
from tests.credentials.examples import issue
from tests.support import copies
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

NOW = datetime(2026, 12, 2, 3, tzinfo=UTC)
PAGE, FILE = copies.PAGE, f"{copies.PAGE}/unduh"


@pytest.fixture
def maria(app: Flask, client: PageClient, session: Session) -> Person:
    stand_still(app, NOW)
    who = factories.person(session, title_after="S.Sos.", birth_place="Kupang")
    factories.posting(session, who, factories.unit(session, "Dinas Kesehatan"))
    session.commit()
    enter(client, who)
    return who


def held_files(app: Flask, session: Session, maria: Person) -> None:
    """A certificate with its files, a transcript, and evidence: sound, lost, infected, with a hostile name."""
    objects: ObjectStore = app.extensions["elearn.objects"]
    certificate = session.get_one(Certificate, issue(session, maria.id, now=NOW).id)
    certificate.pdf_digest = objects.put(b"%PDF-sertifikat")
    certificate.credential_digest = objects.put(b'{"id": "kredensial"}')
    made = {"payload": {}, "payload_digest": "0" * 64, "issued_at": NOW, "issued_on": NOW.date()}
    session.add(Transcript(code="KODETRANSKRIP", person_id=maria.id, pdf_digest=objects.put(b"%PDF-t"), **made))
    sound = [("../../etc/bukti saya.pdf", objects.put(b"%PDF-bukti"), "bersih")]
    for name, digest, scan in [*sound, ("hilang.pdf", "a" * 64, "bersih"), ("virus.pdf", "b" * 64, "ditolak")]:
        facts = {"mime": "application/pdf", "size": 9, "scan": scan, "uploaded_at": NOW}
        session.add(EvidenceFile(person_id=maria.id, name=name, digest=digest, **facts))
    session.commit()


def test_from_asking_to_the_file(app: Flask, client: PageClient, session: Session, maria: Person) -> None:
    other = factories.person(session, "Orang Lain")
    issue(session, other.id, completion_id=7, now=NOW)
    held_files(app, session, maria)
    assert f'href="{PAGE}"' in client.get("/data-saya", 200).text
    assert "belum pernah" in client.get(PAGE, 200).text
    assert client.post_form(PAGE).location == PAGE
    assert "Sedang disusun" in client.get(PAGE, 200).text
    copies.make(app, NOW)
    page = client.get(PAGE, 200).text
    assert "siap diunduh" in page
    assert "9 Desember 2026" in page
    with copies.take(client) as archive:
        names = archive.namelist()
        code = session.scalars(select(Certificate.code).where(Certificate.person_id == maria.id)).one()
        stem = next(name for name in names if name.endswith(f"{code}.pdf")).removesuffix(".pdf")
        assert archive.read(f"{stem}.pdf") == b"%PDF-sertifikat"
        assert json.loads(archive.read(f"{stem}.json")) == {"id": "kredensial"}
        assert b'{"id": "kredensial"}' in archive.read(f"{stem}.png")
        assert archive.read("transkrip/KODETRANSKRIP.pdf") == b"%PDF-t"
        assert [name for name in names if name.startswith("bukti/")] == ["bukti/1-bukti saya.pdf"]
        assert {f"data/{table}.json" for table in rules.HELD} <= set(names)
        said = archive.read("BACA-SAYA.txt").decode()
        everything = "".join(archive.read(name).decode() for name in names if name.endswith((".json", ".csv", ".txt")))
    assert "bukti/2-hilang.pdf: tidak ada di server" in said
    assert "bukti/3-virus.pdf: ditolak pemindai virus" in said
    assert all(f"{table}.json" in said for table in rules.HELD)
    assert (maria.nip or "") in everything
    assert "password_hash" not in everything
    assert "Orang Lain" not in everything


def test_the_trail_in_it_is_whole_and_says_who(app: Flask, client: PageClient, session: Session, maria: Person) -> None:
    twin = factories.person(session, "Maria Lama", merged_into_id=maria.id)
    chief = factories.person(session, "Budi Admin")
    factories.grant(session, chief, "admin")
    for number in range(130):
        about = [maria.id, twin.id] if number % 2 else [twin.id]
        audit.record(session, "person.view", actor_id=chief.id, now=NOW, subjects=about, reason="=1+1")
    session.commit()
    client.post_form(PAGE)
    copies.make(app, NOW)
    with copies.take(client) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read(packing.TRAIL).decode("utf-8-sig"))))
    assert len(rows) == 131
    assert {row["Oleh"] for row in rows} == {"Budi Admin (admin)", "Anda sendiri"}
    assert rows[-1]["Alasan"] == "'=1+1"


def test_every_table_with_a_person_is_in_the_copy(session: Session, maria: Person) -> None:
    """Asked of the schema: what is told to her, what is found about her, and what is packed are the same tables."""
    found = queries.everything_about(session, maria.id)
    about = {table.name for table in Base.metadata.sorted_tables if "person_id" in table.c}
    assert about - set(found) == set()
    assert set(found) == set(rules.HELD)


def test_a_new_table_that_is_not_told_of_stops_the_copy(
    app: Flask, client: PageClient, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elearn.home.packing.HELD", {**rules.HELD, "baru": "Yang baru"})
    client.post_form(PAGE)
    with pytest.raises(KeyError):
        copies.make(app, NOW)


def test_it_is_told_once_and_written_down(app: Flask, client: PageClient, session: Session, maria: Person) -> None:
    client.post_form(PAGE)
    for _ in range(2):
        copies.make(app, NOW)  # a worker that was killed before it could say so
    with copies.take(client):
        pass
    assert session.scalars(select(Notice.link)).all() == [PAGE]
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [action for action in actions if action.startswith("own_data")] == ["own_data.ask", "own_data.download"]


def test_a_second_click_asks_for_no_second_copy(client: PageClient, session: Session, maria: Person) -> None:
    for _ in range(2):
        client.post_form(PAGE)
    assert session.scalar(select(func.count(DataCopy.id))) == 1


def test_a_kill_while_it_is_written_leaves_no_half_file(
    app: Flask, client: PageClient, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> str:
        raise SystemExit

    client.post_form(PAGE)
    with monkeypatch.context() as broken:
        broken.setattr("elearn.home.packing.explained", killed)
        with pytest.raises(SystemExit):
            copies.make(app, NOW)
    folder: Path = app.extensions["elearn.settings"].data / service.COPIES
    assert list(folder.iterdir()) == []
    client.get(FILE, 303)
    copies.make(app, NOW)
    with copies.take(client) as archive:
        assert archive.testzip() is None


def test_a_copy_that_failed_may_be_asked_for_again(client: PageClient, session: Session, maria: Person) -> None:
    client.post_form(PAGE)
    job = session.scalars(select(Job).where(Job.kind == service.COPY_JOB)).one()
    job.failed_at = NOW
    session.commit()
    assert "gagal disusun" in client.get(PAGE, 200).text
    client.post_form(PAGE)
    session.rollback()
    assert session.scalar(select(func.count(DataCopy.id))) == 2


def test_it_needs_the_password_of_the_last_ten_minutes(app: Flask, client: PageClient, maria: Person) -> None:
    client.post_form(PAGE)
    copies.make(app, NOW)
    asked = client.get(FILE, 303).location
    assert asked == f"/akun/buktikan?lanjut={PAGE}"
    assert client.post_form(asked, {"current": "salah sekali ini"}).status_code == 422
    client.get(FILE, 303)
    assert client.post_form(asked, {"current": factories.PASSWORD}).location == PAGE
    client.get(FILE, 200)
    stand_still(app, NOW + timedelta(minutes=9))
    client.get(FILE, 200)
    stand_still(app, NOW + timedelta(minutes=11))
    client.get(FILE, 303)


def test_guessing_the_password_there_is_slowed_down(client: PageClient, maria: Person) -> None:
    answers = [client.post_form("/akun/buktikan", {"current": "salah"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_nobody_else_gets_it_not_even_the_chief(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    chief = factories.person(session, "Budi Admin")
    factories.grant(session, chief, "admin")
    session.commit()
    client.post_form(PAGE)
    copies.make(app, NOW)
    visitor = PageClient(app)
    visitor.sign_in(chief)
    assert "belum pernah" in visitor.get(PAGE, 200).text
    visitor.get(FILE, 404)


def test_after_a_week_it_is_gone(app: Flask, client: PageClient, session: Session, maria: Person) -> None:
    client.post_form(PAGE)
    copy_id = copies.make(app, NOW)
    later = NOW + timedelta(days=7)
    job = session.scalars(select(Job).where(Job.kind == service.COPY_EXPIRY_JOB)).one()
    assert job.run_at == later
    session.commit()
    stand_still(app, later)
    enter(client, maria)
    client.post_form("/akun/buktikan", {"current": factories.PASSWORD})
    client.get(FILE, 404)
    assert "sudah dihapus" in client.get(PAGE, 200).text
    folder = app.extensions["elearn.settings"].data / service.COPIES
    for _ in range(2):
        service.remove_copy(sessionmaker(), {"copy_id": copy_id}, later, folder=folder)
    assert not service.copy_path(folder, copy_id).exists()


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("a/b.pdf", "b.pdf"),
        ("..\\..\\x.exe", "x.exe"),
        ("..", "berkas"),
        ("Bukti é 1.pdf", "Bukti é 1.pdf"),
        ("a\0:b", "a_b"),
    ],
)
def test_a_file_name_leads_out_of_no_folder(given: str, safe: str) -> None:
    assert packing.safe_name(given) == safe
