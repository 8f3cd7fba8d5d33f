"""Judging a PDF that was signed outside: the very file that was exported, signed, and nothing else done to it."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

END = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")
MOST_REVISIONS = 20

log = logging.getLogger(__name__)
# It would tell at length that it trusts nobody here, and names people while it does.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL + 1)


class Unacceptable(Exception):
    """The file is not taken; the message is the end of a sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, as the certificate says. Whether its issuer may be trusted is not judged here, without a network."""

    signer: str
    issuer: str


def beginnings(data: bytes) -> Iterator[str]:
    """The sha256 of everything that could be the file before it was signed, shortest first: a signature is appended to
    the end of a PDF, so the file that was exported is the beginning of the one that comes back.
    """
    seen = hashlib.sha256()
    done = 0
    for count, end in enumerate(END.finditer(data)):
        if count == MOST_REVISIONS:
            return
        for stop in sorted({end.start() + len(b"%%EOF"), end.end()}):
            seen.update(data[done:stop])
            done = stop
            yield seen.hexdigest()


def signature_on(unsigned: bytes, signed: bytes) -> Signature:
    """The signature on ``signed``, which must begin with ``unsigned`` byte by byte. Raises Unacceptable.

    The signature must be whole, made over everything from the first byte on, with nothing but signatures added after
    it; and no page may look otherwise than before.
    """
    if not signed.startswith(unsigned):
        raise Unacceptable("isinya berbeda dari berkas yang diekspor. Tanda tangani berkas ekspor apa adanya.")
    if len(signed) == len(unsigned):
        raise Unacceptable("belum ditandatangani. Unggah berkas hasil aplikasi penanda tangan.")
    try:
        return _judged(unsigned, signed)
    except Unacceptable:
        raise
    except Exception as error:  # a broken file makes the parser raise almost anything; none of it is our failure
        log.warning("a signed PDF cannot be read: %s", type(error).__name__)
        raise Unacceptable("tanda tangannya tidak dapat dibaca: berkas rusak atau terpotong.") from error


def _judged(unsigned: bytes, signed: bytes) -> Signature:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    reader = PdfFileReader(BytesIO(signed))
    found = reader.embedded_regular_signatures
    if not found:
        raise Unacceptable("belum ditandatangani. Unggah berkas hasil aplikasi penanda tangan.")
    for each in found:
        status = validate_pdf_signature(each, ValidationContext(trust_roots=[], allow_fetching=False))
        if not (status.intact and status.valid and status.docmdp_ok is not False):
            raise Unacceptable("tanda tangannya tidak sah: isi berkas berubah sesudah ditandatangani.")
    if _looks(PdfFileReader(BytesIO(unsigned))) != _looks(reader):
        raise Unacceptable("halamannya diubah sebelum ditandatangani. Tanda tangani berkas ekspor apa adanya.")
    signer = found[-1].signer_cert
    return Signature(_name(signer.subject), _name(signer.issuer))


def _looks(reader: Any) -> list[tuple[Any, ...]]:
    """What decides how each page looks: its drawing, its size, and its notes but for the fields of signatures."""
    pages = []
    for number in range(int(reader.root["/Pages"]["/Count"])):
        reference, _ = reader.find_page_for_modification(number)
        page = reference.get_object()
        notes = [note.get_object() for note in page.get("/Annots", ())]
        others = [(str(note["/Subtype"]), str(note.get("/Rect"))) for note in notes if note["/Subtype"] != "/Widget"]
        drawn = page["/Contents"]
        streams = [part.get_object() for part in drawn] if isinstance(drawn, list) else [drawn]
        resources = str(page.raw_get("/Resources")) if "/Resources" in page else ""
        pages.append((tuple(one.data for one in streams), str(page.get("/MediaBox")), resources, others))
    return pages


def _name(name: Any) -> str:
    """``Budi Santoso, BKPSDM Kota Contoh``, at most 200 characters."""
    native = name.native
    found = [str(native[part]) for part in ("common_name", "organization_name") if part in native]
    return ", ".join(dict.fromkeys(found))[:200] or name.human_friendly[:200]
