"""Moodle XML: ``<quiz>`` to questions, with the pictures that it carries."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from urllib.parse import unquote
from xml.etree.ElementTree import Element, tostring

from elearn.content.exchange.answers import Unusable, take_tags, usable_id
from elearn.content.exchange.formats import in_format
from elearn.content.exchange.gift_scan import category_title
from elearn.content.exchange.items import Asked, Bank, Read, kind_name
from elearn.content.exchange.moodle_kinds import KINDS, NOT_ASKED, Source
from elearn.content.exchange.numbers import read_number
from elearn.content.exchange.pictures import Pictures, unbase64
from elearn.content.exchange.report import Report
from elearn.content.exchange.xml import attribute, child, children, inner, local, parse_xml, text_of
from elearn.content.model import TextKey
from elearn.core.errors import Invalid

PLUGIN = "@@PLUGINFILE@@/"
# Read elsewhere, or about how Moodle itself works, not about the question.
KNOWN = frozenset({
    "name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "idnumber", "answer",
    "hint", "tags", "single", "shuffleanswers", "answernumbering", "showstandardinstruction", "correctfeedback",
    "incorrectfeedback", "partiallycorrectfeedback", "shownumcorrect", "usecase", "subquestion", "units",
    "unitgradingtype", "unitpenalty", "showunits", "unitsleft", "graderinfo", "responseformat",
    "responserequired", "responsefieldlines", "minwordlimit", "maxwordlimit", "attachments",
    "attachmentsrequired", "responsetemplate", "maxbytes", "filetypeslist", "layouttype", "selecttype",
    "selectcount", "gradingtype", "showgrading", "numberingstyle", "image", "image_base64", "selectoption",
    "dragbox", "length", "stamp", "version", "instructions", "unlimited", "group", "editorformat", "format",
})  # fmt: skip


def read_moodle(data: bytes) -> Read:
    """All questions of a Moodle XML file. Raises Invalid for what is no such file."""
    root = parse_xml(data)
    if local(root) != "quiz":
        raise Invalid(f"Berkas ini bukan Moodle XML: unsur teratasnya `<{local(root)[:40]}>`, bukan `<quiz>`.")
    bank, report = Bank(), Report()
    pictures = Pictures(bank.media)
    pool = ""
    number = 0
    for element in children(root, "question"):
        kind = attribute(element, "type")
        if kind == "category":
            pool = category_title(text_of(child(child(element, "category"), "text")))
            info = text_of(child(child(element, "info"), "text"))
            if info:
                report.left(f"kategori `{pool}`", "keterangan kategori tidak dipakai", info)
            continue
        number += 1
        _question(element, number, kind, pool, pictures, bank, report)
    return Read(bank, report)


def _question(
    element: Element, number: int, kind: str, pool: str, pictures: Pictures, bank: Bank, report: Report
) -> None:
    name = " ".join(text_of(child(child(element, "name"), "text")).split())
    where = f"soal {number}" + (f" `{name[:60]}`" if name else "")
    asked = Asked(where, "", TextKey(("-",)), name, pool=pool)
    reader = KINDS.get(kind)
    if reader is None:
        why = NOT_ASKED.get(kind, f"jenis soal `{kind or '(kosong)'}` tidak dikenal")
        report.left(where, why, _quoted(element))
        return
    texts = _Texts(pictures, lambda message: report.changed(where, message))
    try:
        known = _common(asked, element, texts)
        reader(Source(element, asked, texts.read, texts.say, known))
    except Unusable as error:
        report.left(where, str(error), _quoted(element))
        return
    for extra in sorted({local(e) for e in element} - KNOWN):
        report.changed(where, f"unsur `<{extra}>` tidak dipakai")
    asked.source = _quoted(element)
    bank.questions.append(asked)
    report.taken(where, kind_name(asked.answer))


class _Texts:
    """Reads the texts of one question; its files are known by their names."""

    def __init__(self, pictures: Pictures, say: Callable[[str], None]) -> None:
        self.pictures = pictures
        self.say = say

    def read(self, element: Element | None, prepare: Callable[[str], str] | None = None) -> str:
        """A ``<text>`` with its format and files, as Markdown. ``prepare`` sees the raw text first."""
        if element is None:
            return ""
        raw = inner(child(element, "text")) or text_of(element)
        files: dict[str, str] = {}
        for file in children(element, "file"):
            name = attribute(file, "name")
            data = unbase64(file.text or "")
            kept = self.pictures.keep(name, data) if data is not None else ""
            if kept:
                files[name] = kept
            else:
                self.say(f"berkas `{name[:80]}` rusak, terlalu besar, atau bukan gambar; tidak diambil")
        used: set[str] = set()

        def image(source: str) -> str:
            plain = unquote(source.removeprefix(PLUGIN)).split("?")[0]
            used.add(plain)
            return files.get(plain) or self.pictures.data_uri(source)

        shown = in_format(attribute(element, "format", "moodle"), prepare(raw) if prepare else raw, self.say, image)
        for name in sorted(set(files) - used):
            self.say(f"berkas `{name[:80]}` disimpan di media/, tetapi tidak disebut dalam teks")
        return shown


def _common(asked: Asked, element: Element, texts: _Texts) -> dict[str, str]:
    """What every kind has; returns the tags that say how to mark it."""
    asked.id = usable_id(text_of(child(element, "idnumber")))
    if attribute(element, "type") != "cloze":
        asked.stem = texts.read(child(element, "questiontext"))
        _old_image(asked, element, texts)
        if not asked.stem.strip():
            raise Unusable("soal tanpa pertanyaan")
    asked.explanation = texts.read(child(element, "generalfeedback"))
    asked.right = texts.read(child(element, "correctfeedback"))
    asked.wrong = texts.read(child(element, "incorrectfeedback"))
    partly = texts.read(child(element, "partiallycorrectfeedback"))
    if partly and partly not in (asked.right, asked.wrong):
        texts.say(f"umpan balik `sebagian benar` tidak dikenal: {partly}")
    hints = [hint for hint in (texts.read(found) for found in children(element, "hint")) if hint]
    if len(hints) > 1:
        texts.say(f"{len(hints)} petunjuk digabung menjadi satu")
    asked.hint = "\n\n".join(hints)
    grade = read_number(text_of(child(element, "defaultgrade")) or "1")
    if grade is None or not 0 < grade <= 1000:
        texts.say("poin tidak dapat dibaca atau nol; ditulis 1")
    else:
        asked.points = max(1, round(grade * 100))
        if Fraction(asked.points, 100) != grade:
            texts.say("poin dibulatkan sampai dua desimal")
    if text_of(child(element, "hidden")) == "1":
        texts.say("soal ini tersembunyi di sistem asalnya")
    tags = [text_of(child(tag, "text")) for tag in children(child(element, "tags"), "tag")]
    return take_tags(asked, tags, texts.say)


def _old_image(asked: Asked, element: Element, texts: _Texts) -> None:
    """The picture of Moodle 1.9, which stood beside the text."""
    name = text_of(child(element, "image"))
    data = unbase64(text_of(child(element, "image_base64")))
    kept = texts.pictures.keep(name, data) if name and data else ""
    if kept:
        alt = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        texts.say(f"gambar `{name[:60]}` tanpa keterangan; ditulis `{alt}`, perbaiki")
        asked.stem = f"{asked.stem}\n\n![{alt}]({kept})"
    elif name:
        texts.say(f"gambar `{name[:60]}` tidak ada dalam berkas")


def _quoted(element: Element) -> str:
    """The element's own text, its files left out."""
    for parent in element.iter():
        for file in list(children(parent, "file", "image_base64")):
            parent.remove(file)
    return tostring(element, encoding="unicode")
