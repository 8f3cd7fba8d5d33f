"""The manuals cannot rot: every setting, command and front-matter key is documented, and nothing else is."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click

from elearn.cli.main import main
from elearn.content.keys import KEYS
from elearn.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def commands(group: click.Group, prefix: str = "elearn") -> dict[str, click.Command]:
    """Every command by the words that call it, groups included."""
    found: dict[str, click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found[f"{prefix} {name}"] = command
        if isinstance(command, click.Group):
            found |= commands(command, f"{prefix} {name}")
    return found


def test_the_readme_lists_exactly_the_settings_with_their_help_and_default() -> None:
    rows = dict(re.findall(rf"^\| `({PREFIX}\w+)` \|(.+)\|$", README, re.MULTILINE))
    assert set(rows) == {PREFIX + item.name.upper() for item in fields(Settings)}
    for item in fields(Settings):
        row = rows[PREFIX + item.name.upper()]
        assert item.metadata["help"] in row
        assert f"`{item.metadata['default']}`" in row or (not item.metadata["default"] and "—" in row)


def test_every_command_is_in_the_readme_and_shows_an_example() -> None:
    for words, command in commands(main).items():
        assert "Contoh:" in (command.help or ""), words
        assert isinstance(command, click.Group) or f"`{words}" in README or f"\n{words}" in README, words


def test_the_trainers_manual_names_every_front_matter_key() -> None:
    manual = "\n".join(path.read_text() for path in (ROOT / "content/kursus/menulis-kursus").rglob("*.md"))
    missing = sorted({key.name for key in KEYS if f"`{key.name}`" not in manual})
    assert missing == []
