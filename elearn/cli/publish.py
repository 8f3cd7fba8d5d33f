"""``elearn publish``: put working versions of courses in force, after showing what that changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click
from sqlalchemy.orm import Session

from elearn.authoring import service
from elearn.authoring.rules import Choice
from elearn.authoring.service import Plan
from elearn.cli import schema
from elearn.cli.common import engine, library, settings, told_plainly, writing
from elearn.content.library import Library
from elearn.core.clock import utc_now
from elearn.core.database import read_only
from elearn.core.errors import Conflict, Invalid
from elearn.settings import Settings


@click.command()
@click.argument("kursus", nargs=-1)
@click.option("--semua", is_flag=True, help="Semua kursus yang mempunyai perubahan.")
@click.option("--ya", is_flag=True, help="Terbitkan tanpa bertanya.")
@click.option(
    "--baca-ulang", multiple=True, metavar="BUTIR", help="Materi yang wajib dibaca ulang; boleh beberapa kali."
)
@click.option("--soal-baru", multiple=True, metavar="BUTIR", help="Kuis dengan versi soal baru; boleh beberapa kali.")
@click.option("--catatan", default="", help="Apa yang berubah; dibaca peserta yang perlu membaca ulang.")
@told_plainly
def publish(
    kursus: tuple[str, ...],
    semua: bool,
    ya: bool,
    baca_ulang: tuple[str, ...],
    soal_baru: tuple[str, ...],
    catatan: str,
) -> None:
    """Menerbitkan versi kerja KURSUS (nama foldernya), setelah menampilkan apa yang berubah dan siapa yang terpengaruh.

    Tanpa pilihan, setiap perubahan adalah koreksi kecil: kemajuan peserta tetap. Kelulusan tidak pernah dibatalkan.

    \b
    Contoh:
      elearn publish etika-asn
      elearn publish etika-asn --baca-ulang gratifikasi --catatan "Batas nilai hadiah berubah."
      elearn publish --semua --ya
    """
    chosen = settings()
    courses = library(chosen)
    choices = {name: str(Choice.REREAD) for name in baca_ulang} | {name: str(Choice.NEW_QUIZ) for name in soal_baru}
    if bool(kursus) == semua:
        raise Invalid("Sebutkan nama folder kursus, atau pakai --semua.")
    plans = plans_of(chosen, courses, courses.catalogue.courses if semua else kursus, choices)
    if semua:
        plans = [plan for plan in plans if plan.refusal is None]
    _refuse_unknown(plans, choices)
    for plan in plans:
        show(plan)
    if not plans:
        click.echo("Tidak ada yang perlu diterbitkan.")
    elif ya or click.confirm("Terbitkan?"):
        for plan in plans:
            carry_out(chosen, courses, plan, choices, catatan)


def plans_of(chosen: Settings, courses: Library, slugs: Iterable[str], choices: Mapping[str, str]) -> list[Plan]:
    """The plans of courses, without holding the database while somebody reads them. Raises Conflict."""
    opened = engine(chosen)
    try:
        if schema.current_revision(opened) != schema.head_revision():
            raise Conflict("Basis data belum siap. Ketik: elearn db upgrade")
        with read_only(), Session(opened) as session:
            return [service.make_plan(session, courses, slug, choices=choices, actor=None) for slug in sorted(slugs)]
    finally:
        opened.dispose()


def _refuse_unknown(plans: list[Plan], choices: Mapping[str, str]) -> None:
    """A misspelt item must not pass for a small correction."""
    offered = {one.change.item.id: one.change.choices for plan in plans for one in plan.items}
    for name, choice in choices.items():
        if choice not in offered.get(name, ()):
            known = ", ".join(sorted(item for item, each in offered.items() if choice in each)) or "tidak ada"
            raise Invalid(f"`{name}` tidak dapat diberi pilihan {choice}. Yang dapat: {known}.")


def show(plan: Plan) -> None:
    """The plan as lines. Raises Conflict when there is nothing to publish."""
    if plan.refusal is not None:
        raise Conflict(f"{plan.draft.slug}: {plan.refusal}")
    click.echo(f"{plan.draft.title} ({plan.draft.slug})")
    for fact in plan.course:
        click.echo(f"  kursus: {fact}")
    for one in plan.items:
        meant = f" -> {one.choice}" if one.choice else ""
        facts = "".join(f"; {fact}" for fact in one.change.facts)
        click.echo(f"  {one.change.kind}: {one.change.item.kind} {one.change.item.id}{facts}{meant}")
    if not plan.course and not plan.items:
        click.echo("  isi tidak berubah")
    click.echo(f"  {plan.touches}")


def carry_out(chosen: Settings, courses: Library, plan: Plan, choices: Mapping[str, str], note: str) -> None:
    """Publish a plan that was shown, in a transaction of its own."""
    slug = plan.draft.slug
    with writing(chosen) as session:
        where = (session, courses, slug)
        service.publish(*where, token=plan.token, choices=choices, note=note, actor=None, now=utc_now())
    click.echo(f"Diterbitkan: {slug}")
