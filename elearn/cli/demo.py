"""``elearn demo``: people and a history in an empty database, so that nobody meets empty pages."""

from __future__ import annotations

from datetime import datetime

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.cli.common import engine, library, settings, told_plainly, writing
from elearn.cli.db import upgrade_schema
from elearn.content.library import Library
from elearn.content.model import CourseStatus
from elearn.core.clock import utc_now
from elearn.core.errors import ElearnError
from elearn.core.objects import ObjectStore
from elearn.settings import Settings

ROWS_A_LEARNER = 20


@click.command()
@click.option("--serve", "serving", is_flag=True, help="Sesudahnya menjalankan situs.")
@click.option("--learners", type=click.IntRange(0, 1_000_000), default=0, help="Menambah N peserta buatan.")
@click.option("--progress-rows", type=click.IntRange(0), help="Baris kemajuan mereka; bawaan 20 per peserta.")
@click.option("--seed", default=1, show_default=True, help="Angka awal: angka yang sama membuat peserta yang sama.")
@told_plainly
def demo(serving: bool, learners: int, progress_rows: int | None, seed: int) -> None:
    """Mengisi basis data kosong dengan pegawai dan riwayat contoh. Dijalankan lagi, tidak ada yang berubah.

    \b
    Contoh: elearn demo --serve
    """
    chosen = settings()
    require_loopback(chosen)
    upgrade_schema(chosen, quietly=True)
    if is_empty(chosen):
        create(chosen, utc_now())
    if learners:
        from elearn.cli.demo_bulk import add_learners

        add_learners(chosen, learners, learners * ROWS_A_LEARNER if progress_rows is None else progress_rows, seed)
    tell_sign_ins(chosen)
    if serving:
        from elearn.cli.serving import serve_until_stopped

        serve_until_stopped(chosen, click.echo)


def require_loopback(chosen: Settings) -> None:
    """Raises ElearnError when others than this machine could reach people whose password everybody knows."""
    if not chosen.loopback_only:
        raise ElearnError(
            "Akun contoh memakai kata sandi yang diketahui umum, jadi hanya untuk 127.0.0.1. "
            "Untuk situs sungguhan ketik: elearn db upgrade, elearn people add --admin, lalu elearn serve"
        )


def is_empty(chosen: Settings) -> bool:
    """Whether the database holds no person."""
    from elearn.people.models import Person

    opened = engine(chosen)
    try:
        with Session(opened) as session:
            return session.scalar(select(Person.id).limit(1)) is None
    finally:
        opened.dispose()


def create(chosen: Settings, now: datetime) -> None:
    """Make the demo people with their history up to now, all or nothing."""
    from elearn.cli import demo_archive, demo_external, demo_people, demo_plans, demo_programmes
    from elearn.cli.demo_history import Player
    from elearn.people.service import Passwords

    click.echo("Membuat pegawai dan riwayat contoh …")
    demo_archive.publish_once(chosen.content, chosen.data)
    content = library(chosen)
    publish_unpublished(content, now)
    catalogue = demo_archive.as_it_was(content.catalogue)
    with writing(chosen) as session:
        units = demo_people.create_units(session)
        people = demo_people.create_people(session, units, Passwords())
        player = Player(session, catalogue, content, people, chosen.timezone)
        player.play(demo_plans.everything(catalogue, chosen.timezone, now))
        demo_plans.aftermath(player, now)
        demo_external.hand_in(player, ObjectStore(chosen.data / "objects"), now)
        demo_programmes.ask(player, units, now)
        demo_programmes.close_last_year(player, now)


def publish_unpublished(content: Library, now: datetime) -> None:
    """Where edits wait until somebody publishes them, the demo has courses all the same."""
    for slug, course in content.catalogue.courses.items():
        working = content.working(slug)
        if course.status is CourseStatus.DRAFT and working and working.status is CourseStatus.PUBLISHED:
            content.publish(slug, working.version, now)


def tell_sign_ins(chosen: Settings) -> None:
    """Print where to sign in as whom; nothing when the people are not the demo's."""
    from elearn.cli.demo_people import BY_KEY, PASSWORD, SIGN_INS
    from elearn.credentials.models import Certificate
    from elearn.people.models import Person

    opened = engine(chosen)
    try:
        with Session(opened) as session:
            known = {key: session.scalar(select(Person).where(Person.demo, Person.email == BY_KEY[key].email))
                     for _, key in SIGN_INS}  # fmt: skip
            people = session.scalar(select(func.count(Person.id)))
            certificates = session.scalar(select(func.count(Certificate.id)))
    finally:
        opened.dispose()
    rows = [(what, person) for what, key in SIGN_INS if (person := known[key]) is not None]
    if not rows:
        click.echo("Basis data ini sudah berisi pegawai lain; akun contoh tidak ditambahkan.")
        return
    click.echo(f"{people} pegawai, {certificates} sertifikat.")
    click.echo(f"Masuk di {chosen.public_url}/masuk dengan kata sandi {PASSWORD} sebagai:")
    for what, person in rows:
        click.echo(f"  {what:<24} {person.email:<30} atau NIP {person.nip}")
