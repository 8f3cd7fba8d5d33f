"""Handing mails to real servers on this machine: those that take, refuse, are dead, slow or suspicious."""

from __future__ import annotations

import email
import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from elearn.notices.post import Server, Unsent, Unsure, deliver
from elearn.notices.rules import Letter, compose
from tests.notices.conftest import FRAME, Postbox, reached

LETTER = Letter(
    7, "Sertifikat baru", "- Anda memperoleh sertifikat baru.", 5, "Dr. Maria Bria", "maria@contoh.go.id",
    datetime(2026, 11, 20, 4, tzinfo=UTC),
)  # fmt: skip
MAIL = compose(LETTER, FRAME)


def test_a_mail_arrives_as_it_was_written(mailer: Server, box: Postbox) -> None:
    deliver(mailer, MAIL, LETTER.address)
    (taken,) = box.mails
    assert (taken.mail_from, taken.rcpt_tos) == (FRAME.sender, [LETTER.address])
    read = email.message_from_bytes(taken.content, policy=default)
    assert read["Subject"] == "Sertifikat baru - Belajar ASN"
    assert read["Message-ID"] == MAIL["Message-ID"]
    assert "Yth. Dr. Maria Bria" in read.get_content()


def test_lines_that_begin_with_a_dot_stay(mailer: Server, box: Postbox) -> None:
    deliver(mailer, compose(replace(LETTER, lines=".\n..dua\n.satu"), FRAME), LETTER.address)
    text = email.message_from_bytes(box.mails[0].content, policy=default).get_content()
    assert "\n.\n..dua\n.satu\n" in text.replace("\r\n", "\n")


def test_a_recipient_who_is_unknown_is_refused_for_good_and_not_named(mailer: Server, box: Postbox) -> None:
    box.refuses.add(LETTER.address)
    with pytest.raises(Unsent) as caught:
        deliver(mailer, MAIL, LETTER.address)
    assert caught.value.final
    assert not caught.value.away
    assert "(penerima)" in str(caught.value)
    assert LETTER.address not in str(caught.value)


@pytest.mark.parametrize(("answer", "final"), [("451 nanti", False), ("554 ditolak", True)])
def test_what_a_server_says_to_the_mail_decides_whether_to_try_again(
    mailer: Server, box: Postbox, answer: str, final: bool
) -> None:
    box.answer = answer
    with pytest.raises(Unsent) as caught:
        deliver(mailer, MAIL, LETTER.address)
    assert caught.value.final is final


def test_a_dead_server_is_away() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers there
        server = Server("127.0.0.1", taken.getsockname()[1], "", "", "tidak", FRAME.sender)
        with pytest.raises(Unsent) as caught:
            deliver(server, MAIL, LETTER.address)
    assert caught.value.away


@pytest.mark.parametrize(("password", "away"), [("benar", False), ("salah", True)])
def test_only_the_right_password_gets_in(guarded: Controller, box: Postbox, password: str, away: bool) -> None:
    server = reached(guarded, user="elearn", password=password)
    if not away:
        deliver(server, MAIL, LETTER.address)
        assert len(box.mails) == 1
        return
    with pytest.raises(Unsent) as caught:
        deliver(server, MAIL, LETTER.address)
    assert caught.value.away
    assert "kata sandi" in str(caught.value)
    assert "salah" not in str(caught.value)


def test_a_server_without_tls_gets_no_mail_that_asks_for_it(mailer: Server, box: Postbox) -> None:
    with pytest.raises(Unsent) as caught:
        deliver(replace(mailer, tls="starttls"), MAIL, LETTER.address)
    assert caught.value.away
    assert box.mails == []


def test_a_server_that_says_nothing_is_left() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = Server("127.0.0.1", listening.getsockname()[1], "", "", "tidak", FRAME.sender, timeout=0.2)
        with pytest.raises(Unsent) as caught:
            deliver(server, MAIL, LETTER.address)
    assert caught.value.away


def test_a_line_cut_after_the_mail_leaves_it_in_doubt() -> None:
    """It may have been taken, so it is not sent again by itself."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(10)
        talk = threading.Thread(target=_cut_after_data, args=(listening,), daemon=True)
        talk.start()
        server = Server("127.0.0.1", listening.getsockname()[1], "", "", "tidak", FRAME.sender)
        with pytest.raises(Unsure):
            deliver(server, MAIL, LETTER.address)
        talk.join(timeout=10)


def _cut_after_data(listening: socket.socket) -> None:
    """Speak SMTP up to the end of the mail, then hang up."""
    line, _ = listening.accept()
    line.settimeout(10)
    with line, line.makefile("rb") as heard:
        line.sendall(b"220 siap\r\n")
        for word in heard:
            if word.upper().startswith(b"DATA"):
                line.sendall(b"354 tulis\r\n")
                break
            line.sendall(b"250 baik\r\n")
        for word in heard:
            if word == b".\r\n":
                return
