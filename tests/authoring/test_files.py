"""A course's files out and in over the pages. Content: a copy of tests/sample."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from elearn.audit.models import AuditEntry
from elearn.content.model import CourseStatus
from elearn.web import context
from tests import factories
from tests.authoring.conftest import NOW, Desk

UPLOAD = "/kelola/unggah"
LESSON = "contoh/01-dasar/01-satu.md"


def downloaded(desk: Desk) -> dict[str, bytes]:
    answer = desk.client.plain.get("/kelola/kursus/contoh/unduh.zip", buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def upload(desk: Desk, files: Mapping[str, bytes], slug: str = "contoh") -> str:
    """Send the files; the address of the plan."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    data = {"kursus": slug, "berkas": (io.BytesIO(made.getvalue()), "contoh.zip")}
    answer = desk.client.post_form(UPLOAD, data)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def changed(files: Mapping[str, bytes], name: str, old: str, new: str) -> dict[str, bytes]:
    assert old.encode() in files[name]
    return {**files, name: files[name].replace(old.encode(), new.encode())}


def test_a_course_goes_out_is_edited_and_comes_back(desk: Desk) -> None:
    client = desk.enter(desk.trainer)
    assert "/kelola/kursus/contoh/unduh.zip" in client.get("/kelola/kursus/contoh", 200).text
    files = downloaded(desk)
    assert files[LESSON] == desk.path("01-dasar/01-satu.md").read_bytes()
    plan = upload(desk, changed(files, LESSON, "# Materi Satu", "# Materi Satu\n\nDari unggahan."))
    page = client.get(plan, 200).text
    assert "Dari unggahan." in page
    assert "Peserta baru melihatnya setelah Anda menerbitkannya." in page
    assert "Dari unggahan." not in desk.path("01-dasar/01-satu.md").read_text(), "nothing is replaced yet"
    done = client.post_form(plan, {"ganti": "ya"}, follow_redirects=True)
    assert "Berkas kursus diganti." in done.text
    assert "Dari unggahan." in desk.path("01-dasar/01-satu.md").read_text()
    old = list((desk.data / "kursus-lama").iterdir())
    assert len(old) == 1
    assert "Dari unggahan." not in (old[0] / "01-dasar/01-satu.md").read_text()
    assert [path.name for path in (desk.folder / "kursus").iterdir()] == ["contoh"]
    assert list((desk.data / "unggahan").iterdir()) == []
    assert desk.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "course.replace")).all()
    assert "Dari unggahan." in client.get("/kelola/kursus/contoh/terbitkan", 200).text
    client.get(plan, 404)


def test_a_broken_upload_is_shown_and_cannot_be_put_in_place(desk: Desk) -> None:
    client = desk.enter(desk.trainer)
    files = changed(downloaded(desk), "contoh/02-akhir/02-ujian.md", "[x]", "[ ]")
    before = desk.path("02-akhir/02-ujian.md").read_bytes()
    plan = upload(desk, files)
    page = client.get(plan, 200).text
    assert "kesalahan, jadi kursus belum dapat diganti" in page
    assert "02-ujian.md:" in page
    assert "Ganti berkas kursus" not in page
    refused = client.post_form(plan, {"ganti": "ya"}, follow_redirects=True)
    assert "masih memuat kesalahan" in refused.text
    assert desk.path("02-akhir/02-ujian.md").read_bytes() == before


def test_a_question_may_not_change_its_kind_by_an_upload(desk: Desk) -> None:
    client = desk.enter(desk.trainer)
    files = downloaded(desk)
    name = "contoh/02-akhir/02-ujian.md"
    plan = upload(desk, changed(files, name, "Jawaban: 20 ± 0,5", "Jawaban: dua puluh"))
    assert "berubah jenis dari angka menjadi teks" in client.get(plan, 200).text


def test_a_folder_that_changed_meanwhile_is_not_replaced(desk: Desk) -> None:
    client = desk.enter(desk.trainer)
    plan = upload(desk, changed(downloaded(desk), LESSON, "pertama", "kedua"))
    desk.edit("01-dasar/02-dua.md", "# ", "# Sunting ")
    refused = client.post_form(plan, {"ganti": "ya"}, follow_redirects=True)
    assert "berubah sejak unggahan Anda diperiksa" in refused.text
    assert "# Sunting " in desk.path("01-dasar/02-dua.md").read_text()


def test_a_hostile_zip_is_refused_with_its_reasons(desk: Desk) -> None:
    client = desk.enter(desk.trainer)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("contoh/kursus.md", b"x")
        archive.writestr("../../keluar.md", b"x")
    answer = client.post_form(UPLOAD, {"kursus": "contoh", "berkas": (io.BytesIO(made.getvalue()), "x.zip")})
    assert answer.status_code == 422
    assert "jalur keluar dari foldernya" in answer.text
    assert not (desk.data / "unggahan").exists() or list((desk.data / "unggahan").iterdir()) == []
    assert list(desk.folder.parent.rglob("keluar.md")) == []


