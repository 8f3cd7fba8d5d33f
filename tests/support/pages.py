"""A client that checks every page it opens: what holds for one page is thereby held for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from elearn.web.headers import CONTENT_SECURITY_POLICY
from tests import factories

CONTROLS = {"input", "select", "textarea", "button"}
UNLABELLED_INPUTS = {"hidden", "submit", "reset", "button"}


class Page:
    """A parsed page. ``problems`` are sentences, all of them, in the order they were found."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = parser.parse(response.get_data())
        self.syntax = [f"HTML at {position}: {code} {details}" for position, code, details in parser.errors]
        self.parents = {child: parent for parent in self.root.iter() for child in parent}

    def all(self, *tags: str) -> list[Element]:
        """Every element with one of these tags, in document order."""
        return [element for element in self.root.iter() if element.tag in tags]

    def problems(self) -> list[str]:
        checks = (self._frame, self._identity, self._controls, self._names, self._structure, self._policy)
        return [*self.syntax, *(problem for check in checks for problem in check())]

    def _frame(self) -> Iterator[str]:
        headings, titles = self.all("h1"), self.all("title")
        if len(headings) != 1:
            yield f"{len(headings)} h1 elements instead of one"
        elif len(titles) != 1 or not words(titles[0]).startswith(words(headings[0])):
            yield f"the title {[words(title) for title in titles]} does not start with the h1 {words(headings[0])!r}"
        elif not words(headings[0]):
            yield "the h1 is empty"
        if (html := next(iter(self.all("html")), None)) is None or html.get("lang") != "id":
            yield "the page does not say that it is Indonesian"
        if len(self.all("main")) != 1:
            yield "there must be one main element"

    def _identity(self) -> Iterator[str]:
        ids = [element.get("id", "") for element in self.root.iter() if element.get("id") is not None]
        yield from (f"id {name!r} is used {ids.count(name)} times" for name in sorted(set(ids)) if ids.count(name) > 1)
        for element in self.root.iter():
            for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "popovertarget"):
                for name in (element.get(attribute) or "").split():
                    if name not in ids:
                        yield f"{attribute}={name!r} names no element"
        for link in self.all("a"):
            href = link.get("href") or ""
            if href.startswith("#") and href != "#" and href[1:] not in ids:
                yield f"the anchor {href!r} does not exist"

    def _controls(self) -> Iterator[str]:
        labelled = {label.get("for") for label in self.all("label") if words(label)}
        for control in self.all(*CONTROLS):
            if control.tag == "button" or control.get("type") in UNLABELLED_INPUTS:
                continue
            wrapped = any(parent.tag == "label" and words(parent) for parent in self._above(control))
            named = control.get("aria-label") or control.get("aria-labelledby")
            if not (wrapped or named or (control.get("id") and control.get("id") in labelled)):
                yield f"the control {control.get('name')!r} has no label"
        for form in self.all("form"):
            if (form.get("method") or "get").lower() != "post":
                continue
            if not any(field.get("name") == "csrf_token" and field.get("value") for field in form.iter("input")):
                yield f"the form to {form.get('action')!r} carries no CSRF token"

    def _names(self) -> Iterator[str]:
        for image in self.all("img"):
            if image.get("alt") is None:
                yield f"the image {image.get('src')!r} has no alt"
        for element in self.all("a", "button", "summary", "legend", "caption", "th"):
            spoken = words(element) or element.get("aria-label") or element.get("title")
            pictures = any(image.get("alt") for image in element.iter("img"))
            if not spoken and not pictures:
                yield f"a {element.tag} says nothing ({element.attrib})"
        for table in self.all("table"):
            if table.find(".//th") is None:
                yield "a table has no header cell"

    def _structure(self) -> Iterator[str]:
        level = 0
        for heading in self.all("h1", "h2", "h3", "h4", "h5", "h6"):
            here = int(str(heading.tag)[1])
            if here > level + 1:
                yield f"the heading {words(heading)!r} skips from h{level} to h{here}"
            level = here

    def _policy(self) -> Iterator[str]:
        """What the content security policy would silently block."""
        for element in self.root.iter():
            for name, value in element.attrib.items():
                if name == "style" or name.startswith("on"):
                    yield f"a {element.tag} carries an inline {name}"
                elif name in {"src", "href", "action", "poster"} and re.match(r"\s*(javascript|data):", value):
                    yield f"a {element.tag} points to {value[:40]!r}"
                elif name in {"src", "poster"} and re.match(r"(https?:)?//", value):
                    yield f"a {element.tag} loads from another host: {value!r}"
        if self.all("style") or any((script.text or "").strip() for script in self.all("script")):
            yield "inline style or script"

    def _above(self, element: Element) -> Iterator[Element]:
        while element in self.parents:
            element = self.parents[element]
            yield element


