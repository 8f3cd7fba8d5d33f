"""What a submission says, where it stands, and what it resembles. Pure."""

from elearn.external.rules.facts import (
    NATIONAL,
    SCOPES,
    TrainingFacts,
    check_facts,
    facts_document,
    facts_of_document,
    kinds,
    rule_of,
    typed_facts,
)
from elearn.external.rules.likeness import Known, Likeness, likenesses
from elearn.external.rules.states import (
    ACT_WORDS,
    EDITABLE,
    OPEN,
    STATE_WORDS,
    Act,
    Scan,
    State,
    checked_reason,
)
from elearn.external.rules.words import rule_sentence

__all__ = [
    "ACT_WORDS",
    "EDITABLE",
    "NATIONAL",
    "OPEN",
    "SCOPES",
    "STATE_WORDS",
    "Act",
    "Known",
    "Likeness",
    "Scan",
    "State",
    "TrainingFacts",
    "check_facts",
    "checked_reason",
    "facts_document",
    "facts_of_document",
    "kinds",
    "likenesses",
    "rule_of",
    "rule_sentence",
    "typed_facts",
]
