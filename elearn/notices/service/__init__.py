"""Telling people what concerns them, on the site and by mail, one function a use case."""

from elearn.notices.service.mailing import DIGEST_JOB, SEND_JOB, digest_handler, send_handler, send_test
from elearn.notices.service.notifying import NOTICE_JOB, mail_handler, notify
from elearn.notices.service.outbox import OutboxPage, note_outbox, outbox_page, retry
from elearn.notices.service.reading import (
    NoticePage,
    Shown,
    choose,
    notice_page,
    open_notice,
    preference,
    read_all,
    stop_mails,
)

__all__ = [
    "DIGEST_JOB",
    "NOTICE_JOB",
    "SEND_JOB",
    "NoticePage",
    "OutboxPage",
    "Shown",
    "choose",
    "digest_handler",
    "mail_handler",
    "note_outbox",
    "notice_page",
    "notify",
    "open_notice",
    "outbox_page",
    "preference",
    "read_all",
    "retry",
    "send_handler",
    "send_test",
    "stop_mails",
]
