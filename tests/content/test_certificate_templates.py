"""Templates of certificates: which one holds for whom, what is wrong with one, and what becomes of its logo."""

from __future__ import annotations

import shutil
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from elearn.content.check import check
from elearn.content.codec import decode, encode
from elearn.content.files import scan
from elearn.content.library import Library
from elearn.content.model import PALETTES, Reference, Severity
from elearn.content.model.certificates import of_institution
from elearn.content.reference import load
from elearn.content.reference_store import current_reference
from elearn.content.store import ContentStore
from elearn.web.palette import contrast
from tests.content.folders import COURSE, FACTS, errors, short, spoiled

TODAY = date(2026, 11, 22)
HEALTH = "Dinas Kesehatan Kota Contoh"
EXAMPLE = "dinas-kesehatan.yml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FACTS, tmp_path / "referensi"))


def write(folder: Path, name: str, body: str, since: str = "2026-01-01") -> None:
    frame = f"sumber: SK 1/2026\nberlaku_sejak: {since}\nisi:\n"
    (folder / "sertifikat" / name).write_text(frame + "".join(f"  {line}\n" for line in body.splitlines()))


def said(folder: Path) -> list[str]:
    return [short(finding) for finding in load(folder)[1]]


def test_the_templates_we_ship() -> None:
    reference, findings = load(FACTS)
    assert findings == ()
    assert [template.key for template in reference.certificates] == ["bawaan", "dinas-kesehatan"]
    health = reference.certificate(HEALTH, TODAY)
    assert (health.heading, health.palette, health.unit_code) == ("Surat Tanda Tamat Pelatihan", "hijau", "DINKES")
    assert len(health.logo) == 64
    assert reference.certificate(f"  {HEALTH.upper()} ", TODAY) == health
    assert reference.certificate("Siapa pun", TODAY).key == "bawaan"
    assert decode(Reference, encode(reference)) == reference


def test_what_a_template_leaves_out_is_the_institutions(folder: Path) -> None:
    write(folder, "dinas-baru.yml", "penyelenggara: Dinas Baru\ninduk: ''")
    reference, findings = load(folder)
    assert findings == ()
    made, institution = reference.certificate("Dinas Baru", TODAY), reference.institution
    assert (made.name, made.signatory, made.parent) == (institution.name, institution.signatory, "")
    assert (made.number_template, made.unit_code) == (institution.number_template, institution.code)


def test_without_any_template_the_institutions_facts_hold(folder: Path) -> None:
    shutil.rmtree(folder / "sertifikat")
    reference, findings = load(folder)
    assert findings == ()
    assert reference.certificate(HEALTH, TODAY) == of_institution(reference.institution)


def test_a_successor_takes_over_on_her_day(folder: Path) -> None:
    text = (folder / "sertifikat" / EXAMPLE).read_text().replace("2026-01-01", "2027-01-01")
    (folder / "sertifikat" / "dinas-kesehatan-2027.yml").write_text(text.replace("Sehatwan", "Penggantiwati"))
    reference, findings = load(folder)
    assert findings == ()
    assert "Sehatwan" in reference.certificate(HEALTH, date(2026, 12, 31)).signatory.name
    assert "Penggantiwati" in reference.certificate(HEALTH, date(2027, 1, 1)).signatory.name


