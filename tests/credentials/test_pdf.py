"""The sheet: two pages, archivable, accessible, the same bytes, and every fact on it whatever its length."""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from elearn.content.model import PALETTES
from elearn.content.model.certificates import of_institution
from elearn.credentials.glyphs import settable
from elearn.credentials.pdf import render, unset_in, verification_url
from elearn.credentials.rules import all_facts, printed
from tests.credentials.examples import PUBLIC_URL, Holder, payload, reference

CODE = "ABCDE12345FGHJK67890"


def text_of(pdf: bytes) -> list[str]:
    """The words of each page, as poppler reads them."""
    if shutil.which("pdftotext") is None:
        raise RuntimeError("pdftotext is missing. Type: apt-get install poppler-utils")
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True, timeout=60)
    pages = done.stdout.decode().split("\f")[:-1]
    return [" ".join(page.replace("\u200b", "").split()) for page in pages]


def test_the_same_payload_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    path = tmp_path / "again.pdf"
    script = "; ".join(
        (
            "import sys",
            "from elearn.credentials.pdf import render",
            "from tests.credentials.examples import PUBLIC_URL, payload",
            "open(sys.argv[1], 'wb').write(render(payload(), public_url=PUBLIC_URL))",
        )
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, cwd=root, timeout=120)
    assert path.read_bytes() == render(payload(), public_url=PUBLIC_URL)


def test_an_instant_of_the_real_clock_is_printed() -> None:
    certificate = payload()
    certificate["certificate"] = certificate["certificate"] | {"issued_at": "2026-11-22T06:05:07.123456+00:00"}
    assert b"D:20261122060507Z" in render(certificate, public_url=PUBLIC_URL)


def test_another_fact_gives_other_bytes() -> None:
    assert render(payload(), public_url=PUBLIC_URL) != render(payload(jp=700), public_url=PUBLIC_URL)


def test_it_is_archivable_and_accessible_with_its_font_inside() -> None:
    pdf = render(payload(), public_url=PUBLIC_URL)
    assert re.search(rb"pdfaid:part[>=\"]+3", pdf)
    assert re.search(rb"pdfaid:conformance[>=\"]+A", pdf)
    assert re.search(rb"pdfuaid:part[>=\"]+1", pdf)
    assert b"/Marked true" in pdf
    assert re.search(rb"/Lang\(id", pdf)
    fonts = set(re.findall(rb"/BaseFont/[A-Z]{6}\+([A-Za-z]+)", pdf))
    assert fonts == {b"PlusJakartaSans"}
    assert pdf.count(b"/FontFile2") == 4
    assert 20_000 < len(pdf) < 120_000


def test_the_pdf_links_to_its_verification_and_says_so_in_words() -> None:
    pdf = render(payload(), public_url=PUBLIC_URL)
    url = f"{PUBLIC_URL}/sertifikat/{CODE}"
    assert verification_url(PUBLIC_URL, CODE) == url
    assert pdf.count(f"/URI({url})".encode()) == 2
    front, back = text_of(pdf)
    shown = url.removeprefix("https://")
    assert shown in front
    assert shown in back
    assert "Kode QR bukan tanda tangan elektronik tersertifikasi" in front
    assert "ABCDE 12345 FGHJK 67890" in front
    assert "Nilai" not in front


def test_every_fact_stands_on_one_of_two_pages() -> None:
    pages = text_of(render(payload(), public_url=PUBLIC_URL))
    assert len(pages) == 2
    front, back = pages
    apart = {"Pengajar", "Diterbitkan oleh"}
    for label, value in all_facts(payload()):
        if label not in apart:
            assert value in f"{front} {back}", label
    assert "SERTIFIKAT" in front
    assert "PEMERINTAH KOTA CONTOH" in front
    for fact in ("Maria Bria, S.Sos.", "Ahmad Ma'ruf", "87,5", "Memuaskan", "Integritas", "Tingkat 2", "Jumlah"):
        assert fact in back, fact
    assert re.search(r"1 Dasar 2,5 2 Standar 2 3 Loket 1,5", back)


LONG_NAME = ("Ratu Ayu Kusumaningtyas Wijayanti Suryaningrum " * 5)[:199].strip() + "."
LONG_TITLE = ("Pengelolaan Pengaduan Masyarakat Ma’ruf's secara Cepat " * 6)[:300].strip()


def test_the_longest_facts_still_fit_on_two_pages() -> None:
    holder = Holder(
        name=LONG_NAME,
        position=("Pengelola Layanan Operasional " * 7)[:200].strip(),
        unit=("Subbagian Umum dan Kepegawaian " * 7)[:200].strip(),
        agency=("Dinas Pekerjaan Umum dan Penataan Ruang " * 6)[:200].strip(),
        birth_place=("Kabupaten " * 10)[:100].strip(),
    )
    modules = tuple((f"Modul ke-{place} tentang penyusunan laporan bulanan", 20) for place in range(1, 31))
    organiser = ("Badan Pengembangan Sumber Daya Manusia " * 6)[:200].strip()
    made = payload(holder, title=LONG_TITLE, organiser=organiser, modules=modules)
    pages = text_of(render(made, public_url=PUBLIC_URL))
    assert len(pages) == 2
    front = pages[0]
    for whole in (LONG_NAME, LONG_TITLE, holder.position, holder.unit, holder.agency, organiser):
        assert whole in front
    assert "Modul ke-30 tentang penyusunan laporan bulanan" in pages[1]


