"""SELECTs about people and units, by subject."""

from elearn.people.queries.actors import actor_rows, posting_on
from elearn.people.queries.postings import Service, codes_above, services
from elearn.people.queries.units import subtree_ids, top_unit_name, unit_scope, unit_tree

__all__ = [
    "Service",
    "actor_rows",
    "codes_above",
    "posting_on",
    "services",
    "subtree_ids",
    "top_unit_name",
    "unit_scope",
    "unit_tree",
]
