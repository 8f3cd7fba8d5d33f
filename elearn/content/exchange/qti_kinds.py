"""From the interactions of a QTI item to an answer."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from xml.etree.ElementTree import Element

from elearn.content.exchange.answers import Unusable, Weighed, plain_essay, short_key, weighed_choices
from elearn.content.exchange.items import Answer, Blank, Gaps, Pairs, Steps
from elearn.content.exchange.numbers import numeric_key, read_number
from elearn.content.exchange.qti_item import FIELDS, INTERACTIONS, Item, Response, response_of
from elearn.content.exchange.rubrics import BOUNDS, html_rubric
from elearn.content.exchange.texts import cleaned
from elearn.content.exchange.writer import drop_key
from elearn.content.exchange.xml import attribute, below, child, children, local
from elearn.content.model import EssayKey, NumericKey, TextKey, marker


def answer_of(item: Item) -> Answer:
    """The answer of the item's interactions. Raises Unusable for any that no kind of ours is."""
    body = child(item.root, "itemBody")
    found = [
        part
        for part in (body.iter() if body is not None else ())
        if local(part) in INTERACTIONS or local(part).endswith("Interaction")
    ]
    names = {local(part) for part in found}
    if not found:
        raise Unusable("soal tanpa interaksi (keterangan saja)")
    if names <= FIELDS and not (
        len(found) == 1 and names == {"textEntryInteraction"} and _stands_alone(body, found[0])
    ):
        return _gaps(item, found)
    if len(found) > 1:
        raise Unusable(f"beberapa interaksi dalam satu soal: {', '.join(sorted(names))}")
    readers: dict[str, Callable[[Item, Element], Answer]] = {
        "choiceInteraction": _choice, "orderInteraction": _order, "matchInteraction": _match,
        "textEntryInteraction": _typed, "extendedTextInteraction": _essay, "gapMatchInteraction": _gap_match,
    }  # fmt: skip
    reader = readers.get(local(found[0]))
    if reader is None:
        raise Unusable(f"interaksi `{local(found[0])}` tidak dikenal")
    return reader(item, found[0])


def _stands_alone(body: Element | None, part: Element) -> bool:
    """Whether nothing else stands in the field's own block: then it is a short answer, else a blank."""
    for parent in body.iter() if body is not None else ():
        if part in list(parent):
            others = [other for other in parent if other is not part and local(other) != "br"]
            around = (parent.text or "") + (part.tail or "")
            return (not others and not around.strip() and local(parent) != "itemBody") or (
                local(parent) == "itemBody" and not around.strip()
            )
    return False


def _choice(item: Item, part: Element) -> Answer:
    response = response_of(item, attribute(part, "responseIdentifier"))
    shares = {key: value for key, value, _ in response.mapped}
    best = sum((value for value in shares.values() if value > 0), Fraction(0)) or Fraction(1)
    multiple = response.multiple
    if not multiple:
        best = max([value for value in shares.values() if value > 0], default=Fraction(1))
    options = []
    for choice in children(part, "simpleChoice"):
        name = attribute(choice, "identifier")
        if shares and not (item.matched and response.correct):
            share = shares.get(name, Fraction(0)) / best
        else:
            share = Fraction(int(name in response.correct), max(1, len(response.correct)) if multiple else 1)
        comments = [item.text(found) for found in below(choice, "feedbackInline")]
        options.append(Weighed(item.text(choice), share, "\n\n".join(filter(None, comments))))
    nothing = multiple and (item.matched or not shares)
    return weighed_choices(options, not multiple, nothing, item.say)


def _order(item: Item, part: Element) -> Answer:
    response = response_of(item, attribute(part, "responseIdentifier"))
    by_name = {attribute(choice, "identifier"): item.text(choice) for choice in children(part, "simpleChoice")}
    if sorted(response.correct) != sorted(by_name):
        raise Unusable("urutan yang benar tidak memuat semua langkah")
    nothing = item.known.get("nilai") != "proporsional" and (
        item.matched or item.known.get("nilai") == "semua-atau-nol"
    )
    return Steps(tuple(by_name[name] for name in response.correct), nothing)


def _match(item: Item, part: Element) -> Answer:
    sets = list(children(part, "simpleMatchSet"))
    response = response_of(item, attribute(part, "responseIdentifier"))
    if len(sets) != 2:
        raise Unusable("menjodohkan tanpa dua kelompok pilihan")
    lefts, rights = [
        {attribute(c, "identifier"): c for c in children(group, "simpleAssociableChoice")} for group in sets
    ]
    pairs = [value.split() for value in response.correct] or [
        key.split() for key, value, _ in response.mapped if value > 0
    ]
    chosen: dict[str, str] = {}
    for pair in pairs:
        if len(pair) != 2 or pair[0] not in lefts or pair[1] not in rights or pair[0] in chosen:
            raise Unusable("sisi kiri yang berpasangan lebih dari satu, atau pasangan yang tidak dikenal")
        chosen[pair[0]] = pair[1]
    if set(chosen) != set(lefts):
        raise Unusable("ada sisi kiri tanpa pasangan")
    if item.matched:
        item.say("menjodohkan dinilai per pasangan; aslinya semua atau nol")
    texts = {name: " ".join(cleaned("".join(choice.itertext())).split()) for name, choice in rights.items()}
    used = set(chosen.values())
    return Pairs(
        tuple((item.text(choice), texts[chosen[name]]) for name, choice in lefts.items()),
        tuple(text for name, text in texts.items() if name not in used),
    )


