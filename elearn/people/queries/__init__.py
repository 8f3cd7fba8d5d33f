"""SELECTs about people and units, by subject."""

from elearn.people.queries.actors import actor_rows, posting_on
from elearn.people.queries.postings import Service, codes_above, services
from elearn.people.queries.units import agency_name, subtree_ids, unit_scope, unit_tree, units_with_agencies

__all__ = [
    "Service",
    "actor_rows",
    "agency_name",
    "codes_above",
    "posting_on",
    "services",
    "subtree_ids",
    "unit_scope",
    "unit_tree",
    "units_with_agencies",
]
