"""Run all benchmarks, or those named: ``python -m tests.benchmarks lesson quiz``.

``--database postgresql`` has an admin's screens measured there. ``--keep /var/tmp/bench`` keeps what takes minutes to
make for the next run; on PostgreSQL that needs a server which stays, named by ELEARN_TEST_PG_URL.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module
from pathlib import Path

from tests.benchmarks.options import chosen
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


def main(given: list[str]) -> int:
    """Measure and print; 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args(given)
    chosen.database, chosen.keep, names = asked.database, asked.keep, asked.names
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
