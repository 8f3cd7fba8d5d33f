"""The filters of all lists of which files are made, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from wtforms.fields.core import UnboundField

from elearn.core.errors import NotFound
from elearn.people import service as people
from elearn.people.forms.admin import FilterForm
from elearn.programmes.forms import LONGEST_ID, StateForm
from elearn.reporting.dashboard_forms import EarnedForm, ResultsForm, RunsForm
from elearn.reporting.forms import AuditForm, CompletionForm, RecapForm
from elearn.reporting.queries.completions import NEWEST, ORDERS
from elearn.reporting.rules.exports import Listed, PeopleFilter, kept
from elearn.reporting.rules.quality_lines import ORDERS as BY_COURSE
from elearn.reporting.views.audit import audit_form
from elearn.reporting.views.base import order
from elearn.reporting.views.competencies import unit_asked
from elearn.reporting.views.completions import completion_form
from elearn.reporting.views.dashboard import earned_form
from elearn.reporting.views.quality import MOST_TAKEN, results_form, runs_form
from elearn.reporting.views.recap import recap_form
from elearn.web.access import signed_in
from elearn.web.context import session
from elearn.web.forms import Form
from elearn.web.paging import ORDER

# The page of each list.
LISTS: Mapping[Listed, str] = {
    Listed.COMPLETIONS: "reporting.completions",
    Listed.RECAP: "reporting.jp_recap",
    Listed.AUDIT: "reporting.audit",
    Listed.PEOPLE: "people.admin_people",
    Listed.COMPETENCIES: "reporting.heat_map",
    Listed.EARNED: "reporting.earned",
    Listed.PROGRAMME: "programmes.programme",
    Listed.COURSES: "reporting.course_results",
    Listed.COURSE_PEOPLE: "reporting.course_people",
}
PROGRAMME = "programme_id"  # which one a list of its people is about


def list_url(listed: Listed, asked: Iterable[tuple[str, str]]) -> str:
    """The page of a list with what an address asks of it."""
    given = list(asked)
    query = urlencode([pair for pair in given if pair[0] != PROGRAMME])
    number = dict(given).get(PROGRAMME)
    if listed is not Listed.PROGRAMME:
        page = url_for(LISTS[listed])
    else:
        page = url_for(LISTS[listed], programme_id=number) if number else url_for("programmes.programmes")
    return f"{page}?{query}" if query else page


def names_in(form: type[Form]) -> tuple[str, ...]:
    """The names of a form's fields."""
    return tuple(name for name in dir(form) if isinstance(getattr(form, name), UnboundField))


def choice_of(listed: Listed) -> dict[str, Any]:
    """What the present address asks of a list. Raises Invalid when a filter cannot be read."""
    return _READERS[listed]()


def query_of(listed: Listed) -> dict[str, str]:
    """The same as the address says it, without what is no filter."""
    names = (*_FIELDS[listed], ORDER)
    return {name: request.args[name] for name in names if request.args.get(name)}


def _people() -> dict[str, Any]:
    form = FilterForm(formdata=request.args)
    form.offer(people.unit_choices(session(), actor=signed_in()))
    return kept(PeopleFilter(**form.asked()))


def _programme() -> dict[str, Any]:
    """Raises NotFound when the address names no programme."""
    number = request.args.get(PROGRAMME, "")
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_ID):
        raise NotFound("Program ini tidak ditemukan. Buka dari daftar program.")
    form = StateForm(request.args)
    state = form.state()
    return {PROGRAMME: int(number), "state": state.value if state else "", "unit_id": form.unit_id()}


_READERS: Mapping[Listed, Callable[[], dict[str, Any]]] = {
    Listed.COMPLETIONS: lambda: {**kept(completion_form().asked()), "order": list(order(ORDERS, NEWEST))},
    Listed.RECAP: lambda: kept(recap_form().asked()),
    Listed.AUDIT: lambda: kept(audit_form().asked()),
    Listed.PEOPLE: _people,
    Listed.COMPETENCIES: lambda: {"unit_id": unit_asked()},
    Listed.EARNED: lambda: kept(earned_form().asked()),
    Listed.PROGRAMME: _programme,
    Listed.COURSES: lambda: {**kept(results_form().asked()), "order": list(order(BY_COURSE, MOST_TAKEN))},
    Listed.COURSE_PEOPLE: lambda: kept(runs_form().asked()),
}
_FIELDS: Mapping[Listed, tuple[str, ...]] = {
    Listed.COMPLETIONS: names_in(CompletionForm),
    Listed.RECAP: names_in(RecapForm),
    Listed.AUDIT: names_in(AuditForm),
    Listed.PEOPLE: names_in(FilterForm),
    Listed.COMPETENCIES: ("unit",),
    Listed.EARNED: names_in(EarnedForm),
    Listed.PROGRAMME: (PROGRAMME, *names_in(StateForm)),
    Listed.COURSES: names_in(ResultsForm),
    Listed.COURSE_PEOPLE: names_in(RunsForm),
}
