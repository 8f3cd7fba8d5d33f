"""What can be done with accounts, units and roles, one function a use case."""

from elearn.people.service.actors import due_to_touch, load_actor, snapshot, touch
from elearn.people.service.passwords import Passwords
from elearn.people.service.sign_in import Refused, TooMany, admit, check, clear_failures, find_account, welcome

__all__ = [
    "Passwords",
    "Refused",
    "TooMany",
    "admit",
    "check",
    "clear_failures",
    "due_to_touch",
    "find_account",
    "load_actor",
    "snapshot",
    "touch",
    "welcome",
]
