"""The facts of the institution: those we ship, and what becomes of bad ones."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from elearn.content.model import JpException, Severity
from elearn.content.nodes import read_nodes
from elearn.content.reference import FILES, empty, load
from tests.content.folders import FACTS, short


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FACTS, tmp_path / "referensi"))


def test_the_facts_we_ship() -> None:
    reference, findings = load(FACTS)
    assert findings == ()
    assert len(reference.training_types) == 25
    assert (reference.training_types["16"].name, reference.training_types["16"].letter) == ("E-Learning", "T")
    assert reference.training_types["9"].letter == "P"
    groups = [competency.group for competency in reference.competencies.values()]
    assert (groups.count("manajerial"), groups.count("sosial-kultural"), groups.count("teknis")) == (8, 1, 1)
    assert dict(reference.ranks)["III/d"] == "Penata Tingkat I"
    assert len([code for code, name in reference.ranks if name]) == 17
    assert dict(reference.ranks)["XVII"] == ""
    institution = reference.institution
    assert (institution.city, institution.classification_code) == ("Kota Contoh", "800.2")
    assert institution.number_template == "{kode}/{urut}/BKPSDM/{bulan_romawi}/{tahun}"
    assert institution.qualifications == ((90, "Sangat Memuaskan"), (80, "Memuaskan"), (70, "Cukup Memuaskan"))
    nip = institution.signatory.nip
    assert len(nip) == 18
    date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))


def test_reminders_are_in_the_order_in_which_they_come(folder: Path) -> None:
    path = folder / "program-pelatihan.yml"
    path.write_text(path.read_text().replace("[14, 3]", "[1, 30, 7]").replace("[7]", "[10, 2]"))
    terms = load(folder)[0].programmes
    assert (terms.reminders, terms.hour, terms.patience) == ((30, 7, 1, 0, -2, -10), 6, 3)


def test_rules_and_targets_in_force() -> None:
    reference, _ = load(FACTS)
    today = date(2026, 11, 22)
    rules = {kind: reference.jp_rule(kind, today) for kind in reference.training_types}
    assert all(rule is not None and rule.source for rule in rules.values())
    capped = {kind: (rule.cap_per_day, rule.basis) for kind, rule in rules.items() if rule is not None}
    assert capped["16"] == (300, "hari-belajar")
    assert capped["22"] == capped["23"] == (200, "hari-belajar")
    assert capped["4"] == (500, "hari-selesai")
    assert capped["3"] == (None, "hari-selesai")
    assert reference.jp_rule("16", date(2000, 1, 1)) is None
    targets = {status: reference.jp_target(status, today) for status in ("pns", "cpns", "pppk", "pppk-paruh-waktu")}
    found = {status: (target.bound, target.jp) for status, target in targets.items() if target is not None}
    assert found == {
        "pns": ("minimal", 2000), "cpns": ("minimal", 2000),
        "pppk": ("maksimal", 2400), "pppk-paruh-waktu": ("maksimal", 2400),
    }  # fmt: skip
    assert reference.jp_target("non-asn", today) is None


@pytest.mark.parametrize("name", FILES)
def test_every_fact_says_where_it_comes_from(name: str) -> None:
    node = read_nodes((FACTS / name).read_text())
    assert isinstance(node.value, dict)
    assert {"sumber", "berlaku_sejak", "isi"} <= set(node.value)
    assert name in ("kompetensi.yml", "target-jp.yml", "pangkat.yml", "zona.yml") or "perlu_dikonfirmasi" in node.value


def spoil(folder: Path, name: str, old: str, new: str) -> list[str]:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    reference, findings = load(folder, load(FACTS)[0])
    assert reference == load(FACTS)[0], "the last good facts must stay"
    assert all(finding.severity is Severity.ERROR for finding in findings)
    return [short(finding) for finding in findings]


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("kompetensi.yml", "kelompok: manajerial", "kelompok: manajer", "`kelompok`: `manajer` tidak dikenal; mungkin"),
        ("kompetensi.yml", "kode: kerja-sama", "kode: integritas", "`integritas` ditulis dua kali"),
        ("kompetensi.yml", "kode: kerja-sama", "kode: Kerja Sama", "tulis misalnya `kerja-sama`"),
        (
            "kompetensi.yml",
            "nama: Integritas",
            "nma: Integritas",
            "kunci `nma` tidak dikenal; mungkin maksud Anda `nama`",
        ),
        ("kompetensi.yml", "    nama: Integritas\n", "", "kompetensi.yml:7: `nama` belum ada; tambahkan `nama: …`"),
        ("kompetensi.yml", "sumber:", "sumbr:", "setiap fakta memerlukan `sumber` dan `berlaku_sejak`"),
        ("kompetensi.yml", "isi:", "isis:", "harus memuat `sumber`, `berlaku_sejak`, dan `isi`"),
        ("kompetensi.yml", "2017-01-01", "1 Januari 2017", "bukan tanggal; tulis misalnya `2026-01-31`"),
        ("kompetensi.yml", "- kode: integritas", "- kode: a\n    kode: b", "kunci `kode` ditulis dua kali"),
        ("kompetensi.yml", "sumber: Perm", "sumber: &a Perm", "`&` (jangkar YAML) tidak dipakai"),
        ("aturan-jp.yml", "batas_per_hari: 3", "batas_per_hari: tiga", "`batas_per_hari`: `tiga` bukan bilangan"),
        ("aturan-jp.yml", "dasar: hari-belajar", "dasar: hari", "`dasar`: `hari` tidak dikenal"),
        ("aturan-jp.yml", "satuan: hari, jp: 5", "satuan: minggu, jp: 5", "`satuan`: `minggu` tidak dikenal"),
        ("aturan-jp.yml", "satuan: hari, jp: 5", "satuan: hari", "`jp` belum ada; tulis berapa JP nilai satu hari"),
        ("aturan-jp.yml", "satuan: hari, jp: 5", "satuan: jp, jp: 5", "dengan `satuan: jp` nilai `jp` ditentukan"),
        ("aturan-jp.yml", "satuan: hari, jp: 5", "satuan: hari, jp: 0", "`jp` harus lebih dari 0"),
        ("aturan-jp.yml", "{jp: 7, batas", "{jp: 7, tambahan: 20, batas", "`tambahan` hanya untuk `satuan: jp`"),
        (
            "aturan-jp.yml",
            "l: {tambahan: 20}",
            "l: {tambahan: 200}",
            "`tambahan`: `200` bukan bilangan bulat 1 sampai 100",
        ),
        ("aturan-jp.yml", "internasional: {jp: 7", "internasional: {jpp: 7", "kunci `jpp` tidak dikenal; mungkin"),
        ("aturan-jp.yml", "batas_per_bulan: 4", "batas_per_hari: 9, batas_per_bulan: 4", "harus lebih besar"),
        ("aturan-jp.yml", 'jenis_diklat: "25"', 'jenis_diklat: "52"', "`52` tidak ada di `jenis-diklat.yml`"),
        ("aturan-jp.yml", 'jenis_diklat: "25"', 'jenis_diklat: "24"', "`24` sudah diatur pada baris"),
        ("aturan-jp.yml", "nama: Tugas belajar atau izin belajar, ", "", "`nama` ditulis untuk jalur di luar tabel"),
        ("aturan-jp.yml", "jenis_diklat: pendidikan", "jenis_diklat: tugas-belajar", "paling panjang 10 huruf"),
        (
            "aturan-jp.yml",
            "berlaku_sejak: 2019-02-01",
            "berlaku_sejak: 2019-02-01\nberlaku_sampai: 2018-01-01",
            "lebih awal",
        ),
        ("target-jp.yml", "status: cpns", "status: pns", "`pns per tahun` sudah diatur pada baris"),
        ("target-jp.yml", "status: pns", "status: PNS", "`status`: `PNS` tidak dikenal; mungkin maksud Anda `pns`"),
        ("target-jp.yml", "jp: 20}", "jp: 20, tunggakan: ya}", "`tunggakan: ya` hanya untuk"),
        ("target-jp.yml", "jp: 20}", "jp: 20, periode: minggu}", "`periode`: `minggu` tidak dikenal"),
        (
            "target-jp.yml",
            "jp: 20}",
            "jp: 20, pengecualian: [{unit: A, bulan: 2026-03, alasan: B}]}",
            "hanya untuk `per",
        ),
        ("target-jp.yml", "jp: 20}", "jp: 3, periode: bulan, pengecualian: A}", "`pengecualian` harus berupa daftar"),
        (
            "target-jp.yml",
            "jp: 20}",
            "jp: 3, periode: bulan, pengecualian: [{unit: A, bulan: Maret, alasan: B}]}",
            "`Maret` bukan bulan; tulis misalnya `2026-03`",
        ),
        ("target-jp.yml", ", jp: 20}", "}", "`jp` belum ada"),
        ("target-jp.yml", "batas: minimal", "batas: min", "`batas`: `min` tidak dikenal"),
        (
            "ip-asn.yml",
            "pelaksana: [pelaksana]",
            "pelaksana: [pelaksna]",
            "jabatan `pelaksna` tidak ada di `jabatan.yml`;",
        ),
        ("ip-asn.yml", "pelaksana: [pelaksana]", "pelaksana: [pengawas]", "`pengawas` ditulis dua kali"),
        ("ip-asn.yml", 'jenis_diklat: ["2"]', 'jenis_diklat: ["1"]', "`jenis_diklat`: `1` ditulis dua kali"),
        ("ip-asn.yml", 'jenis_diklat: ["2"]', 'jenis_diklat: ["77"]', "`77` tidak ada di `jenis-diklat.yml`"),
        ("ip-asn.yml", "kunci: seminar", "kunci: teknis", "`kunci`: `teknis` ditulis dua kali"),
        ("ip-asn.yml", ", struktural: 15}", "}", "tulis bobot sedikitnya satu jenis jabatan"),
        ("ip-asn.yml", "tahun: 2", "tahun: dua", "`tahun`: `dua` bukan bilangan"),
        ("ip-asn.yml", "status: [pns", "status: [PNS", "`PNS` tidak dikenal; mungkin maksud Anda `pns`"),
        ("jenis-diklat.yml", 'id: "2"', 'id: "1"', "`1` ditulis dua kali"),
        ("zona.yml", "isi: []", "isi:\n  - {awalan: A, zona: WITA}", "`zona`: `WITA` tidak dikenal"),
        ("retensi.yml", "jenis: akun", "jenis: akn", "`akn` tidak dikenal; mungkin maksud Anda `akun`"),
        ("retensi.yml", "jenis: bukti", "jenis: akun", "`akun` sudah diatur pada baris"),
        ("retensi.yml", "tahun: 30", "tahun: selamanya", "`tahun`: `selamanya` bukan bilangan bulat 0 sampai 100"),
        ("program-pelatihan.yml", "[14, 3]", "14", "`sebelum` harus berupa daftar hari"),
        ("program-pelatihan.yml", "[14, 3]", "[14, 14]", "masing-masing sekali"),
        ("program-pelatihan.yml", "[7]", "[0]", "`0` bukan bilangan bulat 1 sampai 365"),
        ("program-pelatihan.yml", "jam: 6", "jam: 24", "`jam`: `24` bukan bilangan bulat 0 sampai 23"),
        ("program-pelatihan.yml", "{hari: 3}", "{}", "`hari` belum ada"),
        ("mutu-kursus.yml", "berhenti_hari: 30", "berhenti_hari: 0", "`berhenti_hari`: `0` bukan bilangan bulat 1"),
        ("mutu-kursus.yml", ", paling_sedikit: 5", "", "`paling_sedikit` belum ada"),
        ("zona.yml", "isi: []", "isi: tidak ada", "`isi` harus berupa daftar"),
        ("instansi.yml", '"197001011995032001"', '"1970"', "`nip` harus 18 angka"),
        ("instansi.yml", "{urut}/", "", "harus memuat `{urut}` agar setiap nomor berbeda"),
        ("instansi.yml", "{tahun}", "{thn}", "hanya mengenal {urut}, {kode}"),
        ("instansi.yml", "{tahun}", "{tahun.__class__}", "hanya mengenal {urut}, {kode}"),
        ("instansi.yml", "minimal: 90", "minimal: 900", "`minimal`: `900` bukan bilangan bulat 0 sampai 100"),
        ("instansi.yml", "  kota: Kota Contoh", "  kota: [Kota]", "`kota`: harus satu teks, bukan daftar"),
    ],
)
def test_bad_facts_keep_the_good_ones(folder: Path, name: str, old: str, new: str, message: str) -> None:
    found = spoil(folder, name, old, new)
    assert any(error.startswith(f"{name}:") and message in error for error in found), found


def test_a_rule_is_followed_by_its_next_version(folder: Path) -> None:
    path = folder / "aturan-jp.yml"
    old = '{jenis_diklat: "16", satuan: jp, batas_per_hari: 3,'
    new = '- {jenis_diklat: "16", satuan: jp, batas_per_hari: 4, dasar: hari-belajar, berlaku_sejak: 2027-01-01}\n  - '
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(f"- {old}", f"{new}{old} berlaku_sampai: 2026-12-31,"))
    reference, findings = load(folder)
    assert findings == ()
    rules = [reference.jp_rule("16", date(year, month, 1)) for year, month in ((2026, 12), (2027, 1))]
    assert [rule.cap_per_day for rule in rules if rule is not None] == [300, 400]


def test_a_monthly_target_stands_beside_the_yearly_one(folder: Path) -> None:
    path = folder / "target-jp.yml"
    path.write_text(
        path.read_text()
        + """  - status: pns
    batas: minimal
    periode: bulan
    jp: 3
    tunggakan: ya
    sumber: Surat edaran setempat
    berlaku_sejak: 2026-02-01
    pengecualian:
      - {unit: "53.71", bulan: 2026-03, alasan: Penanganan bencana}
