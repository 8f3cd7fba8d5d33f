"""The people of the demo: the same on every machine. Every name, number and place is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from elearn.people.models import Person, Posting, RoleGrant, Unit
from elearn.people.rules import Status
from elearn.people.service import Passwords

PASSWORD = "belajar-asn-2026"  # noqa: S105  # printed on purpose: demo people are never served to the public
MAIL = "kota-contoh.go.id"
RECORDS_BEGIN = date(2024, 1, 1)
CREATED = datetime(2024, 1, 2, 1, tzinfo=UTC)

# (code, name, code of the unit above, zone: None is the installation's)
UNITS: tuple[tuple[str, str, str | None, str | None], ...] = (
    ("BKPSDM", "BKPSDM Kota Contoh", None, None),
    ("SETDA", "Sekretariat Daerah", None, None),
    ("SETDA.ORG", "Bagian Organisasi", "SETDA", None),
    ("SETDA.JKT", "Kantor Penghubung Jakarta", "SETDA", "Asia/Jakarta"),
    ("DINKES", "Dinas Kesehatan", None, None),
    ("DINKES.MELATI", "Puskesmas Melati", "DINKES", None),
    ("DINKES.KENANGA", "Puskesmas Kenanga", "DINKES", None),
    ("DINKES.BUKIT", "Puskesmas Bukit Harapan", "DINKES", None),
    ("DISDUKCAPIL", "Dinas Kependudukan dan Pencatatan Sipil", None, None),
    ("DISDUKCAPIL.HULU", "UPTD Adminduk Wilayah Hulu", "DISDUKCAPIL", None),
    ("DPMPTSP", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", None, None),
    ("DISDIK", "Dinas Pendidikan", None, None),
    ("DISDIK.SD1", "SD Negeri 1 Contoh", "DISDIK", None),
    ("HULU", "Kecamatan Hulu", None, None),
    ("HULU.TANJUNG", "Kelurahan Tanjung", "HULU", "Asia/Makassar"),
    ("HULU.MUARA", "Kelurahan Muara", "HULU", "Asia/Makassar"),
)

# key | title before | name | titles after | sex | birth place | born | status | appointed | unit | position | rank
# ``appointed`` is year and month (PNS) or year and number of the contract (PPPK).
TABLE = """
admin||Agustina Bere|S.Kom., M.M.|P|Kota Contoh|1984-08-17|pns|2009-01|BKPSDM|Kepala Bidang Pengembangan Kompetensi|IV/a
dinkes||Yuliana Tefa|S.K.M.|P|Kefamenanu|1986-07-02|pns|2011-03|DINKES|Kepala Subbagian Kepegawaian|III/d
pengajar|Dr.|Stefanus Ola Keraf|M.Pd.|L|Larantuka|1975-12-26|pns|2000-12|BKPSDM|Widyaiswara Ahli Madya|IV/b
widya|Dra.|Ni Luh Ketut Sukmawati|M.Si.|P|Singaraja|1972-05-20|pns|1998-03|BKPSDM|Widyaiswara Ahli Madya|IV/c
maria||Maria Bria|S.Sos.|P|Atambua|1990-03-15|pns|2015-03|DISDUKCAPIL|Analis Kependudukan Ahli Muda|III/c
baru||Rosalinda Mau|A.Md.Kep.|P|Kupang|1999-09-09|cpns|2025-06|DINKES.MELATI|Perawat Terampil|II/c
yosef||Yosef D'Rosari|S.T.|L|Maumere|1988-11-01|pns|2014-02|DPMPTSP|Penata Perizinan Ahli Muda|III/d
nimatul||Ni'matul Aulia|S.Pd.|P|Bima|1991-01-27|pppk|2023-1|DISDIK.SD1|Guru Ahli Pertama|IX
maruf||Ma'ruf Hidayat||L|Labuan Bajo|1993-04-18|pppk|2022-1|DISDUKCAPIL|Operator Layanan Operasional|VII
panjang|Dr. drg.|Maria Magdalena Anastasia Wilhelmina Theresia Kartini Fernandez da Costa Lopes Monteiro|Sp.KGA., \
M.Kes., FISQua.|P|Dili|1979-02-28|pns|2006-04|DINKES.KENANGA|Dokter Gigi Ahli Madya|IV/a
sumarni||Sumarni||P|Wonogiri|1970-06-30|pns|1994-03|HULU|Pengadministrasi Umum|III/a
benediktus||Benediktus Nggewa|S.E.|L|Ende|1982-10-12|pns|2008-01|SETDA.ORG|Analis Kebijakan Ahli Muda|III/d
lodia||Lodia Pello|A.Md.Keb.|P|Soe|1994-05-05|pppk|2022-1|DINKES.BUKIT|Bidan Terampil|VII
antonius||Antonius Seran|S.H.|L|Betun|1987-06-13|pns|2012-11|SETDA.JKT|Analis Hukum Ahli Muda|III/c
hendrik||Hendrik Lay Riwu||L|Sabu|1985-03-03|pppk-paruh-waktu|2025-1|HULU.TANJUNG|Penata Layanan Operasional|V
katarina||Katarina Uto|S.Kep., Ns.|P|Bajawa|1992-08-21|pns|2019-03|DINKES.MELATI|Perawat Ahli Pertama|III/b
gregorius||Gregorius Lanang|S.Kom.|L|Ruteng|1996-12-01|cpns|2025-06|DISDUKCAPIL.HULU|Pranata Komputer Ahli Pertama|III/a
veronika||Veronika Naben|S.Farm., Apt.|P|Kefamenanu|1989-09-17|pns|2016-05|DINKES.KENANGA|Apoteker Ahli Muda|III/c
dominikus||Dominikus Mali|S.STP.|L|Atambua|1991-07-25|pns|2013-09|HULU|Camat|III/d
imaculata||Imaculata Dhiu|S.Pd.SD.|P|Bajawa|1983-12-08|pppk|2023-1|DISDIK.SD1|Guru Ahli Pertama|IX
frans||Fransiskus Xaverius Nahak||L|Malaka|1978-04-02|pns|2007-01|DPMPTSP|Pengelola Pelayanan Perizinan|III/b
yohanna||Yohana Nale|S.IP.|P|Rote|1990-10-30|pns|2015-03|HULU.MUARA|Lurah|III/c
paulus||Paulus Tnunay|A.Md.|L|Niki-Niki|1995-01-11|pppk|2024-1|DISDUKCAPIL.HULU|Arsiparis Terampil|VII
siti||Siti Aminah Daud|S.Gz.|P|Alor|1993-06-06|pns|2020-12|DINKES.BUKIT|Nutrisionis Ahli Pertama|III/b
emanuel||Emanuel Kolo||L|Kefamenanu|1980-05-16|pns|2005-04|SETDA|Pengadministrasi Perkantoran|II/d
margaretha||Margaretha Hoar|S.A.P.|P|Betun|1997-02-14|cpns|2025-06|DPMPTSP|Penata Perizinan Ahli Pertama|III/a
ignasius|Drs.|Ignasius Bau||L|Weluli|1969-11-29|pns|1996-03|SETDA.ORG|Kepala Bagian Organisasi|IV/b
delfina||Delfina Abuk||P|Belu|1996-08-08|pppk-paruh-waktu|2025-1|DISDUKCAPIL|Operator Layanan Operasional|V
rikardus||Rikardus Djawa|S.Sos.|L|Mbay|1986-01-19|pns|2010-12|DINKES|Epidemiolog Kesehatan Ahli Muda|III/c
melania||Melania Kadju|S.T.|P|Waingapu|1994-11-23|pppk|2024-1|DPMPTSP|Penata Perizinan Ahli Pertama|IX
viktor||Viktor Manbait||L|Oelamasi|1988-02-05|pns|2009-12|HULU.TANJUNG|Pengadministrasi Umum|II/d
bernadete||Bernadete Soi|A.Md.Kes.|P|Lembata|1998-07-07|pppk|2023-1|DINKES.MELATI|Perekam Medis Terampil|VII
kornelis||Kornelis Hae|S.Pd., M.Pd.|L|Waikabubak|1981-09-01|pns|2006-01|DISDIK|Pengawas Sekolah Ahli Madya|IV/a
theodora||Theodora Lusi||P|Baa|1990-12-12|pppk-paruh-waktu|2025-1|DINKES.BUKIT|Pengelola Layanan Kesehatan|V
januarius||Januarius Meko|S.Kom.|L|Soe|1992-01-10|pns|2018-12|BKPSDM|Pranata Komputer Ahli Pertama|III/b
oktaviana||Oktaviana Djami|S.E., Ak.|P|Sabu|1987-10-04|pns|2014-03|SETDA|Analis Keuangan Ahli Muda|III/c
leonard||Leonard Fanggi|S.H.|L|Rote|1995-03-28|cpns|2025-06|SETDA.JKT|Analis Hukum Ahli Pertama|III/a
anselmus||Anselmus Taek||L|Insana|1983-04-21|pppk|2022-1|HULU.MUARA|Pengelola Umum Operasional|V
rambu||Rambu Ana Kahi||P|Sumba Timur|2000-05-30|non-asn||DISDIK|Tenaga pendukung|
"""


@dataclass(frozen=True, slots=True)
class Someone:
    """A line of the table. ``appointed`` holds six digits of the NIP: year, and month or ``2`` and contract."""

    key: str
    before: str
    name: str
    after: str
    female: bool
    birth_place: str
    born: date
    status: Status
    appointed: str
    unit: str
    position: str
    rank: str
    number: int

    @property
    def nip(self) -> str | None:
        """A well-formed NIP or NI PPPK (None for somebody who is no ASN)."""
        if not self.appointed:
            return None
        return f"{self.born:%Y%m%d}{self.appointed}{2 if self.female else 1}{self.number:03}"

    @property
    def posted_since(self) -> date:
        """The first day of the present posting: her appointment, or the start of the records."""
        if not self.appointed:
            return RECORDS_BEGIN
        month = int(self.appointed[4:]) if self.appointed[4] != "2" else 1
        return max(RECORDS_BEGIN, date(int(self.appointed[:4]), month, 1))

    @property
    def email(self) -> str:
        return f"{self.key}@{MAIL}"


def someone(line: str, number: int) -> Someone:
    """A person out of a line of the table."""
    key, before, name, after, sex, place, born, status, appointed, unit, position, rank = line.split("|")
    year, _, rest = appointed.partition("-")
    digits = year + (rest if len(rest) == 2 else f"2{rest}") if appointed else ""
    return Someone(key, before, name, after, sex == "P", place, date.fromisoformat(born), Status(status), digits,
                   unit, position, rank, number)  # fmt: skip


PEOPLE = tuple(someone(line, number) for number, line in enumerate(TABLE.strip().splitlines(), 1))
BY_KEY = {one.key: one for one in PEOPLE}
# Who does more than learn: (key, role, course, code of the unit). None: of everything.
ROLES: tuple[tuple[str, str, str | None, str | None], ...] = (
    ("admin", "admin", None, None),
    ("dinkes", "admin", None, "DINKES"),
    ("widya", "trainer", None, None),
    ("pengajar", "trainer", "pelayanan-publik-prima", None),
)
# Somebody who moved: (key, unit before, position before, last day there).
MOVED = ("rikardus", "DINKES.KENANGA", "Epidemiolog Kesehatan Ahli Pertama", date(2025, 6, 30))
# The sign-ins that are printed: (what it shows, key).
SIGN_INS = (
    ("admin seluruh instansi", "admin"),
    ("admin Dinas Kesehatan", "dinkes"),
    ("pengajar semua kursus", "widya"),
    ("pengajar satu kursus", "pengajar"),
    ("peserta baru", "baru"),
    ("peserta berpengalaman", "maria"),
)


def create_units(session: Session) -> Mapping[str, int]:
    """Make the units; returns their ids by code."""
    ids: dict[str, int] = {}
    for code, name, above, zone in UNITS:
        unit = Unit(code=code, name=name, parent_id=ids[above] if above else None, zone=zone)
        session.add(unit)
        session.flush()
        ids[code] = unit.id
    return ids


def create_people(session: Session, units: Mapping[str, int], passwords: Passwords) -> Mapping[str, int]:
    """Make everybody with their postings and roles; returns their ids by key. The password is hashed once."""
    stored = passwords.hash(PASSWORD)
    ids = {one.key: _create(session, one, units, stored) for one in PEOPLE}
    for key, role, course, unit in ROLES:
        where = units[unit] if unit else None
        grant = RoleGrant(person_id=ids[key], role=role, course=course, unit_id=where, granted_at=CREATED)
        grant.granted_by = ids["admin"] if key != "admin" else None
        session.add(grant)
    session.flush()
    return ids


def _create(session: Session, one: Someone, units: Mapping[str, int], stored: str) -> int:
    person = Person(
        nip=one.nip,
        email=one.email,
        name=one.name,
        title_before=one.before,
        title_after=one.after,
        birth_place=one.birth_place,
        birth_date=one.born,
        password_hash=stored,
        must_change_password=False,
        demo=True,
        created_at=max(CREATED, datetime.combine(one.posted_since, time(1), UTC)),
    )
    session.add(person)
    session.flush()
    posted = {"person_id": person.id, "status": one.status.value, "rank": one.rank}
    since = one.posted_since
    if one.key == MOVED[0]:
        _, unit, position, last = MOVED
        session.add(Posting(**posted, unit_id=units[unit], position=position, valid_from=since, valid_to=last))
        since = date.fromordinal(last.toordinal() + 1)
    session.add(Posting(**posted, unit_id=units[one.unit], position=one.position, valid_from=since))
    return person.id
