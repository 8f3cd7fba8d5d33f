"""What a new installation needs before people may rely on it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

# The course that is the admins' manual. An institution that drops it loses the links to it and nothing else.
MANUAL = "panduan-admin"
# The town of every sample that ships with this software.
SAMPLE = "Kota Contoh"
BACKUP_WITHIN = timedelta(days=7)

_LISTS, _SITE, _PRIVACY = "daftar-kelulusan-dan-ekspor", "menjaga-situs-tetap-sehat", "jejak-audit-dan-data-pribadi"
_PEOPLE, _CERTIFICATES = "menambah-dan-mengimpor-pegawai", "mengurus-sertifikat"
# The lesson of the manual about each part of the admins' pages, by what follows ``/admin/`` in their addresses.
LESSONS: Mapping[str, str] = MappingProxyType(
    {
        "": "peran-dan-lingkup",
        "api": _SITE,
        "audit": _PRIVACY,
        "dasbor": "membaca-dasbor",
        "hasil-kursus": "membaca-dasbor",
        "peserta-kursus": "membaca-dasbor",
        "ekspor": _LISTS,
        "kelulusan": _LISTS,
        "kompetensi": "peta-kompetensi",
        "konten": _SITE,
        "koreksi": _PRIVACY,
        "pegawai": _PEOPLE,
        "pekerjaan": _SITE,
        "pembaruan": _CERTIFICATES,
        "pengajuan": "kegiatan-dari-luar",
        "persiapan": _SITE,
        "program": "program-pelatihan",
        "rekap-jp": _LISTS,
        "retensi": _PRIVACY,
        "saringan": _LISTS,
        "sertifikat": _CERTIFICATES,
        "siasn": _LISTS,
        "surel": "program-pelatihan",
        "tte": _CERTIFICATES,
        "unit": "unit-dan-penempatan",
        "webhook": _SITE,
        "xapi": _SITE,
    }
)


class State(StrEnum):
    """How far a step is; ``LOOK``: only a person can tell."""

    DONE = "beres"
    OPEN = "belum"
    LOOK = "periksa"


@dataclass(frozen=True, slots=True)
class Installation:
    """What is known of an installation. ``site_name`` and ``helpdesk`` are empty while they are those of the sample,
    ``organisation`` is the institution's name as certificates print it, ``samples`` the organisers whose certificate
    templates are still samples; ``one_above_all``: all units lie below one, and none is marked as a perangkat daerah;
    ``demo``: somebody in it was made up.
    """

    site_name: str
    helpdesk: str
    organisation: str
    samples: tuple[str, ...]
    logo: bool
    local_time: datetime
    zone: str
    secure: bool
    mail: bool
    backed_up_at: datetime | None
    units: int
    one_above_all: bool
    people: int
    admins: int
    courses: int
    content_errors: int
    demo: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up. ``found`` says how it stands, ``remedy`` what to do, ``page`` the endpoint where (or ""),
    ``lesson`` the part of the manual that explains it.
    """

    title: str
    state: State
    found: str
    remedy: str
    page: str = ""
    lesson: str = ""


def lesson_about(path: str) -> str | None:
    """The lesson of the manual that explains an admin's page, by its path such as ``/admin/unit/3``; None for a page
    that needs none, the manual's own among them.
    """
    place, _, rest = path.lstrip("/").partition("/")
    return LESSONS.get(rest.split("/")[0]) if place == "admin" else None


def steps(site: Installation, now: datetime) -> tuple[Step, ...]:
    """Everything to set up, in the order in which it is best done."""
    return (*_institution(site), *_people(site), *_courses(site), *_safety(site, now))


def _state(done: bool) -> State:
    return State.DONE if done else State.OPEN


