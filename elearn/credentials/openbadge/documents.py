"""The documents of other organisations that credentials refer to, kept here so that no check asks the network."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

CREDENTIALS: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CLR: Final = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
SCHEMA: Final = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
CLR_SCHEMA: Final = "https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json"
# Where they come from, and under which licence, is in data/SOURCES.txt.
FILES: Final = {
    CREDENTIALS: "credentials-v2.json",
    OPEN_BADGES: "open-badges-3.0.3.json",
    EXTENSIONS: "open-badges-extensions.json",
    CLR: "clr-2.0.1.json",
    SCHEMA: "achievement-credential.schema.json",
    CLR_SCHEMA: "clr-credential.schema.json",
}
CONTEXTS: Final = frozenset({CREDENTIALS, OPEN_BADGES, EXTENSIONS, CLR})
FOLDER: Final = Path(__file__).resolve().parent / "data"


@cache
def document(url: str) -> Any:
    """The document at one of the known addresses. Raises KeyError for any other."""
    return json.loads((FOLDER / FILES[url]).read_bytes())
