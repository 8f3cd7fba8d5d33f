"""QTI from a file or a package (ZIP with ``imsmanifest.xml``): which items there are, in which sections."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from elearn.content.exchange.items import Bank, Read
from elearn.content.exchange.numbers import read_number
from elearn.content.exchange.pictures import Pictures
from elearn.content.exchange.qti_read import read_item
from elearn.content.exchange.report import Report
from elearn.content.exchange.xml import attribute, below, children, local, parse_xml
from elearn.core.errors import Invalid

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_FILES = 20_000
MANIFEST = "imsmanifest.xml"
ITEM = "imsqti_item_xmlv2p"


@dataclass(frozen=True, slots=True)
class _Found:
    """An item of a package: its path, the title of its section, its weight."""

    path: str
    pool: str = ""
    weight: Fraction = Fraction(1)


def read_qti(data: bytes) -> Read:
    """All items of a package or of one XML file. Raises Invalid for what is neither."""
    bank, report = Bank(), Report()
    pictures = Pictures(bank.media)
    if data.startswith(b"PK\x03\x04"):
        _package(data, bank, pictures, report)
        return Read(bank, report)
    root = parse_xml(data)
    if local(root) != "assessmentItem":
        raise Invalid(_not_ours(root))
    asked = read_item(root, "soal 1", "", pictures.data_uri, report)
    if asked is not None:
        bank.questions.append(asked)
    return Read(bank, report)


def _not_ours(root: Element) -> str:
    name = local(root)
    if name == "questestinterop":
        return "Berkas ini QTI 1.2. Ekspor ulang dari sistem asalnya sebagai QTI 2.1, atau sebagai Moodle XML."
    if name.startswith("qti-"):
        return "Berkas ini QTI 3.0. Ekspor ulang dari sistem asalnya sebagai QTI 2.1."
    if name == "assessmentTest":
        return "Berkas ini hanya susunan ujian; soalnya di berkas lain. Impor paket ZIP-nya (dengan imsmanifest.xml)."
    return f"Berkas ini bukan QTI: unsur teratasnya `<{name[:40]}>`, bukan `<assessmentItem>`."


def _package(data: bytes, bank: Bank, pictures: Pictures, report: Report) -> None:
    files = _unpacked(data)
    manifest_path = min((path for path in files if posixpath.basename(path) == MANIFEST), key=len, default=None)
    if manifest_path is None:
        raise Invalid("Paket ini tidak memuat imsmanifest.xml. Ekspor ulang sebagai paket QTI 2.1.")
    manifest = parse_xml(files[manifest_path], MANIFEST)
    base = posixpath.dirname(manifest_path)
    found = list(_items(manifest, base, files, report, bank))
    if not found:
        raise Invalid("Paket ini tidak memuat soal QTI 2.x (resource `imsqti_item_xmlv2p1`).")
    for number, one in enumerate(found, 1):
        where = f"soal {number} ({one.path})"
        content = files.get(one.path)
        try:
            root = parse_xml(content, one.path) if content is not None else None
        except Invalid as error:
            report.left(where, error.message)
            continue
        if root is None:
            report.left(where, "berkas soal tidak ada di dalam paket")
        elif local(root) != "assessmentItem":
            report.left(where, _not_ours(root))
        else:
            _take(root, where, one, files, bank, pictures, report)


def _take(
    root: Element, where: str, one: _Found, files: dict[str, bytes], bank: Bank, pictures: Pictures, report: Report
) -> None:
    def image(source: str) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(one.path), unquote(source)))
        return pictures.keep(path, files[path]) if path in files else pictures.data_uri(source)

    asked = read_item(root, where, one.pool, image, report)
    if asked is not None:
        if one.weight > 0:
            asked.points = max(1, round(one.weight * 100))
        bank.questions.append(asked)


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a package. Raises Invalid for bombs, broken archives, and names that lead outside."""
    if len(data) > MOST_BYTES:
        raise Invalid(f"Paket ini lebih besar dari {MOST_BYTES // 1024 // 1024} MB. Bagi menjadi beberapa paket.")
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Invalid("Isi paket ini terlalu besar setelah dibuka. Bagi menjadi beberapa paket.")
            for entry in entries:
                path = posixpath.normpath(entry.filename.replace("\\", "/"))
                if not path.startswith(("/", "..")) and entry.flag_bits & 1 == 0:
                    files[path] = archive.read(entry)  # stops at the size that the entry declares
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise Invalid("Paket ZIP ini rusak atau tidak utuh. Ekspor ulang, lalu coba lagi.") from error
    except Exception as error:
        if isinstance(error, Invalid):
            raise
        raise Invalid("Paket ZIP ini rusak atau tidak utuh. Ekspor ulang, lalu coba lagi.") from error
    return files


def _items(manifest: Element, base: str, files: dict[str, bytes], report: Report, bank: Bank) -> Iterator[_Found]:
    """Items in the order of the test, if there is one, then those that no test names."""
    items, tests = [], []
    for resource in below(manifest, "resource"):
        kind = attribute(resource, "type")
        path = posixpath.normpath(posixpath.join(base, unquote(attribute(resource, "href"))))
        if kind.startswith(ITEM):
            items.append(path)
        elif "imsqti_test" in kind or "imsqti_assessment" in kind:
            tests.append(path)
        elif attribute(resource, "href").lower().endswith(".xml") and not kind.startswith("webcontent"):
            report.left(path, f"sumber berjenis `{kind[:60]}` tidak dikenal")
    seen: set[str] = set()
    for test in tests:
        try:
            root = parse_xml(files.get(test, b""), test)
        except Invalid as error:
            report.left(test, error.message)
            continue
        bank.title = bank.title or attribute(root, "title")
        for one in _sections(root, posixpath.dirname(test), bank):
            if one.path not in seen:
                seen.add(one.path)
                yield one
    yield from (_Found(path) for path in dict.fromkeys(items) if path not in seen)


def _sections(root: Element, base: str, bank: Bank) -> Iterator[_Found]:
    for section in below(root, "assessmentSection"):
        title = " ".join(attribute(section, "title").split())
        for selection in children(section, "selection"):
            count = attribute(selection, "select")
            if count.isdecimal() and title:
                bank.draws[title] = int(count[:4])
        for reference in children(section, "assessmentItemRef"):
            path = posixpath.normpath(posixpath.join(base, unquote(attribute(reference, "href"))))
            weights = [read_number(attribute(weight, "value")) for weight in children(reference, "weight")]
            yield _Found(
                path, "" if title == bank.title else title, next((w for w in weights if w is not None), Fraction(1))
            )
