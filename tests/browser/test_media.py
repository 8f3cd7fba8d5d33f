"""A lesson with all that a lesson may hold, on a phone: what it fetches and says, what fingers and keys reach."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from elearn.learning.models import Enrolment
from elearn.people.models import Person
from tests.browser.serving import Site
from tests.browser.visiting import Visitor
from tests.conftest import SAMPLE
from tests.content.pictures import moving, photo, screenshot

HEAD = "---\njudul: Semua bentuk\njp: 1\nstatus: terbit\n---\nMencoba semua bentuk.\n"
LESSON = """---
menit: 45
---
# Semua bentuk materi

Serahkan kepada LKD sebelum Jumat.[^1] Rumusnya $N = \\frac{a}{b}$.

![Loket layanan pada pagi hari](../media/loket.jpg "Loket pada pukul delapan")

## Tabel dan kode

| Jenis surat yang masuk | Disimpan selama | Jumlah lembar | Penanggung jawab unit | Keterangan tambahan |
|:---|:---:|---:|---|---|
| Undangan rapat koordinasi | 1 tahun | 120 | Sekretariat daerah | Arsip inaktif setelah rapat |

```sql
SELECT nomor, tanggal, perihal, pengirim, tujuan, disposisi, keterangan FROM surat_masuk WHERE tanggal > '2026-01-01';
```

## Video dan suara

![Cara mengambil nomor antrean](../media/antre.mp4 "Mengambil nomor")

![Wawancara dengan arsiparis](../media/wawancara.mp3)

![Nomor yang berganti](../media/nomor.gif)

## Lipatan dan unduhan

??? tanya "Mengapa?"
    Karena perlu.

!!! penting "Ingat"
    Ambil [formulir](../media/formulir.pdf) dan lihat ![layar](../media/layar.png) sekali lagi.

Singkatan LKD dijelaskan sekali.

*[LKD]: lembaga kearsipan daerah

