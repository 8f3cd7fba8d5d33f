"""A city with two agencies, and Ana, whose data lies behind every route; see reach.py."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.api.service import TokenFacts, make_token
from elearn.assessment.models import Attempt
from elearn.audit import service as audit
from elearn.authoring import service as authoring
from elearn.competency.models import TargetExemption
from elearn.core.objects import ObjectStore
from elearn.core.sealing import Sealer
from elearn.credentials.models import Certificate, CertificateBatch, CertificateBatchItem, Transcript
from elearn.credentials.service import bundle_path
from elearn.credentials.service.transcripts import make_transcript
from elearn.external import service as external
from elearn.guide.rules import MANUAL as GUIDE
from elearn.home.models import CorrectionRequest
from elearn.integrations import service as integrations
from elearn.integrations.models import WebhookDelivery
from elearn.integrations.rules.addresses import Allowed
from elearn.jobs.models import Job
from elearn.learning.service import enrol, finish_lesson
from elearn.notices import rules as notices
from elearn.notices.models import Mail, Notice
from elearn.people.models import BulkChange, BulkItem, PeopleImport, Person, PersonMerge, Posting, SignInSession, Unit
from elearn.people.rules import Grant
from elearn.people.service.actors import actor_of
from elearn.people.service.import_applying import begin_people
from elearn.people.service.import_planning import plan_people, read_people, receive_people
from elearn.reporting.models import ExportSchedule, ListExport, SiasnRow
from elearn.reporting.rules import CompletionFilter
from elearn.reporting.rules.exports import Listed, kept
from elearn.reporting.rules.siasn import SiasnFilter
from elearn.reporting.service import Asker, siasn
from elearn.reporting.service.dashboard_folding import fold_all
from elearn.reporting.service.export_making import FOLDER, result_path
from elearn.reporting.service.exports import ask_export
from elearn.reporting.service.quality_folding import fold_quality
from elearn.reporting.service.saved import save_filter
from elearn.reporting.service.siasn_replies import receive_reply
from tests import factories
from tests.architecture.programmes import add_choice, add_programmes
from tests.architecture.reach import SUBJECT
from tests.credentials.examples import issue
from tests.credentials.records import outside
from tests.external.makers import typed
from tests.reporting.world import completed
from tests.support import essay_course
from tests.support.pages import PageClient
from tests.support.sessions import begun, enter, stand_still

NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)
COURSE, LESSON, QUIZ, CHECK = essay_course.SLUG, "bacaan", "aksi", "cek-sumber"
PDF = f"%PDF-1.7 {SUBJECT}".encode()
CHECKED = ":::cek\n### Dari mana? {#cek-sumber}\n\n- [x] Masalah\n- [ ] Anggaran\n\n> Pembahasan: masalah.\n:::\n"
LIST = "NIP,Nama,Jenis kegiatan,Judul,Penyelenggara,Nomor sertifikat,Tanggal mulai,Tanggal selesai\n"


def write_content(folder: Path) -> None:
    """The course with an essay, whose lesson asks a question, too; and a manual for admins."""
    essay_course.write(folder)
    manual = folder / "kursus" / GUIDE / "01-bab"
    manual.mkdir(parents=True)
    (manual.parent / "kursus.md").write_text("---\njudul: Panduan Admin\njp: 1\nstatus: terbit\n---\nUntuk admin.\n")
    (manual / "modul.md").write_text("---\njudul: Bab\n---\n")
    (manual / "01-membaca.md").write_text("---\nmenit: 45\n---\n# Membaca\n\nSatu bagian panduan.\n")
    lesson = folder / "kursus" / COURSE / "01-rencana/01-bacaan.md"
    lesson.write_text(f"{lesson.read_text()}\n{CHECKED}")


@dataclass
class World:
    """People by role, units by name, and ``named``: what stands for each name in an address."""

    app: Flask
    session: Session
    people: dict[str, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    posting: Posting | None = None
    named: dict[str, Any] = field(default_factory=dict)

    def client(self, role: str) -> PageClient:
        """The browser of somebody, or of a visitor."""
        client = PageClient(self.app)
        return enter(client, self.people[role]) if role in self.people else client


def build(app: Flask, session: Session) -> World:
    """Everything of Ana's; committed."""
    stand_still(app, NOW)
    world = World(app, session)
    _people(world)
    _learning(world)
    _certificate(world)
    _transcript(world)
    _training(world)
    _exemption(world)
    _house(world)
    _notices(world)
    _webhooks(world)
    add_programmes(world, NOW, COURSE)
    add_choice(world, NOW, COURSE)
    _siasn(world)
    _export(world)
    session.commit()
    library, sessions = app.extensions["elearn.library"], sessionmaker(session.get_bind())
    fold_all(sessions, library.catalogue, zone="Asia/Makassar", now=NOW)
    fold_quality(sessions, library.catalogue, library.quiz, zone="Asia/Makassar", now=NOW)
    return world


