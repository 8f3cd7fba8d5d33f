"""From an edit to what learners see: plan, choices, publication, history. Content: a copy of tests/sample."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.authoring import service
from elearn.authoring.models import Publication
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.learning import service as learning
from elearn.learning.models import Reread
from elearn.people.rules import Actor, Grant
from tests import factories
from tests.authoring.conftest import LATER, NOW, Desk

LESSON = "01-dasar/01-satu.md"
PLAN = "/kelola/kursus/contoh/terbitkan"


def read(desk: Desk, *items: str) -> Actor:
    """A learner under way who finished these lessons before the edit."""
    actor = factories.actor(desk.learner)
    catalogue = desk.library.catalogue
    learning.enrol(desk.session, catalogue, "contoh", actor=actor, now=NOW - timedelta(days=1))
    for item in items:
        where = (desk.session, catalogue, "contoh", item)
        learning.finish_lesson(*where, actor=actor, now=NOW - timedelta(days=1))
    desk.session.commit()
    return actor


def plan(desk: Desk, **choices: str) -> service.Plan:
    found = service.make_plan(desk.session, desk.library, "contoh", choices=choices, actor=desk.author())
    desk.session.commit()  # on SQLite the next request would wait for this transaction
    return found


def publish(desk: Desk, note: str = "", token: str = "", **choices: str) -> service.Plan:
    token = token or plan(desk).token
    where = (desk.session, desk.library, "contoh")
    done = service.publish(*where, token=token, choices=choices, note=note, actor=desk.author(), now=LATER)
    desk.session.commit()
    return done


def test_an_edit_waits_and_its_plan_says_whom_it_touches(desk: Desk) -> None:
    read(desk, "satu")
    before = desk.library.catalogue.courses["contoh"].version
    assert plan(desk).refusal == "Tidak ada yang perlu diterbitkan: peserta sudah melihat versi ini."
    desk.edit(LESSON, "# Materi Satu", "# Materi Satu\n\nAturan baru sejak Januari.")
    assert desk.library.catalogue.courses["contoh"].version == before
    found = plan(desk)
    assert [(one.change.item.id, one.choice, one.done) for one in found.items] == [("satu", "koreksi-kecil", 1)]
    assert ("+", "Aturan baru sejak Januari.") in found.items[0].words
    assert found.touches == "1 orang sedang belajar: semuanya tidak terpengaruh."
    again = plan(desk, satu="baca-ulang")
    assert again.touches == "1 orang sedang belajar: 0 tidak terpengaruh, 1 perlu membaca ulang."
    assert again.token == found.token


def test_publishing_is_recorded_once_and_audited(desk: Desk) -> None:
    before = desk.library.catalogue.courses["contoh"].version
    desk.edit(LESSON, "# Materi Satu", "# Materi Satu\n\nTambahan.")
    publish(desk, "Tambahan kecil")
    working = desk.library.working("contoh")
    assert working is not None
    row = desk.session.scalars(select(Publication)).one()
    assert (row.number, row.version, row.previous) == (1, working.version, before)
    assert (row.published_by, row.choices, row.note) == (desk.trainer.id, {"satu": "koreksi-kecil"}, "Tambahan kecil")
    assert desk.library.catalogue.courses["contoh"].version == working.version
    entry = desk.session.scalars(select(AuditEntry).where(AuditEntry.action == "course.publish")).one()
    assert (entry.actor_id, entry.reason) == (desk.trainer.id, "Tambahan kecil")
    assert desk.session.scalars(select(Reread)).all() == []
    with pytest.raises(Conflict, match="Tidak ada yang perlu diterbitkan"):
        publish(desk)


def test_whoever_read_the_old_version_reads_again_and_sees_why(desk: Desk) -> None:
    read(desk, "satu")
    desk.edit(LESSON, "# Materi Satu", "# Materi Satu\n\nPasal 5 sudah dicabut.")
    with pytest.raises(Invalid, match="perlu membaca ulang"):
        publish(desk, satu="baca-ulang")
    publish(desk, "Pasal yang dirujuk sudah diganti.", satu="baca-ulang")
    client = desk.enter(desk.learner)
    desk.at(LATER + timedelta(hours=1))
    page = client.get("/kursus/contoh/materi/satu", 200).text
    assert "Perlu dibaca ulang" in page
    assert "Pasal yang dirujuk sudah diganti." in page
    assert "Tandai selesai" in page
    assert "0 dari 4 bagian" in client.get("/kursus/contoh", 200).text
    client.post_form("/kursus/contoh/materi/satu/selesai", page="/kursus/contoh/materi/satu")
    assert "Selesai pada 1 Maret 2026" in client.get("/kursus/contoh/materi/satu", 200).text


def test_a_plan_that_is_no_longer_true_is_refused(desk: Desk) -> None:
    desk.edit(LESSON, "# Materi Satu", "# Materi Satu\n\nSatu.")
    token = plan(desk).token
    desk.edit(LESSON, "Satu.", "Dua.")
    with pytest.raises(Conflict, match="berubah sejak rencana ini"):
        publish(desk, token=token)
    assert desk.session.scalars(select(Publication)).all() == []


def test_a_running_attempt_keeps_its_questions_and_who_passed_has_passed(desk: Desk) -> None:
    """New questions are published in the middle of an attempt."""
    read(desk, "satu", "dua")
    client = desk.enter(desk.learner)
    started = client.post_form("/kursus/contoh/kuis/coba/mulai", page="/kursus/contoh/kuis/coba")
    desk.edit("01-dasar/03-coba.md", "Dua ditambah dua?", "Tiga ditambah tiga?")
    desk.edit("01-dasar/03-coba.md", "Empat", "Enam")
    found = plan(desk, coba="soal-baru")
    assert [(one.change.item.id, one.choice, one.running) for one in found.items] == [("coba", "soal-baru", 1)]
    publish(desk, coba="soal-baru")
    assert "Dua ditambah dua?" in client.get(started.location, 200).text
    done = client.post_form(f"{started.location}/kumpulkan", {"jawab-coba-01": "b"}, page=started.location)
    assert "Dua ditambah dua?" in client.get(done.location, 200).text
    again = client.post_form("/kursus/contoh/kuis/coba/mulai", page="/kursus/contoh/kuis/coba")
    assert "Tiga ditambah tiga?" in client.get(again.location, 200).text
    history = desk.enter(desk.trainer).get("/kelola/kursus/contoh/riwayat-terbitan", 200).text
    assert "Versi soal baru: Latihan" in history


def test_of_two_people_at_once_one_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second looked at its plan before the first was done; the number of the publication settles it."""
    desk.edit(LESSON, "# Materi Satu", "# Materi Satu\n\nSatu.")
    mine = plan(desk)
    publish(desk)
    monkeypatch.setattr("elearn.authoring.service.publishing.make_plan", lambda *_args, **_named: mine)
    with pytest.raises(Conflict, match="Orang lain baru saja"):
        publish(desk, token=mine.token)
    desk.session.rollback()
    assert len(desk.session.scalars(select(Publication)).all()) == 1


