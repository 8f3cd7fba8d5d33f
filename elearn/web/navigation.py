"""The header's links by role, worked out once and not on every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Flask, current_app, request, url_for
from flask_login import current_user


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the header or footer. ``sections`` are the paths below which it is the present one."""

    label: str
    endpoint: str
    audience: str
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link with its address; ``sections`` end in a slash."""

    label: str
    href: str
    sections: tuple[str, ...]

    def current(self, path: str) -> str | None:
        """The value of ``aria-current`` on a page with this path (None: leave the attribute out)."""
        if path == self.href:
            return "page"
        return "true" if f"{path}/".startswith(self.sections) else None


HEADER = (
    Link("Beranda", "home.index", "learner", ("/beranda", "/program", "/atasan")),
    Link("Katalog", "learning.catalogue", "learner", ("/katalog", "/kursus", "/jalur-belajar", "/percobaan")),
    Link("Riwayat", "competency.record", "learner", ("/riwayat", "/kompetensi")),
    Link("Pemberitahuan", "notices.mine", "learner", ("/pemberitahuan",)),
    Link("Pengajar", "reporting.trainer_courses", "trainer", ("/pengajar", "/kelola")),
    Link("Admin", "reporting.admin_home", "admin", ("/admin",)),
    Link("Akun", "people.account", "learner", ("/akun", "/data-saya")),
    Link("Masuk", "people.sign_in", "visitor", ("/masuk",)),
)
SIGN_OUT = "people.sign_out"
FOOTER = (
    Link("Verifikasi sertifikat", "credentials.verify_form", "everybody", ("/verifikasi",)),
    Link("Data saya", "home.my_data", "learner", ("/data-saya",)),
    Link("Privasi", "web.privacy", "everybody", ("/privasi",)),
)


class Navigation(NamedTuple):
    """The links of a page's frame; ``home`` is where the brand leads, ``sign_out`` None for who is not signed in."""

    home: str
    sign_out: str | None
    header: tuple[ShownLink, ...]
    footer: tuple[ShownLink, ...]


def viewer() -> Any:
    """Whoever is signed in, or None."""
    person = current_user._get_current_object()  # once: each look through the proxy costs as much as a line of a page
    return person if person.is_authenticated else None


def navigation() -> Navigation:
    """Header and footer links for the viewer: only pages that this application has."""
    person = viewer()
    audiences = frozenset({"everybody"} | _roles(person))
    known: dict[Any, Navigation] = current_app.extensions["elearn.navigation"]
    key = (request.script_root, audiences)
    if key not in known:
        header = _shown(HEADER, audiences)
        home = header[0].href if header else f"{request.script_root}/"
        sign_out = url_for(SIGN_OUT) if person is not None and SIGN_OUT in current_app.view_functions else None
        known[key] = Navigation(home, sign_out, header, _shown(FOOTER, audiences))
    return known[key]


def _roles(person: Any) -> set[str]:
    if person is None:
        return {"visitor"}
    return {"learner"} | ({"trainer"} if person.is_trainer else set()) | ({"admin"} if person.is_admin else set())


def _shown(links: tuple[Link, ...], audiences: frozenset[str]) -> tuple[ShownLink, ...]:
    return tuple(
        ShownLink(link.label, url_for(link.endpoint), tuple(f"{section}/" for section in link.sections))
        for link in links
        if link.audience in audiences and link.endpoint in current_app.view_functions
    )


def address(endpoint: str, **values: str | int) -> str:
    """What ``url_for`` makes of the name of a page and its values, remembered: a page asks for dozens."""
    return _made(request.script_root, endpoint, *values.items())


@lru_cache(maxsize=4096)
def _made(_script_root: str, endpoint: str, *values: tuple[str, str | int]) -> str:
    return url_for(endpoint, **dict(values))  # type: ignore[arg-type]


def init_navigation(app: Flask) -> None:
    """Give every template ``viewer`` and ``navigation``, and quicker addresses."""
    app.extensions["elearn.navigation"] = {}
    app.jinja_env.globals["url_for"] = address
    app.jinja_env.globals.update(viewer=viewer, navigation=navigation)
    app.jinja_env.globals["has_page"] = app.view_functions.__contains__
