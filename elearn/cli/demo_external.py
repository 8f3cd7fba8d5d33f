"""What the demo people learnt elsewhere: submissions in every state, each with a file that can be opened."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from elearn.cli.demo_history import Player
from elearn.core.clock import local_date
from elearn.core.objects import ObjectStore
from elearn.external import service
from elearn.external.inspecting import inspect
from elearn.external.models import Submission
from elearn.external.rules import Act

MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """Something that ``key`` did elsewhere ``ago`` days before today, for ``days`` days, and what became of it:
    ``fates`` are what was done after it was drafted, the last ones by the admin.
    """

    key: str
    kind: str
    title: str
    organiser: str
    number: str
    ago: int
    days: int = 1
    jp: str = ""
    times: str = ""
    fates: tuple[Act, ...] = (Act.SENT,)
    reason: str = ""


TOLD = (
    Told("maria", "4", "Workshop Layanan Adminduk Ramah Disabilitas", "Universitas Contoh", "045/WS/UC", 38, 2,
         fates=(Act.SENT, Act.APPROVED)),
    Told("maria", "9", "Seminar Nasional Satu Data Kependudukan", "Ditjen Dukcapil", "DKC/SEM/118", 9),
    Told("maria", "14", "Coaching penyusunan standar pelayanan", "BKPSDM Kota Contoh", "ST.800/77", 24, times="2",
         fates=(Act.SENT, Act.RETURNED), reason="Surat tugasnya belum ditandatangani. Unggah yang sudah."),
    Told("maria", "23", "Komunitas belajar pelayanan publik", "Forum Pelayanan Publik", "KB/III", 3,
         jp="2", fates=()),
    Told("yosef", "3", "Diklat Teknis Perizinan Berbasis Risiko", "BPSDM Provinsi", "893.3/221/DIK", 70, 5, "40"),
    Told("yosef", "3", "Pelatihan teknis perizinan berbasis risiko", "BPSDM", "893.3/221/DIK", 70, 5, "40"),
    Told("katarina", "9", "Seminar Keperawatan Luka", "PPNI Kota Contoh", "PPNI/SKL/09", 15),
    Told("lodia", "8", "Bimtek Pencatatan Persalinan", "Dinas Kesehatan Provinsi Contoh", "BT/KIA/31", 20, 3, "24",
         fates=(Act.SENT, Act.REJECTED), reason="Nama pada sertifikat bukan nama pegawai yang mengajukan."),
    Told("benediktus", "20", "Patok banding reformasi birokrasi", "Kota Teladan", "ST/65/ORG", 50, 2,
         times="1", fates=(Act.SENT, Act.APPROVED, Act.CANCELLED), reason="Perjalanan ini ternyata dibatalkan."),
    Told("antonius", "11", "Kursus Legal Drafting", "Lembaga Contoh", "LD/2/19", 33, 4, "32", fates=(Act.WITHDRAWN,)),
)  # fmt: skip


def hand_in(player: Player, objects: ObjectStore, now: datetime) -> None:
    """Let the demo people hand in what they did, and the admin decide; through the same services as the site."""
    for number, each in enumerate(TOLD):
        at = now - timedelta(days=max(each.ago - each.days, 0), hours=number % 5 + 1)
        _play(player, objects, each, f"demo:{number}", at)


def _play(player: Player, objects: ObjectStore, told: Told, form_key: str, at: datetime) -> None:
    session, reference, owner = player.session, player.catalogue.reference, player.actor(told.key, at)
    raw = dict(_typed(told, local_date(at, owner.zone)))
    found = inspect(certificate(told, raw["selesai"]), "sertifikat.pdf", most_bytes=MOST_BYTES)
    stored = service.store(objects, found)
    file = service.keep(session, stored, scanning=False, actor=owner, now=at)
    code = service.draft(session, raw, form_key=form_key, evidence_id=file.id, reference=reference, actor=owner, now=at)
    for fate in told.fates:
        at += timedelta(minutes=20)
        _decide(player, told, code, fate, at)


def _decide(player: Player, told: Told, code: str, fate: Act, at: datetime) -> None:
    session, owner, admin = player.session, player.actor(told.key, at), player.actor("admin", at)
    revision = session.scalars(select(Submission.revision).where(Submission.code == code)).one()
    if fate is Act.SENT:
        service.send(session, code, actor=owner, now=at)
    elif fate is Act.WITHDRAWN:
        service.withdraw(session, code, actor=owner, now=at)
    elif fate is Act.APPROVED:
        reference = player.catalogue.reference
        service.approve(session, code, revision, reference=reference, zone=player.zone, actor=admin, now=at)
    else:
        answers = {Act.RETURNED: service.send_back, Act.REJECTED: service.reject, Act.CANCELLED: service.cancel}
        answers[fate](session, code, revision, told.reason, actor=admin, now=at)


def _typed(told: Told, today: date) -> Iterator[tuple[str, str]]:
    """The facts as the form sends them; the last day is the day before they were handed in."""
    last = today - timedelta(days=1)
    yield from {"jenis": told.kind, "lingkup": "nasional", "judul": told.title, "penyelenggara": told.organiser}.items()
    yield from {"nomor": told.number, "tanggal_bukti": last.isoformat(), "jp": told.jp, "jumlah": told.times}.items()
    yield from {"mulai": (last - timedelta(days=told.days - 1)).isoformat(), "selesai": last.isoformat()}.items()


def certificate(told: Told, on: str) -> bytes:
    """A sheet that looks like a certificate, as PDF."""
    from PIL import Image, ImageDraw  # only the demo draws

    sheet = Image.new("RGB", (1123, 794), "#fffdf6")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((30, 30, 1093, 764), outline="#8a6d1f", width=6)
    lines = (
        ("SERTIFIKAT", 150, 64),
        (told.title, 300, 34),
        (told.organiser, 400, 28),
        (f"Nomor {told.number}, {on}", 470, 24),
    )
    for text, height, size in (*lines, ("Contoh untuk peragaan", 690, 20)):
        pen.text((561, height), text, fill="#333333", anchor="mm", font_size=size)
    made = io.BytesIO()
    sheet.save(made, "PDF", resolution=96.0)
    return made.getvalue()