def _people(world: World) -> None:
    session, units = world.session, world.units
    units["city"] = factories.unit(session, "Kota Contoh")
    units["a"] = factories.unit(session, "Dinas A", parent_id=units["city"].id)
    units["clinic"] = factories.unit(session, "Klinik", parent_id=units["a"].id)
    units["b"] = factories.unit(session, "Dinas B", parent_id=units["city"].id)
    places = {"colleague": "clinic", "trainer": "b", "other_trainer": "b", "admin_a": "a", "admin_b": "b"}
    for role, unit in {"ana": "clinic", **places, "chief": "city"}.items():
        name = f"Ana {SUBJECT}" if role == "ana" else role.replace("_", " ").title()
        number = {"nip": "199003152015031001"} if role == "ana" else {}  # of the day of birth that she is given below
        world.people[role] = factories.person(session, name, email=f"{role}@contoh.go.id", **number)
        held = factories.posting(session, world.people[role], units[unit])
        world.posting = held if role == "ana" else world.posting
    factories.grant(session, world.people["trainer"], "trainer", course=COURSE)
    factories.grant(session, world.people["other_trainer"], "trainer", course="contoh")
    factories.grant(session, world.people["admin_a"], "admin", unit_id=units["a"].id)
    factories.grant(session, world.people["admin_b"], "admin", unit_id=units["b"].id)
    factories.grant(session, world.people["chief"], "admin")
    deputy = factories.person(session, f"Ana {SUBJECT} Wakil", birth_date=date(1990, 3, 15))
    world.people["ana"].birth_date = deputy.birth_date
    merges = [_merged(world) for _ in range(2)]
    factories.posting(session, deputy, units["clinic"])
    grants = [factories.grant(session, deputy, "admin", unit_id=units["clinic"].id).id for _ in range(2)]
    world.named |= {
        "person_id": world.people["ana"].id,
        "unit_id": units["clinic"].id,
        "deputy": deputy.id,
        "merge_id": lambda role: merges[role == "chief"],
        "grant_id": lambda role: grants[role == "chief"],  # a role is taken away once
    }
    asked = CorrectionRequest(
        person_id=world.people["ana"].id, about="surel", wrong="lama", right="baru", created_at=NOW
    )
    session.add(asked)
    session.flush()
    world.named["correction_id"] = asked.id
    begun(session, world.people["ana"], NOW)
    world.named["session_id"] = session.scalars(select(SignInSession.id).order_by(SignInSession.id.desc())).first()
    bulk = BulkChange(deed="aktif", made_by=world.people["admin_a"].id, made_at=NOW, total=1)
    session.add(bulk)
    session.flush()
    session.add(BulkItem(bulk_id=bulk.id, person_id=world.people["ana"].id))
    world.named["bulk_id"] = bulk.id
    session.commit()


def _merged(world: World) -> int:
    """Another account that was made one with hers."""
    ana, by = world.people["ana"].id, world.people["admin_a"].id
    former = factories.person(world.session, "Bekas", merged_into_id=ana)
    made = PersonMerge(survivor_id=ana, merged_id=former.id, reason="Uji", merged_at=NOW, merged_by=by)
    world.session.add(made)
    world.session.flush()
    return made.id


