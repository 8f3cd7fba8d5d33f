"""Trainings that SIASN should know of: the small institution's, one from elsewhere, and what is needed to hand over."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from types import MappingProxyType

from elearn.competency import service as competency
from elearn.competency.rules import Posting
from elearn.content.model import Reference, TrainingType
from elearn.external.models import EvidenceFile, Submission
from elearn.reporting.rules.siasn import SiasnFilter, Training
from elearn.reporting.service import siasn as service
from elearn.web.paging import Paging
from tests import factories
from tests.reporting import world as worlds
from tests.reporting.world import World

EVERY = SiasnFilter(state=None)
DUE = SiasnFilter()
_count = itertools.count(1)


def reference() -> Reference:
    """Three rows of SIASN's table: one is a history of its own."""
    kinds = (
        TrainingType("1", "Diklat Struktural", "T", "diklat"),
        TrainingType("9", "Seminar", "P"),
        TrainingType("16", "E-Learning", "T"),
    )
    return factories.reference(training_types=MappingProxyType({kind.id: kind for kind in kinds}))


def approved(world: World, name: str, *, jp: int = 800, digest: str = "", mime: str = "application/pdf") -> Submission:
    """A seminar taken elsewhere by somebody, approved and entered; ``digest``: of the file that proves it."""
    who, number = world.people[name], next(_count)
    evidence = None
    if digest:
        evidence = EvidenceFile(
            person_id=who.id, digest=digest, name="bukti", mime=mime, size=9, scan="bersih", uploaded_at=worlds.NOW
        )
        world.session.add(evidence)
        world.session.flush()
    made = Submission(
        code=f"LUAR{number:06}", person_id=who.id, form_key=f"uji:{number}", state="disetujui", revision=1,
        training_type="9", scope="nasional", title="Seminar Pelayanan", organiser="Universitas Contoh",
        number=f"S/{number}/2026", issued_on=date(2026, 5, 5), first=date(2026, 5, 4), last=date(2026, 5, 5),
        competency="", evidence_id=evidence.id if evidence else None, created_at=worlds.NOW, sent_at=worlds.NOW,
    )  # fmt: skip
    world.session.add(made)
    world.session.flush()
    halves = ((made.first, jp // 2), (made.last, jp - jp // 2))
    posting = Posting(
        person_id=who.id, source_prefix=f"pengajuan:{made.id}", training_type="9", scope="nasional", title=made.title,
        days=halves, zone="Asia/Makassar", evidence_kind="pengajuan", evidence_ref=made.code, rule_version="",
    )  # fmt: skip
    competency.post(world.session, posting, actor_id=None, now=worlds.NOW)
    return made


def page(world: World, asked: SiasnFilter = EVERY, who: str = "Chief", size: int = 50) -> service.SiasnPage[Paging]:
    asker = world.asker(who)
    return service.siasn_page(world.session, asked, lambda total: Paging(1, size, total), reference(), asker)


def listed(world: World, asked: SiasnFilter = EVERY, who: str = "Chief") -> list[Training]:
    return [line.training for line in page(world, asked, who).lines]


def handed(world: World, asked: SiasnFilter = DUE, who: str = "Chief", days: int = 0) -> service.HandedOver:
    """Hand over, ``days`` after the world's instant."""
    asker = world.asker(who)
    later = type(asker)(asker.actor, asker.zone, asker.at + timedelta(days), asker.request_id)
    made = service.hand_over(world.session, asked, reference(), later)
    world.session.commit()
    return made
