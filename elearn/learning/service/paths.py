"""Learning paths as a learner sees them: how far she is, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from elearn.competency.rules.profile import position_finder
from elearn.content.model import Catalogue, LearningPath
from elearn.core.errors import NotFound
from elearn.credentials.service import CertificateSummary
from elearn.learning import queries
from elearn.learning.queries import Run
from elearn.learning.rules import Mine, visible
from elearn.learning.service.browsing import CourseCard, card_of
from elearn.learning.service.path_certificates import certificate_of, may_claim
from elearn.people.queries.people import position_held
from elearn.people.rules import Actor


@dataclass(frozen=True, slots=True)
class Step:
    """A course of a path as it stands to a learner. ``waits``: in a sequential path, something comes before it."""

    card: CourseCard
    required: bool
    waits: bool

    @property
    def done(self) -> bool:
        return self.card.stands

    @property
    def revoked(self) -> bool:
        """Whether it was done, and its certificate revoked."""
        return self.card.mine == Mine.REVOKED


@dataclass(frozen=True, slots=True)
class PathPage:
    """A path and its steps in order, those that the learner may open; ``absent`` is how many required ones nobody can
    take at present. ``recommended``: it is for her position. ``certificate`` of the path, if she has it; ``claimable``:
    she has not, though she did all it takes before the path gave one. JP in hundredths, minutes of work.
    """

    path: LearningPath
    steps: tuple[Step, ...]
    recommended: bool
    absent: int = 0
    certificate: CertificateSummary | None = None
    claimable: bool = False

    @property
    def required(self) -> int:
        """How many courses must be done."""
        return sum(1 for step in self.steps if step.required)

    @property
    def done(self) -> int:
        """How many of them are."""
        return sum(1 for step in self.steps if step.required and step.done)

    @property
    def finished(self) -> bool:
        return self.done == self.required and not self.absent

    @property
    def next(self) -> Step | None:
        """The step to go on with: the first required one that is not done, once all are the first optional one."""
        left = [step for step in self.steps if not step.done and not step.waits]
        return next((step for step in left if step.required), left[0] if left else None)

    @property
    def jp(self) -> int:
        return sum(step.card.course.jp for step in self.steps if step.required)

    @property
    def minutes(self) -> int:
        return sum(step.card.course.minutes for step in self.steps if step.required)


def learning_paths(session: Session, catalogue: Catalogue, *, actor: Actor, today: date) -> tuple[PathPage, ...]:
    """All paths that have a course to take, those for the learner's position first, then as their file has them.
    Two queries.
    """
    runs = queries.runs(session, actor.id)
    key = _position_key(session, catalogue, actor, today)
    pages = (_page(catalogue, path, runs, key) for path in catalogue.reference.paths.values())
    return tuple(
        sorted((page for page in pages if page.steps), key=lambda page: (not page.recommended, page.path.line))
    )


def learning_path(session: Session, catalogue: Catalogue, path_id: str, *, actor: Actor, today: date) -> PathPage:
    """One path. Two queries, up to three more where it gives a certificate. Raises NotFound, also for a path without a
    course that could be taken.
    """
    path = catalogue.reference.paths.get(path_id)
    if path is not None:
        key = _position_key(session, catalogue, actor, today)
        page = _page(catalogue, path, queries.runs(session, actor.id), key)
        if page.steps:
            return _with_certificate(session, page, actor.id) if path.certified else page
    raise NotFound("Jalur belajar ini tidak ditemukan. Lihat jalur lain di halaman Jalur belajar.")


def _with_certificate(session: Session, page: PathPage, person_id: int) -> PathPage:
    certificate = certificate_of(session, page.path, person_id)
    claimable = certificate is None and page.finished and may_claim(session, page.path, person_id)
    return replace(page, certificate=certificate, claimable=claimable)


def _position_key(session: Session, catalogue: Catalogue, actor: Actor, today: date) -> str | None:
    position = position_finder(catalogue.reference)(position_held(session, actor.id, today))
    return position.key if position else None


def _page(catalogue: Catalogue, path: LearningPath, runs: list[Run], position: str | None) -> PathPage:
    taken = {run.course for run in runs}
    steps: list[Step] = []
    for step in path.steps:
        course = catalogue.courses.get(step.course)
        if course is not None and visible(course, taken=course.slug in taken):
            before = path.sequential and any(other.required and not other.done for other in steps)
            card = card_of(catalogue, course, runs)
            steps.append(Step(card, step.required, before and card.mine == Mine.NEW))
    shown = {step.card.course.slug for step in steps}
    absent = sum(1 for step in path.steps if step.required and step.course not in shown)
    return PathPage(path, tuple(steps), position in path.positions, absent)