def test_where_edits_are_in_force_at_once_a_trainer_may_still_ask_to_read_again(
    make_desk: Callable[[bool], Desk],
) -> None:
    desk = make_desk(False)
    read(desk, "satu")
    desk.edit(LESSON, "# Materi Satu", "# Materi Satu\n\nBerubah.")
    assert plan(desk).items[0].done == 1
    publish(desk, "Ada bagian yang berubah.", satu="baca-ulang")
    client = desk.enter(desk.learner)
    assert "Ada bagian yang berubah." in client.get("/kursus/contoh/materi/satu", 200).text
    assert plan(desk).refusal is not None, "the next plan begins where this one ended"


def test_a_retired_item_is_not_lost(desk: Desk) -> None:
    read(desk, "satu")
    desk.path(LESSON).unlink()
    desk.edit("01-dasar/02-dua.md", "(01-satu.md)", "(02-dua.md)")
    found = plan(desk)
    assert {(one.change.item.id, str(one.change.kind)) for one in found.items} >= {("satu", "pensiun")}
    publish(desk)
    page = desk.enter(desk.learner).get("/kursus/contoh", 200).text
    assert "pensiun" in page.lower()
    assert "Materi Satu" in page


def test_an_older_version_is_put_in_force_again(desk: Desk) -> None:
    first = desk.library.catalogue.courses["contoh"].version
    desk.edit(LESSON, "# Materi Satu", "# Materi Satu\n\nSalah tulis.")
    publish(desk)
    client = desk.enter(desk.trainer)
    page = client.get("/kelola/kursus/contoh/riwayat-terbitan", 200).text
    assert "Yosef Seran" in page
    assert "1 berubah" in page
    where = "/kelola/kursus/contoh/riwayat-terbitan"
    desk.at(LATER + timedelta(hours=1))
    stale = client.post_form(where, {"versi": first, "nomor": "0"}, follow_redirects=True)
    assert "Orang lain baru saja menerbitkan" in stale.text
    done = client.post_form(where, {"versi": first, "nomor": "1"}, follow_redirects=True)
    assert "Peserta kini melihat versi yang Anda pilih." in done.text
    assert desk.library.catalogue.courses["contoh"].version == first
    assert client.post_form(where, {"versi": "0" * 64, "nomor": "2"}).status_code == 404


