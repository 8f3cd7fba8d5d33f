"""The ``elearn`` command. Each group of subcommands lives in a file of its own."""

from __future__ import annotations

import click

from elearn.cli.check import check


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Menjalankan dan merawat situs belajar ASN. Contoh: elearn serve"""


for _command in (check,):
    main.add_command(_command)
