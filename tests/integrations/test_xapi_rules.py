"""Statements hold to the rules of xAPI 1.0.3, whatever the facts, and never say who somebody is."""

from __future__ import annotations

import json
import math
import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.integrations.rules.xapi import Fact, Site, Thing, Verb, statement, statement_id

AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
SITE = Site("https://belajar.kota-contoh.go.id", "Belajar ASN")
FACT = Fact(
    Verb.PASSED, Thing.QUIZ, "result:1", "a" * 32, AT, "etika-asn", "Etika ASN", item="ujian", item_title="Ujian",
    run="7", score=8750, points=1750, max_points=2000, success=True, seconds=90,
)  # fmt: skip

slugs = st.from_regex(r"[a-z0-9-]{1,30}", fullmatch=True)
words = st.text(min_size=1, max_size=60)
facts = st.builds(
    Fact,
    verb=st.sampled_from(Verb),
    thing=st.sampled_from(Thing),
    key=words,
    person=st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 (see timezones)
    course=slugs,
    course_title=words,
    path=st.booleans(),
    item=words,
    item_title=st.just("") | words,
    run=st.sampled_from(["", "1", "77"]),
    score=st.none() | st.integers(0, 10_000),
    points=st.none() | st.integers(0, 5000),
    max_points=st.none() | st.integers(5000, 9000),
    success=st.none() | st.booleans(),
    seconds=st.none() | st.integers(0, 10**8),
    jp=st.none() | st.integers(0, 10**6),
    voids=words,
)


def check_iri(text: Any) -> None:
    parts = urlsplit(text)
    assert parts.scheme in {"http", "https"}
    assert parts.netloc
    assert re.fullmatch(r"[!-~]+", text), text


def check_map(languages: Any) -> None:
    assert languages
    for tag, text in languages.items():
        assert re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", tag)
        assert isinstance(text, str)


def check_activity(found: Any) -> None:
    assert set(found) == {"objectType", "id", "definition"}
    check_iri(found["id"])
    check_iri(found["definition"]["type"])
    check_map(found["definition"]["name"])


def check_statement(made: dict[str, Any]) -> None:
    """The rules of part two of the specification, as far as anything of ours touches them."""
    assert set(made) <= {"id", "version", "timestamp", "actor", "verb", "object", "result", "context"}
    assert str(uuid.UUID(made["id"])) == made["id"]
    assert made["version"].startswith("1.0")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", made["timestamp"])
    assert set(made["actor"]) == {"objectType", "account"}  # exactly one inverse functional identifier
    check_iri(made["actor"]["account"]["homePage"])
    assert made["actor"]["account"]["name"]
    check_iri(made["verb"]["id"])
    check_map(made["verb"]["display"])
    if made["verb"]["id"] == Verb.VOIDED.value[0]:
        assert made["object"]["objectType"] == "StatementRef"
        uuid.UUID(made["object"]["id"])
        assert not {"result", "context"} & set(made)
        return
    check_activity(made["object"])
    result = made.get("result", {})
    score = result.get("score", {})
    assert -1 <= score.get("scaled", 0) <= 1
    if "raw" in score:
        assert score["min"] <= score["raw"] <= score["max"]
        assert score["min"] < score["max"]
    if "duration" in result:
        assert re.fullmatch(r"PT\d+S", result["duration"])
    for name in result.get("extensions", {}):
        check_iri(name)
    uuid.UUID(made["context"].get("registration", made["id"]))
    for activities in made["context"].get("contextActivities", {}).values():
        for activity in activities:
            check_activity(activity)


@given(facts)
def test_every_statement_holds_to_the_specification(fact: Fact) -> None:
    made = statement(fact, SITE)
    check_statement(made)
    assert _no_nulls(made)
    assert json.loads(json.dumps(made, allow_nan=False)) == made


@given(facts)
def test_equal_facts_make_equal_statements_and_ids_follow_from_the_key_alone(fact: Fact) -> None:
    assert statement(fact, SITE) == statement(replace(fact), SITE)
    assert statement(replace(fact, course_title="Lain", person="b" * 32), SITE)["id"] == statement_id(fact.key, SITE)
    assert statement_id(fact.key, SITE) != statement_id(f"{fact.key}x", SITE)
    assert statement_id(fact.key, SITE) != statement_id(fact.key, Site("https://lain.go.id", "Lain"))


def test_a_passed_quiz_in_full() -> None:
    course = {
        "objectType": "Activity",
        "id": f"{SITE.home}/kursus/etika-asn",
        "definition": {"type": "http://adlnet.gov/expapi/activities/course", "name": {"id-ID": "Etika ASN"}},
    }
    made = statement(FACT, SITE)
    assert made["verb"]["display"] == {"en-US": "passed", "id-ID": "lulus"}
    assert made["object"]["id"] == f"{SITE.home}/kursus/etika-asn/kuis/ujian"
    assert made["result"] == {
        "score": {"scaled": 0.875, "raw": 17.5, "min": 0, "max": 20.0}, "success": True, "duration": "PT90S",
    }  # fmt: skip
    assert made["context"]["contextActivities"] == {"parent": [course], "grouping": [course]}


@pytest.mark.parametrize("path", [False, True])
def test_a_certificate_is_named_by_nothing_that_leads_to_its_holder(path: bool) -> None:
    made = statement(replace(FACT, verb=Verb.EARNED, thing=Thing.CERTIFICATE, key="certificate:1", path=path), SITE)
    assert made["object"]["definition"]["name"] == {"id-ID": "Sertifikat Etika ASN"}
    assert re.search(r"/sertifikat/[0-9a-f-]{36}$", made["object"]["id"])


def _no_nulls(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_no_nulls(each) for each in value.values())
    if isinstance(value, list):
        return all(_no_nulls(each) for each in value)
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))
