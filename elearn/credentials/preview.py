"""Setting a specimen in a process of its own, so that whatever a template provokes ends after some seconds, and the
server never holds the typesetter's memory.

Run as a module it reads one JSON object from its input and writes a PDF to its output.
"""

from __future__ import annotations

import base64
import json
import logging
import subprocess
import sys
from collections.abc import Mapping
from threading import Lock
from typing import Any

from elearn.core.errors import Conflict
from elearn.credentials import pdf

SECONDS = 20

log = logging.getLogger(__name__)
_one_at_a_time = Lock()


def specimen_pdf(payload: Mapping[str, Any], *, public_url: str, logo: bytes, seconds: float = SECONDS) -> bytes:
    """The PDF of a specimen. Raises Conflict when it takes longer than ``seconds``, or cannot be set."""
    given = {"payload": payload, "public_url": public_url, "logo": base64.b64encode(logo).decode()}
    if not _one_at_a_time.acquire(timeout=seconds):
        raise Conflict("Pratinjau lain sedang dibuat. Muat ulang sebentar lagi.")
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=json.dumps(given).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Conflict(
            f"Pratinjau tidak selesai dalam {seconds:g} detik. Sederhanakan logonya, lalu muat ulang."
        ) from None
    finally:
        _one_at_a_time.release()
    if done.returncode:
        log.error("no specimen: %s", done.stderr.decode(errors="replace")[-2000:])
        raise Conflict("Templat ini tidak dapat dicetak. Ganti logonya dengan SVG polos atau PNG, lalu muat ulang.")
    return done.stdout


def main() -> None:
    """The other process."""
    given = json.load(sys.stdin)
    logo = base64.b64decode(given["logo"])
    made = pdf.render(given["payload"], public_url=given["public_url"], logo=logo, specimen=True)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
