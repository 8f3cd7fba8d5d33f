"""A QTI item at work, and its response declarations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree.ElementTree import Element

from elearn.content.exchange.answers import Say, Unusable
from elearn.content.exchange.items import Asked
from elearn.content.exchange.numbers import read_number
from elearn.content.exchange.xml import attribute, child, children, text_of

MATCHED = "match_correct"
INTERACTIONS = frozenset({
    "choiceInteraction", "textEntryInteraction", "inlineChoiceInteraction", "orderInteraction", "matchInteraction",
    "extendedTextInteraction", "gapMatchInteraction", "associateInteraction", "hottextInteraction",
    "hotspotInteraction", "selectPointInteraction", "graphicOrderInteraction", "graphicAssociateInteraction",
    "graphicGapMatchInteraction", "positionObjectInteraction", "sliderInteraction", "mediaInteraction",
    "drawingInteraction", "uploadInteraction", "endAttemptInteraction", "customInteraction",
})  # fmt: skip
FIELDS = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})


@dataclass(slots=True)
class Item:
    """An item at work; ``places`` maps the responses that stand inside the text to their marks."""

    root: Element
    asked: Asked
    text: Callable[[Element | None], str]
    say: Say
    known: dict[str, str]
    places: dict[str, str] = field(default_factory=dict)

    @property
    def matched(self) -> bool:
        """Whether only a wholly right answer earns anything."""
        return any(
            attribute(p, "template").rsplit("/", 1)[-1] == MATCHED for p in children(self.root, "responseProcessing")
        )


@dataclass(slots=True)
class Response:
    """A ``responseDeclaration``."""

    base: str
    multiple: bool
    correct: list[str]
    mapped: list[tuple[str, Fraction, bool]]


def response_of(item: Item, identifier: str) -> Response:
    """The declaration of a response. Raises Unusable without one."""
    found = next(
        (d for d in children(item.root, "responseDeclaration") if attribute(d, "identifier") == identifier), None
    )
    if found is None:
        raise Unusable(f"jawaban `{identifier[:40]}` tidak dinyatakan")
    mapped = [
        (
            attribute(entry, "mapKey"),
            read_number(attribute(entry, "mappedValue")) or Fraction(0),
            attribute(entry, "caseSensitive") == "true",
        )
        for entry in children(child(found, "mapping"), "mapEntry")
    ]
    correct = [text_of(value) for value in children(child(found, "correctResponse"), "value")]
    return Response(attribute(found, "baseType"), attribute(found, "cardinality") != "single", correct, mapped)
