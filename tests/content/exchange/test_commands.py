"""``elearn import`` and ``elearn export questions``: what a trainer types and reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from elearn.cli.main import main
from elearn.content.check import check
from tests.content.folders import GOOD, PNG, errors, write

GIFT = "::Satu::Apa?{=ya ~tidak}\n\n// [tag:kompetensi:tiada]\nBerapa?{#20:0.5}\n\nKeterangan saja.\n"


def run(*arguments: str | Path, content: Path | None = None) -> Result:
    return CliRunner().invoke(
        main, [str(argument) for argument in arguments], env={"ELEARN_CONTENT": str(content) if content else None}
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bank.gift").write_text(GIFT)
    return write(tmp_path / "content", {**GOOD})


def test_a_quiz_of_a_course(folder: Path) -> None:
    target = folder / "kursus/merit/01-dasar/03-latihan.md"
    done = run(
        "import",
        "questions",
        folder.parent / "bank.gift",
        "--ke",
        target,
        "--judul",
        "Latihan: satu",
        "--laporan",
        folder.parent / "l.txt",
    )
    assert done.exit_code == 0
    assert done.stdout.startswith("2 soal diambil, 1 catatan perubahan, 1 bagian ditinggalkan.\n")
    assert "baris 6: ditinggalkan: keterangan tanpa jawaban" in done.stderr
    assert target.read_text().startswith("---\njenis: latihan\n---\n# Latihan: satu\n\n### Apa? {#satu}\n")
    assert errors(check(folder)) == []
    report = (folder.parent / "l.txt").read_text()
    assert "baris 1, soal `Satu`: diambil: pilihan tunggal" in report
    assert "baris 4: diubah: kompetensi `tiada` tidak ada di referensi; dihapus" in report
    assert "    | Keterangan saja." in report


def test_a_bank_and_out_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    (folder / "bank").mkdir()
    assert run("import", "questions", "bank.gift", "--ke", "content/bank/dasar.md").exit_code == 0
    assert (folder / "bank/dasar.md").read_text().startswith("# Bank\n\n### Apa? {#satu}")
    assert errors(check(folder)) == []
    for kind, name in (("gift", "dasar.gift"), ("moodle", "dasar.xml"), ("qti", "dasar.zip")):
        done = run("export", "questions", "content/bank/dasar.md", "--format", kind)
        assert (done.exit_code, f"{name} ditulis." in done.stdout) == (0, True)
        again = run("import", "questions", name, "--ke", f"keluar-{kind}.md")
        assert again.exit_code == 0, again.output
        assert (folder.parent / f"keluar-{kind}.md").read_text().count("\n### ") == 2


def test_pictures_go_to_media_under_names_of_their_own(folder: Path) -> None:
    import base64

    def quiz(data: bytes) -> str:
        file = f'<file name="x.png" path="/" encoding="base64">{base64.b64encode(data).decode()}</file>'
        stem = (
            '<questiontext format="html"><text>&lt;img src="@@PLUGINFILE@@/x.png" alt="x"&gt; Apa?</t'
            f"ext>{file}</questiontext>"
        )
        return (
            f'<quiz><question type="shortanswer">{stem}<answer fraction="100"><text>ya</text></answer>'
            "</question></quiz>"
        )

    for number, data in enumerate((PNG, PNG + b"lain", PNG)):
        (folder.parent / "q.xml").write_text(quiz(data))
        done = run(
            "import",
            "questions",
            folder.parent / "q.xml",
            "--ke",
            folder / f"kursus/merit/01-dasar/0{number + 4}-q{number}.md",
        )
        assert done.exit_code == 0, done.output
    names = sorted(path.name for path in (folder / "kursus/merit/media").iterdir())
    assert len(names) == 2
    assert f"../media/{names[0]}" in (folder / "kursus/merit/01-dasar/05-q1.md").read_text()
    assert "../media/x.png" in (folder / "kursus/merit/01-dasar/06-q2.md").read_text()


@pytest.mark.parametrize(
    ("target", "more", "why"),
    [
        ("kursus/merit/01-dasar/02-kuis.md", (), "sudah ada dan tidak ditimpa"),
        ("kursus/merit/kuis.md", (), "bukan tempat kuis"),
        ("kursus/merit/media/kuis.md", (), "bukan tempat kuis"),
        ("kursus/merit/Modul Baru/kuis.md", (), "bukan tempat kuis"),
        ("kursus/tiada/01-a/kuis.md", (), "bukan tempat kuis"),
        ("bank/x/y.md", (), "bukan tempat kuis"),
        ("bank/x.md", ("--jenis", "latihan"), "Bank soal tidak memakai --jenis"),
        ("kursus/merit/01-dasar/kuis.txt", (), "tidak berakhiran .md"),
        ("kursus/merit/01-dasar/Kuis Baru.md", (), "01-kuis-baru.md"),
    ],
)
def test_places_where_no_quiz_belongs(folder: Path, target: str, more: tuple[str, ...], why: str) -> None:
    before = sorted(folder.rglob("*"))
    done = run("import", "questions", folder.parent / "bank.gift", "--ke", folder / target, *more)
    assert (done.exit_code, why in done.output) == (1, True)
    assert sorted(folder.rglob("*")) == before


def test_a_file_without_questions_writes_nothing(folder: Path) -> None:
    (folder.parent / "teks.txt").write_text("Hanya teks.\n")
    done = run("import", "questions", folder.parent / "teks.txt", "--ke", folder.parent / "kuis.md")
    assert (done.exit_code, "tidak ada berkas yang ditulis" in done.output) == (1, True)
    assert not (folder.parent / "kuis.md").exists()


def test_a_quiz_with_errors_does_not_leave(folder: Path) -> None:
    quiz = folder / "kursus/merit/01-dasar/02-kuis.md"
    quiz.write_text(quiz.read_text().replace("[x]", "[ ]"))
    done = run("export", "questions", quiz, "--format", "gift", "--output", folder.parent / "x.gift")
    assert done.exit_code == 1
    assert f"{quiz}:6: belum ada pilihan yang benar" in done.output.replace(":7:", ":6:")
    assert not (folder.parent / "x.gift").exists()


def test_a_survey_has_nothing_that_other_formats_know(folder: Path) -> None:
    quiz = folder / "kursus/merit/01-dasar/04-survei.md"
    quiz.write_text("---\njenis: survei\n---\n# Survei\n\n### Di mana? {#a}\n\n- [ ] Kantor\n- [ ] Rumah\n")
    for kind in ("gift", "moodle", "qti"):
        done = run("export", "questions", quiz, "--format", kind, "--output", folder.parent / "s")
        assert (done.exit_code, "tidak ada berkas yang ditulis" in done.output) == (1, True)
        assert "soal survei tanpa kunci" in done.output
    assert not (folder.parent / "s").exists()


def test_an_export_overwrites_nothing_and_takes_borrowed_questions_along(folder: Path) -> None:
    (folder / "bank").mkdir()
    (folder / "bank/dasar.md").write_text("# Dasar\n\n### Ibu kota? {#ibu}\nJawaban: Kupang\n")
    quiz = folder / "kursus/merit/01-dasar/04-gabung.md"
    quiz.write_text(
        "---\njenis: latihan\n---\n# Gabung\n\n## Dari bank\nAmbil: 1 dari [Dasar](../../../bank/dasar.md)\n"
    )
    assert errors(check(folder)) == []
    target = folder.parent / "g.xml"
    done = run("export", "questions", quiz, "--format", "moodle", "--output", target)
    assert done.exit_code == 0, done.output
    assert "<idnumber>ibu</idnumber>" in target.read_text()
    assert "sudah ada" in run("export", "questions", quiz, "--format", "moodle", "--output", target).output


def test_a_folder_becomes_a_course(folder: Path) -> None:
    (folder.parent / "docs").mkdir()
    (folder.parent / "docs/a.md").write_text("# A\n\n{{ macro }}\n")
    done = run(
        "import",
        "course",
        folder.parent / "docs",
        "--ke",
        "panduan",
        "--judul",
        "Panduan: baru",
        "--laporan",
        folder.parent / "l.txt",
        content=folder,
    )
    assert done.exit_code == 0, done.output
    assert "1 halaman diambil, 1 catatan perubahan" in done.output
    assert "judul: 'Panduan: baru'" in (folder / "kursus/panduan/kursus.md").read_text()
    assert "a.md: diambil: menjadi 01-umum/01-a.md" in (folder.parent / "l.txt").read_text()
    assert errors(check(folder)) == []


def test_help_names_formats_and_columns() -> None:
    words = " ".join(run("import", "questions", "--help").output.split())
    for part in ("GIFT, Aiken, Moodle XML, QTI 2.1", "Kunci", "--laporan"):
        assert part in words
