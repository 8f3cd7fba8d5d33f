"""QTI 2.1 (and its 2.0 and 2.2 neighbours): one ``assessmentItem`` to one question."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element, tostring

from elearn.content.exchange.answers import Unusable, take_tags, usable_id
from elearn.content.exchange.blocks import blocks as to_blocks
from elearn.content.exchange.inline import Context
from elearn.content.exchange.items import Asked, kind_name
from elearn.content.exchange.qti_item import INTERACTIONS, Item
from elearn.content.exchange.qti_kinds import answer_of
from elearn.content.exchange.report import Report
from elearn.content.exchange.texts import cleaned
from elearn.content.exchange.tree import BLOCKS, Node
from elearn.content.exchange.xml import attribute, below, child, children, local, text_of
from elearn.content.model import TextKey

NOT_TEXT = INTERACTIONS | {"rubricBlock", "feedbackBlock", "feedbackInline", "templateBlock", "stylesheet"}
INLINE_FIELDS = frozenset({"textEntryInteraction", "inlineChoiceInteraction", "gap"})


def read_item(root: Element, where: str, pool: str, image: Callable[[str], str], report: Report) -> Asked | None:
    """The question of an item; None (and a line in the report) if it cannot be taken."""
    title = " ".join(attribute(root, "title").split())
    if title:
        where = f"{where} `{title[:60]}`"
    asked = Asked(where, "", TextKey(("-",)), title, usable_id(attribute(root, "identifier")), pool=pool)
    asked.source = tostring(root, encoding="unicode")

    def say(message: str) -> None:
        report.changed(where, message)

    reader = _Reader(root, say, image)
    try:
        known = take_tags(asked, attribute(root, "label").split(), say)
        _reject_odd(root)
        item = Item(root, asked, reader.markdown, say, known)
        asked.answer = answer_of(item)
        asked.stem = reader.stem(item)
        _feedback(item)
        if not asked.stem.strip():
            raise Unusable("soal tanpa pertanyaan")
    except Unusable as error:
        report.left(where, str(error), asked.source)
        return None
    report.taken(where, kind_name(asked.answer))
    return asked


def _reject_odd(root: Element) -> None:
    if next(below(root, "templateDeclaration", "templateProcessing"), None) is not None:
        raise Unusable("soal bertemplat (nilai acak) tidak dikenal")
    if attribute(root, "adaptive") == "true":
        raise Unusable("soal adaptif tidak dikenal")


class _Reader:
    """XHTML of an item as Markdown."""

    def __init__(self, root: Element, say: Callable[[str], None], image: Callable[[str], str]) -> None:
        self.root = root
        self.say = say
        self.image = image

    def markdown(self, element: Element | None) -> str:
        """The content of an element, its feedback and fields left out."""
        if element is None:
            return ""
        return "\n\n".join(to_blocks(self._node(element, {}), Context(self.say, self.image))).strip()

    def stem(self, item: Item) -> str:
        """The item's body without its interactions, and their prompts; fields inside the text stay as their marks."""
        body = child(self.root, "itemBody")
        if body is None:
            return ""
        root = self._node(body, item.places)
        return "\n\n".join(to_blocks(root, Context(self.say, self.image))).strip()

    def _node(self, element: Element, places: dict[str, str]) -> Node:
        node = Node("" if local(element) in ("itemBody", "prompt", "modalFeedback") else local(element).lower())
        node.attrs = {name.rsplit("}", 1)[-1]: cleaned(value) for name, value in element.attrib.items()}
        node.children = [cleaned(element.text)] if element.text else []
        for part in element:
            name = local(part)
            if name in INLINE_FIELDS and attribute(part, "responseIdentifier", attribute(part, "identifier")) in places:
                node.children.append(places[attribute(part, "responseIdentifier", attribute(part, "identifier"))])
            elif name in NOT_TEXT:
                prompt = child(part, "prompt")
                if prompt is not None:
                    node.children.append(Node("div", {}, self._node(prompt, places).children))
                if name in ("gapMatchInteraction", "hottextInteraction"):
                    node.children.append(Node("div", {}, self._node_children(part, places)))
            elif name == "object" and attribute(part, "type").startswith("image/"):
                node.children.append(
                    Node("img", {"src": attribute(part, "data"), "alt": "".join(part.itertext()).strip()})
                )
            elif name:
                node.children.append(self._node(part, places))
            if part.tail:
                node.children.append(cleaned(part.tail))
        return node

    def _node_children(self, element: Element, places: dict[str, str]) -> list[Node | str]:
        return [self._node(part, places) for part in element if local(part).lower() in BLOCKS]


def _feedback(item: Item) -> None:
    """Feedback outside options: by the names that our own exports give, else as an explanation."""
    asked = item.asked
    for part in children(item.root, "modalFeedback"):
        name, text = attribute(part, "identifier").upper(), item.text(part)
        slot = {"BENAR": "right", "CORRECT": "right", "SALAH": "wrong", "INCORRECT": "wrong", "PETUNJUK": "hint"}.get(
            name
        )
        if not text:
            continue
        if slot is None and name not in ("PEMBAHASAN", "GENERAL", "SOLUTION"):
            item.say(f"umpan balik `{attribute(part, 'identifier')[:40]}` ditulis sebagai pembahasan")
        before = getattr(asked, slot or "explanation")
        setattr(asked, slot or "explanation", f"{before}\n\n{text}" if before else text)
    for part in below(item.root, "feedbackBlock"):
        if text_of(part) or len(part):
            item.say("umpan balik di dalam soal ditulis sebagai pembahasan")
            asked.explanation = "\n\n".join(filter(None, [asked.explanation, item.text(part)]))
