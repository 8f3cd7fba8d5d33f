"""The production server: waitress, the content watcher and the worker in one process, stopped cleanly."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import click
from flask import Flask
from sqlalchemy.orm import sessionmaker

from elearn.app import begin_recurring, create_app, job_handlers, watch_content
from elearn.core import clock
from elearn.core.database import learn_sizes
from elearn.extensions import db
from elearn.jobs.service import forget_done, run_next
from elearn.settings import Settings

log = logging.getLogger("elearn.worker")
IDLE_SECONDS = 1.0
TIDY_EVERY = 24 * 3600  # seconds


def serve_until_stopped(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve on ``settings.host:port`` until SIGINT or SIGTERM; requests under way are finished first.

    Raises click.ClickException when the port is taken or may not be used.
    """
    app = create_app(settings)
    app.extensions["elearn.library"].refresh()
    server = listen(app, settings)
    stop = threading.Event()
    threads = [watch_content(app, stop)]
    if settings.worker:
        threads.append(threading.Thread(target=work_until, args=(app, stop), name="worker", daemon=True))
        threads[-1].start()
    signal.signal(signal.SIGTERM, _leave)
    announce(f"Situs siap di {settings.public_url} (berhenti: Ctrl-C)")
    try:
        server.run()  # returns at SIGINT and SIGTERM, having waited for the requests under way
        announce("Berhenti. Semua yang sudah tersimpan tetap aman.")
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=5)
        server.close()


def work_until_stopped(settings: Settings, announce: Callable[[str], None]) -> None:
    """Run background jobs until SIGINT or SIGTERM; the job under way is finished first, or cut off by a second signal:
    a job that is cut off is done once more when its lease is over.
    """
    app, stop, ended = create_app(settings), threading.Event(), threading.Event()
    watch_content(app, stop)

    def work() -> None:
        try:
            work_until(app, stop)
        finally:
            ended.set()  # a signal in Thread.join() would let Python 3.11 think that the thread has ended

    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=work, name="worker", daemon=True).start()
    announce("Pekerja latar siap (berhenti: Ctrl-C)")
    try:
        ended.wait()
    except (KeyboardInterrupt, SystemExit):
        stop.set()
        announce("Menyelesaikan pekerjaan yang sedang berjalan (berhenti seketika: Ctrl-C sekali lagi)")
        ended.wait()
        announce("Berhenti.")


def listen(app: Flask, settings: Settings) -> Any:
    """The server, bound to its port. Raises click.ClickException when the port is taken or may not be used, or the
    address is none.
    """
    from waitress.server import create_server

    # Requests that wait for a thread for a moment are nothing an operator must read about.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    try:
        return create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            connection_limit=1000,
            asyncore_use_poll=True,
            channel_timeout=60,
            ident=None,
            # With trusted proxies, what they say is read by the application (``web.requests``): it must get there.
            clear_untrusted_proxy_headers=not settings.trusted_proxies,
        )
    except OSError as error:
        raise click.ClickException(_why_not(settings, error)) from error
    except ValueError as error:  # a name that leads nowhere, or no address at all
        raise click.ClickException(
            f"ELEARN_HOST: {settings.host} bukan alamat. Tulis 127.0.0.1 atau 0.0.0.0."
        ) from error


def work_until(app: Flask, stop: threading.Event) -> None:
    """Run due jobs, one after the other, until told to stop. A database that is away is tried again."""
    handlers = job_handlers(app)
    with app.app_context():
        sessions, begun, tidy_due = sessionmaker(db.engine), False, 0.0
        while not stop.is_set():
            try:
                if time.monotonic() >= tidy_due:
                    tidy_due = time.monotonic() + TIDY_EVERY  # first: what fails here must not keep jobs from running
                    learn_sizes(db.engine)
                    forget_done(sessions, clock.utc_now())
                if not begun:
                    with sessions.begin() as session:
                        begin_recurring(app, session, clock.utc_now())
                    begun = True
                busy = run_next(sessions, handlers, clock.utc_now())
            except Exception:  # the worker must outlive a database that restarts
                log.exception("the worker could not reach its jobs")
                busy = False
            if not busy:
                stop.wait(IDLE_SECONDS)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _why_not(settings: Settings, error: OSError) -> str:
    where = f"{settings.host}:{settings.port}"
    if error.errno == 98:
        return f"Porta {where} sedang dipakai program lain. Hentikan program itu, atau pilih lain: make run PORT=8100"
    if error.errno == 13:
        return f"Porta {where} tidak boleh dipakai pengguna ini. Pilih porta di atas 1023."
    return f"Tidak dapat mendengarkan di {where}: {error.strerror}."
