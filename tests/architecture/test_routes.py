"""Closed by default: every route carries exactly one access mark, and nothing answers a stranger by omission."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import NumberConverter

from elearn.web.access import MARKS
from tests.support.pages import PageClient

# Pages that anybody may see, each for a reason. A new public page must be added here on purpose.
PUBLIC = {
    "home.landing": "what the site is",
    "people.sign_in": "signing in",
    "people.sign_in_code": "the second step of signing in",
    "people.leave_for_provider": "signing in with an account of the institution",
    "people.back_from_provider": "the way back from there",
    "people.signed_out": "what is left to do after signing out",
    "credentials.verify": "anyone may check a certificate",
    "credentials.scanned": "what a QR code says leads to the same page",
    "credentials.standing": "the same answer in one word",
    "credentials.offline": "checking a sheet without a network",
    "credentials.offline_worker": "keeps that page on a phone",
    "credentials.verify_form": "typing a certificate's code",
    "credentials.check": "anyone may check a credential's file",
    "credentials.verify_transcript": "anyone who has its code may check a transcript",
    "credentials.credential": "a certificate for machines, to whoever has its code",
    "credentials.did_document": "verifiers look for the site's keys",
    "credentials.status_list": "verifiers ask which credentials no longer stand",
    "notices.stop": "whoever gets a mail may end them from it",
    "notices.stop_form": "what the mail's link opens",
    "programmes.feed": "a phone's calendar asks with the secret in its address",
    "api.guide": "how programs use the API",
    "api.openapi": "the same for tools",
    "api.problem": "what a problem means",
    "web.health": "the operator's monitor",
    "web.privacy": "the privacy notice",
    "web.favicon": "the browser asks for it",
}


def test_every_route_carries_one_access_mark(app: Flask) -> None:
    unmarked = [name for name, view in app.view_functions.items() if getattr(view, "access", None) not in MARKS]
    assert unmarked == []


def test_only_the_listed_pages_are_public(app: Flask) -> None:
    found = {name for name, view in app.view_functions.items() if getattr(view, "access", None) == "public"}
    assert found == set(PUBLIC)


def test_a_stranger_is_sent_to_sign_in_everywhere_else(app: Flask, client: PageClient) -> None:
    asked = 0
    for rule in app.url_map.iter_rules():
        by_token = getattr(app.view_functions[rule.endpoint], "access", None) == "integration"
        if rule.endpoint in PUBLIC or by_token or "GET" not in (rule.methods or set()):
            continue
        arguments = {name: _example(rule, name) for name in rule.arguments}
        with app.test_request_context():
            url = app.url_for(rule.endpoint, **arguments)
        answer = app.test_client().get(url)
        assert answer.status_code == 303, url
        assert answer.location.startswith("/masuk"), url
        asked += 1
    assert asked > 15


def test_every_view_that_takes_a_post_commits_in_one_place(app: Flask) -> None:
    """A POST view that is not wrapped by @writes would lose what it wrote."""
    bare = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or set()) and not hasattr(app.view_functions[rule.endpoint], "__wrapped__")
    ]
    assert bare == []


def _example(rule: Rule, name: str) -> str | int:
    """A value that the address of a route takes."""
    return 1 if isinstance(rule._converters[name], NumberConverter) else "x"