def test_a_template_ends_when_it_says_so(folder: Path) -> None:
    path = folder / "sertifikat" / EXAMPLE
    path.write_text(path.read_text().replace("isi:", "berlaku_sampai: 2026-06-30\nisi:", 1))
    reference, _ = load(folder)
    assert reference.certificate(HEALTH, date(2026, 6, 30)).key == "dinas-kesehatan"
    assert reference.certificate(HEALTH, date(2026, 7, 1)).key == "bawaan"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("  penyelenggara: Dinas Kesehatan Kota Contoh\n", "", 5, "`penyelenggara` belum ada; tulis namanya"),
        ("warna: hijau", "warna: xyz", 11, "`warna`: `xyz` tidak dikenal; yang dikenal: `biru`"),
        ("dinas-kesehatan.svg", "dinas-sehat.svg", 10, "mungkin maksud Anda `dinas-kesehatan.svg`"),
        ("logo: dinas-kesehatan.svg", "logo: ../instansi.yml", 10, "tidak ada di folder ini"),
        ("{urut}/", "", 21, "harus memuat `{urut}` agar setiap nomor berbeda"),
        ("{tahun}", "{thn}", 21, "hanya mengenal {urut}, {kode}"),
        ("{tahun}", "{tahun", 21, "tidak berpasangan"),
        ('"197503032002121004"', '"1975"', 16, "`nip`: harus 18 angka"),
        ("    jabatan: Kepala Dinas Kesehatan Kota Contoh\n", "", 13, "`penandatangan` harus memuat `jabatan`"),
        ("tempat_tanggal_lahir: tidak", "tempat_tanggal_lahir: no", 22, "`no` tidak dikenal"),
        ("prestasi: yang", "rincian: selama {jp} {hari}, yang", 18, "hanya mengenal {jp}, {waktu}, {penyelenggara}"),
        ("prestasi: yang", "rincian: selama {jp} yang", 18, "harus memuat `{waktu}`, `{penyelenggara}` karena"),
        ("  warna:", "  warn:", 11, "kunci `warn` tidak dikenal; mungkin maksud Anda `warna`"),
        ("prestasi: yang", f"prestasi: {'y' * 121}", 18, "`prestasi`: paling panjang 120 huruf, ini"),
        ("kota: Kota Contoh", "kota: [Kota]", 9, "`kota`: harus satu teks"),
    ],
)
def test_findings_name_file_line_and_remedy_and_the_last_good_template_stays(
    folder: Path, old: str, new: str, line: int, message: str
) -> None:
    path = folder / "sertifikat" / EXAMPLE
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    good = load(FACTS)[0]
    reference, findings = load(folder, good)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    assert any(
        finding.path == f"referensi/sertifikat/{EXAMPLE}" and finding.line == line and message in finding.message
        for finding in errors
    ), errors
    assert reference.certificates == good.certificates


def test_two_files_for_the_same_organiser_and_day_are_a_finding(folder: Path) -> None:
    shutil.copy(folder / "sertifikat" / "bawaan.yml", folder / "sertifikat" / "umum.yml")
    assert any("sejak tanggal itu sudah ada di `bawaan.yml`" in finding for finding in said(folder))
    assert load(folder)[0].certificate("x", TODAY).key == "bawaan"


def test_strangers_in_the_folder(folder: Path) -> None:
    (folder / "sertifikat" / "catatan.txt").write_text("x")
    (folder / "sertifikat" / "Dinas Baru.yml").write_text((folder / "sertifikat" / "bawaan.yml").read_text())
    found = said(folder)
    assert any(finding.startswith("catatan.txt:1: berkas ini tidak dipakai") for finding in found)
    assert any(finding.startswith("Dinas Baru.yml:1: nama berkas templat") for finding in found)


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    made = BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", (width, height), "#14472f").save(made, kind)
    return made.getvalue()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}>{}</svg>'


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.png", picture(100, 100), "hanya 100 × 100 piksel"),
        ("a.png", picture(3000, 2800), "kecilkan sampai 2000 piksel"),
        ("a.png", picture(900, 250), "terlalu panjang (900 × 250)"),
        ("a.png", picture(300, 300, "JPEG"), "bukan PNG biasa"),
        ("a.png", picture(300, 300)[:200], "rusak atau terpotong"),
        ("a.svg", SVG.format("", "<path d='M0 0h9v9z'/>").encode(), "tidak menyebut ukurannya"),
        (
            "a.svg",
            SVG.format("viewBox='0 0 9 9'", "<text>Dinas</text>").encode(),
            "memuat <text>; ubah teks menjadi kurva",
        ),
        ("a.svg", SVG.format("viewBox='0 0 9 9'", "<script>1</script>").encode(), "memuat <script>"),
        ("a.svg", SVG.format("viewBox='0 0 9 9'", "<rect onload='x'/>").encode(), "memuat `onload`"),
        ("a.svg", SVG.format("viewBox='0 0 9 9'", "<use href='#a'/>").encode(), "memuat <use>"),
        ("a.svg", b"<svg", "rusak pada baris 1"),
        ("a.svg", b" " * 600_000, "600 kB; kecilkan"),
    ],
)
def test_a_logo_that_could_spoil_a_certificate_is_refused(folder: Path, name: str, data: bytes, message: str) -> None:
    (folder / "sertifikat" / name).write_bytes(data)
    write(folder, "dinas-baru.yml", f"penyelenggara: Dinas Baru\nlogo: {name}")
    assert any(found.startswith("dinas-baru.yml:5: logo") and message in found for found in said(folder)), said(folder)


