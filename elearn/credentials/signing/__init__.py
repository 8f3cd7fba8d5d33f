"""Electronic signatures on certificates: by this site with the institution's certificate, or outside (BSrE).

What needs a library for signatures is imported where somebody signs: ``identity``, ``pades``.
"""

from elearn.credentials.signing.incoming import Signature, Unacceptable, beginnings, signature_on
from elearn.credentials.signing.policy import UNSIGNED, Policy, SignBy

__all__ = ["UNSIGNED", "Policy", "SignBy", "Signature", "Unacceptable", "beginnings", "signature_on"]
