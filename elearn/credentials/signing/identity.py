"""The institution's signing key and certificate: one PKCS #12 file that only its owner can read."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from elearn.core.errors import Conflict, ElearnError, Invalid
from elearn.core.objects import write_atomically

FILE = "tanda-tangan.p12"
OWNER_ONLY = 0o600
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its key. ``subject`` and ``issuer`` in words; instants in UTC; ``fingerprint`` is the sha256
    of the certificate in hex.
    """

    subject: str
    issuer: str
    valid_from: datetime
    valid_until: datetime
    fingerprint: str
    key: Key = field(repr=False)
    certificate: x509.Certificate = field(repr=False)
    chain: tuple[x509.Certificate, ...] = field(default=(), repr=False)

    @property
    def self_signed(self) -> bool:
        return self.certificate.subject == self.certificate.issuer

    def is_valid(self, now: datetime) -> bool:
        """Whether the certificate may sign at this instant."""
        return self.valid_from <= now <= self.valid_until

    def expired_sentence(self) -> str:
        """Why it may not."""
        return (
            f"Sertifikat tanda tangan “{self.subject}” hanya berlaku {self.valid_from:%Y-%m-%d} sampai "
            f"{self.valid_until:%Y-%m-%d}. Pasang yang baru: elearn signing import BERKAS.p12"
        )


def read_identity(folder: Path, passphrase: str) -> Identity:
    """The installed key and certificate. Raises ElearnError with the remedy when there are none that can be used."""
    path = folder / FILE
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise ElearnError(f"Kunci tanda tangan dapat dibaca pengguna lain. Ketik: chmod 600 {path}")
        data = path.read_bytes()
    except FileNotFoundError:
        raise ElearnError(
            "Kunci tanda tangan belum dipasang. Ketik: elearn signing import BERKAS.p12, atau elearn signing "
            "new-certificate, atau tulis ELEARN_SIGN=tidak."
        ) from None
    except OSError as error:
        raise ElearnError(f"Kunci tanda tangan {path} tidak dapat dibaca: {error.strerror}.") from error
    try:
        return _parsed(data, passphrase)
    except Invalid as error:
        raise ElearnError(f"{path}: {error.message} Periksa ELEARN_SIGN_PASSPHRASE.") from error


def import_pkcs12(folder: Path, data: bytes, *, opened_with: str, kept_with: str, replace: bool) -> Identity:
    """Install the key and certificate of a PKCS #12 file, locked by ``kept_with`` (empty: by file rights only).

    Raises Invalid for a file that is none, for a wrong passphrase, or for a kind of key that PDF readers do not know;
    Conflict when one is installed and ``replace`` does not say so.
    """
    identity = _parsed(data, opened_with)
    _keep(folder, identity, kept_with, replace)
    return identity


def new_certificate(
    folder: Path, *, name: str, organisation: str, years: int, kept_with: str, replace: bool, now: datetime
) -> Identity:
    """Make a key (ECDSA P-256) and a certificate that it signs itself, valid for so many years, and install both.

    Raises Conflict when one is installed and ``replace`` does not say so.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, name[:64]),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    since = now.astimezone(UTC).replace(microsecond=0)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(whose)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    identity = _identity(key, certificate, ())
    _keep(folder, identity, kept_with, replace)
    return identity


def _keep(folder: Path, identity: Identity, passphrase: str, replace: bool) -> None:
    """The file that was there is kept under the fingerprint of its successor: nothing signed is ever lost."""
    path = folder / FILE
    if path.exists():
        if not replace:
            raise Conflict("Kunci tanda tangan sudah terpasang. Tambahkan --ganti bila memang hendak diganti.")
        path.replace(folder / f"lama-{identity.fingerprint[:16]}.p12")
    locked = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    chain = list(identity.chain) or None
    data = pkcs12.serialize_key_and_certificates(b"elearn", identity.key, identity.certificate, chain, locked)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(path, data, OWNER_ONLY, durable=True)


def _parsed(data: bytes, passphrase: str) -> Identity:
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(data, passphrase.encode() or None)
    except (ValueError, TypeError) as error:
        raise Invalid("Berkas PKCS #12 ini tidak dapat dibuka: bukan berkas .p12, atau kata sandinya salah.") from error
    if key is None or certificate is None:
        raise Invalid("Berkas PKCS #12 ini tidak memuat kunci beserta sertifikatnya.")
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise Invalid("Jenis kunci ini tidak dikenal pembaca PDF. Pakai kunci RSA atau ECDSA.")
    return _identity(key, certificate, tuple(chain))


def _identity(key: Key, certificate: x509.Certificate, chain: tuple[x509.Certificate, ...]) -> Identity:
    return Identity(
        subject=_words(certificate.subject),
        issuer=_words(certificate.issuer),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        key=key,
        certificate=certificate,
        chain=chain,
    )


def _words(name: x509.Name) -> str:
    """``BKPSDM Kota Contoh, Pemerintah Kota Contoh``: who somebody is, then where."""
    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    found = [str(each.value) for oid in wanted for each in name.get_attributes_for_oid(oid)]
    return ", ".join(dict.fromkeys(found)) or name.rfc4514_string()
