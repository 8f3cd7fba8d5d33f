"""``elearn content``: the content folder as a git checkout."""

from __future__ import annotations

import click

from elearn.cli.common import library, settings, told_plainly
from elearn.cli.publish import carry_out, plans_of, show
from elearn.content.check import check
from elearn.content.checkout import Checkout
from elearn.content.model import Severity


@click.group()
def content() -> None:
    """Mengambil konten dari repositori git instansi.

    \b
    Contoh: elearn content pull
    """


@content.command()
@click.option("--terbitkan", is_flag=True, help="Terbitkan kursus yang berubah sebagai koreksi kecil.")
@click.pass_context
@told_plainly
def pull(ctx: click.Context, terbitkan: bool) -> None:
    """Memajukan folder konten dari repositori jauhnya, hanya bila isinya lolos pemeriksaan.

    Isi baru diperiksa di folder sementara dahulu. Bila ada kesalahan, folder konten tidak berubah dan peserta tetap
    melihat versi baik terakhir. Perubahan lokal, cabang yang berbeda arah, dan hook tidak pernah dijalankan.

    \b
    Contoh:
      elearn content pull
      elearn content pull --terbitkan
    """
    chosen = settings()
    checkout = Checkout(chosen.content)
    incoming = checkout.fetch()
    if incoming.count:
        with checkout.exported(incoming) as folder:
            findings = check(folder)
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        for finding in findings:
            label = "" if finding.severity is Severity.ERROR else "saran: "
            click.echo(f"{finding.path}:{finding.line}: {label}{finding.message}")
        if errors:
            click.echo(f"{len(errors)} kesalahan, jadi {incoming.count} commit baru tidak diambil.", err=True)
            ctx.exit(1)
        checkout.forward(incoming)
        click.echo(f"{incoming.count} commit diambil dari {incoming.upstream}; isinya lolos pemeriksaan.")
    else:
        click.echo(f"Sudah yang terbaru: tidak ada yang baru di {incoming.upstream}.")
    courses = library(chosen)
    courses.refresh()
    if not chosen.publishes_by_hand:
        click.echo("Kursus yang berubah langsung tampil bagi peserta.")
    elif not terbitkan:
        click.echo("Peserta melihatnya setelah diterbitkan: elearn publish --semua")
    else:
        for plan in plans_of(chosen, courses, courses.catalogue.courses, {}):
            if plan.refusal is None:
                show(plan)
                carry_out(chosen, courses, plan, {}, "")
