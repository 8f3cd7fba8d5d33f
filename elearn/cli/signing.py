"""``elearn signing``: the institution's key for signing certificates."""

from __future__ import annotations

from pathlib import Path

import click

from elearn.cli.common import settings, told_plainly, writing
from elearn.core.clock import utc_now
from elearn.core.errors import Conflict, Invalid
from elearn.credentials import service
from elearn.credentials.signing import Policy, SignBy
from elearn.credentials.signing.identity import Identity, import_pkcs12, new_certificate, read_identity

LARGEST_FILE = 1_000_000


@click.group()
def signing() -> None:
    """Kunci lembaga untuk menandatangani PDF sertifikat (ELEARN_SIGN=sendiri).

    \b
    Contoh: elearn signing show
    """


@signing.command("new-certificate")
@click.option("--nama", required=True, help="Nama penanda tangan, misalnya nama lembaga.")
@click.option("--instansi", required=True, help="Nama instansi induknya.")
@click.option("--tahun", default=5, show_default=True, type=click.IntRange(1, 30), help="Masa berlaku dalam tahun.")
@click.option("--ganti", is_flag=True, help="Ganti kunci yang sudah terpasang; yang lama disimpan.")
@told_plainly
def new(nama: str, instansi: str, tahun: int, ganti: bool) -> None:
    """Membuat kunci dan sertifikat yang ditandatangani sendiri: membuktikan keutuhan berkas, bukan tanda tangan
    tersertifikasi.

    \b
    Contoh: elearn signing new-certificate --nama "BKPSDM Kota Contoh" --instansi "Pemerintah Kota Contoh"
    """
    policy = Policy.of(settings())
    made = new_certificate(
        policy.folder, name=nama, organisation=instansi, years=tahun, kept_with=policy.passphrase, replace=ganti,
        now=utc_now(),
    )  # fmt: skip
    _show(made, policy)


@signing.command("import")
@click.argument("file", metavar="BERKAS", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--kata-sandi",
    prompt="Kata sandi berkas (kosong bila tanpa)",
    hide_input=True,
    default="",
    help="Pembuka berkas; ditanyakan bila tidak ditulis.",
)
@click.option("--ganti", is_flag=True, help="Ganti kunci yang sudah terpasang; yang lama disimpan.")
@told_plainly
def import_(file: Path, kata_sandi: str, ganti: bool) -> None:
    """Memasang kunci dan sertifikat dari berkas PKCS #12 (.p12 atau .pfx).

    \b
    Contoh: elearn signing import bkpsdm.p12
    """
    policy = Policy.of(settings())
    if file.stat().st_size > LARGEST_FILE:
        raise Invalid(f"{file} terlalu besar untuk sebuah berkas PKCS #12.")
    data = file.read_bytes()
    found = import_pkcs12(policy.folder, data, opened_with=kata_sandi, kept_with=policy.passphrase, replace=ganti)
    _show(found, policy)


@signing.command()
@told_plainly
def show() -> None:
    """Menampilkan pengaturan tanda tangan dan sertifikat yang terpasang.

    \b
    Contoh: elearn signing show
    """
    policy = Policy.of(settings())
    click.echo(f"ELEARN_SIGN={policy.by}")
    if policy.by is SignBy.SITE:
        _show(read_identity(policy.folder, policy.passphrase), policy)
    for warning in policy.warnings(utc_now()):
        click.echo(f"Perhatian: {warning}")


@signing.command()
@told_plainly
def release() -> None:
    """Menerbitkan semua yang masih menunggu tanda tangan dari luar, menurut ELEARN_SIGN yang sekarang.

    \b
    Contoh: ELEARN_SIGN=tidak elearn signing release
    """
    chosen = settings()
    if Policy.of(chosen).leaves_unsigned:
        raise Conflict("ELEARN_SIGN masih bsre, jadi tidak ada yang dilepas. Ubah dahulu ke tidak atau sendiri.")
    with writing(chosen) as session:
        count = service.release_waiting(session, now=utc_now())
    click.echo(f"{count} sertifikat dibuat ulang oleh pekerja latar.")


def _show(identity: Identity, policy: Policy) -> None:
    click.echo(f"Penanda tangan: {identity.subject}")
    click.echo(f"Penerbit: {'ditandatangani sendiri' if identity.self_signed else identity.issuer}")
    click.echo(f"Berlaku: {identity.valid_from:%Y-%m-%d} sampai {identity.valid_until:%Y-%m-%d}")
    click.echo(f"Sidik jari SHA-256: {identity.fingerprint}")
    if not policy.passphrase:
        click.echo("Kunci hanya dilindungi hak berkas. Isi ELEARN_SIGN_PASSPHRASE sebelum memasang untuk menguncinya.")