def test_a_course_of_very_many_modules_loses_none_of_them() -> None:
    modules = tuple((f"Modul ke-{place}", 10) for place in range(1, 81))
    pages = text_of(render(payload(modules=modules, jp=800), public_url=PUBLIC_URL))
    assert all(f"Modul ke-{place}" in " ".join(pages) for place in range(1, 81))


def painted(mode: str) -> bytes:
    made = BytesIO()
    Image.new(mode, (400, 300), "#14472f").save(made, "PNG")
    return made.getvalue()


DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="#14472f"/></svg>'


@pytest.mark.parametrize("logo", [DRAWN, painted("RGB"), painted("RGBA"), painted("L"), painted("P")])
def test_a_logo_of_its_own_costs_neither_the_archive_mark_nor_the_sameness(logo: bytes) -> None:
    made = render(payload(), public_url=PUBLIC_URL, logo=logo)
    assert re.search(rb"pdfaid:conformance[>=\"]+A", made)
    assert made == render(payload(), public_url=PUBLIC_URL, logo=logo)
    assert made != render(payload(), public_url=PUBLIC_URL)
    assert len(text_of(made)) == 2


@pytest.mark.parametrize("palette", PALETTES)
def test_every_palette_is_printed(palette: str) -> None:
    facts = reference()
    template = replace(of_institution(facts.institution), palette=palette)
    made = render(payload(facts=replace(facts, certificates=(template,))), public_url=PUBLIC_URL)
    assert b"pdfaid:part" in made
    assert (made == render(payload(), public_url=PUBLIC_URL)) == (palette == "biru")


def test_a_word_without_any_blank_stays_on_the_sheet() -> None:
    endless = "A" * 200
    pages = text_of(render(payload(Holder(name=endless)), public_url=PUBLIC_URL))
    assert endless in pages[0].replace(" ", "")


@pytest.mark.parametrize("name", ["#panic(1) $x$ *b* _i_", "\\ \" ' ` <b> & %", "O’Brien D'Souza ʿAlī Nguyễn Çelik"])
def test_a_name_is_text_and_never_a_program(name: str) -> None:
    pages = text_of(render(payload(Holder(name=name)), public_url=PUBLIC_URL))
    assert " ".join(name.split()) in pages[0]


def test_a_letter_that_no_font_has_costs_neither_the_certificate_nor_the_archive_mark(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rare = payload(Holder(name="李 Nur'aini 😀 𝐌aria ʿAlī"), title="Aksara ꦮꦶ dan نور")
    with caplog.at_level(logging.WARNING, logger="elearn.credentials.pdf"):
        pdf = render(rare, public_url=PUBLIC_URL)
    assert "800.2/0017/BKPSDM/XI/2026" in caplog.text
    assert "U+674E" in caplog.text
    front = text_of(pdf)[0]
    assert "[U+674E] Nur'aini [U+1F600]" in front
    assert "Aksara [U+A9AE U+A9B6] dan" in front
    assert b"pdfaid:part" in pdf
    assert pdf == render(rare, public_url=PUBLIC_URL)
    assert unset_in(rare) == "李😀ꦮꦶ"
    assert unset_in(payload()) == ""


def test_a_whole_name_in_another_script_stays_on_its_page() -> None:
    pages = text_of(render(payload(Holder(name="李" * 200)), public_url=PUBLIC_URL))
    assert len(pages) == 2
    assert "…+194]" in pages[0]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12))
@settings(max_examples=40)
def test_no_name_whatever_keeps_the_sheet_from_being_archivable(name: str) -> None:
    """Each character is set, or said; nothing falls away without a word."""
    made = payload(Holder(name=f"A {name}"))
    assert b"pdfaid:part" in render(made, public_url=PUBLIC_URL)
    shown = settable(name)
    for char in name:
        assert (
            char in shown
            or f"U+{ord(char):04X}" in shown
            or unicodedata.normalize("NFKC", char) in shown
            or "+" in shown
        )


def test_a_bare_certificate_has_no_empty_labels() -> None:
    bare = Holder(nip=None, birth_place="", birth_date=None, status=None, rank="", position="", unit="", agency="")
    made = payload(bare, final_score=None, validity_months=None, teachers=(), competencies=())
    front, back = text_of(render(made, public_url=PUBLIC_URL))
    assert printed(made).name in front
    assert not any(
        label in front for label in ("Tempat, tanggal lahir", "Pangkat", "Instansi", "Berlaku", "kualifikasi")
    )
    assert not any(label in back for label in ("Nilai akhir", "Kompetensi", "Pengajar"))
