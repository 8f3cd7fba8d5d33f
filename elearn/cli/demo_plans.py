"""Who of the demo people did what, and what staff did about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import update

from elearn.assessment.service import grant_attempt, grant_page
from elearn.cli.demo_archive import SLUG as ARCHIVE
from elearn.cli.demo_history import Event, Player, Study, ago, events, last_year
from elearn.cli.demo_people import BY_KEY, UNITS
from elearn.content.model import Catalogue, Quiz
from elearn.credentials import service as credentials
from elearn.credentials.rules.batches import Choice
from elearn.people.models import Person

START, ETHICS, SERVICE = "mulai-belajar", "etika-asn", "pelayanan-publik-prima"

PLANS: Mapping[str, tuple[Study, ...]] = {
    # above the target of 20 JP, and something to go on with today
    "maria": (
        Study(START, last_year(9, 15), 8),
        Study(ARCHIVE, ago(160), 1),
        Study(ETHICS, ago(60), 4, final=(92,), practice=100),
        Study(SERVICE, ago(4), 4, stop=8, leaves_open=True),
    ),
    "yosef": (Study(ARCHIVE, ago(160), 1), Study(SERVICE, ago(100), 3, final=(65, 90)), Study(START, ago(30), 8)),
    "veronika": (Study(ARCHIVE, ago(160), 1), Study(ETHICS, ago(41), 4), Study(START, ago(90), 4)),
    # everything on one day: six JP worked, three recognised
    "panjang": (Study(START, ago(20), 99), Study(ETHICS, ago(20), 99, final=(100,)), Study(SERVICE, ago(20), 99)),
    # on the way to the target
    "admin": (Study(ETHICS, ago(80), 5, final=(100,), practice=100),),
    "dinkes": (Study(START, ago(110), 8, final=(100,)), Study(ETHICS, ago(33), 6, stop=7)),
    "nimatul": (Study(START, ago(95), 4), Study(ETHICS, ago(70), 5, final=(58, 75))),
    "maruf": (Study(ETHICS, last_year(2, 10), 5), Study(START, ago(120), 3, final=(40, 60))),
    "benediktus": (Study(ETHICS, ago(75), 3), Study(SERVICE, ago(50), 4, final=(80,))),
    "lodia": (
        Study(ETHICS, last_year(2, 10), 5),
        Study(START, last_year(10, 6), 4),
        Study(SERVICE, ago(64), 5, final=(75,)),
    ),
    "katarina": (Study(START, ago(140), 8, final=(80,)), Study(SERVICE, ago(58), 4, final=(95,), practice=100)),
    "gregorius": (Study(START, ago(45), 8, final=(100,)), Study(ETHICS, ago(38), 8, final=(92,))),
    "dominikus": (Study(SERVICE, ago(130), 3, final=(55, 70)),),
    "yohanna": (Study(ETHICS, ago(85), 5, final=(84,)),),
    "paulus": (Study(ETHICS, last_year(8, 11), 5), Study(ARCHIVE, ago(160), 1), Study(START, ago(52), 4)),
    "siti": (Study(START, ago(70), 4), Study(ETHICS, ago(29), 5, final=(75,))),
    "margaretha": (Study(START, ago(40), 8, final=(100,)), Study(SERVICE, ago(12), 3, stop=14)),
    "rikardus": (Study(START, last_year(2, 17), 8), Study(ETHICS, ago(47), 5, final=(67, 84))),
    "melania": (Study(START, ago(66), 4, final=(60,)), Study(SERVICE, ago(26), 4, final=(85,))),
    "bernadete": (
        Study(ETHICS, last_year(2, 10), 5),
        Study(SERVICE, last_year(4, 7), 4, final=(90,)),
        Study(START, ago(101), 5, final=(80,)),
    ),
    # nothing this year, but their agencies sent them to learn last year
    "imaculata": (Study(ETHICS, last_year(3, 4), 5, final=(92,)), Study(SERVICE, last_year(5, 6), 4)),
    "theodora": (Study(ETHICS, last_year(8, 11), 4), Study(SERVICE, last_year(9, 8), 4)),
    "anselmus": (Study(ETHICS, last_year(8, 11), 4), Study(START, last_year(10, 13), 8)),
    "ignasius": (Study(ETHICS, last_year(3, 4), 5, final=(100,)),),
    "kornelis": (Study(ETHICS, last_year(11, 3), 5, final=(92,)), Study(START, ago(14), 8, final=(100,))),
    "januarius": (Study(ARCHIVE, ago(160), 1), Study(ETHICS, ago(24), 5, final=(92,), practice=100)),
    "oktaviana": (Study(ETHICS, ago(9), 4, stop=10),),
    "leonard": (Study(START, ago(18), 4, final=(80,)),),
    "delfina": (Study(START, ago(55), 2, final=(20, 60)),),
    # stuck: nothing for weeks, in the middle of a course or before its exam
    "sumarni": (Study(START, ago(88), 2, stop=3),),
    "emanuel": (Study(SERVICE, ago(105), 3, stop=5),),
    "viktor": (Study(ETHICS, ago(77), 4, stop=14),),
    # all attempts used up: one waits for a trainer, one was granted another
    "frans": (Study(ETHICS, ago(57), 5, final=(42, 50, 58), practice=40),),
    "hendrik": (Study(ETHICS, ago(48), 5, final=(34, 50, 67), practice=60),),
    # enrolled, nothing begun
    "antonius": (Study(ETHICS, ago(6), stop=0),),
}

REVOKED, REPLACED, GRANTED = "dominikus", "yohanna", "hendrik"


def everything(catalogue: Catalogue, installation_zone: str, now: datetime) -> list[Event]:
    """The events of all plans whose course is in the catalogue."""
    zones = {code: zone or installation_zone for code, _name, _above, zone in UNITS}
    return [
        event
        for key, studies in PLANS.items()
        for study in studies
        if study.course in catalogue.courses
        for event in events(key, study, catalogue.courses[study.course], zones[BY_KEY[key].unit], now)
    ]


def aftermath(player: Player, now: datetime) -> None:
    """What staff did: a certificate revoked, one replaced, all asked for as a bundle, another attempt granted."""
    admin = player.actor("admin", now)
    withdrawn = [each for each in credentials.of_person(player.session, player.people[REVOKED]) if each.course]
    if withdrawn:
        reason = "Pasca-uji dikerjakan rekan sekantor, menurut pengakuan yang bersangkutan."
        credentials.revoke(player.session, withdrawn[0].code, actor=admin, reason=reason, now=now - timedelta(hours=3))
    misspelt = [each for each in credentials.of_person(player.session, player.people[REPLACED]) if each.course]
    if misspelt:
        right_name = update(Person).where(Person.id == player.people[REPLACED]).values(name="Yohanna Nalle")
        player.session.execute(right_name)
        player.session.expire_all()
        credentials.reissue(
            player.session,
            misspelt[0].code,
            actor=admin,
            reason="Ejaan nama diperbaiki sesuai SK CPNS.",
            now=now - timedelta(hours=2),
            reference=player.catalogue.reference,
        )
        credentials.request_batch(player.session, Choice(), actor=admin, now=now - timedelta(minutes=90))
    ethics = player.catalogue.courses.get(ETHICS)
    tests = [item for item in ethics.items if isinstance(item, Quiz) and item.attempts] if ethics else []
    for test in tests:
        about = (player.session, player.catalogue, ETHICS, test.id, player.people[GRANTED])
        bodies, widya, at = player.library.quiz, player.actor("widya", now), now - timedelta(hours=1)
        if grant_page(*about, bodies=bodies, actor=widya, now=at).refusal is None:
            why = "Listrik padam pada percobaan ketiga."
            grant_attempt(*about, reason=why, bodies=bodies, actor=widya, now=at)
