"""Certificates that are signed outside: they wait, go out, come back, and only then are handed out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.app import create_app, job_handlers
from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.errors import Conflict
from elearn.core.objects import ObjectStore
from elearn.credentials import service
from elearn.credentials.models import Certificate, CertificateEvent
from elearn.credentials.rules import State
from elearn.jobs import service as jobs
from elearn.people.models import Person
from elearn.people.rules import Grant
from elearn.settings import Settings
from tests import factories
from tests.credentials.examples import ISSUED_AT, issue, reference
from tests.credentials.signatures import redrawn, signed
from tests.support.pages import PageClient

LATER = ISSUED_AT + timedelta(days=10)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, sign="bsre")


@pytest.fixture
def app(settings: Settings) -> Iterable[Flask]:
    made = create_app(settings)
    made.extensions["elearn.clock"] = lambda: LATER
    yield made
    from elearn.extensions import db

    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def maria(session: Session) -> Person:
    who = factories.person(session, "Maria Bria", nip="198508172010012003")
    factories.posting(session, who, factories.unit(session, "Dinas Kependudukan", code="DUKCAPIL"))
    session.commit()
    return who


@pytest.fixture
def admin(session: Session) -> Person:
    who = factories.person(session, "Admin Kota")
    factories.grant(session, who, "admin")
    session.commit()
    return who


def work(app: Flask, engine: Engine, now: Any = LATER) -> None:
    """Let the worker do everything that waits (at most twenty jobs)."""
    done = [jobs.run_next(sessionmaker(engine), job_handlers(app), now) for _ in range(20)]
    assert any(done)


@pytest.fixture
def codes(app: Flask, engine: Engine, session: Session, maria: Person) -> list[str]:
    """Three certificates that wait."""
    made = [issue(session, maria.id, completion_id=number).code for number in (1, 2, 3)]
    session.commit()
    work(app, engine)
    return made


def store(app: Flask) -> ObjectStore:
    found: ObjectStore = app.extensions["elearn.objects"]
    return found


def unsigned(app: Flask, session: Session, code: str) -> bytes:
    with Session(session.get_bind()) as own:
        digest = own.scalars(select(Certificate.unsigned_digest).where(Certificate.code == code)).one()
    return store(app).read(digest or "")


def upload(client: PageClient, *files: tuple[str, bytes]) -> str:
    data = {"berkas": [(io.BytesIO(content), name) for name, content in files]}
    answer = client.post_form("/admin/tte", data, content_type="multipart/form-data")
    return " ".join(answer.get_data(as_text=True).split())


def standing(session: Session, code: str) -> State:
    with Session(session.get_bind()) as own:  # the test's own one would hold the write lock of SQLite
        return service.verification(own, code, now=LATER).state


def trail(session: Session, action: str) -> list[tuple[int | None, int]]:
    wanted = select(AuditEntry.actor_id, AuditSubject.person_id).join(AuditSubject).where(AuditEntry.action == action)
    with Session(session.get_bind()) as own:
        return [(actor, person) for actor, person in own.execute(wanted)]


def test_until_it_is_signed_the_sheet_waits_but_the_learning_counts(
    app: Flask, client: PageClient, session: Session, maria: Person, codes: list[str]
) -> None:
    assert standing(session, codes[0]) is State.WAITING
    public = client.get(f"/sertifikat/{codes[0]}", 200).get_data(as_text=True)
    assert "menunggu tanda tangan elektronik" in public
    assert "hasilnya sudah tercatat" in public
    client.sign_in(maria)
    waiting = client.get(f"/sertifikat/{codes[0]}/unduh", 202).get_data(as_text=True)
    assert "menunggu tanda tangan elektronik" in waiting
    assert "wait-for-file" not in waiting  # nobody polls for days
    own = client.get("/sertifikat", 200).get_data(as_text=True)
    assert "/unduh" not in own
    assert "sesudah ditandatangani" in own


def test_out_as_a_zip_and_back_signed(
    app: Flask, client: PageClient, session: Session, admin: Person, maria: Person, codes: list[str]
) -> None:
    client.sign_in(admin)
    assert "/admin/tte" in client.get("/admin", 200).get_data(as_text=True)
    page = client.get("/admin/tte", 200).get_data(as_text=True)
    assert page.count("Maria Bria") == 3
    packed = client.get("/admin/tte/belum-ditandatangani.zip", 200)
    assert "198508172010012003" not in str(packed.headers)
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert archive.namelist() == [f"{code}.pdf" for code in codes]
        files = {name: archive.read(name) for name in archive.namelist()}
    assert trail(session, "certificate.export") == [(admin.id, maria.id)]
    back = io.BytesIO()
    with zipfile.ZipFile(back, "w") as archive:
        for number, (name, data) in enumerate(files.items()):
            archive.writestr(f"hasil/{number}-{name.removesuffix('.pdf')}_signed.pdf", signed(data))
    said = upload(client, ("hasil.zip", back.getvalue()))
    assert "3 sertifikat terbit, 0 berkas ditolak" in said
    assert "Tidak ada yang menunggu" in said
    assert [standing(session, code) for code in codes] == [State.VALID] * 3
    assert trail(session, "certificate.sign") == [(admin.id, maria.id)] * 3
    holder = PageClient(app)
    holder.sign_in(maria)
    handed = holder.get(f"/sertifikat/{codes[0]}/unduh", 200).data
    assert handed.startswith(files[f"{codes[0]}.pdf"])
    assert handed != files[f"{codes[0]}.pdf"]
    shown = client.get(f"/admin/sertifikat/{codes[0]}", 200).get_data(as_text=True)
    assert "Oleh Yohanes Contoh, BKPSDM Kota Contoh" in shown


def test_one_file_alone_and_a_batch_that_broke_off(
    app: Flask, client: PageClient, session: Session, admin: Person, codes: list[str]
) -> None:
    client.sign_in(admin)
    one = client.get(f"/admin/tte/{codes[1]}/belum-ditandatangani.pdf", 200)
    assert one.headers["Content-Disposition"] == f"attachment; filename={codes[1]}.pdf"
    assert one.data == unsigned(app, session, codes[1])
    first = signed(one.data)
    assert "1 sertifikat terbit" in upload(client, ("satu.pdf", first))
    client.get(f"/admin/tte/{codes[1]}/belum-ditandatangani.pdf", 404)
    rest = [(f"{code}.pdf", signed(unsigned(app, session, code))) for code in (codes[0], codes[2])]
    said = upload(client, ("satu.pdf", first), *rest)
    assert "2 sertifikat terbit, 0 berkas ditolak" in said
    assert "1 berkas untuk sertifikat yang sudah terbit sebelumnya" in said
    assert len(trail(session, "certificate.sign")) == 3
    client.get("/admin/tte/belum-ditandatangani.zip", 404)


def test_what_is_not_in_order_is_refused_file_by_file(
    app: Flask, client: PageClient, session: Session, admin: Person, codes: list[str]
) -> None:
    client.sign_in(admin)
    exported = unsigned(app, session, codes[0])
    flipped = bytearray(signed(exported))
    flipped[len(exported) // 2] ^= 1
    said = upload(
        client,
        ("polos.pdf", exported),
        ("balik.pdf", bytes(flipped)),
        ("lukis.pdf", redrawn(exported)),
        ("catatan.txt", b"halo"),
        ("<b>aneh</b>.pdf", b"%PDF-1.7 kosong"),
        ("baik.pdf", signed(unsigned(app, session, codes[1]))),
    )
    assert "1 sertifikat terbit, 5 berkas ditolak" in said
    assert "<strong>polos.pdf</strong>: belum ditandatangani" in said
    assert "<strong>balik.pdf</strong>: bukan berkas yang menunggu" in said
    assert "<strong>lukis.pdf</strong>: halamannya diubah" in said
    assert "<strong>catatan.txt</strong>: bukan PDF." in said
    assert "&lt;b&gt;aneh&lt;/b&gt;.pdf" in said
    assert [standing(session, code) for code in codes] == [State.WAITING, State.VALID, State.WAITING]


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("besar.pdf", b"%PDF-" + bytes(60_000_000))
    return made.getvalue()


def climbing() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("../../luar.pdf", b"%PDF-")
    return made.getvalue()


@pytest.mark.parametrize(
    ("hostile", "why"),
    [
        (bomb, "mengembang tidak wajar"),
        (climbing, "jalur keluar dari foldernya"),
        (lambda: b"PK\x03\x04" + bytes(200), "bukan ZIP, atau terpotong"),
    ],
)
def test_a_hostile_zip_changes_nothing(
    client: PageClient, session: Session, admin: Person, codes: list[str], hostile: Callable[[], bytes], why: str
) -> None:
    client.sign_in(admin)
    assert why in upload(client, ("jahat.zip", hostile()))
    assert standing(session, codes[0]) is State.WAITING


def test_nothing_sent_is_said(client: PageClient, admin: Person, codes: list[str]) -> None:
    client.sign_in(admin)
    assert "Isian ini wajib diisi" in upload(client)


def test_only_admins_whose_scope_covers_the_holder(
    app: Flask, client: PageClient, session: Session, maria: Person, codes: list[str]
) -> None:
    back = signed(unsigned(app, session, codes[0]))
    narrow = factories.person(session, "Admin Dinas Lain")
    factories.grant(session, narrow, "admin", unit_id=factories.unit(session, "Dinas Lain").id)
    session.commit()
    client.sign_in(narrow)
    assert "Maria" not in client.get("/admin/tte", 200).get_data(as_text=True)
    client.get("/admin/tte/belum-ditandatangani.zip", 404)
    client.get(f"/admin/tte/{codes[0]}/belum-ditandatangani.pdf", 404)
    assert "bukan berkas yang menunggu" in upload(client, ("a.pdf", back))
    learner = PageClient(app)
    learner.sign_in(maria)
    for path in ("/admin/tte", "/admin/tte/belum-ditandatangani.zip"):
        learner.get(path, 403)
    assert standing(session, codes[0]) is State.WAITING


def test_what_was_revoked_or_replaced_meanwhile_is_not_issued(
    app: Flask, client: PageClient, session: Session, admin: Person, codes: list[str]
) -> None:
    actor = factories.actor(admin, None, Grant("admin"))
    back = [(f"{code}.pdf", signed(unsigned(app, session, code))) for code in codes[:2]]
    service.revoke(session, codes[0], actor=actor, reason="Keliru", now=LATER)
    service.reissue(session, codes[1], actor=actor, reason="Gelar", now=LATER, reference=reference())
    session.commit()
    client.sign_in(admin)
    said = upload(client, *back)
    assert "sudah dicabut" in said
    assert "sudah diganti" in said
    assert "0 sertifikat terbit, 2 berkas ditolak" in said
    session.expire_all()
    service.reinstate(session, codes[0], actor=actor, reason="Tidak keliru", now=LATER)
    session.commit()
    assert standing(session, codes[0]) is State.WAITING
    assert "1 sertifikat terbit, 1 berkas ditolak" in upload(client, *back)


def test_what_waits_is_let_go_once_nobody_signs_outside(
    app: Flask, engine: Engine, session: Session, settings: Settings, codes: list[str]
) -> None:
    work_again = service.release_waiting(session, now=LATER)
    session.commit()
    assert work_again == 3
    work(create_app(replace(settings, sign="tidak")), engine)
    assert [standing(session, code) for code in codes] == [State.VALID] * 3
    assert service.release_waiting(session, now=LATER) == 0


def test_the_site_signs_by_itself_when_told_to(
    engine: Engine, session: Session, settings: Settings, maria: Person, tmp_path: Path
) -> None:
    from elearn.credentials.signing.identity import new_certificate

    new_certificate(
        settings.data / "tanda-tangan", name="BKPSDM", organisation="Kota", years=5, kept_with="kunci", replace=False,
        now=ISSUED_AT,
    )  # fmt: skip
    app = create_app(replace(settings, sign="sendiri", sign_passphrase="kunci"))
    code = issue(session, maria.id).code
    session.commit()
    work(app, engine)
    row = session.scalars(select(Certificate)).one()
    assert row.pdf_digest
    assert row.unsigned_digest
    rendered, handed = store(app).read(row.unsigned_digest), store(app).read(row.pdf_digest)
    assert handed.startswith(rendered)
    assert len(handed) > len(rendered)
    assert service.verification(session, code, now=LATER).state is State.VALID
    assert session.scalars(select(CertificateEvent.kind)).all() == ["ditandatangani"]
    session.rollback()
    again = {"certificate_id": row.id}
    job_handlers(app)[service.PDF_JOB](sessionmaker(engine), again, LATER)
    session.expire_all()
    assert len(session.scalars(select(CertificateEvent)).all()) == 1


def test_without_a_valid_certificate_nothing_is_handed_out_unsigned(
    engine: Engine, session: Session, settings: Settings, maria: Person
) -> None:
    from elearn.credentials.signing.identity import new_certificate

    new_certificate(
        settings.data / "tanda-tangan", name="BKPSDM", organisation="Kota", years=1, kept_with="", replace=False,
        now=ISSUED_AT - timedelta(days=800),
    )  # fmt: skip
    app = create_app(replace(settings, sign="sendiri"))
    issue(session, maria.id)
    number = session.scalars(select(Certificate.id)).one()
    session.commit()
    with pytest.raises(Conflict, match="hanya berlaku"):
        job_handlers(app)[service.PDF_JOB](sessionmaker(engine), {"certificate_id": number}, LATER)
    session.expire_all()
    assert session.scalars(select(Certificate.pdf_digest)).all() == [None]
