"""Wires everything and holds no route."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from elearn.api import views as api
from elearn.assessment import views as assessment
from elearn.assessment.service import CLOSE_JOB, REGRADE_JOB, closing_handler, regrade_handler
from elearn.authoring import views as authoring
from elearn.competency import views as competency
from elearn.competency.service import DAILY_FOLDER, HEADS_JOB, heads_handler, schedule_heads
from elearn.content.library import Library
from elearn.core.database import prepare
from elearn.core.errors import SettingsError
from elearn.core.objects import ObjectStore
from elearn.core.sealing import Sealer
from elearn.core.signing import KeyRing
from elearn.credentials import views as credentials
from elearn.credentials.service import BATCH_JOB, BUNDLES, EXPIRY_JOB, PDF_JOB, make_bundle, remove_bundle, render_pdf
from elearn.credentials.service.transcript_rendering import make_files
from elearn.credentials.service.transcripts import TRANSCRIPT_JOB
from elearn.credentials.signing import Policy
from elearn.extensions import csrf, db, login_manager
from elearn.external import views as external
from elearn.external.service import IMPORT_JOB, SCAN_JOB, import_handler, scan_evidence
from elearn.guide import views as guide
from elearn.home import views as home
from elearn.home.service import (
    COPIES,
    COPY_EXPIRY_JOB,
    COPY_JOB,
    FILES_JOB,
    TELL_JOB,
    erase_files,
    make_copy,
    remove_copy,
    telling_handler,
)
from elearn.integrations import lrs
from elearn.integrations import service as integrations_service
from elearn.integrations import views as integrations
from elearn.integrations.outgoing import Caller
from elearn.integrations.rules.addresses import Allowed
from elearn.integrations.service import xapi_sending
from elearn.integrations.service.xapi_reading import Source
from elearn.jobs.service import Handler
from elearn.learning import views as learning
from elearn.notices import views as notices
from elearn.notices.post import Server
from elearn.notices.rules import Frame
from elearn.notices.service import DIGEST_JOB, NOTICE_JOB, SEND_JOB, digest_handler, mail_handler, send_handler
from elearn.people import oidc
from elearn.people import views as people
from elearn.people.service import import_applying as people_lists
from elearn.people.service import import_forgetting as people_forgetting
from elearn.people.service import import_undoing as people_undo
from elearn.people.service.bulk import BULK_JOB
from elearn.people.service.bulk_doing import run_bulk
from elearn.programmes import views as programmes
from elearn.programmes.service import NUDGE_JOB, REMIND_JOB, nudging_handler, reminding_handler, schedule_reminders
from elearn.questions import views as questions
from elearn.reporting import views as reporting
from elearn.reporting.service.dashboard_folding import FOLD_JOB, folding_handler, schedule_folds
from elearn.reporting.service.export_making import EXPORT_JOB, FOLDER, REMOVE_JOB, export_handler, remove_handler
from elearn.reporting.service.export_source import Known
from elearn.reporting.service.scheduling import SCHEDULE_JOB, schedule_exports, schedule_handler
from elearn.reporting.service.siasn_files import siasn_beside
from elearn.reporting.service.siasn_replies import REPLY_JOB, reply_handler
from elearn.reporting.service.siasn_sending import ROW_JOB, row_handler
from elearn.reporting.siasn_client import connect
from elearn.settings import Settings
from elearn.web import init_web
from elearn.web import views as web

ROOMS = (
    web,
    questions,
    people,
    notices,
    competency,
    external,
    credentials,
    learning,
    programmes,
    assessment,
    authoring,
    reporting,
    api,
    integrations,
    guide,
    home,
)


class Site(Flask):
    """Flask for views that all return at once: it need not look at every call whether a function is a coroutine."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func


def create_app(settings: Settings) -> Flask:
    """The application of one installation. It leaves the schema alone: ``elearn db upgrade`` makes that.

    Raises SettingsError when the secret can be neither read nor made, or certificates could not be signed as they
    should: better now than when the first one is issued.
    """
    policy = Policy.of(settings)
    if problems := [f"ELEARN_SIGN: {problem}" for problem in policy.problems()]:
        raise SettingsError(problems)
    app = Site("elearn", static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=settings.signing_secret(),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_size": 8,
            "max_overflow": 32,
            "pool_pre_ping": not settings.is_sqlite,
            "hide_parameters": True,  # a failing statement is logged, and its values are people's data
        },
        SESSION_COOKIE_NAME="__Host-elearn" if settings.secure else "elearn",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=8 * 1024 * 1024,
    )
    app.extensions["elearn.settings"] = settings
    app.extensions["elearn.library"] = Library(settings.content, settings.data, manual=settings.publishes_by_hand)
    app.extensions["elearn.objects"] = ObjectStore(settings.data / "objects")
    app.extensions["elearn.keys"] = KeyRing(settings.keys)
    app.extensions["elearn.signing"] = policy
    app.extensions["elearn.oidc"] = oidc.connect(settings.oidc)
    db.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    login_manager.session_protection = None  # it would only note whether a session is fresh: nothing asks
    login_manager._session_identifier_generator = str  # else a digest of the browser's name in every cookie
    login_manager.user_loader(people.load_actor)
    init_web(app, settings)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    with app.app_context():
        prepare(db.engine)
    return app


