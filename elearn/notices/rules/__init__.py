"""What a notice says, on the site and in a mail, and when a mail is tried again. Pure."""

from elearn.notices.rules.kinds import WORDS, Kind, Words, mail_lines, mail_subject, said
from elearn.notices.rules.mails import (
    CHOICES,
    DELAYS,
    DIGEST_HOUR,
    REPEATABLE,
    STATE_WORDS,
    Choice,
    Frame,
    Letter,
    MailState,
    compose,
    next_digest,
    next_try,
    stop_token,
    stopper,
)

__all__ = [
    "CHOICES",
    "DELAYS",
    "DIGEST_HOUR",
    "REPEATABLE",
    "STATE_WORDS",
    "WORDS",
    "Choice",
    "Frame",
    "Kind",
    "Letter",
    "MailState",
    "Words",
    "compose",
    "mail_lines",
    "mail_subject",
    "next_digest",
    "next_try",
    "said",
    "stop_token",
    "stopper",
]
