"""The use cases of the API: tokens, and what is asked with them."""

from elearn.api.service.doing import Reply, demand, forget_answers, note_read, read, write
from elearn.api.service.tokens import (
    Made,
    TokenFacts,
    TokenLine,
    due_to_touch,
    list_tokens,
    make_token,
    recognise,
    revoke_token,
    revoke_tokens_of,
    touch_token,
)

__all__ = [
    "Made",
    "Reply",
    "TokenFacts",
    "TokenLine",
    "demand",
    "due_to_touch",
    "forget_answers",
    "list_tokens",
    "make_token",
    "note_read",
    "read",
    "recognise",
    "revoke_token",
    "revoke_tokens_of",
    "touch_token",
    "write",
]