[^1]: Aturan kearsipan.
"""
VTT = "WEBVTT\n\n00:00.000 --> 00:04.000\n<v Petugas>Tekan tombol hijau.\n"
FILM = Path(__file__).parents[2] / "content/kursus/menulis-kursus/media/menambah-gambar.mp4"
PATH = "/kursus/bentuk/materi/semua"


@pytest.fixture(scope="module")
def shown_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = tmp_path_factory.mktemp("bentuk") / "content"
    shutil.copytree(SAMPLE, content)
    course = content / "kursus/bentuk"
    (course / "01-bagian").mkdir(parents=True)
    (course / "media").mkdir()
    (course / "kursus.md").write_text(HEAD)
    (course / "01-bagian/01-semua.md").write_text(LESSON)
    files = {"loket.jpg": photo(2000, 1500), "layar.png": screenshot(900, 600), "nomor.gif": moving()}
    files |= {
        "antre.mp4": FILM.read_bytes(),
        "antre.vtt": VTT.encode(),
        "wawancara.mp3": bytes(5000),
        "wawancara.txt": b"Halo.",
    }
    files |= {"formulir.pdf": b"%PDF-1.7".ljust(240_000)}
    for name, data in files.items():
        (course / "media" / name).write_bytes(data)
    return content


@pytest.fixture
def reader(site: Site, learner: Person, visitors: Callable[..., Visitor]) -> Visitor:
    assert site.library.catalogue.courses["bentuk"].items
    with site.writing() as session:
        session.add(Enrolment(person_id=learner.id, course="bentuk", run=1, opened_at=site.now()))
    return visitors(learner)


def addresses(page: Page) -> list[str]:
    return [str(name) for name in page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")]


def test_the_page_is_sound_on_a_phone_and_on_a_screen(reader: Visitor) -> None:
    page = reader.open(PATH)
    reader.look("bentuk")
    page.locator("summary").first.press("Enter")
    for summary in page.locator("article summary").all()[1:]:
        summary.press("Enter")
    assert page.get_by_text("Petugas: Tekan tombol hijau.").is_visible()
    assert page.get_by_text("Karena perlu.").is_visible()
    reader.look("bentuk-terbuka")


def test_a_phone_fetches_what_a_phone_shows(reader: Visitor) -> None:
    page = reader.open(PATH)
    first = page.locator("article img").first
    page.wait_for_load_state("load")
    source = str(first.evaluate("img => img.currentSrc"))
    assert source.endswith(("/loket-480.avif", "/loket-480.webp")), source
    assert first.get_attribute("loading") is None
    box = first.bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(4 / 3, abs=0.01)
    fetched = addresses(page)
    assert not [address for address in fetched if address.endswith((".mp4", ".mp3", ".vtt", ".gif"))], fetched
    assert page.locator("p.biaya").all_inner_texts() == ["Video · 9 detik · 19 kB", "Suara · 5 kB"]
    assert page.get_by_role("link", name="Putar gambar bergerak (GIF").count() == 1
    assert page.get_by_role("link", name="formulir (PDF, 240 kB)").count() == 1


def test_the_place_of_a_picture_is_kept_before_it_comes(reader: Visitor) -> None:
    """Pictures that arrive must not push the text that somebody reads."""
    page = reader.page
    page.route("**/media/**", lambda route: route.abort())
    page.goto(PATH)
    box = page.locator("article img").first.bounding_box()
    assert box is not None
    assert box["height"] > 200
    player = page.locator("video").bounding_box()
    assert player is not None
    assert player["width"] / player["height"] == pytest.approx(16 / 9, abs=0.02)
    reader.forgive("ERR_FAILED|Failed to load")


def test_an_abbreviation_opens_to_a_key_and_to_a_finger(reader: Visitor) -> None:
    page = reader.open(PATH)
    short = page.locator("abbr").first
    shown = "element => getComputedStyle(element, '::after').content"
    assert short.evaluate(shown) == "none"
    short.focus()
    assert "lembaga kearsipan daerah" in str(short.evaluate(shown))
    assert page.locator("abbr[tabindex]").count() == 1
    assert page.locator("abbr").count() == 2


def test_wide_things_scroll_in_their_own_box(reader: Visitor) -> None:
    page = reader.open(PATH)
    for selector in (".tabel-gulir", "pre"):
        box = page.locator(f"article {selector}").first
        assert box.evaluate("element => element.scrollWidth > element.clientWidth"), selector
        box.focus()
        for _ in range(40):
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(50)
            if box.evaluate("element => element.scrollLeft") > 0:
                break
        assert box.evaluate("element => element.scrollLeft") > 0, selector


def test_a_film_is_fetched_in_parts_once_somebody_plays_it(reader: Visitor) -> None:
    page = reader.open(PATH)
    player = page.locator("video")
    with page.expect_response("**/antre.mp4") as answer:
        player.evaluate("player => { player.muted = true; return player.play() }")
    assert answer.value.status == 206
    assert answer.value.headers["content-type"] == "video/mp4"
    assert player.evaluate("player => [player.videoWidth, player.videoHeight]") == [640, 360]
    player.evaluate("player => new Promise(done => { player.onseeked = done; player.currentTime = 8 })")
    assert float(player.evaluate("player => player.currentTime")) >= 8
    cues = player.evaluate(
        """player => new Promise(done => {
            player.textTracks[0].mode = 'showing';
            const track = player.querySelector('track');
            const told = () => done([...player.textTracks[0].cues].map(cue => cue.text));
            track.readyState === 2 ? told() : track.onload = told;
        })"""
    )
    assert cues == ["<v Petugas>Tekan tombol hijau."]


def test_everything_can_be_read_without_scripts(site: Site, learner: Person, visitors: Callable[..., Visitor]) -> None:
    with site.writing() as session:
        session.add(Enrolment(person_id=learner.id, course="bentuk", run=1, opened_at=site.now()))
    visitor = visitors(learner, java_script_enabled=False)
    page = visitor.open(PATH)
    page.get_by_text("Transkrip: Cara mengambil nomor antrean").click()
    assert page.get_by_text("Petugas: Tekan tombol hijau.").is_visible()