def _typed(item: Item, part: Element) -> Answer:
    response = response_of(item, attribute(part, "responseIdentifier"))
    return _text_or_number(item, attribute(part, "responseIdentifier"), response)


def _text_or_number(item: Item, identifier: str, response: Response) -> TextKey | NumericKey:
    values = response.correct or [key for key, value, _ in response.mapped if value > 0]
    if response.base in ("float", "integer"):
        numbers = [read_number(value) for value in values]
        if len(numbers) != 1 or numbers[0] is None:
            raise Unusable("isian angka tanpa satu bilangan yang benar")
        low, high = _tolerance(item, identifier, numbers[0])
        key = numeric_key(low, high)
        if key is None:
            raise Unusable("rentang bilangan tidak dapat ditulis")
        return key
    if response.base not in ("string", ""):
        raise Unusable(f"isian berjenis `{response.base}` tidak dikenal")
    best = max((value for _, value, _ in response.mapped), default=Fraction(0))
    for key_text, value, _ in response.mapped:
        if 0 < value < best:
            item.say(f"jawaban `{key_text}` bernilai sebagian tidak dipakai")
    kept = [key for key, value, _ in response.mapped if value == best and best > 0] or values
    strict = bool(response.mapped) and all(case for _, value, case in response.mapped if value > 0)
    if not response.mapped:
        item.say("huruf besar dan kecil tidak dibedakan lagi")
    elif strict and item.known.get("jawaban") != "persis":
        item.say("jawaban harus persis sama, seperti aslinya")
    return short_key(kept, strict, item.say)


def _tolerance(item: Item, identifier: str, value: Fraction) -> tuple[Fraction, Fraction]:
    for equal in below(item.root, "equal"):
        if identifier not in [attribute(v, "identifier") for v in children(equal, "variable")]:
            continue
        widths = [read_number(part) or Fraction(0) for part in attribute(equal, "tolerance").split()] or [Fraction(0)]
        low, high = widths[0], widths[-1]
        if attribute(equal, "toleranceMode") == "relative":
            low, high = abs(value) * low / 100, abs(value) * high / 100
        return value - low, value + high
    return value, value


def _gaps(item: Item, parts: list[Element]) -> Answer:
    blanks: list[Blank] = []
    for part in parts:
        identifier = attribute(part, "responseIdentifier")
        response = response_of(item, identifier)
        if local(part) == "textEntryInteraction":
            key = _text_or_number(item, identifier, response)
            blanks.append(TextKey(key.accepted) if isinstance(key, TextKey) else key)
        else:
            names = {
                attribute(c, "identifier"): " ".join("".join(c.itertext()).split())
                for c in children(part, "inlineChoice")
            }
            right = (response.correct or [key for key, value, _ in response.mapped if value > 0] or [""])[0]
            if right not in names or len(names) < 2:
                raise Unusable("daftar pilihan rumpang tanpa kunci")
            blanks.append(drop_key(list(names.values()), list(names).index(right)))
        item.places[identifier] = marker(len(blanks) - 1)
    return Gaps(tuple(blanks))


def _gap_match(item: Item, part: Element) -> Answer:
    response = response_of(item, attribute(part, "responseIdentifier"))
    names = {attribute(c, "identifier"): " ".join("".join(c.itertext()).split()) for c in children(part, "gapText")}
    right = {pair.split()[-1]: pair.split()[0] for pair in response.correct if len(pair.split()) == 2}
    blanks: list[Blank] = []
    for gap in below(part, "gap"):
        name = attribute(gap, "identifier")
        if right.get(name) not in names:
            raise Unusable("celah tanpa kunci")
        blanks.append(drop_key(list(names.values()), list(names).index(right[name])))
        item.places[name] = marker(len(blanks) - 1)
    if not blanks:
        raise Unusable("soal rumpang tanpa celah")
    item.say("kata yang diseret kini dipilih dari daftar")
    return Gaps(tuple(blanks))


def _essay(item: Item, part: Element) -> Answer:
    from xml.etree.ElementTree import tostring

    for block in below(item.root, "rubricBlock"):
        raw = tostring(block, encoding="unicode")
        key = html_rubric(raw.replace("ns0:", "").replace("html:", ""))
        if key is not None:
            bounds = BOUNDS.search("".join(block.itertext()))
            low, high = (bounds[1], bounds[2]) if bounds is not None else (None, None)
            return EssayKey(int(low) if low else None, int(high) if high else None, key.rubric)
        item.say(f"keterangan untuk penilai tidak dipakai: {item.text(block)}")
    return plain_essay(item.say)
