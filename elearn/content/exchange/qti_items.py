"""The parts of a QTI item that depend on its kind: declarations, the body with its interaction, response processing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from elearn.content.exchange.items import Asked, Blank, Choices, Gaps, Pairs, Steps
from elearn.content.exchange.markup import Markup
from elearn.content.exchange.numbers import decimal
from elearn.content.exchange.rubrics import rubric_html
from elearn.content.model import EssayKey, NumericKey, TextKey
from elearn.content.model.keys import MARKER_CLOSE, MARKER_OPEN

TEMPLATE = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
PLACE = re.compile(f"{MARKER_OPEN}(\\d{{1,4}}){MARKER_CLOSE}")


@dataclass(frozen=True, slots=True)
class Made:
    """XML of an item, part by part."""

    declarations: str
    body: str
    processing: str
    outcomes: str = ""


def body_and_key(asked: Asked, markup: Markup) -> Made:
    """What an item of this kind consists of."""
    answer = asked.answer
    stem = markup.xhtml_text(asked.stem)
    if isinstance(answer, Choices):
        return _choices(answer, stem, markup)
    if isinstance(answer, Pairs):
        return _pairs(answer, stem, markup)
    if isinstance(answer, Steps):
        return _steps(answer, stem, markup)
    if isinstance(answer, Gaps):
        return _gaps(answer, stem)
    if isinstance(answer, EssayKey):
        return _essay(answer, stem)
    assert isinstance(answer, TextKey | NumericKey)
    field = '<p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    if isinstance(answer, TextKey):
        return Made(_declared("RESPONSE", answer), f"{stem}\n{field}", _template("map_response"))
    return Made(
        _declared("RESPONSE", answer),
        f"{stem}\n{field}",
        f"<responseProcessing>{_numeric('RESPONSE', answer, 'SCORE')}</responseProcessing>\n",
    )


def _template(name: str) -> str:
    return f'<responseProcessing template="{TEMPLATE}{name}"/>\n'


def _values(values: list[str]) -> str:
    return (
        "<correctResponse>"
        f"{''.join(f'<value>{escape(value, quote=False)}</value>' for value in values)}</correctRe"
        "sponse>"
    )


def _declare(name: str, base: str, cardinality: str, inside: str) -> str:
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"{inside}</responseDeclaration>\n"
    )


def _mapping(entries: list[tuple[str, str, str]]) -> str:
    made = "".join(f'<mapEntry mapKey="{escape(key)}" mappedValue="{value}"{more}/>' for key, value, more in entries)
    return f'<mapping lowerBound="0" upperBound="1" defaultValue="0">{made}</mapping>'


def _share(value: Fraction) -> str:
    return f"{float(value):.7f}".rstrip("0").rstrip(".")


def _choices(answer: Choices, stem: str, markup: Markup) -> Made:
    names = [f"p{number}" for number in range(1, len(answer.options) + 1)]
    right = [name for name, option in zip(names, answer.options, strict=True) if option.right]
    inside = _values(right)
    if answer.multiple and not answer.all_or_nothing:
        wrong = len(names) - len(right)
        shares = [Fraction(1, len(right)) if name in right else Fraction(-1, wrong) for name in names]
        inside += _mapping([(name, _share(share), "") for name, share in zip(names, shares, strict=True)])
    parts, has_feedback = [], any(option.feedback for option in answer.options)
    for name, option in zip(names, answer.options, strict=True):
        feedback = (
            (
                f'<feedbackInline outcomeIdentifier="PILIHAN" identifier="{name}" showHide="show">'
                f"{markup.xhtml_text(option.feedback, inline=True)}</feedbackInline>"
            )
            if option.feedback
            else ""
        )
        parts.append(
            f'<simpleChoice identifier="{name}">{markup.xhtml_text(option.text, inline=True)}'
            f"{feedback}</simpleChoice>\n"
        )
    cardinality = "multiple" if answer.multiple else "single"
    body = (
        f'{stem}\n<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="'
        f'{0 if answer.multiple else 1}">\n{"".join(parts)}</choiceInteraction>'
    )
    outcomes = (
        f'<outcomeDeclaration identifier="PILIHAN" cardinality="{cardinality}" baseType="identifier"/>\n'
        if has_feedback
        else ""
    )
    template = "map_response" if answer.multiple and not answer.all_or_nothing else "match_correct"
    return Made(_declare("RESPONSE", "identifier", cardinality, inside), body, _template(template), outcomes)


def _pairs(answer: Pairs, stem: str, markup: Markup) -> Made:
    rights = list(dict.fromkeys([right for _, right in answer.pairs] + list(answer.extra)))
    pairs = [f"kiri{n} kanan{rights.index(right) + 1}" for n, (_, right) in enumerate(answer.pairs, 1)]
    inside = _values(pairs) + _mapping([(pair, _share(Fraction(1, len(pairs))), "") for pair in pairs])
    lefts = "".join(
        (
            f'<simpleAssociableChoice identifier="kiri{n}" matchMax="1">'
            f"{markup.xhtml_text(left, inline=True)}</simpleAssociableChoice>\n"
        )
        for n, (left, _) in enumerate(answer.pairs, 1)
    )
    others = "".join(
        (
            f'<simpleAssociableChoice identifier="kanan{n}" matchMax="{len(pairs)}">'
            f"{escape(right, quote=False)}</simpleAssociableChoice>\n"
        )
        for n, right in enumerate(rights, 1)
    )
    body = (
        f'{stem}\n<matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="'
        f'{len(pairs)}">\n<simpleMatchSet>\n{lefts}</simpleMatchSet>\n<simpleMatchSet>\n{others}</'
        "simpleMatchSet>\n</matchInteraction>"
    )
    return Made(_declare("RESPONSE", "directedPair", "multiple", inside), body, _template("map_response"))


def _steps(answer: Steps, stem: str, markup: Markup) -> Made:
    names = [f"l{number}" for number in range(1, len(answer.steps) + 1)]
    parts = "".join(
        f'<simpleChoice identifier="{name}">{markup.xhtml_text(step, inline=True)}</simpleChoice>\n'
        for name, step in zip(names, answer.steps, strict=True)
    )
    body = f'{stem}\n<orderInteraction responseIdentifier="RESPONSE" shuffle="true">\n{parts}</orderInteraction>'
    return Made(_declare("RESPONSE", "identifier", "ordered", _values(names)), body, _template("match_correct"))


def _declared(name: str, blank: Blank) -> str:
    if isinstance(blank, NumericKey):
        return _declare(name, "float", "single", _values([decimal((blank.low + blank.high) / 2) or ""]))
    if isinstance(blank, TextKey):
        case = f' caseSensitive="{str(blank.strict).lower()}"'
        return _declare(
            name,
            "string",
            "single",
            _values([blank.accepted[0]]) + _mapping([(text, "1", case) for text in blank.accepted]),
        )
    return _declare(name, "identifier", "single", _values([blank.correct]) + _mapping([(blank.correct, "1", "")]))


def _numeric(name: str, key: NumericKey, outcome: str) -> str:
    width = decimal((key.high - key.low) / 2)
    return (
        f'<responseCondition><responseIf><equal toleranceMode="absolute" tolerance="{width} '
        f'{width}"><variable identifier="{name}"/>'
        f'<correct identifier="{name}"/></equal><setOutcomeValue identifier="{outcome}"><baseValue'
        ' baseType="float">1</baseValue>'
        "</setOutcomeValue></responseIf></responseCondition>"
    )


def _gaps(answer: Gaps, stem: str) -> Made:
    declarations, outcomes, before, terms = [], [], [], []
    for number, blank in enumerate(answer.blanks, 1):
        name = f"RUMPANG_{number}"
        declarations.append(_declared(name, blank))
        if isinstance(blank, NumericKey):
            outcomes.append(
                f'<outcomeDeclaration identifier="NILAI_{number}" cardinality="single" baseType="float"><d'
                "efaultValue><value>0</value></defaultValue></outcomeDeclaration>\n"
            )
            before.append(_numeric(name, blank, f"NILAI_{number}"))
            terms.append(f'<variable identifier="NILAI_{number}"/>')
        else:
            terms.append(f'<mapResponse identifier="{name}"/>')
    body = PLACE.sub(lambda match: _field(int(match[1]) + 1, answer.blanks[int(match[1])]), stem)
    total = f'<divide><sum>{"".join(terms)}</sum><baseValue baseType="float">{len(answer.blanks)}</baseValue></divide>'
    processing = (
        f'<responseProcessing>{"".join(before)}<setOutcomeValue identifier="SCORE">{total}</setOut'
        "comeValue></responseProcessing>\n"
    )
    return Made("".join(declarations), body, processing, "".join(outcomes))


def _field(number: int, blank: Blank) -> str:
    name = f"RUMPANG_{number}"
    if isinstance(blank, TextKey | NumericKey):
        return f'<textEntryInteraction responseIdentifier="{name}"/>'
    options = "".join(
        f'<inlineChoice identifier="{o.key}">{escape(o.text, quote=False)}</inlineChoice>' for o in blank.options
    )
    return f'<inlineChoiceInteraction responseIdentifier="{name}" shuffle="false">{options}</inlineChoiceInteraction>'


def _essay(key: EssayKey, stem: str) -> Made:
    words = [str(bound) if bound is not None else "" for bound in (key.fewest_words, key.most_words)]
    bounds = f"<p>Esai: {words[0]}{'–' + words[1] if words[1] else ''} kata</p>" if any(words) else ""
    rubric = f'<rubricBlock view="scorer">{bounds}{rubric_html(key)}</rubricBlock>'
    expected = f' expectedLength="{key.most_words * 7}"' if key.most_words else ""
    body = f'{rubric}\n{stem}\n<extendedTextInteraction responseIdentifier="RESPONSE"{expected}/>'
    return Made(_declare("RESPONSE", "string", "single", ""), body, "")
