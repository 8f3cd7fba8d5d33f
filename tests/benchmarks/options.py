"""What a run of the benchmarks was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass
class Options:
    """``database``: sqlite or postgresql, for the benchmarks of an admin's screens. ``keep``: a folder in which what
    takes minutes to make waits for the next run (None: it is made for this one, and goes with it).
    """

    database: str = "sqlite"
    keep: Path | None = None


chosen = Options()