def _learning(world: World) -> None:
    """She has handed an essay in."""
    session, ana = world.session, world.people["ana"]
    catalogue, actor = world.app.extensions["elearn.library"].catalogue, factories.actor(ana)
    enrol(session, catalogue, COURSE, actor=actor, now=NOW)
    finish_lesson(session, catalogue, COURSE, LESSON, actor=actor, now=NOW)
    session.commit()
    page, quiz = world.client("ana"), essay_course.QUIZ
    attempt = page.post_form(f"{quiz}/mulai", page=quiz).headers["Location"]
    essay = " ".join(["Rencana", SUBJECT] * 12)
    answers = {"jawab-aksi-01": "a", "jawab-aksi-02": essay, "konfirmasi": "ya"}
    assert page.post_form(f"{attempt}/kumpulkan", answers, page=attempt).status_code == 303
    sent = session.scalars(select(Attempt)).one()
    world.named |= {
        "course_slug": COURSE,
        "item_id": LESSON,
        "question_id": CHECK,
        "attempt_id": sent.id,
        "receipt": sent.receipt,
        "path_id": "langkah-awal",
    }


def _certificate(world: World) -> None:
    session, ana, objects = world.session, world.people["ana"], _objects(world)
    done = completed(session, ana, world.posting, date(2026, 11, 22), course="contoh", certificate=None)
    issued = issue(session, ana.id, completion_id=done.id)
    certificate = session.get_one(Certificate, issued.id)
    certificate.pdf_digest, certificate.status_index = objects.put(PDF), 0
    waiting = issue(session, ana.id, completion_id=done.id + 1)
    session.get_one(Certificate, waiting.id).unsigned_digest = certificate.pdf_digest
    certificate.credential_digest = objects.put(f'{{"name": "{SUBJECT}"}}'.encode())
    world.app.extensions["elearn.keys"].rotate(now=NOW)
    by, later = world.people["admin_a"].id, NOW + timedelta(days=7)
    batch = CertificateBatch(
        made_by=by, made_at=NOW, choice={}, total=1, done=1, size=9, ready_at=NOW, expires_at=later
    )
    session.add(batch)
    session.flush()
    session.add(CertificateBatchItem(batch_id=batch.id, place=1, certificate_id=issued.id))
    path = bundle_path(world.app.extensions["elearn.settings"].data / "bundel", batch.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PDF)
    world.named |= {"code": issued.code, "batch_id": batch.id, "number": 0, "key": "instansi", "form": "svg"}
    world.named["waiting"] = waiting.code


def _transcript(world: World) -> None:
    session, ana = world.session, world.people["ana"]
    outside(session, ana, "AJU1", date(2026, 11, 22), 300)
    reference = world.app.extensions["elearn.library"].catalogue.reference
    code = make_transcript(session, actor=factories.actor(ana), reference=reference, now=NOW).code
    session.scalars(select(Transcript)).one().pdf_digest = _objects(world).put(PDF)
    world.named["transcript"] = code


def _training(world: World) -> None:
    session, actor, objects = world.session, factories.actor(world.people["ana"]), _objects(world)
    reference = world.app.extensions["elearn.library"].catalogue.reference
    stored = external.Stored(objects.put(PDF), "bukti.pdf", "application/pdf", len(PDF))
    file = external.keep(session, stored, scanning=False, actor=actor, now=NOW).id
    asked = typed(judul=f"Seminar {SUBJECT}")
    code = external.draft(
        session, asked, form_key="form:1", evidence_id=file, reference=reference, actor=actor, now=NOW
    )
    external.send(session, code, actor=actor, now=NOW)
    digest, admin = objects.put(LIST.encode()), factories.actor(world.people["admin_a"])
    listed = external.receive_list(session, digest, "daftar.csv", actor=admin, now=NOW)
    people_list = _people_list(world, admin.id)
    world.named |= {"submission": code, "import_id": listed, "list_id": people_list}


