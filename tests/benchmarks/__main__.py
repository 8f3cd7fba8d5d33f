"""Run all benchmarks, or those named: ``python -m tests.benchmarks lesson quiz``."""

from __future__ import annotations

import sys
import time
from importlib import import_module

from tests.benchmarks.report import table

ALL = (
    "lesson",
    "home",
    "quiz",
    "wire",
    "weak_network",
    "memory",
    "content",
    "media",
    "grading",
    "exchange",
    "export",
    "people",
    "credentials",
    "ledger",
    "scale",
    "dashboard",
)


def main(names: list[str]) -> int:
    """Measure and print; 1 when a target is missed."""
    unknown = sorted(set(names) - set(ALL))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(ALL)}.", file=sys.stderr)
        return 2
    found = []
    for name in names or ALL:
        began = time.monotonic()
        for row in import_module(f"tests.benchmarks.{name}").rows():
            print(row, flush=True)
            found.append(row)
        print(f"  ({name}: {time.monotonic() - began:.0f} s)", flush=True)
    print(f"\n{table(found)}")
    return int(any(row.missed_by for row in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
