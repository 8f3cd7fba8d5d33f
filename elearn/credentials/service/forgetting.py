"""Taking the holder out of certificates and transcripts; the code, the number and the validity stay."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.core.errors import Conflict
from elearn.core.identifiers import digest_of
from elearn.credentials.models import Certificate, Transcript
from elearn.credentials.rules.forgetting import forgotten_certificate, forgotten_transcript, is_forgotten
from elearn.credentials.service.access import is_genuine
from elearn.credentials.service.transcripts import is_whole

WAITING = (
    "Sertifikat {number} masih menunggu tanda tangan. Tidak ada yang dihapus; tandatangani atau cabut dahulu "
    "sertifikat itu."
)
BROKEN = "Isi {what} tidak cocok dengan segelnya. Tidak ada yang dihapus; pulihkan dahulu dari cadangan."


def forget_holder(session: Session, person_ids: Collection[int], today: date) -> set[str]:
    """Forget whose the certificates and transcripts of these accounts were; returns the digests of their files, which
    the caller deletes. Sealing what is left must not heal what was forged. Raises Conflict for that, and for a sheet
    that waits to be signed.
    """
    digests: set[str] = set()
    wanted = select(Certificate).where(Certificate.person_id.in_(person_ids)).with_for_update()
    for one in session.scalars(wanted):
        if is_forgotten(one.payload):
            continue
        if one.awaits_signature and one.revoked_at is None:
            raise Conflict(WAITING.format(number=one.number))
        if not is_genuine(one):
            raise Conflict(BROKEN.format(what=f"sertifikat {one.number}"))
        digests |= {each for each in (one.credential_digest, one.pdf_digest, one.unsigned_digest) if each}
        one.credential_digest = one.pdf_digest = one.unsigned_digest = one.revoke_reason = None
        one.payload = forgotten_certificate(one.payload, today)
        one.payload_digest = digest_of(one.payload)
    for made in session.scalars(select(Transcript).where(Transcript.person_id.in_(person_ids)).with_for_update()):
        if is_forgotten(made.payload):
            continue
        if not is_whole(made):
            raise Conflict(BROKEN.format(what=f"transkrip {made.code}"))
        digests |= {each for each in (made.credential_digest, made.clr_digest, made.pdf_digest) if each}
        made.credential_digest = made.clr_digest = made.pdf_digest = None
        made.payload = forgotten_transcript(made.payload, today)
        made.payload_digest = digest_of(made.payload)
    session.flush()
    return digests
