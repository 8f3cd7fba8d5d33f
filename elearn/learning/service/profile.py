"""A person's competencies against what her position requires, and the courses that close the gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.competency import queries as competency
from elearn.competency.rules import reached
from elearn.competency.rules.profile import Profile, Proof, Standing, make_profile
from elearn.content.model import Catalogue, Competency, Course, LevelName
from elearn.core.errors import NotFound
from elearn.credentials import service as credentials
from elearn.credentials.rules import State
from elearn.people.queries.people import position_held

# What was learnt counts also while its sheet waits to be signed.
STANDING = {State.VALID, State.WAITING}


@dataclass(frozen=True, slots=True)
class CompetencyPage:
    """A competency of the dictionary. ``standing``: the reader's own (None: neither required nor reached); ``courses``
    are those that develop it, with the level to which they lead, the lowest first.
    """

    competency: Competency
    names: tuple[LevelName, ...]
    standing: Standing | None
    courses: tuple[tuple[Course, int], ...]


def competency_profile(
    session: Session, catalogue: Catalogue, *, person_id: int, today: date, now: datetime
) -> Profile:
    """The profile of one person, with what accounts merged into hers have earned. Three queries.

    ``today`` is the local date that says which posting counts; ``now`` decides which certificates are in force. Whoever
    asks for somebody else's must have checked her scope first.
    """
    return make_profile(
        posted_as=position_held(session, person_id, today),
        reached=reached(competency.competencies(session, person_id), catalogue.reference),
        proofs=_proofs(session, person_id, now),
        courses=catalogue.published(),
        reference=catalogue.reference,
    )


def competency_page(
    session: Session, catalogue: Catalogue, code: str, *, person_id: int, today: date, now: datetime
) -> CompetencyPage:
    """One competency and how the person stands to it. Three queries. Raises NotFound."""
    competency_asked = catalogue.reference.competencies.get(code)
    if competency_asked is None:
        raise NotFound("Kompetensi ini tidak ada dalam kamus. Lihat daftarnya di profil kompetensi Anda.")
    profile = competency_profile(session, catalogue, person_id=person_id, today=today, now=now)
    led = ((course, target.level) for course in catalogue.published() for target in course.competencies
           if target.code == code)  # fmt: skip
    return CompetencyPage(
        competency=competency_asked,
        names=catalogue.reference.level_names,
        standing=next((standing for standing in profile.standings if standing.code == code), None),
        courses=tuple(sorted(led, key=lambda pair: (pair[1], pair[0].title.casefold()))),
    )


def _proofs(session: Session, person_id: int, now: datetime) -> tuple[Proof, ...]:
    found = ((each, each.state(now)) for each in credentials.of_person(session, person_id))
    return tuple(
        Proof(each.course, each.code, state in STANDING, state is State.EXPIRED, each.last_day)
        for each, state in found
        if each.course
    )
