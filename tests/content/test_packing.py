"""ZIP files that nobody should trust: refused with every reason, nothing written. And those that come back whole."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from elearn.content.files import scan
from elearn.content.packing import Refused, pack, unpack
from tests.content.folders import GOOD, write

MOST = 50_000_000
Entry = tuple[str | zipfile.ZipInfo, bytes]
COURSE: Entry = ("merit/kursus.md", b"---\njudul: x\n---\n")


def zipped(*entries: Entry, method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return made


def info(name: str, mode: int = 0o100644, **values: object) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    for key, value in values.items():
        setattr(made, key, value)
    return made


def refused(source: io.BytesIO, target: Path, most: int = MOST) -> str:
    target.mkdir(exist_ok=True)
    with pytest.raises(Refused) as caught:
        unpack(source, target, most)
    assert list(target.iterdir()) == [], "nothing is written"
    assert list(target.parent.rglob("keluar*")) == []
    return "\n".join(caught.value.reasons)


def test_a_course_goes_out_and_comes_back_whole(tmp_path: Path) -> None:
    content = write(tmp_path / "content", {**GOOD, "kursus/merit/media/catatan é.txt": "ya"})
    (content / "kursus/merit/.rahasia").write_text("tidak ikut")
    packed, target = io.BytesIO(), tmp_path / "target"
    assert pack(scan(content.resolve(), "kursus/merit"), packed, "merit") == 4
    target.mkdir()
    found = unpack(packed, target, MOST)
    assert found.top == "merit"
    for name in (*GOOD, "kursus/merit/media/catatan é.txt"):
        assert (target / name.removeprefix("kursus/merit/")).read_bytes() == (content / name).read_bytes()
    assert not (target / ".rahasia").exists()
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o111 == 0 for path in target.rglob("*") if path.is_file())


def test_the_course_may_lie_at_the_top_and_rubbish_is_left_out(tmp_path: Path) -> None:
    source = zipped(("kursus.md", b"x"), ("__MACOSX/._kursus.md", b"x"), (".DS_Store", b"x"), ("m/Thumbs.db", b"x"))
    found = unpack(source, tmp_path, MOST)
    assert list(found.files) == ["kursus.md"]
    assert set(found.skipped) == {"__MACOSX/._kursus.md", ".DS_Store", "m/Thumbs.db"}
    assert [path.name for path in tmp_path.iterdir()] == ["kursus.md"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../keluar.md", "jalur keluar dari foldernya"),
        ("merit/../../keluar.md", "jalur keluar dari foldernya"),
        ("merit/./keluar.md", "jalur keluar dari foldernya"),
        ("merit//keluar.md", "jalur keluar dari foldernya"),
        ("/keluar.md", "jalur mutlak"),
        ("C:/keluar.md", "jalur mutlak"),
        ("merit\\..\\keluar.md", "tanda yang tidak boleh"),
        ("merit/a\nb.md", "tanda yang tidak boleh"),
        (f"merit/{'a' * 151}.md", "nama terlalu panjang"),
        ("merit/1/2/3/4/5/6/7/keluar.md", "folder terlalu dalam"),
    ],
)
def test_names_that_lead_elsewhere(tmp_path: Path, name: str, reason: str) -> None:
    assert reason in refused(zipped(COURSE, (name, b"x")), tmp_path / "t")


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o644, stat.S_IFCHR | 0o644])
def test_links_and_special_files(tmp_path: Path, mode: int) -> None:
    source = zipped(COURSE, (info("merit/tautan.md", mode), b"/etc/passwd"))
    assert "pintasan atau berkas khusus" in refused(source, tmp_path / "t")


def test_a_password_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(COURSE).getvalue())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + offset] |= 1
    assert "kata sandi" in refused(io.BytesIO(bytes(data)), tmp_path / "t")


def test_an_odd_compression_is_refused(tmp_path: Path) -> None:
    assert "pemadatan tidak dikenal" in refused(zipped(COURSE, method=zipfile.ZIP_LZMA), tmp_path / "t")


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["merit/a.md", "merit/A.md"], "huruf besar-kecil"),
        (["merit/\u00e9.md", "merit/e\u0301.md"], "ada dua kali"),
        (["merit/a", "merit/a/b.md"], "sekaligus berkas dan folder"),
        (["merit/A", "merit/a/b.md"], "sekaligus berkas dan folder"),
    ],
)
def test_names_that_collide(tmp_path: Path, names: list[str], reason: str) -> None:
    assert reason in refused(zipped(COURSE, *((name, b"x") for name in names)), tmp_path / "t")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_comes_twice(tmp_path: Path) -> None:
    assert "ada dua kali" in refused(zipped(COURSE, COURSE), tmp_path / "t")


@pytest.mark.parametrize(
    "names", [["a/kursus.md", "b/x.md"], ["kursus/merit/kursus.md", "kursus/merit/a.md"], ["merit/a.md"]]
)
def test_the_course_must_lie_at_the_top(tmp_path: Path, names: list[str]) -> None:
    said = refused(zipped(*((name, b"x") for name in names)), tmp_path / "t")
    assert "`kursus.md` tidak ada di folder teratas ZIP." in said
    assert ("padatkan folder itu saja" in said) == any(name.endswith("/kursus.md") for name in names)


def test_a_bomb_is_refused_before_it_is_lit(tmp_path: Path) -> None:
    bomb = zipped(COURSE, ("merit/media/besar.txt", b"\0" * 20_000_000))
    assert bomb.getbuffer().nbytes < 100_000
    assert "mengembang tidak wajar" in refused(bomb, tmp_path / "t")
    assert "lebih dari 1 MB" in refused(bomb, tmp_path / "t", most=1_000_000)


def test_a_bomb_that_lies_about_its_size_stops_at_what_it_said(tmp_path: Path) -> None:
    """The list of names says 10 bytes; the data unfold to 20 MB."""
    data = bytearray(zipped(COURSE, ("merit/besar.txt", b"\0" * 20_000_000)).getvalue())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.rfind(signature)
        data[at + offset : at + offset + 4] = struct.pack("<I", 10)
    target = tmp_path / "t"
    target.mkdir()
    with pytest.raises(Refused) as caught:
        unpack(io.BytesIO(bytes(data)), target, MOST)
    assert "rusak di dalam ZIP" in caught.value.reasons[0]
    assert sum(path.stat().st_size for path in target.rglob("*") if path.is_file()) < 1_000


def test_entries_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """Fifield's bomb: many names, one piece of data."""
    single = zipped(("merit/kursus.md", os.urandom(5_000))).getvalue()
    start = single.find(b"PK\x01\x02")
    entry, tail = single[start : single.find(b"PK\x05\x06")], single[single.find(b"PK\x05\x06") :]
    names = [entry.replace(b"kursus.md", f"kursu{n}.md".encode()) for n in range(9)]
    end = bytearray(tail)
    end[8:12] = struct.pack("<HH", 10, 10)
    end[12:16] = struct.pack("<I", len(entry) * 10)
    made = single[:start] + entry + b"".join(names) + bytes(end)
    assert "mengembang tidak wajar" in refused(io.BytesIO(made), tmp_path / "t")


def test_absurd_counts_are_refused_without_reading_their_names(tmp_path: Path) -> None:
    many = zipped(*((f"merit/{n}.md", b"") for n in range(5_001)))
    assert "terlalu banyak berkas" in refused(many, tmp_path / "t")
    lying = bytearray(zipped(COURSE).getvalue())
    at = lying.rfind(b"PK\x05\x06")
    lying[at + 12 : at + 16] = struct.pack("<I", 900_000_000)
    assert "terlalu banyak berkas" in refused(io.BytesIO(bytes(lying)), tmp_path / "t")


@pytest.mark.parametrize(
    "spoil", [lambda data: b"", lambda data: b"bukan zip" * 100, lambda data: data[: len(data) // 2]]
)
def test_what_is_no_zip(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    assert "bukan ZIP" in refused(io.BytesIO(spoil(zipped(COURSE).getvalue())), tmp_path / "t")


def test_every_reason_is_said_at_once(tmp_path: Path) -> None:
    said = refused(
        zipped(COURSE, ("../keluar.md", b"x"), ("/keluar.md", b"x"), ("merit/KURSUS.md", b"x")), tmp_path / "t"
    )
    assert said.count("\n") == 2