def test_a_good_logo_is_kept_clean_under_its_digest(folder: Path, tmp_path: Path) -> None:
    (folder / "sertifikat" / "baru.png").write_bytes(picture(400, 300))
    write(folder, "dinas-baru.yml", "penyelenggara: Dinas Baru\nlogo: baru.png")
    store = ContentStore(tmp_path / "data")
    state = current_reference(scan(folder.parent.resolve(), "referensi"), store, "1", None)
    assert state.findings == ()
    for template in state.reference.certificates:
        assert not template.logo or store.objects.has(template.logo)
    assert store.objects.read(state.reference.certificate("Dinas Baru", TODAY).logo).startswith(b"\x89PNG")


@pytest.mark.parametrize("name", PALETTES)
def test_every_palette_can_be_read(name: str) -> None:
    palette = PALETTES[name]
    assert contrast(palette.accent, "#ffffff") >= 7
    assert contrast(palette.accent, "#fbf8f2") >= 7, "on the pale ornament behind the words"
    assert contrast(palette.ornament, palette.accent) >= 3, "the line beside the band"


def test_a_course_must_have_the_register_number_that_its_certificates_are_numbered_by(tmp_path: Path) -> None:
    numbered = "  nomor_sertifikat: '{registrasi}/{urut}/{tahun}'\n"
    bare = spoiled(tmp_path, {"kursus/merit/kursus.md": COURSE.replace("jp:", "penyelenggara: Dinas Baru\njp:")})
    assert errors(bare) == []
    (tmp_path / "referensi/sertifikat/dinas-baru.yml").write_text(
        f"sumber: SK 1/2026\nberlaku_sejak: 2026-01-01\nisi:\n  penyelenggara: dinas baru\n{numbered}"
    )
    said = "kursus.md:1: nomor sertifikat penyelenggara ini memuat `{registrasi}`; tambahkan `nomor_registrasi: …`"
    assert errors(check(tmp_path)) == [said]
    path = tmp_path / "kursus/merit/kursus.md"
    path.write_text(path.read_text().replace("jp:", "nomor_registrasi: 893.3/1021/2026\njp:"))
    assert errors(check(tmp_path)) == []
    library = Library(tmp_path, tmp_path / "data")
    assert library.catalogue.courses["merit"].registration == "893.3/1021/2026"


def test_the_institutions_own_pattern_asks_for_it_too(tmp_path: Path) -> None:
    spoiled(tmp_path, {})
    shutil.rmtree(tmp_path / "referensi/sertifikat")
    path = tmp_path / "referensi/instansi.yml"
    path.write_text(path.read_text().replace("{urut}/BKPSDM", "{urut}/{registrasi}"))
    assert any("tambahkan `nomor_registrasi: …`" in said for said in errors(check(tmp_path)))
