"""What can be done with accounts, units and roles, one function a use case."""

from elearn.people.service.account_page import AccountPage, OwnAccount, account_page, own_account
from elearn.people.service.accounts import change_email, give_code, set_password
from elearn.people.service.actors import due_to_touch, load_actor, snapshot, touch
from elearn.people.service.passwords import Passwords
from elearn.people.service.sign_in import Refused, TooMany, admit, check, clear_failures, find_account, welcome

__all__ = [
    "AccountPage",
    "OwnAccount",
    "Passwords",
    "Refused",
    "TooMany",
    "account_page",
    "admit",
    "change_email",
    "check",
    "clear_failures",
    "due_to_touch",
    "find_account",
    "give_code",
    "load_actor",
    "own_account",
    "set_password",
    "snapshot",
    "touch",
    "welcome",
]
