"""Looking things up by their code, which anybody may do, though not without end."""

from __future__ import annotations

from typing import cast

from flask import current_app
from flask.blueprints import BlueprintSetupState

from elearn.credentials.views.base import blueprint
from elearn.web.context import now
from elearn.web.requests import client_address
from elearn.web.throttle import Throttle

# An office of a thousand people behind one address may all look at once, and goes on at twenty a second. A code that
# does not exist costs ten questions: 120 of them at once, then two a second, and there are 2^100 to guess from.
AT_ONCE, A_SECOND, COST_UNKNOWN = 1200, 20, 10
TOO_MANY = (
    "Dari jaringan Anda baru saja masuk sangat banyak pemeriksaan, jadi yang ini belum dijawab. "
    "Sertifikatnya sendiri tidak terpengaruh. Tunggu satu menit, lalu muat ulang halaman ini."
)


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["elearn.verifications"] = Throttle(AT_ONCE, A_SECOND, TOO_MANY)


def admit() -> None:
    """Let this address ask once more. Raises TooMany."""
    _throttle().admit(client_address(), now())


def charge_unknown() -> None:
    """The code that was just asked for does not exist: that costs this address the rest of a guess."""
    _throttle().charge(client_address(), COST_UNKNOWN - 1, now())


def _throttle() -> Throttle:
    return cast(Throttle, current_app.extensions["elearn.verifications"])
