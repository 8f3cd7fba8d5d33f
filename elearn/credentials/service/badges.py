"""Certificates as Open Badges: signing them, publishing which no longer stand, handing out the pictures."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from elearn.competency import service as competency
from elearn.core.database import read_only
from elearn.core.errors import Conflict, NotFound
from elearn.core.objects import ObjectStore
from elearn.core.signing import KeyRing
from elearn.credentials import queries
from elearn.credentials.models import Certificate
from elearn.credentials.openbadge import art, carrying, did, status
from elearn.credentials.openbadge.credential import Issue, issued
from elearn.credentials.openbadge.proof import signed
from elearn.credentials.rules.forgetting import NO_FILE, is_forgotten
from elearn.credentials.service.access import found, is_genuine
from elearn.credentials.service.reading import download
from elearn.people.models import Person
from elearn.people.rules import Actor

SALT_BYTES = 16
# Each list is left half empty, so that a free place is found at random, and its number tells nobody when it was taken.
A_LIST_HOLDS = status.LENGTH // 2
MOST_TRIES = 200
NOT_YET = "Kredensial sertifikat ini masih disiapkan. Coba lagi beberapa menit lagi."
FORMS = {"png": "image/png", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Badge:
    """A credential to hand out. ``own``: her own one; ``name`` is that of the file, without its ending."""

    code: str
    name: str
    credential: str
    payload: Mapping[str, Any]
    person_id: int
    own: bool

    def baked(self, form: str) -> bytes:
        """The picture (``png`` or ``svg``) with the credential in it. Draws: not in a transaction that writes."""
        drawn = art.svg(self.payload)
        if form == "svg":
            return carrying.bake_svg(drawn, self.credential).encode()
        return carrying.bake_png(art.png(drawn), self.credential)


def ensure_credential(
    sessions: sessionmaker[Session],
    certificate_id: int,
    now: datetime,
    *,
    objects: ObjectStore,
    keys: KeyRing,
    public_url: str,
) -> bytes:
    """The credential of a genuine certificate, as JSON: the one there is, else made, signed and kept. For a job:
    signs between short transactions of its own. Raises UnusableKey.
    """
    with read_only(), sessions.begin() as session:
        certificate = session.get_one(Certificate, certificate_id)
        if certificate.credential_digest is not None and objects.has(certificate.credential_digest):
            return objects.read(certificate.credential_digest)
        payload, index = certificate.payload, certificate.status_index
        holder = session.get_one(Person, queries.living_account(session, certificate.person_id))
        head = competency.head(session, certificate.person_id)
        email = holder.email or ""
    if index is None:
        index = _reserve(sessions, certificate_id)
    issue = Issue(
        public_url=public_url,
        did=did.issuer_did(public_url, keys.current(now=now).id),
        status_index=index,
        email=email,
        salt=secrets.token_hex(SALT_BYTES),
        head=(head.position, head.digest) if head else None,
    )
    made = json.dumps(issued(payload, issue, keys, now=now), ensure_ascii=False).encode()
    digest = objects.put(made, durable=True)
    with sessions.begin() as session:
        _set(session, certificate_id, credential_digest=digest)
    return made


def published(session: Session, code: str, *, objects: ObjectStore) -> bytes:
    """The credential of a typed code, for anybody who has the code. Raises NotFound, also while it is being made."""
    certificate = found(session, code)
    if is_forgotten(certificate.payload):
        raise NotFound(NO_FILE)
    if not is_genuine(certificate) or certificate.pdf_digest is None or certificate.credential_digest is None:
        raise NotFound(NOT_YET)
    return objects.read(certificate.credential_digest)


def badge(session: Session, code: str, *, actor: Actor, objects: ObjectStore, now: datetime) -> Badge:
    """A badge for its holder or an admin whose scope covers her, as long as the certificate is good.

    Raises NotFound (also while it is being made), Forbidden or Conflict, as the PDF does.
    """
    wanted = download(session, code, actor=actor, now=now)
    certificate = found(session, code)
    credential = published(session, code, objects=objects).decode()
    name = wanted.file_name.removesuffix(".pdf").replace("sertifikat-", "lencana-", 1)
    return Badge(wanted.code, name, credential, certificate.payload, wanted.person_id, wanted.own)


def status_credential(
    session: Session, number: int, *, keys: KeyRing, public_url: str, now: datetime
) -> dict[str, Any]:
    """A list of which certificates no longer stand, read from their rows and signed now. Raises NotFound for a list
    in which no certificate has a place, and UnusableKey.
    """
    taken = queries.count_status_indexes(session)
    if not taken or number > taken // A_LIST_HOLDS:
        raise NotFound("Daftar status ini tidak ada.")
    places = queries.taken_back(session, number * status.LENGTH, status.LENGTH)
    issuer = did.issuer_did(public_url, keys.current(now=now).id)
    unsigned = status.status_list(public_url, number, issuer, places, now=now)
    return signed(unsigned, keys, issuer, now=now)


def did_document(keys: KeyRing, *, public_url: str) -> dict[str, Any]:
    """The site's own DID document. Raises NotFound while there is no key, or where the issuer is a did:key."""
    key_ids = [key.id for key in keys.all()]
    issuer = did.issuer_did(public_url, key_ids[0] if key_ids else "")
    if not key_ids or not issuer.startswith(did.WEB):
        raise NotFound("Situs ini belum menerbitkan kredensial dengan alamatnya sendiri.")
    return did.did_document(issuer, key_ids)


def _reserve(sessions: sessionmaker[Session], certificate_id: int) -> int:
    """A free place in the list in use. Of two certificates that take the same one at once, the job of one is tried
    again: the column is unique.
    """
    with sessions.begin() as session:
        first = queries.count_status_indexes(session) // A_LIST_HOLDS * status.LENGTH
        for _try in range(MOST_TRIES):
            index = first + secrets.randbelow(status.LENGTH)
            if not queries.has_status_index(session, index):
                _set(session, certificate_id, status_index=index)
                return index
    raise Conflict("Tidak ada tempat kosong di daftar status.")


def _set(session: Session, certificate_id: int, **values: Any) -> None:
    session.execute(update(Certificate).where(Certificate.id == certificate_id).values(**values))