@pytest.mark.parametrize(("slug", "sentence"), [("lain", "Anda bukan pengajar"), ("../x", "huruf kecil, angka")])
def test_only_ones_own_courses(desk: Desk, slug: str, sentence: str) -> None:
    client = desk.enter(desk.trainer)
    answer = client.post_form(UPLOAD, {"kursus": slug, "berkas": (io.BytesIO(b"x"), "x.zip")})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_an_empty_form_is_told_what_it_lacks(desk: Desk) -> None:
    answer = desk.enter(desk.trainer).post_form(UPLOAD, {})
    assert answer.status_code == 422
    assert answer.text.count("Isian ini wajib diisi.") >= 2


def test_a_new_course_is_made_by_whoever_was_made_its_trainer(make_desk: Callable[[bool], Desk]) -> None:
    desk = make_desk(True)
    factories.grant(desk.session, desk.trainer, "trainer", course="baru")
    desk.session.commit()
    client = desk.enter(desk.trainer)
    files = {name.replace("contoh/", ""): data for name, data in downloaded(desk).items()}
    plan = upload(desk, files, "baru")
    assert "Kursus baru <code>baru</code> akan dibuat." in client.get(plan, 200).text
    client.post_form(plan, {"ganti": "ya"})
    assert (desk.folder / "kursus/baru/kursus.md").is_file()
    assert desk.library.catalogue.courses["baru"].status is CourseStatus.DRAFT, "nobody sees it until it is published"
    assert "berbeda dari yang dilihat peserta" in client.get("/kelola/kursus/baru", 200).text
    token = re.search(r'name="rencana" value="(\w+)"', client.get("/kelola/kursus/baru/terbitkan", 200).text)
    assert token is not None
    client.post_form("/kelola/kursus/baru/terbitkan", {"rencana": token[1]})
    assert desk.library.catalogue.courses["baru"].status is CourseStatus.PUBLISHED
    assert "versi yang sama" in client.get("/kelola/kursus/baru", 200).text


def test_an_upload_is_its_uploaders_alone_and_can_be_given_up(desk: Desk) -> None:
    client = desk.enter(desk.trainer)
    plan = upload(desk, downloaded(desk))
    other = factories.person(desk.session, "Agustina Nahak")
    factories.grant(desk.session, other, "admin")
    desk.session.commit()
    desk.enter(other).get(plan, 404)
    desk.enter(desk.trainer)
    given_up = client.post_form(plan, {"batal": "ya"}, follow_redirects=True)
    assert "Unggahan dibatalkan." in given_up.text
    client.get(plan, 404)


def test_uploads_are_forgotten_after_a_day(desk: Desk) -> None:
    client = desk.enter(desk.trainer)
    plan = upload(desk, downloaded(desk))
    place = desk.data / "unggahan" / plan.rsplit("/", 1)[1]
    os.utime(place, (NOW.timestamp(), (NOW - timedelta(hours=25)).timestamp()))
    upload(desk, downloaded(desk))
    client.get(plan, 404)


def test_learners_have_no_such_pages(desk: Desk) -> None:
    client = desk.enter(desk.learner)
    for page in (UPLOAD, f"{UPLOAD}/abc", "/kelola/kursus/contoh/unduh.zip"):
        client.get(page, 404)


def test_a_course_may_be_larger_than_other_requests_but_not_without_end(desk: Desk) -> None:
    client = desk.enter(desk.trainer)
    files = {**downloaded(desk), "contoh/media/acak.txt": os.urandom(6_000_000).hex().encode()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    packed.seek(0)
    fields = {
        "csrf_token": client.token(UPLOAD),
        "kursus": "contoh",
        "berkas": FileStorage(packed, "contoh.zip", "berkas"),
    }
    boundary, body = encode_multipart(fields)
    assert len(body) > desk.app.config["MAX_CONTENT_LENGTH"]
    kind = f"multipart/form-data; boundary={boundary}"
    assert client.plain.post(UPLOAD, data=body, content_type=kind).status_code == 303
    assert client.plain.post("/kelola/kursus/contoh/terbitkan", data=body, content_type=kind).status_code == 413
    with desk.app.test_request_context():
        most = context.settings().upload_mb
    said = {"CONTENT_LENGTH": str(most * 1_000_000 + 1)}
    assert client.plain.post(UPLOAD, data=b"", content_type=kind, environ_overrides=said).status_code == 413
    stranger = desk.app.test_client()
    assert stranger.post(UPLOAD, data=body, content_type=kind).status_code == 413
