"""Facts of the institution (``content/referensi``), each with its legal source and validity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from elearn.content.model.certificates import CertificateTemplate, numbers_by_registration, template_for
from elearn.content.model.framework import CompetencyLevel, LearningPath, LevelName, Position
from elearn.content.model.institution import Institution
from elearn.content.model.ipasn import IpAsn
from elearn.content.model.jp import YEARLY, JpRule, JpTarget
from elearn.content.model.programmes import ProgrammeTerms
from elearn.content.model.quality import QualityTerms
from elearn.content.model.retention import RetentionRule


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency of the institution's dictionary. ``group``: manajerial, sosial-kultural, teknis. ``levels`` are
    five, the lowest first, or none; ``unconfirmed``: the institution has yet to confirm them. ``line`` is where it
    stands in its file.
    """

    code: str
    name: str
    group: str
    source: str
    definition: str = ""
    levels: tuple[CompetencyLevel, ...] = ()
    unconfirmed: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class TrainingType:
    """A row of SIASN's ``jenisDiklat`` table: id, name, the letter of ``jenisKursusSertifikat``, and the ``history`` it
    belongs to: ``kursus`` or ``diklat``.
    """

    id: str
    name: str
    letter: str
    history: str = "kursus"


@dataclass(frozen=True, slots=True)
class Reference:
    """All facts of the institution, each with its legal source and validity."""

    institution: Institution
    competencies: Mapping[str, Competency] = field(default_factory=lambda: MappingProxyType({}))
    training_types: Mapping[str, TrainingType] = field(default_factory=lambda: MappingProxyType({}))
    jp_rules: tuple[JpRule, ...] = ()
    jp_targets: tuple[JpTarget, ...] = ()
    ranks: tuple[tuple[str, str], ...] = ()
    zones: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    level_names: tuple[LevelName, ...] = ()
    positions: Mapping[str, Position] = field(default_factory=lambda: MappingProxyType({}))
    paths: Mapping[str, LearningPath] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def dictionary(self) -> tuple[Competency, ...]:
        """The competencies in the order of their file."""
        return tuple(sorted(self.competencies.values(), key=lambda competency: competency.line))

    certificates: tuple[CertificateTemplate, ...] = ()
    ip_asn: IpAsn | None = None
    programmes: ProgrammeTerms = field(default_factory=ProgrammeTerms)
    retention: tuple[RetentionRule, ...] = ()
    quality: QualityTerms = field(default_factory=QualityTerms)

    def jp_rule(self, training_type: str, on: date) -> JpRule | None:
        """The rule of a jalur in force on a local date."""
        return _in_force((rule for rule in self.jp_rules if rule.training_type == training_type), on)

    def jalur(self, training_type: str) -> str:
        """The name of a jalur: SIASN's, else the one its rule gives it."""
        known = self.training_types.get(training_type)
        if known is not None:
            return known.name
        own = (rule.name for rule in self.jp_rules if rule.training_type == training_type and rule.name)
        return next(own, f"Jenis {training_type}")

    def jp_target(self, status: str, on: date, period: str = YEARLY) -> JpTarget | None:
        """The target of a status for a year, or for a month (``period``), in force on a local date."""
        return _in_force((t for t in self.jp_targets if (t.status, t.period) == (status, period)), on)

    def retained(self, kind: str, on: date) -> RetentionRule | None:
        """For how long a kind of data is kept, by the rule in force on a local date; None: nobody has said."""
        return _in_force((rule for rule in self.retention if rule.kind == kind), on)

    def certificate(self, organiser: str, on: date) -> CertificateTemplate:
        """The template of an organiser's certificates on a local date."""
        return template_for(self.certificates, self.institution, organiser, on)

    def needs_registration(self, organiser: str) -> bool:
        """Whether any template of an organiser ("": the institution) numbers by the course's register number."""
        return numbers_by_registration(self.certificates, self.institution, organiser)


Dated = TypeVar("Dated", JpRule, JpTarget, RetentionRule)


def _in_force(facts: Iterator[Dated], on: date) -> Dated | None:
    return next((f for f in facts if f.valid_from <= on and (f.valid_to is None or on <= f.valid_to)), None)
