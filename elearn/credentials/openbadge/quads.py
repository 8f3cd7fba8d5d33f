"""JSON-LD read strictly and written as canonical N-Quads. What a signature would not cover is refused."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Any

from pyld import jsonld
from pyld.canon import URDNA2015

from elearn.credentials.openbadge.canonical import UnknownContext, Unsigned
from elearn.credentials.openbadge.documents import CONTEXTS, document

# Every term that no context defines becomes one of these; JSON-LD would leave it out, hence unsigned, in silence.
UNDEFINED = "urn:undefined:"
RELATIVE = "https://undefined.invalid/"  # what ids that are no whole addresses are resolved against
# Canonicalising takes exponential time for some graphs, made for that purpose. The largest reference credential of
# Open Badges asks for less than a hundred of these steps.
MOST_STEPS = 2_000

_alone = Lock()  # pyld keeps the contexts it has read in a cache that is not made for threads


def quads(value: Mapping[str, Any], further: Mapping[str, Any]) -> bytes:
    """The canonical form: see ``canonical``. ``further``: contexts known beside the bundled ones, by address."""
    known = CONTEXTS | further.keys()
    named = _named_contexts(value, known)
    _refuse_dropped({name: item for name, item in value.items() if name != "@context"}, known)
    options = {"documentLoader": _loader(further), "base": RELATIVE}
    strict = {**value, "@context": [{"@vocab": UNDEFINED}, *named]}
    try:
        with _alone:
            expanded = jsonld.expand(strict, options)
            _refuse_undefined(expanded)
            dataset = jsonld.to_rdf(expanded, options)
        return str(_Bounded().main(dataset, {"format": "application/n-quads"})).encode()
    except (jsonld.JsonLdError, RecursionError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unsigned("Isinya tidak dapat dibaca sebagai JSON-LD.") from error


class _Bounded(URDNA2015):  # type: ignore[misc]
    """Canonicalisation that gives up on a graph made to keep it busy."""

    steps = 0

    def hash_n_degree_quads(self, *arguments: Any) -> Any:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Unsigned("Susunan isinya dibuat terlalu rumit untuk diperiksa.")
        return super().hash_n_degree_quads(*arguments)


def _named_contexts(value: Mapping[str, Any], known: frozenset[str] | set[str]) -> list[str]:
    named = value.get("@context")
    found: list[str] = []
    for each in named if isinstance(named, list) else [named]:
        if not isinstance(each, str) or each not in known:
            name = each[:100] if isinstance(each, str) else "yang ditulis di tempat"
            raise UnknownContext(f"Konteks {name} tidak dikenal di sini, jadi arti isinya tidak pasti.")
        found.append(each)
    return found


def _loader(further: Mapping[str, Any]) -> Any:
    """What pyld asks for contexts: hands out known ones and refuses every other address, without any network."""

    def load(url: str, _options: Any = None) -> dict[str, Any]:
        if url not in CONTEXTS and url not in further:
            raise UnknownContext(f"Konteks {url[:100]} tidak dikenal di sini, jadi arti isinya tidak pasti.")
        body = further[url] if url in further else document(url)
        return {"contextUrl": None, "documentUrl": url, "document": body, "contentType": "application/ld+json"}

    return load


def _refuse_dropped(value: Any, known: frozenset[str] | set[str]) -> None:
    """What JSON-LD would leave out. A credential inside another one names its contexts itself, which must be known."""
    if value is None:
        raise Unsigned("Ada isian kosong (null), yang tidak dicakup tanda tangan.")
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name == "@context":
                _named_contexts(value, known)
            elif name.startswith("@"):
                raise Unsigned(f"Kata kunci {name[:40]} di dalam isi tidak didukung.")
            else:
                _refuse_dropped(item, known)
    elif isinstance(value, list):
        for item in value:
            _refuse_dropped(item, known)


def _refuse_undefined(expanded: Any) -> None:
    if isinstance(expanded, list):
        for item in expanded:
            _refuse_undefined(item)
        return
    if not isinstance(expanded, Mapping) or "@value" in expanded:
        return
    for name, item in expanded.items():
        if name in {"@id", "@type"}:
            for address in item if isinstance(item, list) else [item]:
                _refuse_relative(address)
        else:
            _refuse_relative(name)
            _refuse_undefined(item)


def _refuse_relative(address: Any) -> None:
    said = str(address)
    if said.startswith(UNDEFINED):
        raise Unsigned(f"Isian {said.removeprefix(UNDEFINED)[:60]} tidak dikenal, jadi tidak dicakup tanda tangan.")
    if said.startswith(("_:", RELATIVE)):
        raise Unsigned(f"{said.removeprefix(RELATIVE)[:60]} bukan alamat lengkap, jadi tidak dicakup tanda tangan.")