def _institution(site: Installation) -> Iterator[Step]:
    yield Step(
        "Nama situs dan bantuan",
        _state(bool(site.site_name and site.helpdesk)),
        f"Nama: {site.site_name or 'masih bawaan'}. Bantuan: {site.helpdesk or 'masih bawaan'}.",
        "Isi ELEARN_SITE_NAME dan ELEARN_HELPDESK (nomor telepon atau surel yang dijawab orang); mulai ulang situs.",
        lesson="menjaga-situs-tetap-sehat",
    )
    own = SAMPLE not in site.organisation
    yield Step(
        "Instansi dan penandatangan",
        _state(own and not site.samples),
        f"{site.organisation}." if own else f"Masih contoh: {site.organisation}.",
        "Ganti isi instansi.yml dan folder sertifikat di referensi konten Anda; lihat hasilnya di pratinjau templat."
        + (f" Templat yang masih contoh: {', '.join(site.samples)}." if site.samples else ""),
        "credentials.templates",
        "mengurus-sertifikat",
    )
    yield Step(
        "Logo",
        _state(site.logo),
        "Logo Anda terpasang." if site.logo else "Masih lambang bawaan.",
        "Isi ELEARN_LOGO dengan letak berkas SVG atau PNG, lalu mulai ulang situs.",
        lesson="menjaga-situs-tetap-sehat",
    )
    yield Step(
        "Zona waktu",
        State.LOOK,
        f"Menurut situs ini sekarang pukul {site.local_time:%H.%M} {site.zone}.",
        "Bila jam itu bukan jam di kantor Anda, ubah ELEARN_TIMEZONE. Unit di zona lain menulis zonanya sendiri.",
        "people.admin_units",
        "unit-dan-penempatan",
    )


def _people(site: Installation) -> Iterator[Step]:
    yield Step(
        "Unit kerja",
        _state(site.units > 0),
        f"{site.units} unit.",
        "Tambahkan perangkat daerah dan unit di bawahnya, atau biarkan daftar pegawai membuatnya.",
        "people.admin_units",
        "unit-dan-penempatan",
    )
    if site.one_above_all:
        yield Step(
            "Perangkat daerah",
            State.LOOK,
            "Semua unit berada di bawah satu unit, jadi laporan hanya menyebut satu perangkat daerah.",
            "Bila unit itu di atas perangkat daerah, misalnya Pemerintah Kota, tandai setiap perangkat daerah di "
            "halaman unitnya. Bila situs ini hanya untuk satu perangkat daerah, biarkan.",
            "people.admin_units",
            "unit-dan-penempatan",
        )
    yield Step(
        "Pegawai",
        _state(site.people > 1),
        f"{site.people} pegawai aktif.",
        "Impor daftar CSV atau XLSX: situs memeriksanya dahulu, dan sesudah diterapkan pun dapat dibatalkan.",
        "people.import_people",
        "menambah-dan-mengimpor-pegawai",
    )
    yield Step(
        "Admin kedua",
        _state(site.admins > 1),
        f"{site.admins} admin seluruh instansi.",
        "Beri satu orang lagi peran admin, agar pekerjaan tidak berhenti ketika Anda cuti.",
        "people.admin_people",
        "peran-dan-lingkup",
    )


def _courses(site: Installation) -> Iterator[Step]:
    errors = f" {site.content_errors} kesalahan konten." if site.content_errors else ""
    yield Step(
        "Kursus pertama",
        _state(site.courses > 0 and not site.content_errors),
        f"{site.courses} kursus Anda sendiri terbit.{errors}",
        "Buat kursus dengan “elearn new course”, periksa dengan “elearn check”, lalu terbitkan. Kursus contoh tidak "
        "dihitung.",
        "reporting.content",
    )


def _safety(site: Installation, now: datetime) -> Iterator[Step]:
    yield Step(
        "Alamat aman",
        _state(site.secure),
        "Alamat umum memakai https." if site.secure else "Alamat umum belum memakai https.",
        "Pasang TLS di depan situs, lalu isi ELEARN_PUBLIC_URL: alamat ini tercetak pada setiap sertifikat.",
        lesson="menjaga-situs-tetap-sehat",
    )
    yield Step(
        "Surel",
        _state(site.mail),
        "Server surel terpasang." if site.mail else "Pemberitahuan hanya tampil di situs.",
        "Isi ELEARN_SMTP_HOST dan ELEARN_SMTP_FROM, lalu coba dengan “elearn mail test”.",
        "notices.outbox",
        "menjaga-situs-tetap-sehat",
    )
    at = site.backed_up_at
    yield Step(
        "Cadangan",
        _state(at is not None and now - at <= BACKUP_WITHIN),
        f"Terakhir dibuat {(now - at).days} hari yang lalu." if at else "Belum pernah dibuat.",
        "Jadwalkan “elearn backup” setiap malam, simpan berkasnya di mesin lain, dan coba memulihkannya sekali.",
        lesson="menjaga-situs-tetap-sehat",
    )
    yield Step(
        "Akun contoh",
        _state(not site.demo),
        "Ada akun contoh, yang kata sandinya diketahui umum." if site.demo else "Tidak ada akun contoh.",
        "Pakai ELEARN_DATA lain yang kosong sebelum situs dibuka untuk pegawai.",
    )
