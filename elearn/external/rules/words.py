"""How a jalur counts, in one sentence. Pure."""

from __future__ import annotations

from elearn.competency.rules import INTERNATIONAL, NATIONAL
from elearn.competency.rules.telling import caps, worth
from elearn.content.model import JpRule


def rule_sentence(rule: JpRule | None) -> str:
    """``1 hari = 4 JP (internasional 6 JP), paling banyak 4 JP sehari``; for no rule, that the evidence decides."""
    if rule is None:
        return "Sesuai JP yang tertulis pada bukti"
    home, abroad = worth(rule, NATIONAL), worth(rule, INTERNATIONAL)
    said = home if home == abroad else f"{home} (internasional {abroad.removeprefix(home).split('= ')[-1].strip()})"
    limits = caps(rule, NATIONAL)
    return said[0].upper() + said[1:] + (f", {limits}" if limits else "")
