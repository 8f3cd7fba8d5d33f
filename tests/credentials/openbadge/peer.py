"""Another implementation in Python, told what the network would have told it."""

from __future__ import annotations

from typing import Any

from openvc.did.base import DidResolverRegistry
from openvc.did.did_key import DidKeyResolver
from openvc.did.did_web import DidWebResolver
from openvc.errors import OpenvcError
from openvc.verify import VerificationPolicy, verify_credential

from elearn.core.signing import KeyRing
from elearn.credentials.openbadge import documents, status
from elearn.credentials.openbadge.did import did_document, issuer_did
from elearn.credentials.openbadge.proof import signed
from tests.credentials.examples import PUBLIC_URL
from tests.credentials.openbadge.examples import NOW


class Peer:
    """openvc with a site's DID document and status list."""

    def __init__(self, keys: KeyRing, taken_back: tuple[int, ...] = ()) -> None:
        did = issuer_did(PUBLIC_URL, keys.all()[0].id)
        self.did_document = did_document(did, [key.id for key in keys.all()])
        self.list = signed(status.status_list(PUBLIC_URL, 1, did, taken_back, now=NOW), keys, did, now=NOW)
        fetch = {"https://belajar.kota-contoh.go.id/.well-known/did.json": self.did_document}
        self.resolver = DidResolverRegistry([DidKeyResolver(), DidWebResolver(fetch.__getitem__)])

    def accepts(self, credential: dict[str, Any], **policy: Any) -> bool:
        """Whether it takes a credential. It wants one proof, not a list of one."""
        given = {**credential, "proof": credential["proof"][0]}
        try:
            verify_credential(
                given,
                policy=VerificationPolicy(now=NOW.replace(year=2027), **policy),
                resolver=self.resolver,
                resolve_status_list={self.list["id"]: self.list}.__getitem__,
                extra_contexts={name: documents.document(name) for name in (documents.OPEN_BADGES, documents.CLR)},
            )
        except OpenvcError:
            return False
        return True
