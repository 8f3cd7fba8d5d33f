"""What the pages of this room share."""

from __future__ import annotations

from flask import Blueprint, current_app

from elearn.core.sealing import Sealer
from elearn.integrations.rules.addresses import Allowed
from elearn.integrations.rules.webhooks import EVENT_WORDS, PING_WORDS, STATE_WORDS, DeliveryState
from elearn.web import context

LIST = "/admin/webhook"
ONE = f"{LIST}/<int(max=999999999999):webhook_id>"

blueprint = Blueprint("integrations", "elearn.integrations", template_folder="templates")


def sealer() -> Sealer:
    """How this application seals the secrets of webhooks."""
    return Sealer(current_app.config["SECRET_KEY"])


def allowed() -> Allowed:
    """Which inner addresses the operator allows."""
    return Allowed.of(context.settings().webhook_internal)


@blueprint.app_template_global()
def keadaan_kiriman(state: DeliveryState) -> tuple[str, str]:
    """A delivery's state in words, and the tone of its badge."""
    return STATE_WORDS[state]


@blueprint.app_template_global()
def kejadian_webhook(event: str) -> str:
    """An event in words."""
    return EVENT_WORDS.get(event, PING_WORDS)
