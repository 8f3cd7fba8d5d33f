"""Signing a PDF as PAdES B-B (ETSI EN 319 142-1), by pyHanko: the extra ``[sign]``, imported only when it signs."""

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from elearn.core.errors import Conflict
from elearn.credentials.signing.identity import Identity, read_identity
from elearn.credentials.signing.policy import FOR_CERTIFICATES

FIELD = "TandaTangan"


def missing_library() -> str:
    """What to type when the library that signs and checks is not installed; empty when it is."""
    if find_spec("pyhanko") is not None:
        return ""
    return "pustaka penanda tangan belum terpasang. Ketik: .venv/bin/pip install 'elearn[sign]', atau ELEARN_SIGN=tidak"


def sign_pdf(pdf: bytes, folder: Path, passphrase: str, *, now: datetime, reason: str = FOR_CERTIFICATES) -> bytes:
    """The PDF with the institution's signature appended: what was there before stays byte by byte at its beginning.

    Raises ElearnError when no key can be used, Conflict when its certificate is not valid now.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    identity = read_identity(folder, passphrase)
    if not identity.is_valid(now):
        raise Conflict(identity.expired_sentence())
    facts = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=identity.subject,
        reason=reason,
    )
    signed = BytesIO()
    signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), facts, signer=_signer(identity), output=signed)
    return signed.getvalue()


def _signer(identity: Identity):  # type: ignore[no-untyped-def]  # the type comes with the extra
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    def plain(certificate: x509.Certificate) -> asn1.Certificate:
        return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))

    secret = identity.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    known = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    known.register_multiple(map(plain, identity.chain))
    return SimpleSigner(
        signing_cert=plain(identity.certificate),
        signing_key=keys.PrivateKeyInfo.load(secret),
        cert_registry=known,
    )
