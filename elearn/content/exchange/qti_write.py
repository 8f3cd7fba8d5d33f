"""Questions as a QTI 2.1 package: one item a file, a test with a section a pool, a manifest, the pictures."""

from __future__ import annotations

import io
import zipfile
from fractions import Fraction
from html import escape

from elearn.content.exchange.answers import tags_of
from elearn.content.exchange.items import Asked, Bank, Choices, Ratings, Steps, kind_name
from elearn.content.exchange.markup import Markup
from elearn.content.exchange.numbers import decimal
from elearn.content.exchange.qti_items import body_and_key
from elearn.content.exchange.report import Report
from elearn.content.exchange.writer import question_text
from elearn.content.model import TextKey
from elearn.content.text import plain

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
STAMP = (1980, 1, 1, 0, 0, 0)  # the same questions make the same package


def write_qti(bank: Bank, report: Report) -> bytes:
    """The package, and in ``report`` what QTI cannot say."""
    used: list[str] = []

    def image(name: str) -> str:
        if name in bank.media and name not in used:
            used.append(name)
        return f"media/{name}"

    markup = Markup(image)
    items: list[tuple[str, Asked, list[str]]] = []
    files: dict[str, bytes] = {}
    for number, asked in enumerate(bank.questions, 1):
        answer = asked.answer
        keyless = isinstance(answer, Choices) and not any(option.right for option in answer.options)
        if isinstance(answer, Ratings) or keyless or (isinstance(answer, TextKey) and not answer.accepted):
            report.left(asked.where, "soal survei tanpa kunci tidak diekspor ke QTI", question_text(asked, number))
            continue
        used.clear()
        name = f"soal-{number:04}.xml"
        files[name] = (HEAD + _item(asked, markup, report)).encode()
        items.append((name, asked, list(used)))
        report.taken(asked.where, kind_name(answer))
    files["ujian.xml"] = (HEAD + _test(bank, items)).encode()
    files["imsmanifest.xml"] = (HEAD + _manifest(bank, items)).encode()
    files |= {f"media/{name}": data for name, data in bank.media.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[name])
    return out.getvalue()


def _item(asked: Asked, markup: Markup, report: Report) -> str:
    title = plain(asked.stem.strip().split("\n")[0])[:120] or asked.id
    title = "".join(c for c in title if c.isprintable() and not "\ue000" <= c <= "\uf8ff")
    labels = tags_of(asked)
    if isinstance(asked.answer, Steps) and not asked.answer.all_or_nothing:
        labels.append("nilai:proporsional")
        report.changed(asked.where, "QTI menilai urutan semua-atau-nol; `proporsional` disimpan sebagai tanda")
    made = body_and_key(asked, markup)
    label = f' label="{escape(" ".join(labels))}"' if labels else ""
    feedback = "".join(
        (
            f'<modalFeedback outcomeIdentifier="UMPAN_BALIK" identifier="{name}" showHide="show">'
            f"{markup.xhtml_text(text)}</modalFeedback>\n"
        )
        for name, text in (
            ("PETUNJUK", asked.hint),
            ("BENAR", asked.right),
            ("SALAH", asked.wrong),
            ("PEMBAHASAN", asked.explanation),
        )
        if text.strip()
    )
    outcome = (
        '<outcomeDeclaration identifier="UMPAN_BALIK" cardinality="multiple" baseType="identifier"/>\n'
        if feedback
        else ""
    )
    if asked.hint:
        report.changed(
            asked.where, "petunjuk disimpan sebagai umpan balik `PETUNJUK`, yang tidak ditampilkan kebanyakan sistem"
        )
    return (
        f'<assessmentItem xmlns="{QTI}" identifier="{_name(asked)}" title="{escape(title)}"{label}'
        ' adaptive="false" timeDependent="false">\n'
        f'{made.declarations}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType='
        f'"float" normalMaximum="1"/>\n{made.outcomes}{outcome}'
        f"<itemBody>\n{made.body}\n</itemBody>\n{made.processing}{feedback}</assessmentItem>\n"
    )


def _name(asked: Asked) -> str:
    """The id as XML wants it: not beginning with a digit."""
    return f"_{asked.id}" if asked.id[:1].isdigit() else asked.id


def _test(bank: Bank, items: list[tuple[str, Asked, list[str]]]) -> str:
    title = escape(bank.title or "Kuis")
    sections: dict[str, list[tuple[str, Asked]]] = {}
    for name, asked, _ in items:
        sections.setdefault(asked.pool, []).append((name, asked))
    parts = []
    for number, (pool, found) in enumerate(sections.items(), 1):
        draw = bank.draws.get(pool or bank.title)
        select = f'<selection select="{draw}"/>' if draw is not None and draw <= len(found) else ""
        references = "".join(
            f'<assessmentItemRef identifier="{_name(asked)}" href="{name}">{_weight(asked)}</assessmentItemRef>\n'
            for name, asked in found
        )
        parts.append(
            f'<assessmentSection identifier="bagian-{number}" title="{escape(pool) or title}" visible='
            f'"true">{select}\n{references}</assessmentSection>\n'
        )
    return (
        f'<assessmentTest xmlns="{QTI}" identifier="ujian" title="{title}">\n'
        '<testPart identifier="kuis" navigationMode="nonlinear" submissionMode="simultaneous">\n'
        f"{''.join(parts)}</testPart>\n</assessmentTest>\n"
    )


def _weight(asked: Asked) -> str:
    return f'<weight identifier="POIN" value="{decimal(Fraction(asked.points, 100))}"/>' if asked.points != 100 else ""


def _manifest(bank: Bank, items: list[tuple[str, Asked, list[str]]]) -> str:
    resources = ['<resource identifier="ujian" type="imsqti_test_xmlv2p1" href="ujian.xml"><file href="ujian.xml"/>']
    resources[0] += "".join(f'<dependency identifierref="r-{asked.id}"/>' for _, asked, _ in items) + "</resource>\n"
    for name, asked, used in items:
        media = "".join(f'<file href="media/{escape(file)}"/>' for file in used)
        resources.append(
            f'<resource identifier="r-{asked.id}" type="imsqti_item_xmlv2p1" href="{name}"><file href='
            f'"{name}"/>{media}</resource>\n'
        )
    return (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="paket">\n'
        "<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>\n"
        f"<organizations/>\n<resources>\n{''.join(resources)}</resources>\n</manifest>\n"
    )
