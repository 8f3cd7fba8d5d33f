"""``elearn publish`` and ``elearn content pull`` as commands; the repositories are real, on this disk."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from elearn.cli.demo import publish_unpublished
from elearn.content.library import Library
from tests.cli.conftest import SAMPLE, Run

LESSON = "kursus/contoh/01-dasar/01-satu.md"
QUIZ = "kursus/contoh/02-akhir/02-ujian.md"
Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Run git in a folder, as somebody, whatever this machine's configuration says."""

    def run(folder: Path, *words: str) -> str:
        who = ("-c", "user.name=Uji", "-c", "user.email=uji@kota-contoh.go.id", "-c", "protocol.file.allow=always")
        done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, timeout=60, check=True)
        return done.stdout.strip()

    return run


class Place:
    """An agency's repository, a trainer's clone of it, and the content folder of the site."""

    def __init__(self, home: Path, git: Git) -> None:
        self.git, self.agency, self.trainer, self.content = (
            git,
            home / "instansi.git",
            home / "pengajar",
            home / "konten",
        )
        git(home, "init", "--quiet", "--bare", "--initial-branch=utama", str(self.agency))
        shutil.copytree(SAMPLE, self.trainer)
        git(self.trainer, "init", "--quiet", "--initial-branch=utama")
        self.commit("Awal")
        git(self.trainer, "remote", "add", "origin", str(self.agency))
        git(self.trainer, "push", "--quiet", "--set-upstream", "origin", "utama")
        git(home, "clone", "--quiet", str(self.agency), str(self.content))

    def commit(self, message: str) -> None:
        self.git(self.trainer, "add", "--all")
        self.git(self.trainer, "commit", "--quiet", "--message", message)

    def push(self, name: str, old: str, new: str) -> None:
        text = (self.trainer / name).read_text()
        assert old in text
        (self.trainer / name).write_text(text.replace(old, new))
        self.commit("Sunting")
        self.git(self.trainer, "push", "--quiet")

    def head(self) -> str:
        return self.git(self.content, "rev-parse", "HEAD")


@pytest.fixture
def place(tmp_path: Path, git: Git, environment: dict[str, str]) -> Place:
    made = Place(tmp_path, git)
    environment |= {"ELEARN_CONTENT": str(made.content), "ELEARN_PUBLISH": "manual"}
    return made


@pytest.fixture
def published(place: Place, elearn: Run, tmp_path: Path) -> Callable[[], str]:
    """The version that learners see, once everything was published; call it to ask again."""
    assert elearn("db", "upgrade").returncode == 0
    done = elearn("publish", "--semua", "--ya")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return lambda: Library(place.content, tmp_path / "data", manual=True).published("contoh").good or ""


def test_publishing_shows_the_plan_and_asks(place: Place, published: Callable[[], str], elearn: Run) -> None:
    before = published()
    assert before
    assert "Tidak ada yang perlu diterbitkan" in elearn("publish", "--semua", "--ya").stdout
    path = place.content / LESSON
    path.write_text(path.read_text().replace("pertama", "kedua"))
    asked = elearn("publish", "contoh")
    assert "berubah: materi satu -> koreksi-kecil" in asked.stdout
    assert "Belum ada orang yang sedang belajar" in asked.stdout
    assert published() == before, "nobody answered, so nothing was published"
    done = elearn("publish", "contoh", "--ya")
    assert done.stdout.endswith("Diterbitkan: contoh\n")
    assert published() != before
    again = elearn("publish", "contoh", "--ya")
    assert again.returncode == 1
    assert "Tidak ada yang perlu diterbitkan" in again.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Sebutkan nama folder kursus"),
        (("contoh", "--semua"), "Sebutkan nama folder kursus"),
        (("tiada", "--ya"), "tidak ada dalam daftar"),
        (
            ("contoh", "--ya", "--baca-ulang", "satuu"),
            "`satuu` tidak dapat diberi pilihan baca-ulang. Yang dapat: satu.",
        ),
        (("contoh", "--ya", "--soal-baru", "satu"), "Yang dapat: tidak ada."),
        (("contoh", "--ya", "--baca-ulang", "satu"), "Tulis apa yang berubah"),
    ],
)
def test_bad_words_publish_nothing(
    place: Place, published: Callable[[], str], elearn: Run, words: tuple[str, ...], sentence: str
) -> None:
    before = published()
    path = place.content / LESSON
    path.write_text(path.read_text().replace("pertama", "kedua"))
    done = elearn("publish", *words)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert published() == before