"""
    )
    reference, findings = load(folder)
    assert findings == ()
    monthly = reference.jp_target("pns", date(2026, 3, 1), "bulan")
    yearly = reference.jp_target("pns", date(2026, 3, 1))
    assert monthly is not None
    assert yearly is not None
    assert (monthly.jp, monthly.arrears, yearly.jp, yearly.arrears) == (300, True, 2000, False)
    assert monthly.exceptions == (JpException("53.71", date(2026, 3, 1), "Penanganan bencana"),)


def test_every_bad_row_is_told_at_its_line(folder: Path) -> None:
    path = folder / "aturan-jp.yml"
    path.write_text(path.read_text().replace("satuan: kali", "satuan: kalii"))
    lines = [number for number, line in enumerate(path.read_text().splitlines(), 1) if "kalii" in line]
    assert [finding.line for finding in load(folder)[1]] == lines


def test_missing_files_and_strangers(folder: Path) -> None:
    (folder / "zona.yml").unlink()
    (folder / "lain.yml").write_text("a: b\n")
    reference, findings = load(folder)
    assert dict(reference.zones) == {}
    assert [short(finding) for finding in findings] == [
        "lain.yml:1: berkas ini tidak dipakai; yang dikenal: " + ", ".join(FILES),
        "zona.yml:1: berkas referensi ini belum ada; salin dari contoh bawaan",
    ]


def test_nothing_at_all_is_seven_findings(tmp_path: Path) -> None:
    reference, findings = load(tmp_path / "tiada")
    assert reference == empty()
    assert len(findings) == len(FILES)


def test_zones_by_prefix(folder: Path) -> None:
    path = folder / "zona.yml"
    path.write_text(path.read_text().replace("isi: []", 'isi:\n  - {awalan: "53.71", zona: Asia/Makassar}'))
    reference, findings = load(folder)
    assert findings == ()
    assert dict(reference.zones) == {"53.71": "Asia/Makassar"}


def test_a_rule_ends_when_it_says_so(folder: Path) -> None:
    path = folder / "target-jp.yml"
    path.write_text(
        path.read_text().replace("berlaku_sejak: 2018-01-01", "berlaku_sejak: 2018-01-01\nberlaku_sampai: 2026-12-31")
    )
    reference, findings = load(folder)
    assert findings == ()
    assert reference.jp_target("pns", date(2026, 12, 31)) is not None
    assert reference.jp_target("pns", date(2027, 1, 1)) is None
