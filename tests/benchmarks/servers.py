"""Server processes on free loopback ports, and a client that keeps them busy."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

THREADS = 8
START_SECONDS = 60
CLIENTS = 4
BROWSER = {"Accept": "text/html", "Accept-Encoding": "gzip", "User-Agent": "tolok-ukur"}
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Server:
    """A running server. ``cookie`` is that of whoever signed in last."""

    port: int
    pid: int
    cookie: str = ""
    requests: int = field(default=0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def get(self, path: str, connection: http.client.HTTPConnection | None = None) -> tuple[int, bytes]:
        """One request as a browser sends it; the body as it came over the wire."""
        return self._ask("GET", path, None, connection)[:2]

    def post(self, path: str, form: list[tuple[str, str]], connection: http.client.HTTPConnection) -> str:
        """Send a form; returns the path redirected to."""
        status, body, location = self._ask("POST", path, urlencode(form), connection)
        assert status == 303, (status, body[:500])
        return location

    def sign_in(self, identifier: str, password: str) -> None:
        """Sign in by the form and keep the cookie."""
        connection = self.connect()
        token = csrf_token(self._plain("/masuk", connection))
        form = [("csrf_token", token), ("identifier", identifier), ("password", password)]
        self.post("/masuk", form, connection)

    def _plain(self, path: str, connection: http.client.HTTPConnection) -> bytes:
        status, body, _ = self._ask("GET", path, None, connection, {"Accept-Encoding": "identity"})
        assert status == 200, (status, body[:500])
        return body

    def page(self, path: str, connection: http.client.HTTPConnection) -> bytes:
        """A page, not compressed, to read forms from."""
        return self._plain(path, connection)

    def _ask(
        self,
        method: str,
        path: str,
        body: str | None,
        connection: http.client.HTTPConnection | None,
        extra: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes, str]:
        own = connection or self.connect()
        headers = {**BROWSER, "Cookie": self.cookie, **(extra or {})}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        own.request(method, path, body, headers)
        answer = own.getresponse()
        data = answer.read()
        self.requests += 1
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = line.partition(";")[0]
        return answer.status, data, answer.headers.get("Location", "")


def csrf_token(page: bytes) -> str:
    found = TOKEN.search(page)
    assert found is not None, page[:500]
    return found[1].decode()


@contextmanager
def running(command: Callable[[int], list[str]], environment: Mapping[str, str], ready: str) -> Iterator[Server]:
    """Start a process for a free port, wait until ``ready`` answers, and end it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    log = Path(environment["BENCH_FOLDER"]) / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command(port), env=dict(environment), stdout=output, stderr=output)
    server = Server(port, process.pid)
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                server.get(ready)
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}") from None
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def calibrator(environment: Mapping[str, str]) -> Iterator[Server]:
    """The calibrator, signed in."""
    folder = environment["BENCH_FOLDER"]
    module = "tests.benchmarks.calibrator"
    with running(
        lambda port: [sys.executable, "-m", module, folder, str(port), str(THREADS)], environment, "/masuk"
    ) as (server):
        server.get("/masuk")
        yield server


def throughput(server: Server, path: str, seconds: float = 3.0) -> float:
    """Requests a second that a few busy clients get of one page. Raises AssertionError for anything but 200."""
    counts = [0] * CLIENTS
    until = time.perf_counter() + seconds

    def work(number: int) -> None:
        connection = server.connect()
        while time.perf_counter() < until:
            status, body = server.get(path, connection)
            assert status == 200, (status, body[:200])
            counts[number] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(counts), "a client failed"
    return sum(counts) / (time.perf_counter() - began)


def page_seconds(server: Server, path: str, times: int = 100) -> float:
    """Seconds that one page takes for one client."""
    connection = server.connect()
    began = time.perf_counter()
    for _ in range(times):
        assert server.get(path, connection)[0] == 200
    return (time.perf_counter() - began) / times
