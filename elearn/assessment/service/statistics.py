"""How a quiz and its questions fare, from its participants' first attempts, each by the snapshot it was taken with.

Later attempts have seen the questions, so they would make everything look easier. The newest MOST first attempts are
enough for every figure here, and keep the page fast however many take the course.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt
from elearn.assessment.rules import Event, Grader, QuestionResult, analysis
from elearn.assessment.rules.analysis import ItemFigures, OptionFigures
from elearn.assessment.service.standing import Bodies, body_of, graded_by
from elearn.content.model import ChoiceKey, Course, NumericKey, Question, Quiz, TextKey
from elearn.questions.rules import Answer, counts
from elearn.questions.service import answer_parts, shown_stem

MOST = 2_000  # first attempts looked at
MOST_TYPED = 10  # different texts listed
MOST_PARTS = 60  # the same for questions with several fields


@dataclass(frozen=True, slots=True)
class Chosen:
    """An option, or what one field held, and how often: by all, by the group with the highest scores and by that with
    the lowest (see ``analysis.extremes``). ``html`` and ``letter`` for options; ``text`` for the others.
    """

    count: int
    right: bool
    html: str = ""
    text: str = ""
    letter: str = ""
    upper: int = 0
    lower: int = 0


@dataclass(frozen=True, slots=True)
class QuestionStatistics:
    """One version of one question. ``right`` counts full marks; ``right_share`` and ``mean_share`` are hundredths of a
    percent of the times it was asked. ``current``: today's quiz asks it so. Not ``scored``: nothing is right or wrong,
    and there is neither ``figures`` worth reading nor ``advice``.
    """

    id: str
    stem_html: str
    kind: str
    current: bool
    asked: int
    answered: int
    right: int
    right_share: int
    mean_share: int
    scored: bool
    chosen: tuple[Chosen, ...]
    figures: ItemFigures
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuizStatistics:
    """A quiz by ``attempts`` first attempts. ``reliability`` (alpha, at most 1) rests on the ``alike`` of them that
    were asked the same questions, and ``meaning`` says it in words; there is none for a survey. ``group``: how many
    have the highest scores, and as many the lowest.
    """

    attempts: int
    limited: bool
    reliability: float | None
    alike: int
    meaning: str
    group: int
    questions: tuple[QuestionStatistics, ...]


@dataclass
class _Tally:
    """One version of a question: for each attempt that asked it, its place, its share, and the rest of the score."""

    question: Question
    current: bool
    results: list[QuestionResult] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


Row = dict[tuple[str, Question], float]


def quiz_statistics(session: Session, course: Course, item: Quiz, bodies: Bodies) -> QuizStatistics:
    """Questions in the order of today's quiz, older versions after their successors, last those that are asked no more.

    Whoever shows this has checked that the asker trains the course. At most four queries.
    """
    current = {question.id: question for question in bodies(item.body_key).questions()}
    tallies = {(question.id, question): _Tally(question, True) for question in current.values()}
    taken = queries.first_attempts(session, course.slug, queries.ids_of(item), MOST + 1)
    ids = [attempt.id for attempt in taken[:MOST]]
    journals, marks = dict(queries.journals(session, ids)), queries.marks(session, ids)
    graders: dict[tuple[str, ...], Grader] = {}
    rows: list[Row] = []
    for attempt in taken[:MOST]:
        version = (attempt.body_key, *attempt.regraded)
        if version not in graders:
            graders[version] = Grader(body_of(attempt, bodies))
        journal = journals.get(attempt.id, [])
        results = graded_by(graders[version], attempt, journal, marks.get(attempt.id, [])).questions
        rows.append(_count(attempt, journal, results, graders[version], tallies))
    places = {question_id: place for place, question_id in enumerate(current)}
    order = sorted(tallies.values(), key=lambda tally: (places.get(tally.question.id, len(places)), not tally.current))
    reliability, alike = _reliability(rows)
    return QuizStatistics(
        attempts=len(ids),
        limited=len(taken) > MOST,
        reliability=reliability,
        alike=alike,
        meaning=analysis.about_alpha(reliability, alike) if any(rows) else "",
        group=len(analysis.extremes([0.0] * len(ids))[0]),
        questions=tuple(_statistics(tally) for tally in order),
    )


def _count(
    attempt: Attempt,
    journal: Sequence[Event],
    results: Sequence[QuestionResult],
    grader: Grader,
    tallies: dict[tuple[str, Question], _Tally],
) -> Row:
    """Add one attempt to the tallies of its questions; returns the points of those that count, for the reliability."""
    known = [result for result in results if not result.waiting]
    earned = {result.id: float(result.share) * result.max_points for result in known}
    total, most = sum(earned.values()), sum(result.max_points for result in known)
    spent = analysis.seconds_on([(event.question, event.made_at) for event in journal], attempt.started_at)
    row: Row = {}
    for result in known:
        question = grader.questions[result.id]
        tally = tallies.setdefault((result.id, question), _Tally(question, False))
        others = most - result.max_points
        tally.results.append(result)
        tally.rest.append((total - earned[result.id]) / others if others else 0.0)
        if result.id in spent:
            tally.seconds.append(spent[result.id])
        if result.max_points:
            row[result.id, question] = earned[result.id]
    return row


def _reliability(rows: Sequence[Row]) -> tuple[float | None, int]:
    """Alpha over the largest group of attempts that were asked the same questions, and how many these are."""
    groups: dict[frozenset[tuple[str, Question]], list[Row]] = {}
    for row in rows:
        groups.setdefault(frozenset(row), []).append(row)
    if not groups:
        return None, 0
    asked, alike = max(groups.items(), key=lambda group: len(group[1]))
    order = sorted(asked, key=lambda key: key[0])
    return analysis.alpha([[row[key] for key in order] for row in alike]), len(alike)


def _statistics(tally: _Tally) -> QuestionStatistics:
    question, results = tally.question, tally.results
    asked, scored = len(results), counts(question)
    shares = [float(result.share) for result in results]
    right = sum(result.share == 1 for result in results)
    chosen = _chosen(tally)
    options = tuple(OptionFigures(one.letter, one.right, one.upper, one.lower, one.count) for one in chosen)
    figures = ItemFigures(
        attempts=asked,
        difficulty=fmean(shares) if shares else 0.0,
        discrimination=analysis.correlation(shares, tally.rest),
        options=options if isinstance(question.key, ChoiceKey) else (),
        seconds=round(median(tally.seconds)) if tally.seconds else None,
    )
    return QuestionStatistics(
        id=question.id,
        stem_html=shown_stem(question),
        kind=rules.kind_of(question).label,
        current=tally.current,
        asked=asked,
        answered=sum(result.answered for result in results),
        right=right,
        right_share=right * rules.FULL // asked if asked else 0,
        mean_share=int(figures.difficulty * rules.FULL + 1e-6),
        scored=scored,
        chosen=chosen,
        figures=figures,
        advice=analysis.advice(figures) if scored and asked else (),
    )


def _chosen(tally: _Tally) -> tuple[Chosen, ...]:
    question = tally.question
    upper, lower = analysis.extremes(tally.rest)
    every: Counter[tuple[str, bool]] = Counter()
    high: Counter[tuple[str, bool]] = Counter()
    low: Counter[tuple[str, bool]] = Counter()
    for place, result in enumerate(tally.results):
        parts = _parts(question, result.answer)
        every.update(parts)
        if place in upper:
            high.update(parts)
        elif place in lower:
            low.update(parts)
    if isinstance(question.key, ChoiceKey):
        keys = [(option, (option.key, option.correct)) for option in question.key.options]
        return tuple(
            Chosen(every[key], key[1], option.html, letter=option.key.upper(), upper=high[key], lower=low[key])
            for option, key in keys
        )
    if isinstance(question.key, TextKey | NumericKey):
        listed = sorted(every.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TYPED]
    else:  # field by field
        listed = sorted(every.items())[:MOST_PARTS]
    return tuple(Chosen(count, key[1], text=key[0], upper=high[key], lower=low[key]) for key, count in listed)


def _parts(question: Question, answer: Answer) -> tuple[tuple[str, bool], ...]:
    """What to count of an answer: options by their keys, everything else as its parts read."""
    if isinstance(question.key, ChoiceKey):
        return tuple((option.key, option.correct) for option in question.key.options if option.key in answer)
    return answer_parts(question, answer)
