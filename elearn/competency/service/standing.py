"""Where somebody stands against a target of the month: only where the institution has one."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from elearn.competency import exemption_queries, queries, rules
from elearn.competency.rules import Exemption, MonthDue, Standing
from elearn.content.model import MONTHLY, Reference
from elearn.people.queries import Service, codes_above, services


def standing(session: Session, *, person_id: int, today: date, reference: Reference) -> Standing | None:
    """Month by month what was asked and recognised, and what is owed; None where no month was ever asked of her.

    The posting on the first day of a month says what the month asks: whoever arrives within a month begins with the
    next. No query at all where no target is monthly; otherwise four, and one more where units are excused. Months of
    closed years stay as they were reported; what is owed goes on from there.
    """
    targets = [target for target in reference.jp_targets if target.period == MONTHLY]
    if not targets:
        return None
    held = services(session, person_id)
    if not held:
        return None
    begun = max(min(target.valid_from for target in targets), min(one.valid_from for one in held))
    reported = rules.thaw(exemption_queries.frozen(session, person_id))
    before = [month for month in reported if month.due.month <= today]
    months = rules.months_until(rules.next_month(before[-1].due.month) if before else begun, today)
    if not months and not before:
        return None
    excused = codes_above(session) if any(target.exceptions for target in targets) else {}
    first = rules.spans_of(months[0])[2][1] if months else today
    sums = rules.by_month(rules.recognise(queries.facts_between(session, person_id, first, today), reference.jp_rule))
    own = exemption_queries.exemptions(session, person_id)
    dues = [_due(month, held, excused, own, sums.get(month, 0), reference) for month in months]
    return rules.stand(dues, before) if before or any(due.target is not None for due in dues) else None


def _due(
    month: date,
    held: list[Service],
    excused: dict[int, frozenset[str]],
    own: list[Exemption],
    recognised: int,
    reference: Reference,
) -> MonthDue:
    service = next((one for one in held if one.covers(month)), None)
    if service is None:
        return MonthDue(month, None, recognised)
    target = reference.jp_target(service.status, month, MONTHLY)
    units = excused.get(service.unit_id, frozenset())
    return rules.exempted(MonthDue(month, target, recognised, rules.excuse(target, month, units)), own)
