"""Telling other systems what happens here, one function a use case."""

from elearn.integrations.service.endpoints import (
    WebhookLine,
    add_webhook,
    delete_webhook,
    hide_secret,
    one_webhook,
    pause,
    ping,
    require_everything,
    resend,
    resume,
    webhook_list,
)
from elearn.integrations.service.log import WebhookPage, webhook_page
from elearn.integrations.service.pruning import schedule_prune
from elearn.integrations.service.working import webhook_handlers

__all__ = [
    "WebhookLine",
    "WebhookPage",
    "add_webhook",
    "delete_webhook",
    "hide_secret",
    "one_webhook",
    "pause",
    "ping",
    "require_everything",
    "resend",
    "resume",
    "schedule_prune",
    "webhook_handlers",
    "webhook_list",
    "webhook_page",
]
