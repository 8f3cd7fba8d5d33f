"""Pictures of a course: made once, kept by content, whole in every version, and never the trainer's own file."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from elearn.content import develop as developing
from elearn.content.check import Memory, check
from elearn.content.library import Library
from elearn.content.model import Course, Media
from elearn.content.store import ContentStore
from elearn.content.weight import course_weight
from tests.content.folders import GOOD, LESSON_PATH, errors, write
from tests.content.pictures import OWNER, film, moving, photo, screenshot

PHOTO = photo(1600, 1200)
FOLDER = "kursus/merit/media"
TEXT = "# Judul\n\n![Loket](../media/loket.jpg)\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write(tmp_path / "content", {**GOOD, LESSON_PATH: TEXT, f"{FOLDER}/loket.jpg": PHOTO})


@pytest.fixture
def library(content: Path, tmp_path: Path) -> Library:
    return Library(content, tmp_path / "data")


def merit(library: Library) -> Course:
    assert errors(library.catalogue.findings) == []
    return library.catalogue.courses["merit"]


def again(library: Library) -> Library:
    """The library of another process on the same folders."""
    return Library(library.root, library.store.folder.parent)


def served(library: Library) -> dict[str, bytes]:
    """Everything that anybody could fetch: names and contents of all files with a record."""
    found = {}
    for path in (library.store.folder / "media").glob("*/*.json"):
        found[library.media(path.stem).name] = library.media_path(path.stem).read_bytes()
    return found


def frames(path: Path) -> int:
    return int(getattr(Image.open(io.BytesIO(path.read_bytes())), "n_frames", 1))


def test_a_photo_in_a_lesson(library: Library) -> None:
    course = merit(library)
    html = library.lesson(course.items[0].body_key).html
    addresses = re.findall(r"/media/([0-9a-f]{64})/([^ ,\"]+)", html)
    assert [name for _, name in addresses] == [
        "loket-480.avif", "loket-960.avif",
        "loket-960.webp", "loket-480.webp", "loket-960.webp", "loket-1440.webp",
    ]  # fmt: skip
    for digest, name in addresses:
        data = library.media_path(digest).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest
        assert Image.open(io.BytesIO(data)).width == int(re.findall(r"\d+", name)[0])
        assert library.media(digest).mime == f"image/{name.rsplit('.', 1)[1]}"
    assert re.search(
        r'<picture><source sizes="\(max-width: 704px\) 100vw, 704px" srcset="[^"]+" type="image/avif">', html
    )
    assert 'width="1440"' in html
    assert 'height="1080"' in html
    assert 'decoding="async"' in html


def test_only_the_first_picture_is_fetched_at_once(content: Path, tmp_path: Path) -> None:
    write(content, {LESSON_PATH: TEXT + "\n![Lagi](../media/loket.jpg)\n\n## Arti\n\n![Bagan](../media/b.png)\n"})
    write(content, {f"{FOLDER}/b.png": screenshot(200, 100)})
    library = Library(content, tmp_path / "data")
    html = library.lesson(merit(library).items[0].body_key).html
    assert ['loading="lazy"' in tag for tag in re.findall(r"<img [^>]*>", html)] == [False, True, True]


def test_the_original_is_kept_and_never_served(library: Library) -> None:
    merit(library)
    original = hashlib.sha256(PHOTO).hexdigest()
    assert library.store.objects.read(original) == PHOTO
    assert not library.store.has_medium(original)
    assert len(served(library)) == 5
    for data in served(library).values():
        assert OWNER not in data
        assert not Image.open(io.BytesIO(data)).getexif()


def test_a_photo_to_download_has_every_pixel_and_no_place(content: Path, tmp_path: Path) -> None:
    write(content, {LESSON_PATH: "# Judul\n\n[Foto loket](../media/loket.jpg)\n"})
    library = Library(content, tmp_path / "data")
    [medium] = merit(library).media
    data = library.media_path(medium.digest).read_bytes()
    assert (medium.name, medium.mime, Image.open(io.BytesIO(data)).size) == ("loket.jpg", "image/jpeg", (1600, 1200))
    assert OWNER not in data
    html = library.lesson(merit(library).items[0].body_key).html
    assert re.search(r'Foto loket<span class="berkas"> \(JPG, \d+ kB\)</span></a>', html)


def test_nothing_is_decoded_twice(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Library(content, tmp_path / "data")
    html = before.lesson(merit(before).items[0].body_key).html
    monkeypatch.setattr(developing, "develop", None)
    monkeypatch.setattr(developing, "examine", None)
    write(content, {LESSON_PATH: TEXT + "\nSatu kalimat lagi.\n"})
    after = again(before)
    assert after.lesson(merit(after).items[0].body_key).html == html + "\n<p>Satu kalimat lagi.</p>"


def test_a_start_with_nothing_changed_reads_no_picture(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    merit(Library(content, tmp_path / "data"))
    from elearn.content import renditions

    def refuse(*given: object) -> None:
        raise AssertionError("looked at again")

    monkeypatch.setattr(renditions.Darkroom, "picture", refuse)
    assert merit(Library(content, tmp_path / "data")).media


def test_a_check_looks_once_at_each_picture(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory(cache=ContentStore(tmp_path / "simpanan"))
    assert errors(check(content, memory=memory)) == []
    (content / f"{FOLDER}/rusak.jpg").write_bytes(PHOTO[:-9000])
    write(content, {LESSON_PATH: TEXT + "\n![Rusak](../media/rusak.jpg)\n"})
    looked: list[int] = []
    examine = developing.examine
    monkeypatch.setattr(developing, "examine", lambda data: looked.append(len(data)) or examine(data))
    assert len(errors(check(content, memory=memory))) == 1
    assert looked == [len(PHOTO) - 9000]
    write(content, {LESSON_PATH: TEXT + "\n\n![Rusak](../media/rusak.jpg)\n"})
    assert len(errors(check(content, memory=memory))) == 1
    assert looked == [len(PHOTO) - 9000] * 2
    assert not list((tmp_path / "simpanan").rglob("*.webp"))


def test_two_installations_make_the_same(content: Path, tmp_path: Path) -> None:
    first, second = (merit(Library(content, tmp_path / name)) for name in ("satu", "dua"))
    assert first.media == second.media
    assert first.version == second.version


@pytest.mark.parametrize("lost", ["objects", "content/media", "content/renditions"])
def test_what_the_store_lost_is_made_again(library: Library, lost: str) -> None:
    media = merit(library).media
    shutil.rmtree(library.store.folder.parent / lost)
    fresh = again(library)
    assert merit(fresh).media == media
    for medium in media:
        for digest in medium.digests:
            assert fresh.media_path(digest).is_file()


def test_what_moves_stands_still_until_asked(content: Path, tmp_path: Path) -> None:
    write(content, {LESSON_PATH: '# Judul\n\n![Antre](../media/a.gif "Tiga warna")\n', f"{FOLDER}/a.gif": moving()})
    library = Library(content, tmp_path / "data")
    html = library.lesson(merit(library).items[0].body_key).html
    [still] = re.findall(r'<img [^>]*src="/media/([0-9a-f]{64})/a-300.webp"', html)
    assert frames(library.media_path(still)) == 1
    [(film_digest, size)] = re.findall(
        r'<figcaption>Tiga warna <a href="/media/([0-9a-f]{64})/a.gif" rel="noopener">'
        r"Putar gambar bergerak \(GIF, ([^)]*)\)</a></figcaption>",
        html,
    )
    assert frames(library.media_path(film_digest)) == 3
    assert size.endswith((" B", " kB"))
    assert OWNER not in library.media_path(film_digest).read_bytes()


def test_a_broken_picture_keeps_the_last_good_version(library: Library, content: Path) -> None:
    version = merit(library).version
    (content / f"{FOLDER}/loket.jpg").write_bytes(PHOTO[:-9000])
    library.refresh()
    assert library.catalogue.courses["merit"].version == version
    expected = "01-pengantar.md:3: gambar `loket.jpg` rusak atau terpotong; simpan ulang dari program gambarnya"
    assert errors(library.catalogue.findings) == [expected]
    assert errors(again(library).catalogue.findings) == [expected]


def test_what_a_course_weighs(content: Path, tmp_path: Path) -> None:
    text = TEXT + "\n![Antre](../media/a.mp4)\n\n![Lagu](../media/a.mp3)\n\n[Formulir](../media/a.pdf)\n"
    files: dict[str, str | bytes] = {
        f"{FOLDER}/a.mp4": film(place=False),
        f"{FOLDER}/a.mp3": bytes(2000),
        f"{FOLDER}/a.pdf": b"%PDF" + bytes(500),
        f"{FOLDER}/a.vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\nA.\n",
    }
    write(content, {LESSON_PATH: text, **files})
    library = Library(content, tmp_path / "data")
    course = merit(library)
    weight = course_weight(course)
    [picture] = [medium for medium in course.media if medium.renditions]
    assert weight.pictures == next(r.size for r in picture.renditions if (r.width, r.mime) == (960, "image/webp"))
    assert weight.films == len(film(place=False)) + len(files[f"{FOLDER}/a.vtt"])
    assert (weight.sounds, weight.downloads) == (2000, 504)
    assert 300 < weight.text < 3000
    assert weight.total == weight.text + weight.pictures + weight.films + weight.sounds
    assert weight.without_films == weight.total - weight.films


def test_records_of_older_versions_are_read() -> None:
    from elearn.content.codec import decode

    old = {"name": "a.png", "digest": "0" * 64, "mime": "image/png", "size": 9}
    assert decode(Media, old) == Media("a.png", "0" * 64, "image/png", 9)