def watch_content(app: Flask, stop: threading.Event) -> threading.Thread:
    """Look for edits of the content folder until ``stop`` is set: every process that uses the catalogue does."""
    settings: Settings = app.extensions["elearn.settings"]
    library: Library = app.extensions["elearn.library"]
    thread = threading.Thread(target=library.watch, args=(stop, settings.content_poll), name="content", daemon=True)
    thread.start()
    return thread


def job_handlers(app: Flask) -> Mapping[str, Handler]:
    """What the worker can do, by the kind of job."""
    settings: Settings = app.extensions["elearn.settings"]
    objects: ObjectStore = app.extensions["elearn.objects"]
    keys: KeyRing = app.extensions["elearn.keys"]
    policy: Policy = app.extensions["elearn.signing"]
    library: Library = app.extensions["elearn.library"]
    server, sealer = Server.of(settings), Sealer(settings.signing_secret())
    frame = Frame(settings.site_name, settings.smtp_from, settings.public_url, settings.signing_secret())
    render = partial(render_pdf, objects=objects, keys=keys, policy=policy, public_url=settings.public_url)
    return {
        BULK_JOB: partial(run_bulk, zone=settings.timezone),
        PDF_JOB: render,
        TRANSCRIPT_JOB: partial(make_files, objects=objects, keys=keys, policy=policy, public_url=settings.public_url),
        BATCH_JOB: partial(
            make_bundle,
            objects=objects,
            folder=settings.data / BUNDLES,
            render=render,
            beside=siasn_beside(objects, settings.timezone),
        ),
        EXPIRY_JOB: partial(remove_bundle, folder=settings.data / BUNDLES),
        people_lists.IMPORT_JOB: people_lists.apply_people,
        people_forgetting.LISTS_JOB: people_forgetting.forget_lists,
        people_forgetting.FILES_JOB: people_forgetting.files_handler(objects),
        people_undo.UNDO_JOB: people_undo.undo_people,
        IMPORT_JOB: import_handler(objects, lambda: library.catalogue.reference, settings.timezone),
        EXPORT_JOB: export_handler(
            settings.data / FOLDER,
            lambda: Known(library.catalogue, settings.public_url),
            settings.export_days,
            Path(settings.export_folder) if settings.export_folder else None,
        ),
        SCHEDULE_JOB: schedule_handler(settings.timezone),
        REMOVE_JOB: remove_handler(settings.data / FOLDER),
        REPLY_JOB: reply_handler(objects, settings.timezone),
        ROW_JOB: row_handler(connect(settings.siasn), settings.timezone),
        FOLD_JOB: folding_handler(lambda: library.catalogue, library.quiz, settings.timezone),
        SCAN_JOB: partial(scan_evidence, objects=objects, command=settings.scan_command),
        HEADS_JOB: heads_handler(settings.data / DAILY_FOLDER, keys, settings.timezone),
        COPY_JOB: partial(make_copy, objects=objects, folder=settings.data / COPIES),
        FILES_JOB: partial(
            erase_files,
            objects=objects,
            folder=settings.data / COPIES,
            exports=settings.data / FOLDER,
            bodies=library.quiz,
        ),
        TELL_JOB: telling_handler(settings.timezone),
        COPY_EXPIRY_JOB: partial(remove_copy, folder=settings.data / COPIES),
        NOTICE_JOB: mail_handler(sends=server is not None, zone=settings.timezone),
        DIGEST_JOB: digest_handler(),
        SEND_JOB: send_handler(server, frame),
        REMIND_JOB: reminding_handler(lambda: library.catalogue, settings.timezone),
        NUDGE_JOB: nudging_handler(lambda: library.catalogue, settings.timezone),
        CLOSE_JOB: closing_handler(lambda: library.catalogue, library.quiz, settings.timezone),
        REGRADE_JOB: regrade_handler(lambda: library.catalogue, library.quiz, settings.timezone),
        xapi_sending.XAPI_JOB: xapi_sending.xapi_handler(
            lrs.connect(settings.xapi),
            lambda: Source.of(settings.public_url, settings.site_name, sealer, library.catalogue),
        ),
        **integrations_service.webhook_handlers(Caller(Allowed.of(settings.webhook_internal)), sealer),
    }


def begin_recurring(app: Flask, session: Session, now: datetime) -> None:
    """Enqueue the work that comes back by itself, unless it waits already: each asks for its next time when it runs."""
    settings: Settings = app.extensions["elearn.settings"]
    schedule_heads(session, zone=settings.timezone, now=now)
    schedule_exports(session, zone=settings.timezone, now=now)
    integrations_service.schedule_prune(session, now=now)
    people_forgetting.schedule_forgetting(session, now=now)
    if settings.xapi:
        xapi_sending.schedule_sending(session, now=now)
    schedule_folds(session, now=now)
    hour = app.extensions["elearn.library"].catalogue.reference.programmes.hour
    schedule_reminders(session, hour=hour, zone=settings.timezone, now=now)
