"""Running the real ``elearn`` command in an installation of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
ELEARN = Path(sys.executable).parent / "elearn"
SAMPLE = Path(__file__).parents[1] / "sample"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The operator's environment: an empty data folder and the sample content."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ELEARN_")}
    return kept | {"ELEARN_DATA": str(tmp_path / "data"), "ELEARN_CONTENT": str(SAMPLE)}


@pytest.fixture
def elearn(environment: dict[str, str]) -> Run:
    """Run one command to its end; ``elearn("db", "upgrade", ELEARN_PORT="x")``."""

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ELEARN, *words], env=environment | settings, capture_output=True, text=True, timeout=120, check=False
        )

    return run


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A loopback port on which somebody else listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    """A loopback port on which nobody listened a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