def test_restoring_is_refused_where_edits_are_in_force_at_once(make_desk: Callable[[bool], Desk]) -> None:
    desk = make_desk(False)
    first = desk.library.catalogue.courses["contoh"].version
    desk.edit(LESSON, "# Materi Satu", "# Materi Satu\n\nBaru.")
    with pytest.raises(Conflict, match="suntingan langsung terbit"):
        service.restore(desk.session, desk.library, "contoh", first, number=0, actor=desk.author(), now=LATER)


@pytest.mark.parametrize("grants", [(), (Grant("trainer", "lain"),), (Grant("admin", None, 7),)])
def test_nobody_else_learns_that_there_is_such_a_page(desk: Desk, grants: tuple[Grant, ...]) -> None:
    actor = factories.actor(desk.learner, None, *grants)
    with pytest.raises(NotFound):
        service.make_plan(desk.session, desk.library, "contoh", choices={}, actor=actor)
    client = desk.enter(desk.learner)
    for page in ("", "/terbitkan", "/riwayat-terbitan", "/pratinjau", "/pratinjau/materi/satu", "/pratinjau/kuis/coba"):
        client.get(f"/kelola/kursus/contoh{page}", 404)


def test_an_admin_of_the_whole_institution_may(desk: Desk) -> None:
    admin = factories.person(desk.session, "Agustina Nahak")
    factories.grant(desk.session, admin, "admin")
    desk.session.commit()
    client = desk.enter(admin)
    assert "Kelola: Kursus Contoh" in client.get("/kelola/kursus/contoh", 200).text
    client.get("/kelola/kursus/tiada", 404)


def test_the_journey_over_the_pages(desk: Desk) -> None:
    """Edit, look, count, publish; what is wrong is said at its field and nothing is lost."""
    read(desk, "satu")
    desk.edit(LESSON, "# Materi Satu", "# Materi Satu\n\nPasal 5 sudah dicabut.")
    client = desk.enter(desk.trainer)
    assert "berbeda dari yang dilihat peserta" in client.get("/kelola/kursus/contoh", 200).text
    page = client.get(PLAN, 200).text
    assert "Pasal 5 sudah dicabut." in page
    chosen = {"rencana": plan(desk).token, "pilihan-satu": "baca-ulang"}
    counted = client.post_form(PLAN, {**chosen, "hitung": "ya"})
    assert "0 tidak terpengaruh, 1 perlu membaca ulang" in counted.text
    assert 'value="baca-ulang" checked' in counted.text
    refused = client.post_form(PLAN, chosen)
    assert refused.status_code == 422
    assert "Tulis apa yang berubah" in refused.text
    assert 'value="baca-ulang" checked' in refused.text
    done = client.post_form(PLAN, {**chosen, "catatan": "Pasal berubah."}, follow_redirects=True)
    assert "Kursus diterbitkan. 1 orang sedang belajar: 0 tidak terpengaruh, 1 perlu membaca ulang." in done.text
    stale = client.post_form(PLAN, chosen, follow_redirects=True)
    assert "Tidak ada yang perlu diterbitkan" in stale.text


def test_what_is_broken_cannot_be_published(desk: Desk) -> None:
    desk.edit("02-akhir/02-ujian.md", "[x]", "[ ]")
    client = desk.enter(desk.trainer)
    page = client.get(PLAN, 200).text
    assert "kesalahan dalam berkas kursus ini" in page
    hub = client.get("/kelola/kursus/contoh", 200).text
    assert "02-ujian.md:" in hub
    with pytest.raises(Conflict, match="kesalahan"):
        publish(desk, token="x")


def test_a_draft_cannot_be_published(desk: Desk) -> None:
    desk.edit("kursus.md", "status: terbit", "status: draf")
    assert (plan(desk).refusal or "").startswith("Kursus ini masih draf.")
    assert "masih draf" in desk.enter(desk.trainer).get("/kelola/kursus/contoh", 200).text


def test_two_people_press_at_the_same_moment(desk: Desk, engine: Engine) -> None:
    """Two transactions of two people, begun together: one publishes, the other is told, nothing is published twice."""
    desk.edit(LESSON, "# Materi Satu", "# Materi Satu\n\nSatu.")
    token, start = plan(desk).token, threading.Barrier(2)

    def press(_number: int) -> str:
        start.wait()
        try:
            with Session(engine) as own, own.begin():
                where = (own, desk.library, "contoh")
                service.publish(*where, token=token, choices={}, note="", actor=desk.author(), now=LATER)
        except Conflict as refused:
            return refused.message
        return "terbit"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(press, range(2)))
    assert said[1] == "terbit"
    assert "Periksa rencana yang baru" in said[0] or "Tidak ada yang perlu diterbitkan" in said[0]
    desk.session.rollback()
    assert [row.number for row in desk.session.scalars(select(Publication))] == [1]
