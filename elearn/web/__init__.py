"""Shared presentation: access, transactions, errors, headers, components, layout."""

from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from jinja2.runtime import Context

from elearn.settings import Settings
from elearn.web.access import init_access
from elearn.web.assets import init_assets
from elearn.web.compression import init_compression
from elearn.web.errors import init_errors
from elearn.web.filters import init_filters
from elearn.web.headers import init_headers
from elearn.web.navigation import init_navigation
from elearn.web.paging import init_paging
from elearn.web.privacy import load_notice
from elearn.web.requests import init_requests
from elearn.web.sessions import init_sessions
from elearn.web.transaction import init_transactions


class PlainContext(Context):
    """The context of a template. All templates of a site have the same globals: Jinja need not look, at each import of
    macros, for some that one has and another lacks.
    """

    def __init__(self, *given: Any, globals: Any = None) -> None:
        super().__init__(*given)


def init_web(app: Flask, settings: Settings) -> None:
    """Bind everything that holds for every page. What works on answers runs in the reverse of this order."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.context_class = PlainContext
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["site"] = settings
    app.extensions["elearn.privacy"] = load_notice(settings)
    init_transactions(app)  # first: even a refusal may look up who is asking
    init_compression(app)
    init_sessions(app)
    init_requests(app, settings)
    init_headers(app, settings)
    init_errors(app)
    init_access(app)
    init_assets(app, settings)
    init_navigation(app)
    init_filters(app, settings)
    init_paging(app)
