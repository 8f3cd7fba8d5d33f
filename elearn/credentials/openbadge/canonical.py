"""A credential's one canonical form (RDF Dataset Canonicalization 1.0), over which it is signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Unsigned(Exception):
    """Some of the document would not be covered by a signature. The message is an Indonesian sentence."""


class UnknownContext(Unsigned):
    """The document's meaning is defined by a document that is not known here."""


def canonical(value: Mapping[str, Any], contexts: Mapping[str, Any] | None = None) -> bytes:
    """The sorted N-Quads of a document, in UTF-8. ``contexts`` are further known ones, by address.

    Fails closed. Raises UnknownContext for any context that is not known, and Unsigned for whatever JSON-LD drops in
    silence: undefined terms and types, ids that are no addresses, null, keywords in the place of terms.
    """
    from elearn.credentials.openbadge.quads import (
        quads,  # pyld brings 40 MB along, and only signing and checking need it
    )

    return quads(value, contexts or {})
