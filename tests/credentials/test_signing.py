"""The signature in the PDF: made by this site, judged when it comes from outside."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.app import create_app
from elearn.core.errors import Conflict, ElearnError, Invalid, SettingsError
from elearn.credentials.pdf import render
from elearn.credentials.signing import Policy, SignBy, Unacceptable, beginnings, pades, signature_on
from elearn.credentials.signing.identity import import_pkcs12, new_certificate, read_identity
from elearn.credentials.signing.pades import missing_library, sign_pdf
from elearn.settings import Settings
from tests.credentials.examples import ISSUED_AT, PUBLIC_URL, payload
from tests.credentials.signatures import redrawn, signed, signed_visibly

NAME = "BKPSDM Kota Contoh"


@cache
def sheet() -> bytes:
    return render(payload(), public_url=PUBLIC_URL)


@cache
def signed_sheet() -> bytes:
    return signed(sheet())


def pdfsig(pdf: bytes, tmp_path: Path) -> str:
    """What poppler, which shares no code with the library that signs, says of a file."""
    if shutil.which("pdfsig") is None:
        raise RuntimeError("pdfsig is missing. Type: apt-get install poppler-utils")
    path = tmp_path / "lembar.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, timeout=60, check=False)
    return done.stdout


def installed(folder: Path, passphrase: str = "") -> Path:
    new_certificate(
        folder, name=NAME, organisation="Pemerintah Kota Contoh", years=5, kept_with=passphrase, replace=False,
        now=ISSUED_AT,
    )  # fmt: skip
    return folder


def test_another_reader_says_valid_and_one_changed_byte_makes_it_invalid(tmp_path: Path) -> None:
    made = sign_pdf(sheet(), installed(tmp_path / "kunci"), "", now=ISSUED_AT)
    said = pdfsig(made, tmp_path)
    assert "Signature is Valid" in said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said
    assert f"Signer Certificate Common Name: {NAME}" in said
    assert made.startswith(sheet())
    changed = bytearray(made)
    changed[len(sheet()) // 2] ^= 1
    assert "Signature is Valid" not in pdfsig(bytes(changed), tmp_path)


def test_a_signed_sheet_still_says_that_it_is_archivable_and_accessible(tmp_path: Path) -> None:
    made = sign_pdf(sheet(), installed(tmp_path), "", now=ISSUED_AT)
    assert re.search(rb"pdfaid:part[>=\"]+3", made)
    assert re.search(rb"pdfuaid:part[>=\"]+1", made)
    assert b"/Marked true" in made


def test_the_key_is_readable_by_its_owner_only_and_locked_by_the_passphrase(tmp_path: Path) -> None:
    folder = installed(tmp_path / "kunci", "rahasia besar")
    (path,) = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_identity(folder, "rahasia besar").subject == f"{NAME}, Pemerintah Kota Contoh"
    with pytest.raises(ElearnError, match="ELEARN_SIGN_PASSPHRASE"):
        read_identity(folder, "lain")
    path.chmod(0o644)
    with pytest.raises(ElearnError, match="chmod 600"):
        read_identity(folder, "rahasia besar")


def test_a_key_from_elsewhere_is_taken_over_and_the_old_one_kept(tmp_path: Path) -> None:
    (given_file,) = installed(tmp_path / "dari-luar", "kata sandi berkas").iterdir()
    data, folder = given_file.read_bytes(), installed(tmp_path / "kunci")
    with pytest.raises(Invalid, match="kata sandinya salah"):
        import_pkcs12(folder, data, opened_with="salah", kept_with="", replace=True)
    with pytest.raises(Invalid, match=r"bukan berkas \.p12"):
        import_pkcs12(folder, b"bukan", opened_with="", kept_with="", replace=True)
    with pytest.raises(Conflict, match="--ganti"):
        import_pkcs12(folder, data, opened_with="kata sandi berkas", kept_with="baru", replace=False)
    before = read_identity(folder, "").fingerprint
    found = import_pkcs12(folder, data, opened_with="kata sandi berkas", kept_with="baru", replace=True)
    assert read_identity(folder, "baru").fingerprint == found.fingerprint != before
    assert len(list(folder.iterdir())) == 2
    assert "Signature is Valid" in pdfsig(sign_pdf(sheet(), folder, "baru", now=ISSUED_AT), tmp_path)


def test_a_certificate_that_ran_out_signs_nothing_and_is_told_of_before(tmp_path: Path) -> None:
    chosen = Policy(SignBy.SITE, installed(tmp_path))
    ends = read_identity(tmp_path, "").valid_until
    assert list(chosen.warnings(ISSUED_AT)) == []
    assert "Pasang yang baru" in next(chosen.warnings(ends - timedelta(days=10)))
    with pytest.raises(Conflict, match="hanya berlaku"):
        chosen.sign(sheet(), now=ends + timedelta(seconds=1))
    assert list(chosen.problems()) == []  # the site itself goes on


def test_the_site_refuses_to_start_when_it_could_not_sign(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    given_settings = {"ELEARN_DATA": str(settings.data), "ELEARN_DATABASE_URL": settings.database_url}
    own = Settings.from_mapping(given_settings | {"ELEARN_SIGN": "sendiri"})
    with pytest.raises(SettingsError, match="elearn signing import"):
        create_app(own)
    assert missing_library() == ""
    monkeypatch.setattr(pades, "missing_library", lambda: "pasang pyhanko")
    outside = Settings.from_mapping(given_settings | {"ELEARN_SIGN": "bsre"})
    with pytest.raises(SettingsError, match="pasang pyhanko"):
        create_app(outside)
    with pytest.raises(SettingsError, match=r"tulis tidak .* atau sendiri .* atau bsre"):
        Settings.from_mapping(given_settings | {"ELEARN_SIGN": "ya"})


@pytest.mark.parametrize("way", [signed, signed_visibly])
def test_what_was_exported_and_signed_comes_back_in_order(way: Callable[[bytes], bytes], tmp_path: Path) -> None:
    back = way(sheet())
    assert "Signature is Valid" in pdfsig(back, tmp_path)
    found = signature_on(sheet(), back)
    assert (found.signer, found.issuer) == ("Yohanes Contoh, BKPSDM Kota Contoh",) * 2


def test_two_signatures_are_in_order_too() -> None:
    assert signature_on(sheet(), signed_visibly(signed_sheet())).signer.startswith("Yohanes")


@pytest.mark.parametrize(
    ("back", "why"),
    [
        (lambda: sheet(), "belum ditandatangani"),
        (lambda: sheet() + b"\n% apa saja\n%%EOF\n", "tidak dapat dibaca"),
        (lambda: signed(render(payload(jp=700), public_url=PUBLIC_URL)), "berbeda dari berkas"),
        (lambda: redrawn(sheet()), "halamannya diubah"),
        (lambda: signed_sheet()[:-2000], "tidak dapat dibaca|belum ditandatangani"),
        (lambda: sheet() + b"1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj " * 50, "tidak dapat dibaca|belum"),
    ],
)
def test_anything_else_is_refused_and_says_why(back: Callable[[], bytes], why: str) -> None:
    with pytest.raises(Unacceptable, match=why):
        signature_on(sheet(), back())


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_no_flipped_bit_goes_unseen(place: int, bit: int) -> None:
    """Wherever it is, but within the signature's own digits, which end in padding."""
    whole = bytearray(signed_sheet())
    ranges = re.findall(rb"/ByteRange ?\[ ?(\d+) (\d+) (\d+) (\d+) ?\]", bytes(whole))
    _, first, second, length = map(int, ranges[-1])
    assert second + length == len(whole)
    place %= first + length
    whole[place if place < first else place - first + second] ^= 1 << bit
    with pytest.raises(Unacceptable):
        signature_on(sheet(), bytes(whole))


def test_a_file_is_known_by_how_it_begins() -> None:
    import hashlib

    wanted = hashlib.sha256(sheet()).hexdigest()
    assert wanted in list(beginnings(signed_sheet()))
    assert wanted in list(beginnings(signed_visibly(signed_sheet())))
    assert len(list(beginnings(b"%%EOF\n" * 100_000))) <= 40
    assert list(beginnings(b"")) == []
