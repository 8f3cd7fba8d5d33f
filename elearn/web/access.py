"""Closed by default: every view carries exactly one access mark, and a test walks every route."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlencode

from flask import Flask, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from elearn.core.errors import Forbidden
from elearn.web.context import settings
from elearn.web.resending import NOT_KEPT, held, page_behind, page_with

View = TypeVar("View", bound=Callable[..., Any])
MARKS = ("public", "learner", "trainer", "admin", "integration")
# How somebody came in, in her cookie: nothing there means by password.
ENTERED = "cara"
BY_PROVIDER, BY_PROVIDER_TWICE = "instansi", "instansi-dua-langkah"


class SignedIn(Protocol):
    """What the web asks of whoever is signed in; rooms above pass something richer."""

    id: int
    display_name: str
    must_change_password: bool
    second_factor: bool

    @property
    def is_authenticated(self) -> bool: ...
    @property
    def is_trainer(self) -> bool: ...
    @property
    def is_admin(self) -> bool: ...


def _mark(name: str) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.access = name  # type: ignore[attr-defined]
        return view

    return decorate


public = _mark("public")
learner = _mark("learner")
trainer = _mark("trainer")
admin = _mark("admin")
# Another system with its token: the API itself asks for that, and no cookie counts.
integration = _mark("integration")


def while_password_pending(view: View) -> View:
    """This view may be used before the forced change of password (the change itself, signing out)."""
    view.while_password_pending = True  # type: ignore[attr-defined]
    return view


def while_second_factor_pending(view: View) -> View:
    """This view may be used before the second step that the settings demand is set up (the set-up itself)."""
    view.while_second_factor_pending = True  # type: ignore[attr-defined]
    return view


def must_have_second_factor(actor: SignedIn) -> bool:
    """Whether the settings demand a second step of somebody."""
    mode = settings().totp
    return mode == "semua" or (mode == "admin" and actor.is_admin)


def by_provider() -> bool:
    """Whether whoever is signed in came with her account of the institution."""
    return ENTERED in session


def needs_second_factor(actor: SignedIn) -> bool:
    """Whether somebody must set up a second step before anything else; not if her provider asked for one."""
    if session.get(ENTERED) == BY_PROVIDER_TWICE:
        return False
    return not actor.second_factor and must_have_second_factor(actor)


def needs_password(actor: SignedIn) -> bool:
    """Whether somebody must choose a password before anything else: she came with a one-time code."""
    return actor.must_change_password and not by_provider()


def signed_in() -> Any:
    """The actor of this request, to pass to a service."""
    return current_user._get_current_object()


def init_access(app: Flask) -> None:
    """Refuse every request whose view's mark the visitor does not meet."""

    @app.before_request
    def enforce() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # no such page: the 404 page answers
        view = current_app.view_functions[request.endpoint]
        mark = getattr(view, "access", None)
        if mark in {"public", "integration"}:
            return None
        if mark not in MARKS:
            raise RuntimeError(f"the view {request.endpoint} carries no access mark")
        actor = cast(SignedIn, current_user)
        if not actor.is_authenticated:
            return ask_to_sign_in()
        if needs_password(actor) and not getattr(view, "while_password_pending", False):
            return redirect(url_for("people.change_password"), 303)
        if needs_second_factor(actor) and not _while_pending(view):
            return redirect(url_for("people.second_factor"), 303)
        if (mark == "trainer" and not actor.is_trainer) or (mark == "admin" and not actor.is_admin):
            raise Forbidden("Halaman ini bukan untuk peran Anda. Kembali ke beranda, atau minta akses kepada admin.")
        return None


def _while_pending(view: Callable[..., Any]) -> bool:
    return hasattr(view, "while_second_factor_pending") or hasattr(view, "while_password_pending")


def ask_to_sign_in() -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        return {"pesan": "Sesi Anda berakhir. Masuk lagi; jawaban di halaman ini tetap ada."}, 401
    if request.method == "GET":
        here = request.full_path.rstrip("?")
        return redirect(f"{url_for('people.sign_in')}?{urlencode({'lanjut': here})}", 303)
    if request.endpoint == "people.sign_out":  # what was asked for has come about already
        flash("Anda sudah keluar.", "sukses")
        return redirect(url_for("people.sign_in"), 303)
    form = held()
    if form is not None:
        return page_with(form, url_for("people.sign_in")), 401, NOT_KEPT
    flash("Sesi Anda berakhir, jadi kiriman tadi belum diterima. Masuk lagi, lalu ulangi.", "peringatan")
    return redirect(url_for("people.sign_in", lanjut=page_behind()), 303)
