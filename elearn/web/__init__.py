"""Shared presentation: access, transactions, errors, headers, components, layout."""

from flask import Flask
from jinja2 import StrictUndefined

from elearn.settings import Settings
from elearn.web.access import init_access
from elearn.web.transaction import init_transactions


def init_web(app: Flask, settings: Settings) -> None:
    """Bind everything that holds for every page."""
    app.jinja_env.undefined = StrictUndefined
    init_transactions(app)
    init_access(app)
