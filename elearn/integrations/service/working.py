"""What the worker can do for this room."""

from __future__ import annotations

from collections.abc import Mapping

from elearn.core.sealing import Sealer
from elearn.integrations.outgoing import Caller
from elearn.integrations.service.announcing import event_handler
from elearn.integrations.service.pruning import PRUNE_JOB, prune_handler
from elearn.integrations.service.sending import DELIVER_JOB, RESUME_JOB, deliver_handler, resume_handler
from elearn.jobs.service import EVENT_JOB, Handler


def webhook_handlers(caller: Caller, sealer: Sealer) -> Mapping[str, Handler]:
    """The handlers of webhooks, by the kind of job."""
    return {
        EVENT_JOB: event_handler(sealer),
        DELIVER_JOB: deliver_handler(caller, sealer),
        RESUME_JOB: resume_handler(),
        PRUNE_JOB: prune_handler(),
    }
