"""What a rule says and why less counts, in plain Indonesian. Pure. JP are integer hundredths."""

from __future__ import annotations

from elearn.competency.rules.ledger import Limit
from elearn.content.model import JpRule

SPANS = {"hari": "sehari", "bulan": "sebulan", "semester": "satu semester"}
THOSE = {"hari": "hari itu", "bulan": "bulan itu", "semester": "semester itu"}


def amount(jp: int) -> str:
    """Hundredths as a number: 250 is ``2,5``."""
    whole, rest = divmod(jp, 100)
    return f"{whole}" + (f",{rest:02d}".rstrip("0") if rest else "")


def worth(rule: JpRule, scope: str) -> str:
    """How a training of this scope becomes JP: ``1 hari = 4 JP``, ``sesuai JP program ditambah 20%``."""
    counts = rule.terms(scope)
    if rule.unit != "jp":
        return f"1 {rule.unit} = {amount(counts.jp or 0)} JP"
    return "sesuai JP program" + (f" ditambah {counts.surplus}%" if counts.surplus else "")


def terms(rule: JpRule, scope: str) -> str:
    """What the rule asks of one entry: its caps, else how it becomes JP. Begins with a capital letter."""
    told = caps(rule, scope) or worth(rule, scope)
    return told[0].upper() + told[1:]


def caps(rule: JpRule, scope: str) -> str:
    """The caps of this scope: ``paling banyak 4 JP sebulan (2 kali)``; empty without any."""
    counts = rule.terms(scope)
    found = zip(SPANS, (counts.cap_per_day, counts.cap_per_month, counts.cap_per_semester), strict=True)
    told = [
        f"paling banyak {amount(cap)} JP {SPANS[span]}{_times(rule, span, cap, counts.jp)}"
        for span, cap in found
        if cap is not None
    ]
    return ", ".join(told)


def _times(rule: JpRule, span: str, cap: int, jp: int | None) -> str:
    """How many times that is; left out where it would only say once again what a unit is worth."""
    return f" ({cap // jp} {rule.unit})" if jp and cap % jp == 0 and rule.unit not in (span, "jp") else ""


def why_less(limit: Limit, jp: int) -> str:
    """Why only ``jp`` of an entry counts, in one sentence."""
    most = f"paling banyak {amount(limit.cap)} JP {SPANS[limit.period]}"
    if not limit.used:
        return f"Diakui {amount(jp)} JP: jalur ini {most}."
    return (
        f"Diakui {amount(jp)} JP: jalur ini {most}, dan {amount(limit.used)} JP {THOSE[limit.period]} sudah terpakai."
    )