def _people_list(world: World, admin_id: int) -> int:
    """A list that is being applied: the page shows it, and what was to be done with it is too late."""
    session, ana = world.session, world.people["ana"]
    data = f"NIP;Nama;Jabatan\n{ana.nip};{ana.name};Perawat\n1;{SUBJECT};x\n".encode()
    admin = actor_of(session, admin_id, today_zone="Asia/Makassar", now=NOW)
    plan = plan_people(session, read_people(data), today=NOW.date(), actor=admin)
    number = receive_people(session, _objects(world).put(data), "pegawai.csv", plan, actor=admin, now=NOW)
    begin_people(session, session.get_one(PeopleImport, number), effective_on=NOW.date(), now=NOW)
    return number


def _exemption(world: World) -> None:
    month, by = date(2026, 3, 1), world.people["admin_a"].id
    about = {"first_month": month, "last_month": month, "percent": 0, "reason": "Cuti", "source": "Surat"}
    made = TargetExemption(person_id=world.people["ana"].id, **about, actor_id=by, recorded_at=NOW)
    world.session.add(made)
    world.session.flush()
    world.named["exemption_id"] = made.id


def _house(world: World) -> None:
    """An entry of the audit trail about her, a failed job, an upload of the course."""
    session, chief = world.session, world.people["chief"].id
    audit.record(session, "person.edit", actor_id=chief, now=NOW, subjects=[world.people["ana"].id])
    by_chief = factories.actor(world.people["chief"], None, Grant("admin"))
    wanted = TokenFacts("SIMPEG", ["people:read"], world.units["clinic"].id, 30)
    world.named["token_id"] = make_token(session, wanted, actor=by_chief, now=NOW).id
    job = Job(kind="certificate.pdf", key="rusak", payload={}, created_at=NOW, run_at=NOW, failed_at=NOW, error="x")
    session.add(job)
    session.flush()
    packed = io.BytesIO()
    library = world.app.extensions["elearn.library"]
    by = factories.actor(world.people["trainer"], None, Grant("trainer", COURSE))
    authoring.download(library, COURSE, packed, actor=by)
    assert zipfile.is_zipfile(packed)
    packed.seek(0)
    token = authoring.receive(library, COURSE, packed, most_bytes=10**7, actor=by, now=NOW)
    media = library.catalogue.courses["contoh"].media[0].digest
    world.named |= {"job_id": job.id, "token": token, "version": library.published(COURSE).editions[-1].version}
    world.named |= {"kind": "csv", "digest": media, "name": "lingkaran.svg"}


def _notices(world: World) -> None:
    """What she was told, and a mail about it that failed."""
    session, ana = world.session, world.people["ana"].id
    told = Notice(
        person_id=ana, kind="esai-dinilai", key="x", words={"title": SUBJECT}, link="/riwayat", created_at=NOW
    )
    mail = Mail(person_id=ana, subject="Esai", body="- Esai.", state="gagal", attempts=6, created_at=NOW)
    session.add_all([told, mail])
    session.flush()
    secret = world.app.extensions["elearn.settings"].signing_secret()
    world.named |= {"notice_id": told.id, "mail_id": mail.id, "stop_token": notices.stop_token(secret, ana)}


def _webhooks(world: World) -> None:
    """Two addresses of other systems, one of which will be removed; a test was sent to the other."""
    session, sealer = world.session, Sealer(world.app.config["SECRET_KEY"])
    chief = factories.actor(world.people["chief"], None, Grant("admin"))
    for name in ("webhook_id", "doomed_webhook"):
        made = {"sealer": sealer, "allowed": Allowed(), "actor": chief, "now": NOW}
        url = f"https://contoh.go.id/{name}"
        world.named[name] = integrations.add_webhook(session, url, ["certificate.issued"], **made)
    integrations.ping(session, world.named["webhook_id"], actor=chief, now=NOW)
    sent = session.scalars(select(WebhookDelivery)).one()
    sent.state = "gagal"
    world.named["delivery_id"] = sent.id


