"""Repairing files: only what needs it is written, whole, with its rights, and never over somebody's newer work."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from elearn.content.repair.files import FileRepair, NotWritten, plan, write_all, write_repair
from tests.content.folders import COURSE_PATH, GOOD, LESSON, LESSON_PATH, QUIZ, QUIZ_PATH, write

WRONG = QUIZ.replace("- [x] Kemampuan", "- [v] Kemampuan")
IDS = {
    **GOOD,
    LESSON_PATH: f"---\nid: pengantar\n---\n{LESSON}",
    QUIZ_PATH: QUIZ.replace("menit: 4", "id: kuis\nmenit: 4"),
}


def planned(root: Path, published: frozenset[str] = frozenset(), part: str = "") -> dict[str, FileRepair]:
    found = plan(root, lambda path: path.startswith(part), lambda slug: published)
    return {repair.path: repair for repair in found}


def test_a_folder_with_ids_and_without_mistakes_needs_nothing(tmp_path: Path) -> None:
    assert planned(write(tmp_path, {**IDS})) == {}


def test_every_item_gets_its_id(tmp_path: Path) -> None:
    root = write(tmp_path, {**GOOD})
    assert set(planned(root)) == {LESSON_PATH, QUIZ_PATH}
    assert write_all(list(planned(root).values())) == []
    assert (root / LESSON_PATH).read_text() == f"---\nid: pengantar\n---\n{LESSON}"
    assert (root / QUIZ_PATH).read_text() == QUIZ.replace("jenis:", "id: kuis\njenis:")
    assert (root / COURSE_PATH).read_text() == GOOD[COURSE_PATH]
    assert planned(root) == {}


def test_two_items_of_one_name_are_a_persons_business(tmp_path: Path) -> None:
    root = write(tmp_path, {**IDS, "kursus/merit/02-lanjut/01-pengantar.md": LESSON})
    assert planned(root) == {}


def test_a_file_that_may_have_been_renamed_gets_no_new_id(tmp_path: Path) -> None:
    root = write(tmp_path, {**IDS, "kursus/merit/01-dasar/03-baru.md": LESSON})
    new = "kursus/merit/01-dasar/03-baru.md"
    assert set(planned(root, frozenset({"pengantar", "kuis"}))) == {new}
    assert planned(root, frozenset({"pengantar", "kuis", "lama"})) == {}


def test_bytes_that_were_right_stay(tmp_path: Path) -> None:
    head = b"\xef\xbb\xbf---\r\nid: kuis\r\njenis: latihan\n---\r# K \r\n\r\n"
    odd = head + b"### A {#q}\t\n\r\n- [v] b  \r\n- [ ] c\xc2\xa0\nd"
    root = write(tmp_path, {**IDS, QUIZ_PATH: odd})
    [repair] = planned(root).values()
    assert repair.after == odd.replace(b"- [v]", b"- [x]")
    write_repair(repair)
    assert (root / QUIZ_PATH).read_bytes() == repair.after


def test_rights_stay_and_nothing_is_left_behind(tmp_path: Path) -> None:
    root = write(tmp_path, {**IDS, QUIZ_PATH: WRONG})
    (root / QUIZ_PATH).chmod(0o664)
    before = {path for path in root.rglob("*") if path.is_file()}
    [repair] = planned(root).values()
    write_repair(repair)
    assert stat.S_IMODE((root / QUIZ_PATH).stat().st_mode) == 0o664
    assert {path for path in root.rglob("*") if path.is_file()} == before


def test_a_file_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    root = write(tmp_path, {**IDS, QUIZ_PATH: WRONG})
    repairs = list(planned(root).values())
    (root / QUIZ_PATH).write_text(newer := WRONG + "\n<!-- baru -->\n")
    assert write_all(repairs) == [f"{QUIZ_PATH}: berkas baru saja diubah; jalankan lagi."]
    assert repairs == []
    assert (root / QUIZ_PATH).read_text() == newer
    assert not list(root.rglob(".tmp-*"))


def test_a_file_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    root = write(tmp_path, {**IDS, QUIZ_PATH: WRONG})
    [repair] = planned(root).values()
    (root / QUIZ_PATH).unlink()
    with pytest.raises(NotWritten, match="No such file"):
        write_repair(repair)
    assert not (root / QUIZ_PATH).exists()


def test_a_file_that_may_only_be_read_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path, {**IDS, QUIZ_PATH: WRONG})
    [repair] = planned(root).values()
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # to root, everything may be written
    with pytest.raises(NotWritten, match="hanya boleh dibaca"):
        write_repair(repair)
    assert (root / QUIZ_PATH).read_text() == WRONG


def test_a_link_inside_the_folder_stays_one(tmp_path: Path) -> None:
    root = write(tmp_path, {**IDS, "kursus/merit/media/asli.md": WRONG.replace("{#merit-1}", "{#lain}")})
    (root / "kursus/merit/01-dasar/03-sama.md").symlink_to("../media/asli.md")
    for repair in planned(root).values():
        write_repair(repair)
    assert (root / "kursus/merit/01-dasar/03-sama.md").is_symlink()
    assert "- [x] Kemampuan" in (root / "kursus/merit/media/asli.md").read_text()


def test_nothing_outside_the_folder_is_read_or_written(tmp_path: Path) -> None:
    outside = tmp_path / "luar.md"
    outside.write_text(WRONG)
    root = write(tmp_path / "content", {**IDS})
    (root / "kursus/merit/01-dasar/03-luar.md").symlink_to(outside)
    assert planned(root) == {}
    assert outside.read_text() == WRONG


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe-\x00", "- [v] caf\u00e9".encode("latin-1"), b"- [v]\x00", b"[" * 9_000]
)
def test_what_the_checker_cannot_read_is_left_alone(tmp_path: Path, data: bytes) -> None:
    assert planned(write(tmp_path, {**IDS, LESSON_PATH: data})) == {}


def test_a_part_of_the_folder(tmp_path: Path) -> None:
    root = write(
        tmp_path, {**GOOD, QUIZ_PATH: WRONG, "bank/etika.md": "# Etika\n\n## Dasar\n\n### A\n\n- [v] a\n- [ ] b\n"}
    )
    assert set(planned(root, part=LESSON_PATH)) == {LESSON_PATH}
    assert set(planned(root, part="bank")) == {"bank/etika.md"}
    assert set(planned(root)) == {LESSON_PATH, QUIZ_PATH, "bank/etika.md"}


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_patch_takes_the_diff(tmp_path: Path, ending: str) -> None:
    text = WRONG.replace("\n", "\r\n") if ending == "\r\n" else WRONG.rstrip("\n") + ending
    root = write(tmp_path, {**GOOD, QUIZ_PATH: text.encode()})
    repairs = planned(root)
    diff = "".join(repair.diff() for repair in repairs.values())
    done = subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        input=diff.encode(),
        cwd=root,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for path, repair in repairs.items():
        assert (root / path).read_bytes() == repair.after
