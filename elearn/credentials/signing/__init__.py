"""Electronic signatures on certificates: by this site with the institution's certificate, or outside (BSrE)."""

from elearn.credentials.signing.identity import Identity, import_pkcs12, new_certificate, read_identity
from elearn.credentials.signing.incoming import Signature, Unacceptable, beginnings, signature_on
from elearn.credentials.signing.pades import missing_library, sign_pdf
from elearn.credentials.signing.policy import UNSIGNED, Policy, SignBy

__all__ = [
    "UNSIGNED",
    "Identity",
    "Policy",
    "SignBy",
    "Signature",
    "Unacceptable",
    "beginnings",
    "import_pkcs12",
    "missing_library",
    "new_certificate",
    "read_identity",
    "sign_pdf",
    "signature_on",
]
