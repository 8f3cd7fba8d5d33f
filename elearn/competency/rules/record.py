"""A year of a person's ledger laid out to be read: months, lines, and the competencies reached. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from elearn.competency.rules.chain import ChainHead
from elearn.competency.rules.exemptions import Exemption, months_of, relieve, touching
from elearn.competency.rules.ipasn import IpAsnPage
from elearn.competency.rules.ledger import Fact, Recognised, YearSummary, recognise, summarise
from elearn.competency.rules.posting import CERTIFICATE, last_word, taken_back
from elearn.competency.rules.table import RuleRow, rule_row
from elearn.competency.rules.targets import Standing
from elearn.competency.rules.telling import terms, why_less
from elearn.content.model import NATIONAL, JpRule, JpTarget, Reference


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as shown. ``rule`` is None when no rule is in force, ``terms`` says what it asks; ``why`` says why less
    counts than was done (empty: all of it counts). ``revoked`` entries count nothing.
    """

    on: date
    title: str
    training_type: str
    raw: int
    recognised: int
    rule: JpRule | None
    evidence_ref: str
    revoked: bool = False
    reason: str | None = None
    evidence_kind: str = CERTIFICATE
    scope: str = NATIONAL
    terms: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A month with entries, latest entry first. JP in hundredths; revoked entries are in neither sum."""

    number: int
    raw: int
    recognised: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One competency entry as the fold sees it; a reversal names the one it takes back."""

    id: int
    code: str
    level: int
    on: date
    evidence_ref: str
    reverses_id: int | None = None
    evidence_kind: str = CERTIFICATE


@dataclass(frozen=True, slots=True)
class Reached:
    """The highest level (1-5) reached in a competency, when it was first reached, and by what evidence."""

    code: str
    name: str
    group: str
    level: int
    on: date
    evidence_ref: str
    evidence_kind: str = CERTIFICATE


@dataclass(frozen=True, slots=True)
class Record:
    """The page ``/riwayat``: one year's entries by month (latest first), the rules that counted them (by the name of
    their jalur, each with its words), and all competencies whatever the year. ``standing``: as of today, where a
    target is monthly. ``reported``: what was reported of the year (hundredths of JP) once it was closed. ``head``: of
    her chain, if there is one. ``exemptions``: the exceptions from her targets that touch the year.
    """

    year: int
    years: tuple[int, ...]
    summary: YearSummary
    months: tuple[Month, ...]
    rules: tuple[tuple[RuleRow, JpRule], ...]
    competencies: tuple[Reached, ...]
    standing: Standing | None = None
    reported: int | None = None
    head: ChainHead | None = None
    ip_asn: IpAsnPage | None = None
    exemptions: tuple[Exemption, ...] = ()


def make_record(
    facts: Sequence[Fact],
    steps: Iterable[Step],
    *,
    year: int,
    years: Iterable[int],
    target: JpTarget | None,
    reference: Reference,
    standing: Standing | None = None,
    exemptions: Sequence[Exemption] = (),
) -> Record:
    """Lay out the entries of one year, and the competencies of all. ``target`` is that of the status: what exceptions
    take off it is taken off here.
    """
    counted = recognise(facts, reference.jp_rule)
    lines = sorted((*_counted(counted, reference), *_revoked(facts, reference)), key=lambda pair: pair[0], reverse=True)
    months: dict[int, list[Line]] = {}
    for _, line in lines:
        months.setdefault(line.on.month, []).append(line)
    return Record(
        year=year,
        years=tuple(sorted(set(years), reverse=True)),
        summary=summarise(counted, relieve(target, exemptions, months_of(year)), target),
        months=tuple(_month(number, found) for number, found in months.items()),
        rules=_applied((line for _, line in lines), reference),
        competencies=reached(steps, reference),
        standing=standing,
        exemptions=touching(exemptions, year),
    )


def reached(steps: Iterable[Step], reference: Reference) -> tuple[Reached, ...]:
    """The highest standing level of each competency, by group and name; among equals the earliest evidence."""
    known = list(steps)
    gone = taken_back(known)
    best: dict[str, Step] = {}
    for step in sorted((s for s in known if s.reverses_id is None and s.id not in gone), key=lambda s: (s.on, s.id)):
        if step.code not in best or step.level > best[step.code].level:
            best[step.code] = step
    found = []
    for step in best.values():
        named = reference.competencies.get(step.code)
        name, group = (named.name, named.group) if named else (step.code, "")
        found.append(Reached(step.code, name, group, step.level, step.on, step.evidence_ref, step.evidence_kind))
    return tuple(sorted(found, key=lambda r: (r.group, r.name.casefold())))


Keyed = tuple[tuple[date, int], Line]


def _counted(counted: Iterable[Recognised], reference: Reference) -> list[Keyed]:
    return [((item.fact.local_date, item.fact.id), line_of(item, reference)) for item in counted]


def _revoked(facts: Sequence[Fact], reference: Reference) -> list[Keyed]:
    gone = taken_back(facts)
    shown = []
    for fact in facts:
        if fact.reverses_id is None and fact.id in gone:
            line = line_of(Recognised(fact, 0, None), reference)
            line = replace(line, revoked=True, reason=last_word(fact, facts).reason)
            shown.append(((fact.local_date, fact.id), line))
    return shown


def line_of(item: Recognised, reference: Reference) -> Line:
    """A counted entry as shown."""
    fact, rule = item.fact, item.rule
    return Line(
        on=fact.local_date,
        title=fact.title,
        training_type=reference.jalur(fact.training_type),
        raw=fact.jp,
        recognised=item.jp,
        rule=rule,
        evidence_ref=fact.evidence_ref,
        evidence_kind=fact.evidence_kind,
        scope=fact.scope,
        terms=terms(rule, fact.scope) if rule is not None else "",
        why=why_less(item.limit, item.jp) if item.limit is not None else "",
    )


def _applied(lines: Iterable[Line], reference: Reference) -> tuple[tuple[RuleRow, JpRule], ...]:
    """Each rule once, by the name of its jalur and the day it came into force."""
    found = {(line.training_type, line.rule.valid_from): line.rule for line in lines if line.rule is not None}
    return tuple((rule_row(found[key], reference), found[key]) for key in sorted(found))


def _month(number: int, lines: list[Line]) -> Month:
    standing = [line for line in lines if not line.revoked]
    return Month(number, sum(x.raw for x in standing), sum(x.recognised for x in standing), tuple(lines))
