"""Handing a mail to the operator's SMTP server. Knows no database; never called inside a transaction."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage

from elearn.settings import Settings

TIMEOUT = 10.0  # seconds for each answer of the server
PERMANENT = range(500, 600)
SAYS_NOTHING = "Server surel memutus sambungan sebelum menjawab."


class Unsent(Exception):
    """The server did not take the mail. ``final``: it never will; ``away``: nor would it take any other now."""

    def __init__(self, said: str, *, final: bool = False, away: bool = False) -> None:
        super().__init__(said)
        self.final, self.away = final, away


class Unsure(Exception):
    """The mail was handed over and no answer came: it may have been taken."""


@dataclass(frozen=True, slots=True)
class Server:
    """How to reach the server. ``tls``: starttls, tls or tidak; ``timeout`` in seconds for each of its answers."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: str
    sender: str
    timeout: float = TIMEOUT

    @classmethod
    def of(cls, settings: Settings) -> Server | None:
        """The one that the operator named; None: this site sends no mail."""
        if not settings.smtp_host:
            return None
        return cls(
            settings.smtp_host, settings.smtp_port, settings.smtp_user, settings.smtp_password, settings.smtp_tls,
            settings.smtp_from,
        )  # fmt: skip


def deliver(server: Server, mail: EmailMessage, address: str) -> None:
    """Hand one mail over. Raises Unsent, or Unsure when the connection broke between the mail and the answer to it.

    The recipient's address is left out of what the errors say.
    """
    try:
        smtp = _connected(server)
    except (smtplib.SMTPException, OSError) as error:
        raise _away(server, error) from error
    try:
        _envelope(smtp, server.sender, address)
        _hand_over(smtp, mail.as_bytes())
        smtp.putcmd("QUIT")  # its answer is not waited for: the mail is taken, whatever comes now
    except (smtplib.SMTPException, OSError) as error:
        raise _away(server, error) from error
    finally:
        smtp.close()


def _away(server: Server, error: Exception) -> Unsent:
    return Unsent(f"Server surel {server.host} tidak dapat dicapai: {_plain(error)}", away=True)


def _connected(server: Server) -> smtplib.SMTP:
    where, own = (server.host, server.port), server.sender.partition("@")[2]
    smtp = (
        smtplib.SMTP_SSL(*where, own, timeout=server.timeout, context=ssl.create_default_context())
        if server.tls == "tls"
        else smtplib.SMTP(*where, own, timeout=server.timeout)
    )
    try:
        if server.tls == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if server.user:
            smtp.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        smtp.close()
        said = f"Server surel menolak nama atau kata sandi pengirim ({error.smtp_code})."
        raise Unsent(said, away=True) from error
    except BaseException:
        smtp.close()
        raise
    return smtp


def _envelope(smtp: smtplib.SMTP, sender: str, address: str) -> None:
    smtp.ehlo_or_helo_if_needed()
    for step, (code, said) in (("pengirim", smtp.mail(sender)), ("penerima", smtp.rcpt(address))):
        if code // 100 != 2:
            words = said.decode("utf-8", "replace").replace(address, "(penerima)")
            final = code in PERMANENT and step == "penerima"
            raise Unsent(f"Server surel menolak {step}: {code} {words}"[:500], final=final, away=step == "pengirim")


def _hand_over(smtp: smtplib.SMTP, data: bytes) -> None:
    """From the end of the data on, only the server knows whether it has the mail."""
    code, said = smtp.docmd("DATA")
    if code != 354:
        raise Unsent(f"Server surel menolak isi: {code} {said.decode('utf-8', 'replace')}"[:500])
    try:
        smtp.send(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
        code, said = smtp.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise Unsure(SAYS_NOTHING) from error
    if code // 100 != 2:
        words = said.decode("utf-8", "replace")
        raise Unsent(f"Server surel menolak isi: {code} {words}"[:500], final=code in PERMANENT)


def _plain(error: Exception) -> str:
    return (str(error) or type(error).__name__).replace("\n", " ")[:300]
