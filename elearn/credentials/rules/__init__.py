"""Pure rules of certificates: numbers, the payload, its words, and what a certificate is worth."""

from elearn.credentials.rules.numbering import file_name, normal_code, number_of, series_of, spaced_code
from elearn.credentials.rules.payload import (
    COURSE,
    PATH,
    Earned,
    Holder,
    Stamp,
    build_payload,
    is_genuine,
    is_path,
    iso,
    qualification_of,
    renewed_payload,
)
from elearn.credentials.rules.printing import Printed, all_facts, printed, public_facts
from elearn.credentials.rules.state import SENTENCES, Event, State, last_day, may_renew, stands, state_of, valid_until
from elearn.credentials.rules.words import date_words, hundredths_words, masked_nip, nip_words, period_words

__all__ = [
    "COURSE",
    "PATH",
    "SENTENCES",
    "Earned",
    "Event",
    "Holder",
    "Printed",
    "Stamp",
    "State",
    "all_facts",
    "build_payload",
    "date_words",
    "file_name",
    "hundredths_words",
    "is_genuine",
    "is_path",
    "iso",
    "last_day",
    "masked_nip",
    "may_renew",
    "nip_words",
    "normal_code",
    "number_of",
    "period_words",
    "printed",
    "public_facts",
    "qualification_of",
    "renewed_payload",
    "series_of",
    "spaced_code",
    "stands",
    "state_of",
    "valid_until",
]
