"""Who people are and what they may do, without a database: actors, scopes, NIP, passwords, throttling, the roster."""

from elearn.people.rules.actor import STATUS_LABELS, Actor, Grant, Scope, Status, display_name
from elearn.people.rules.nip import Nip, NumberKind, parse_nip
from elearn.people.rules.snapshot import PersonSnapshot

__all__ = [
    "STATUS_LABELS",
    "Actor",
    "Grant",
    "Nip",
    "NumberKind",
    "PersonSnapshot",
    "Scope",
    "Status",
    "display_name",
    "parse_nip",
]