def words(element: Element) -> str:
    """The text of an element and everything in it, with single blanks."""
    return " ".join("".join(element.itertext()).split())


def check_page(response: TestResponse, status: int | None = None) -> Page | None:
    """Assert that an answer is sound; returns the page when it is one (files and JSON are None).

    Without ``status``, any answer but a failure of the server is accepted: what a test expects, it says itself.
    """
    where = f"{response.request.method} {response.request.path} -> {response.status}"
    assert response.status_code < 500 if status is None else response.status_code == status, where
    assert response.headers.get("X-Content-Type-Options") == "nosniff", where
    if response.mimetype != "text/html" or response.status_code in range(300, 400):
        return None
    assert response.headers["Content-Type"] == "text/html; charset=utf-8", where
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY, where
    page = Page(response)
    problems = page.problems()
    assert problems == [], f"{where}\n" + "\n".join(problems)
    return page


class PageClient:
    """Flask's test client, except that every page it opens is checked. ``csrf`` is on, as in production."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.plain: FlaskClient = app.test_client()

    def get(self, url: str, status: int | None = None, **options: Any) -> TestResponse:
        """Open a page. ``status`` is asserted when given; redirects are followed only with ``follow_redirects``."""
        response = self.plain.get(url, buffered=True, **options)
        check_page(response, status)
        return response

    def post(self, url: str, **options: Any) -> TestResponse:
        """A bare POST, without a token: for what must be refused, and for JSON."""
        response = self.plain.post(url, **options)
        check_page(response)
        return response

    def post_form(
        self, url: str, data: Mapping[str, Any] | None = None, *, page: str | None = None, **options: Any
    ) -> TestResponse:
        """Send a form with the token of ``page`` (default: the form's own address, else any page that gives one)."""
        token = self.token(page or url)
        response = self.plain.post(url, data={"csrf_token": token, **(data or {})}, **options)
        check_page(response)
        return response

    def token(self, url: str) -> str:
        """A CSRF token of this session: from the page at ``url``, or from the sign-in or home page's own form."""
        for address in (url, "/masuk", "/akun", "/beranda"):
            response = self.plain.get(address)
            if response.status_code == 200 and response.mimetype == "text/html":
                found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', response.get_data(as_text=True))
                if found:
                    return found[1]
        raise AssertionError(f"no page near {url} gives a CSRF token")

    def sign_in(self, person: Any, password: str = factories.PASSWORD) -> TestResponse:
        """Sign in through the form, as a person does; ``person`` has ``nip`` or ``email``."""
        response = self.post_form("/masuk", self._credentials(person, password), page="/masuk")
        assert response.status_code == 303, "signing in was refused"
        return response

    def _credentials(self, person: Any, password: str) -> dict[str, str]:
        page = Page(self.plain.get("/masuk"))
        found: dict[str, str] = {}
        for field in page.all("input"):
            kind, name = field.get("type", "text"), field.get("name") or ""
            if kind in {"text", "email"}:
                found[name] = person.nip or person.email
            elif kind == "password":
                found[name] = password
        return found

    def sign_out(self) -> TestResponse:
        return self.post_form("/keluar", page="/beranda")
