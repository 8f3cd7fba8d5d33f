"""How a jalur counts, in one sentence. Pure."""

from __future__ import annotations

from elearn.content.model import JpRule, JpTerms
from elearn.external.rules.facts import amount_text

CAPS = (("cap_per_day", "sehari"), ("cap_per_month", "sebulan"), ("cap_per_semester", "satu semester"))


def rule_sentence(rule: JpRule | None) -> str:
    """``1 hari = 4 JP (internasional 6 JP), paling banyak 4 JP sehari``; for no rule, that the evidence decides."""
    if rule is None:
        return "Sesuai JP yang tertulis pada bukti"
    home, abroad = rule.national, rule.international
    said = _worth(rule, home)
    if abroad is not None and _worth(rule, abroad) != said:
        said += f" (internasional: {_worth(rule, abroad)})"
    caps = [(getattr(home, name), span) for name, span in CAPS]
    return ", ".join([said, *(f"paling banyak {amount_text(jp)} JP {span}" for jp, span in caps if jp is not None)])


def _worth(rule: JpRule, terms: JpTerms) -> str:
    if rule.unit == "jp":
        return "Sesuai JP pada bukti" + (f" ditambah {terms.surplus}%" if terms.surplus else "")
    return f"1 {rule.unit} = {amount_text(terms.jp or 0)} JP"
