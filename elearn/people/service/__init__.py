"""What can be done with accounts, units and roles, one function a use case."""

from elearn.people.service.account_page import AccountPage, OwnAccount, account_page, own_account
from elearn.people.service.accounts import change_email, set_password
from elearn.people.service.actors import due_to_touch, load_actor, snapshot, touch
from elearn.people.service.directory import (
    PersonPage,
    Search,
    count_found,
    list_found,
    note_list,
    note_person,
    person_page,
    reaches_everybody,
    search,
    superior_id,
    unit_choices,
)
from elearn.people.service.enrolling import Wanted, Welcomed, reset_by_operator, welcome_person
from elearn.people.service.passwords import Passwords, new_code
from elearn.people.service.persons import CodeGiven, add_person, edit_person, reset_password, set_active
from elearn.people.service.postings import add_posting
from elearn.people.service.roles import grant_role, revoke_role
from elearn.people.service.sign_in import Refused, TooMany, admit, check, clear_failures, find_account, welcome
from elearn.people.service.units import UnitFacts, add_unit, edit_unit, parent_of, unit_in_reach

__all__ = [
    "AccountPage",
    "CodeGiven",
    "OwnAccount",
    "Passwords",
    "PersonPage",
    "Refused",
    "Search",
    "TooMany",
    "UnitFacts",
    "Wanted",
    "Welcomed",
    "account_page",
    "add_person",
    "add_posting",
    "add_unit",
    "admit",
    "change_email",
    "check",
    "clear_failures",
    "count_found",
    "due_to_touch",
    "edit_person",
    "edit_unit",
    "find_account",
    "grant_role",
    "list_found",
    "load_actor",
    "new_code",
    "note_list",
    "note_person",
    "own_account",
    "parent_of",
    "person_page",
    "reaches_everybody",
    "reset_by_operator",
    "reset_password",
    "revoke_role",
    "search",
    "set_active",
    "set_password",
    "snapshot",
    "superior_id",
    "touch",
    "unit_choices",
    "unit_in_reach",
    "welcome",
    "welcome_person",
]