def _siasn(world: World) -> None:
    """Her certificate was handed over to SIASN, whose answer was uploaded."""
    session, who = world.session, world.people["admin_a"]
    admin = factories.actor(who, None, Grant("admin", None, world.units["a"].id))
    reference = world.app.extensions["elearn.library"].catalogue.reference
    made = siasn.hand_over(session, SiasnFilter(), reference, Asker(admin, "Asia/Makassar", NOW))
    row = session.scalars(select(SiasnRow)).one()
    digest = _objects(world).put(f"kunci,rwKursusId\n{row.source}-{row.ref},rw-1\n".encode())
    reply = receive_reply(session, digest, "jawaban.csv", actor=admin, now=NOW)
    world.named |= {"row_id": row.id, "export_id": made.id, "reply_id": reply, "every_state": "semua"}


def _export(world: World) -> None:
    """A list of completions with her in it, made into a file."""
    who = world.people["admin_a"]
    by = Asker(factories.actor(who, None, Grant("admin", None, world.units["a"].id)), "Asia/Makassar", NOW)
    made = ask_export(world.session, Listed.COMPLETIONS, kept(CompletionFilter()), "jsonl", by)
    export = world.session.get_one(ListExport, made)
    export.ready_at, export.expires_at = NOW, NOW + timedelta(days=7)
    path = result_path(world.app.extensions["elearn.settings"].data / FOLDER, made)
    path.parent.mkdir(parents=True)
    path.write_text(SUBJECT)
    chosen = kept(CompletionFilter())
    filter_id = save_filter(world.session, Listed.COMPLETIONS, "Semua", chosen, {}, by)
    kept_monthly = save_filter(world.session, Listed.COMPLETIONS, "Bulanan", chosen, {}, by)
    schedule = ExportSchedule(
        filter_id=kept_monthly, kind="csv", day=1, period="saringan", to_folder=False, created_at=NOW
    )
    world.session.add(schedule)
    world.session.flush()
    world.named |= {"file_id": made, "listed": "kelulusan", "filter_id": filter_id, "schedule_id": schedule.id}


def _objects(world: World) -> ObjectStore:
    found: ObjectStore = world.app.extensions["elearn.objects"]
    return found


# Names that mean something else on some pages.
ELSEWHERE: dict[str, dict[str, Any]] = {
    "api.problem": {"name": "tidak-ditemukan"},
    "api.v1.": dict.fromkeys(("course_id", "enrolment_id", "completion_id", "certificate_id"), 1),
    "assessment.": {"item_id": QUIZ},
    "reporting.": {"item_id": QUIZ},
    "authoring.preview_quiz": {"item_id": QUIZ},
    "authoring.try_quiz": {"item_id": QUIZ},
    "authoring.grade_trial": {"item_id": QUIZ},
    "guide.": {"item_id": "membaca"},
    "home.competency": {"code": "integritas"},
    "credentials.unsigned_file": {"code": "waiting"},
    "credentials.download_transcript": {"code": "transcript"},
    "credentials.verify_transcript": {"code": "transcript"},
    "external.": {"code": "submission"},
    "notices.stop": {"token": "stop_token"},
    "integrations.ask_delete": {"webhook_id": "doomed_webhook"},
    "integrations.delete_webhook": {"webhook_id": "doomed_webhook"},
    "people.revoke_role": {"person_id": "deputy"},
    "programmes.plan_chosen": {"programme_id": "listed_programme"},
    "programmes.put_chosen": {"programme_id": "listed_programme"},
    "programmes.feed": {"token": "feed_token"},
    "programmes.join": {"cohort_id": "open_cohort"},
    "programmes.leave": {"cohort_id": "open_cohort"},
    "programmes.programme": {"programme_id": "whole_programme"},
    "programmes.export": {"programme_id": "whole_programme"},
    "programmes.nudge": {"programme_id": "whole_programme"},
}


def arguments(world: World, endpoint: str, names: set[str], role: str) -> dict[str, Any]:
    """What fills the address of a route for a role."""
    special = next((given for start, given in ELSEWHERE.items() if endpoint.startswith(start)), {})
    found = {}
    for name in names:
        value = special.get(name, world.named.get(name))
        value = world.named.get(value, value) if isinstance(value, str) else value
        found[name] = value(role) if callable(value) else value
    return found
