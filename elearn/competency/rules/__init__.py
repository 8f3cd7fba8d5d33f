"""What of a person's JP counts, and how her record is laid out. Pure."""

from elearn.competency.rules.ledger import (
    MAXIMUM,
    MINIMUM,
    Credit,
    Fact,
    Headroom,
    Recognised,
    YearSummary,
    headroom,
    live,
    recognise,
    siasn_jp,
    summarise,
    target_day,
)
from elearn.competency.rules.record import Line, Month, Reached, Record, Step, make_record, reached

__all__ = [
    "MAXIMUM",
    "MINIMUM",
    "Credit",
    "Fact",
    "Headroom",
    "Line",
    "Month",
    "Reached",
    "Recognised",
    "Record",
    "Step",
    "YearSummary",
    "headroom",
    "live",
    "make_record",
    "reached",
    "recognise",
    "siasn_jp",
    "summarise",
    "target_day",
]
