"""Shared presentation: access, transactions, errors, headers, components, layout."""

from flask import Flask
from jinja2 import StrictUndefined

from elearn.settings import Settings
from elearn.web.access import init_access
from elearn.web.assets import init_assets
from elearn.web.filters import init_filters
from elearn.web.navigation import init_navigation
from elearn.web.paging import init_paging
from elearn.web.transaction import init_transactions


def init_web(app: Flask, settings: Settings) -> None:
    """Bind everything that holds for every page."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["site"] = settings
    init_transactions(app)
    init_access(app)
    init_assets(app, settings)
    init_navigation(app)
    init_filters(app, settings)
    init_paging(app)
