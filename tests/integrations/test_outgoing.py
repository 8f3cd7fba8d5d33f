"""One request to another system: what may go wrong on the way, with real sockets."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from elearn.integrations.outgoing import Caller, Unreached
from elearn.integrations.rules.addresses import INSIDE, Allowed
from tests.integrations.conftest import LOCAL, Receiver

SOON = Caller(LOCAL, timeout=0.3)


def test_a_good_answer_comes_back_with_its_first_bytes(receiver: Receiver, caller: Caller) -> None:
    receiver.words = b"<b>baik</b>\x00\xff" + b"x" * 900
    answer = caller.send("POST", receiver.url, {"x-satu": "1"}, b"isi")
    assert (answer.status, answer.good) == (200, True)
    assert answer.head(20) == "<b>baik</b> \ufffdxxxxxxx"
    headers, body = receiver.got[0]
    assert (headers["x-satu"], headers["host"], body) == ("1", f"127.0.0.1:{receiver.port}", b"isi")


@pytest.mark.parametrize("status", [204, 400, 410, 500, 503])
def test_every_status_comes_back(receiver: Receiver, caller: Caller, status: int) -> None:
    receiver.answer, receiver.words = status, b""
    assert caller.send("POST", receiver.url, {}, b"").status == status


def test_a_redirect_is_not_followed(receiver: Receiver, caller: Caller) -> None:
    def away(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(307)
        handler.send_header("Location", receiver.url)
        handler.end_headers()

    receiver.answer = away
    assert caller.send("POST", receiver.url, {}, b"").status == 307
    assert len(receiver.got) == 1


def test_silence_and_dripping_end_at_the_deadline(receiver: Receiver) -> None:
    """A byte now and then resets no clock."""
    done = threading.Event()

    def silent(_handler: BaseHTTPRequestHandler) -> None:
        done.wait(20)

    def dripping(handler: BaseHTTPRequestHandler) -> None:
        try:
            for _ in range(200):
                handler.wfile.write(b"H")
                if done.wait(0.05):
                    return
        except OSError:
            return

    for answer in (silent, dripping):
        receiver.answer = answer
        with pytest.raises(Unreached, match=r"dalam 0\.3 detik"):
            SOON.send("POST", receiver.url, {}, b"")
    done.set()


def test_whoever_hangs_up_or_speaks_no_http_gave_no_answer(receiver: Receiver, caller: Caller) -> None:
    receiver.answer = lambda handler: handler.wfile.write(b"bukan http\r\n\r\n")
    with pytest.raises(Unreached, match="tidak dapat dicapai"):
        caller.send("POST", receiver.url, {}, b"")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unreached, match="tidak dapat dicapai"):
        caller.send("POST", f"http://127.0.0.1:{port}/", {}, b"")


def test_a_name_that_leads_inside_is_not_called(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when only one of its addresses does, and whatever it led to when it was typed."""
    inner = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.port))
    outer = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", receiver.port))
    for found in ([inner], [outer, inner]):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)  # noqa: B023 (used at once)
        with pytest.raises(Unreached) as refused:
            Caller(Allowed()).send("POST", f"http://rebind.contoh.go.id:{receiver.port}/", {}, b"")
        assert str(refused.value) == INSIDE
    assert receiver.got == []


def test_tls_must_be_trusted_and_for_the_right_name(receiver: Receiver, tmp_path: Path) -> None:
    context, trusted = _certified(tmp_path, "localhost")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        threading.Thread(target=_answer_tls, args=(listening, context, 3), daemon=True).start()
        names = Allowed.of(["localhost", "127.0.0.1"])
        with pytest.raises(Unreached, match="Sertifikat TLS"):
            Caller(names, timeout=20).send("POST", f"https://localhost:{port}/", {}, b"")
        with pytest.raises(Unreached, match="Sertifikat TLS"):
            Caller(names, timeout=20, tls=trusted).send("POST", f"https://127.0.0.1:{port}/", {}, b"")
        answer = Caller(names, timeout=20, tls=trusted).send("POST", f"https://localhost:{port}/", {}, b"")
        assert (answer.status, answer.body) == (200, b"ok")


def _certified(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate of its own, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject, start = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(start - timedelta(days=1)).not_valid_after(start + timedelta(days=9))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    forms = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "tls.pem").write_bytes(pem + key.private_bytes(*forms))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "tls.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


def _answer_tls(listening: socket.socket, context: ssl.SSLContext, times: int) -> None:
    for _ in range(times):
        plain, _address = listening.accept()
        try:
            with context.wrap_socket(plain, server_side=True) as line:
                line.recv(9000)
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        except OSError:
            continue
