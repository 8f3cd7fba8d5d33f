"""What is asked of the demo people by when, who leads whom, and last year's JP as they were reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import update

from elearn.cli.demo_history import Player
from elearn.cli.demo_plans import ETHICS, SERVICE, START
from elearn.competency import service as competency
from elearn.core.clock import local_date
from elearn.people.models import Posting
from elearn.people.rules import Status
from elearn.programmes import service
from elearn.programmes.rules import Enrolment
from elearn.programmes.service import NewCohort, NewProgramme

TRUSTED = "layanan-tepercaya"
LEADER, LED = "maria", ("maruf", "delfina")
EXEMPT = ("sumarni", "Menjalani cuti besar sampai akhir tahun.")
JOINING = ("rikardus", "veronika", "siti")  # one more than there are seats
CLOSING = "Laporan JP tahunan kepada pejabat pembina kepegawaian."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A programme. ``starts`` and ``ends``: days from today; ``unit``: its code (empty: the whole institution)."""

    name: str
    note: str
    starts: int
    ends: int
    courses: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    unit: str = ""
    status: str = ""
    months: int | None = None
    joined: bool = False


OVER = Wanted("Etika ASN bagi semua PNS", "Surat Edaran Sekretaris Daerah 800/112.", -120, -10, (ETHICS,),
              status=Status.PNS.value)  # fmt: skip
PATH = Wanted("Petugas layanan adminduk", "Untuk semua yang melayani warga di loket.", -40, 21, paths=(TRUSTED,),
              unit="DISDUKCAPIL")  # fmt: skip
YEARLY = Wanted("Penyegaran tahunan", "Diulang setiap dua belas bulan sejak kelulusan terakhir.", -30, 45, (START,),
                unit="DINKES", months=12)  # fmt: skip
CLASS = Wanted("Kelas pelayanan publik prima", "Tatap muka sepekan sekali, di samping kursusnya.", -5, 75, (SERVICE,),
               joined=True)  # fmt: skip


def ask(player: Player, units: Mapping[str, int], now: datetime) -> None:
    """Make the programmes whose courses and paths are in the catalogue, with an exemption and a cohort that is full."""
    held = update(Posting).where(Posting.person_id.in_([player.people[key] for key in LED]), Posting.valid_to.is_(None))
    player.session.execute(held.values(superior_id=player.people[LEADER]))
    made = {wanted: _make(player, units, wanted, now) for wanted in _known(player)}
    admin = {"actor": player.actor("admin", now), "now": now}
    if OVER in made:
        service.exempt(player.session, made[OVER], player.people[EXEMPT[0]], EXEMPT[1], **admin)  # type: ignore[arg-type]
    if CLASS in made:
        _open_cohorts(player, made[CLASS], now)


def close_last_year(player: Player, now: datetime) -> None:
    """Enter what was reported of last year, as ``elearn competency close-year`` does."""
    year = local_date(now, player.zone).year - 1
    people = competency.people_to_close(player.session, year, zone=player.zone, now=now)
    competency.close_year(
        player.session, people, year, reference=player.catalogue.reference, zone=player.zone,
        actor_id=player.people["admin"], reason=CLOSING, now=now,
    )  # fmt: skip


def _known(player: Player) -> Iterator[Wanted]:
    published = {course.slug for course in player.catalogue.published()}
    for wanted in (OVER, PATH, YEARLY, CLASS):
        paths = [player.catalogue.reference.paths.get(each) for each in wanted.paths]
        asked = {*wanted.courses, *(slug for path in paths if path for slug in path.required_courses)}
        if asked and asked <= published:
            yield wanted


def _make(player: Player, units: Mapping[str, int], wanted: Wanted, now: datetime) -> int:
    starts_on, due_on = _day(player, now, wanted.starts), _day(player, now, wanted.ends)
    enrolment = Enrolment.FREE if wanted.joined else Enrolment.NONE
    typed = NewProgramme(
        wanted.name, wanted.note, wanted.courses, starts_on, due_on, False, not wanted.joined, units.get(wanted.unit),
        wanted.status, "", "", enrolment.value, wanted.months, wanted.paths,
    )  # fmt: skip
    made = now + timedelta(days=min(wanted.starts, 0))  # a programme is made before its deadline
    admin = player.actor("admin", made)
    return service.create(player.session, typed, catalogue=player.catalogue, actor=admin, now=made)


def _open_cohorts(player: Player, programme_id: int, now: datetime) -> None:
    admin, organiser = player.actor("admin", now), "BKPSDM Kota Contoh"
    first = NewCohort("Angkatan I", _day(player, now, 7), _day(player, now, 35), 2, "Aula BKPSDM", organiser)
    later = NewCohort("Angkatan II", _day(player, now, 40), _day(player, now, 70), 20, "Aula BKPSDM", organiser)
    number = service.add_cohort(player.session, programme_id, first, actor=admin, now=now)
    service.add_cohort(player.session, programme_id, later, actor=admin, now=now)
    for key in JOINING:
        service.join(player.session, number, actor=player.actor(key, now), now=now)


def _day(player: Player, now: datetime, days: int) -> date:
    return local_date(now, player.zone) + timedelta(days=days)
