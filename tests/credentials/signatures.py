"""Signing as people do it outside: a stand-in for the application of an issuer such as BSrE."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp

from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from elearn.credentials.signing.identity import new_certificate, read_identity
from elearn.credentials.signing.pades import _signer, sign_pdf
from tests.credentials.examples import ISSUED_AT


@cache
def official() -> Path:
    """A folder with the key of an official."""
    folder = Path(mkdtemp(prefix="elearn-pejabat-"))
    new_certificate(
        folder, name="Yohanes Contoh", organisation="BKPSDM Kota Contoh", years=5, kept_with="", replace=False,
        now=ISSUED_AT,
    )  # fmt: skip
    return folder


def signed(pdf: bytes) -> bytes:
    """The file as it comes back from the official."""
    return sign_pdf(pdf, official(), "", now=ISSUED_AT)


def signed_visibly(pdf: bytes) -> bytes:
    """The same with a picture of the signature on the first page, as most applications do it."""
    box = fields.SigFieldSpec("TTE", on_page=0, box=(600, 40, 800, 100))
    facts = signers.PdfSignatureMetadata(field_name="TTE", subfilter=fields.SigSeedSubFilter.PADES)
    signer = signers.PdfSigner(facts, _signer(read_identity(official(), "")), new_field_spec=box)
    made = BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=made)
    return made.getvalue()


def redrawn(pdf: bytes) -> bytes:
    """The file with a page that somebody painted over before she signed it."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    paint = writer.add_object(StreamObject(stream_data=b"1 0 0 rg 0 0 400 400 re f"))
    writer.add_stream_to_page(0, paint)
    changed = BytesIO()
    writer.write(changed)
    return signed(changed.getvalue())
