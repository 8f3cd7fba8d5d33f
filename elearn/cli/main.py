"""The entry of the ``elearn`` command. Each subcommand's file is imported only when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "api": "elearn.cli.api:api",
    "audit": "elearn.cli.audit:audit",
    "backup": "elearn.cli.backup:backup",
    "check": "elearn.cli.check:check",
    "competency": "elearn.cli.competency:competency",
    "content": "elearn.cli.content:content",
    "db": "elearn.cli.db:db",
    "demo": "elearn.cli.demo:demo",
    "doctor": "elearn.cli.doctor:doctor",
    "export": "elearn.cli.export:export",
    "import": "elearn.cli.exchange:import_",
    "keys": "elearn.cli.keys:keys",
    "mail": "elearn.cli.mail:mail",
    "new": "elearn.cli.new:new",
    "people": "elearn.cli.people:people",
    "publish": "elearn.cli.publish:publish",
    "restore": "elearn.cli.backup:restore",
    "serve": "elearn.cli.serve:serve",
    "siasn": "elearn.cli.siasn:siasn",
    "signing": "elearn.cli.signing:signing",
    "verify": "elearn.cli.verify:verify",
    "worker": "elearn.cli.serve:worker",
    "xapi": "elearn.cli.xapi:xapi",
}


class OnDemand(click.Group):
    """A group that knows its subcommands' names and imports one when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=OnDemand, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="elearn", prog_name="elearn")
def main() -> None:
    """Menjalankan dan merawat situs belajar ASN.

    Contoh: elearn serve
    """
