"""The direction rules hold, and each rule would catch a breach."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Where a breach is planted, what is planted, and the contract that must name it.
BREACHES = {
    "a room imports one above it": ("competency/rules.py", "from elearn.home import views", "Rooms import only"),
    "web imports a room": ("web/access.py", "from elearn.people import models", "Rooms import only"),
    "a rule imports its models": ("learning/rules.py", "from elearn.learning import models", "Inside a room"),
    "a query imports its service": ("people/queries.py", "from elearn.people import service", "Inside a room"),
    "a service imports Flask": ("learning/service.py", "import flask", "know no Flask"),
    "content imports Flask": ("content/answers.py", "import flask", "know no Flask"),
    "a rule imports SQLAlchemy": ("assessment/rules.py", "import sqlalchemy", "neither Flask nor SQLAlchemy"),
    "content imports SQLAlchemy": ("content/answers.py", "import sqlalchemy", "neither Flask nor SQLAlchemy"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache", "--config", folder / "setup.cfg"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_the_contracts_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_a_planted_breach_is_caught(breach: str, tmp_path: Path) -> None:
    place, line, contract = BREACHES[breach]
    shutil.copytree(ROOT / "elearn", tmp_path / "elearn", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    target = tmp_path / "elearn" / place
    if not target.exists():  # the drawer has become a folder
        target = target.with_suffix("") / "__init__.py"
    target.write_text(target.read_text() + f"\n{line}\n")
    done = lint(tmp_path)
    broken = [row for row in done.stdout.splitlines() if row.endswith("BROKEN")]
    assert done.returncode == 1, done.stdout
    assert any(contract in row for row in broken), done.stdout
