"""The printed QR code, photographed badly: blurred, turned, slanted, shaded, packed, and still read to the letter."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image, ImageChops, ImageFilter
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.objects import ObjectStore
from elearn.core.signing import KeyRing, id_of
from elearn.credentials import service
from elearn.credentials.models import Certificate
from elearn.credentials.pdf import render, scanned_url
from elearn.credentials.rules import qr
from tests import factories
from tests.credentials.examples import PUBLIC_URL, Holder, issue, payload
from tests.support.paper import photo, read

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))  # always the same dots: what is measured must not vary
LONG_ADDRESS = "https://pembelajaran.bkpsdm.kabupaten-timor-tengah-utara.go.id"
JPEG_QUALITY = 60
# How the sheet is held: turned by so many degrees, slanted by this share, with so much light at the dark end.
HELD = (
    *product((0, 7, 33, 90, 203), (0.0,), (1.0, 0.3)),
    *product((7, 203), (0.2,), (0.3,)),
)
# Dots per inch of the sheet in the photo, and the blur (sigma, in dots) that must not hurt: what the README promises.
# A whole sheet (A4) photographed 1,754 dots wide has 150 dpi; phones of 12 megapixels give some 340.
LIMITS = ((150, 0.5), (200, 1.2), (300, 1.8))


def sheet(kind: str) -> tuple[bytes, str, str]:
    """The PDF of a certificate, what its QR code is to say, and the record alone."""
    long = Holder(name="Ratu Ayu Kusumaningtyas Wijayanti " * 5)
    made = payload(long, title="Pengelolaan Pengaduan Masyarakat " * 6) if kind == "long" else payload()
    address = LONG_ADDRESS if kind == "long" else PUBLIC_URL
    record = qr.short_record(made)
    digits = qr.sealed(record, id_of(KEY.public_key()), KEY.sign(qr.signed_part(record)))
    said = scanned_url(address, made["certificate"]["code"], digits)
    return render(made, public_url=address, record=digits), said, digits


def slanted(image: Image.Image, slant: float) -> Image.Image:
    """The sheet seen at a slant: its far edge is shorter by this share."""
    width, height = image.size
    wide = Image.new("L", (width * 7 // 5, height * 7 // 5), 255)
    wide.paste(image, (width // 5, height // 5))
    across, down = wide.size
    aside = slant * across / 2
    corners = (-aside, 0, 0, down, across, down, across + aside, 0)
    return wide.transform(wide.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=255)


def spoilt(image: Image.Image, blur: float, turn: int, shade: float) -> Image.Image:
    """The photo of a poor phone: turned, lit from one side (``shade``: light at the dark end), blurred, compressed."""
    turned = image.rotate(turn, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    light = Image.linear_gradient("L").point(lambda value: int(255 * (shade + (1 - shade) * value / 255)))
    lit = ImageChops.multiply(turned, light.resize(turned.size))
    kept = io.BytesIO()
    lit.filter(ImageFilter.GaussianBlur(blur)).save(kept, "JPEG", quality=JPEG_QUALITY)
    return Image.open(kept)


@pytest.mark.parametrize("kind", ["short", "long"])
def test_a_bad_photo_of_the_sheet_is_still_read_to_the_letter(kind: str) -> None:
    pdf, said, _digits = sheet(kind)
    unread = []
    for dpi, blur in LIMITS:
        image = photo(pdf, dpi)
        for turn, slant, shade in HELD:
            held = slanted(image, slant) if slant else image
            if read(spoilt(held, blur, turn, shade)) != [said]:
                unread.append((dpi, blur, turn, slant, shade))
    assert unread == []


@pytest.mark.parametrize("kind", ["short", "long"])
def test_the_code_stays_coarse_enough_for_print(kind: str) -> None:
    _pdf, said, digits = sheet(kind)
    drawn = segno.make((said.removesuffix(digits), digits), error="m", micro=False)
    assert int(drawn.version) <= {"short": 11, "long": 13}[kind]
    assert drawn.error == "M"


def test_the_sheet_of_a_specimen_carries_no_signature() -> None:
    assert read(photo(render(payload(), public_url=PUBLIC_URL), 200)) == [
        f"{PUBLIC_URL}/sertifikat/ABCDE12345FGHJK67890"
    ]


def test_the_sheet_that_the_worker_makes_carries_a_record_of_itself(
    engine: Engine, session: Session, tmp_path: Path
) -> None:
    code = issue(session, factories.person(session, "Maria Bria").id).code
    session.commit()
    row = session.scalars(select(Certificate)).one()
    keys, store = KeyRing(tmp_path / "kunci"), ObjectStore(tmp_path / "objects")
    waiting = {"certificate_id": row.id}
    session.rollback()
    service.render_pdf(sessionmaker(engine), waiting, NOW, objects=store, keys=keys, public_url=PUBLIC_URL)
    session.expire_all()
    made = session.scalars(select(Certificate)).one()
    (said,) = read(photo(store.read(made.pdf_digest or ""), 200))
    assert said.startswith(f"{PUBLIC_URL}/s/{code}#")
    record = qr.opened(said.partition("#")[2], [key.id for key in keys.all()])
    assert record == qr.short_record(made.payload)
    assert (record.code, record.name) == (code, "Maria Bria")