def test_pulling_checks_first_then_moves_forward(place: Place, published: Callable[[], str], elearn: Run) -> None:
    before = published()
    assert "Sudah yang terbaru" in elearn("content", "pull").stdout
    place.push(LESSON, "pertama", "kedua")
    done = elearn("content", "pull")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 commit diambil dari origin/utama" in done.stdout
    assert "kedua" in (place.content / LESSON).read_text()
    assert published() == before, "it waits to be published"
    place.push(LESSON, "kedua", "ketiga")
    assert "Diterbitkan: contoh" in elearn("content", "pull", "--terbitkan").stdout
    assert published() != before


def test_what_is_broken_never_reaches_the_folder(place: Place, published: Callable[[], str], elearn: Run) -> None:
    before, head = published(), place.head()
    place.push(QUIZ, "[x]", "[ ]")
    done = elearn("content", "pull", "--terbitkan")
    assert done.returncode == 1
    assert f"{QUIZ}:" in done.stdout
    assert "1 commit baru tidak diambil" in done.stderr
    assert (place.head(), published()) == (head, before)
    assert "[x]" in (place.content / QUIZ).read_text()
    place.push(QUIZ, "### Siapa", "### Siapakah")
    assert elearn("content", "pull").returncode == 1, "it is the newest that counts"


def test_hooks_of_the_checkout_never_run(
    place: Place, published: Callable[[], str], elearn: Run, tmp_path: Path
) -> None:
    for name in ("post-merge", "post-checkout", "reference-transaction"):
        hook = place.content / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran-{name}\n")
        hook.chmod(0o755)
    place.push(LESSON, "pertama", "kedua")
    assert elearn("content", "pull").returncode == 0
    assert list(tmp_path.glob("ran-*")) == []


def test_a_content_folder_below_the_top_of_the_checkout(place: Place, git: Git, elearn: Run, tmp_path: Path) -> None:
    inner = tmp_path / "situs"
    git(tmp_path, "clone", "--quiet", str(place.agency), str(inner))
    (inner / "isi").mkdir()
    for name in ("kursus", "referensi"):
        git(inner, "mv", name, f"isi/{name}")
    git(inner, "commit", "--quiet", "--message", "Pindah")
    git(inner, "push", "--quiet")
    git(place.trainer, "pull", "--quiet")
    place.push(f"isi/{QUIZ}", "[x]", "[ ]")
    done = elearn("content", "pull", ELEARN_CONTENT=str(inner / "isi"))
    assert done.returncode == 1
    assert f"{QUIZ}:" in done.stdout


def edited(place: Place) -> None:
    (place.content / LESSON).write_text("# Lain\n")


def strewn(place: Place) -> None:
    (place.content / "kursus/baru.md").write_text("# Baru\n")


def diverged(place: Place) -> None:
    edited(place)
    place.git(place.content, "commit", "--quiet", "--all", "--message", "Lokal")


def without_upstream(place: Place) -> None:
    place.git(place.content, "branch", "--unset-upstream")


def unreachable(place: Place) -> None:
    place.agency.rename(place.agency.with_name("pindah.git"))


def no_checkout(place: Place) -> None:
    shutil.rmtree(place.content / ".git")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (edited, "Ada berkas yang diubah langsung di folder konten: kursus/contoh/01-dasar/01-satu.md."),
        (strewn, "Ada berkas yang diubah langsung"),
        (diverged, "mempunyai 1 commit yang tidak ada di origin/utama"),
        (without_upstream, "tidak mengikuti cabang jauh mana pun"),
        (unreachable, "Repositori jauh tidak dapat dihubungi"),
        (no_checkout, "bukan checkout git"),
    ],
)
def test_what_stands_in_the_way_is_said_and_nothing_moves(
    place: Place, elearn: Run, spoil: Callable[[Place], None], sentence: str
) -> None:
    place.push(LESSON, "pertama", "kedua")
    spoil(place)
    before = (place.content / LESSON).read_text()
    done = elearn("content", "pull")
    assert done.returncode == 1
    assert sentence in done.stderr, done.stderr
    assert (place.content / LESSON).read_text() == before


def test_the_demo_has_courses_where_edits_wait(tmp_path: Path) -> None:
    content = Library(SAMPLE, tmp_path, manual=True)
    assert content.catalogue.published() == ()
    publish_unpublished(content, datetime(2026, 3, 2, tzinfo=UTC))
    assert [course.slug for course in content.catalogue.published()] == ["contoh"]
    publish_unpublished(content, datetime(2026, 3, 3, tzinfo=UTC))
    assert len(content.published("contoh").editions) == 1


def test_without_git_it_says_so(place: Place, elearn: Run, tmp_path: Path) -> None:
    (tmp_path / "kosong").mkdir()
    done = elearn("content", "pull", PATH=str(tmp_path / "kosong"))
    assert "git tidak terpasang" in done.stderr
