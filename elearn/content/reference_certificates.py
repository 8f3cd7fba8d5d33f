"""``referensi/sertifikat/*.yml``: one file a template, with its logo beside it. What a file leaves out is taken from
``instansi.yml``, so that no fact need be written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from elearn.content import values
from elearn.content.facts import Frame, Row, read_frame
from elearn.content.files import Entry, Tree, read_text
from elearn.content.findings import FileFindings, Findings, meant
from elearn.content.logos import KINDS, clean_logo
from elearn.content.model import PALETTES, CertificateTemplate, Institution, Signatory
from elearn.content.model.certificates import (
    ACHIEVEMENT,
    DETAIL_TOKENS,
    DETAILS,
    HEADING,
    RECIPIENT,
    TEMPLATE_FOLDER,
    USUAL_PALETTE,
    folded,
)
from elearn.content.nodes import Node
from elearn.content.pictures import BadPicture
from elearn.content.text import is_id
from elearn.content.tokens import check_tokens
from elearn.content.values import BadValue

ALL_OTHERS = "bawaan"
NUMBER_TOKENS = ("urut", "kode", "unit", "bulan_romawi", "bulan", "tahun", "registrasi")
FIELDS = (
    "penyelenggara", "logo", "warna", "induk", "nama", "kota", "penandatangan", "judul", "kalimat",
    "tempat_tanggal_lahir", "nomor_sertifikat", "kode_klasifikasi", "kode",
)  # fmt: skip
PHRASES = ("penerima", "prestasi", "rincian")
# What becomes of the bytes of a logo that is good: they are kept somewhere, under the digest that comes back.
Keep = Callable[[bytes], str]


@dataclass(slots=True)
class _Folder:
    """The state of reading the folder."""

    entries: dict[str, Entry]
    institution: Institution
    findings: Findings
    keep: Keep
    logos: set[str] = field(default_factory=set)


def check_number_template(row: Row, template: str) -> None:
    """Make findings for a pattern of numbers that cannot give different numbers."""
    check_tokens(row, "nomor_sertifikat", template, NUMBER_TOKENS, ("urut",), "agar setiap nomor berbeda")


def read_templates(
    tree: Tree, institution: Institution, last: Iterable[CertificateTemplate], findings: Findings, keep: Keep
) -> tuple[CertificateTemplate, ...]:
    """The templates below ``tree`` (the folder ``referensi``). A broken file keeps the template it last gave."""
    inside = f"{tree.path}/{TEMPLATE_FOLDER}/"
    entries = {path[len(inside) :]: entry for path, entry in tree.entries.items() if path.startswith(inside)}
    folder = _Folder(entries, institution, findings, keep)
    before = {template.key: template for template in last}
    found: dict[str, CertificateTemplate] = {}
    for name, entry in entries.items():
        if entry.suffix == ".yml" and "/" not in name:
            key = name.removesuffix(".yml")
            template = _template(key, entry, folder) or before.get(key)
            if template is not None and not _already(template, found, findings.of(entry.path)):
                found[key] = template
    for name, entry in entries.items():
        if name not in folder.logos and (entry.suffix != ".yml" or "/" in name):
            findings.of(entry.path).advice(
                1, "berkas ini tidak dipakai; sebut sebagai `logo:` di sebuah templat, atau hapus"
            )
    return tuple(found.values())


def _already(template: CertificateTemplate, found: dict[str, CertificateTemplate], note: FileFindings) -> bool:
    """Whether another file holds for the same organiser from the same day; then this one is a finding."""
    same = (folded(template.organiser), template.valid_from)
    twin = next((other for other in found.values() if (folded(other.organiser), other.valid_from) == same), None)
    if twin is not None:
        said = f"`{template.organiser}`" if template.organiser else f"`{ALL_OTHERS}`"
        note.error(
            1,
            f"templat untuk {said} sejak tanggal itu sudah ada di `{twin.key}.yml`; ubah `berlaku_sejak` atau hapus",
        )
    return twin is not None


def _template(key: str, entry: Entry, folder: _Folder) -> CertificateTemplate | None:
    note = folder.findings.of(entry.path)
    if not is_id(key):
        note.error(1, "nama berkas templat hanya huruf kecil, angka, dan tanda hubung; ganti namanya")
    text = read_text(entry, note)
    frame = read_frame(text, note) if text is not None else None
    if frame is None or not is_id(key):
        return None
    try:
        made = _read(key, frame, frame.single(*FIELDS), folder)
    except BadValue as error:
        note.error(frame.line, str(error))
        return None
    return None if frame.failed else made


def _read(key: str, frame: Frame, row: Row, folder: _Folder) -> CertificateTemplate:
    institution = folder.institution
    organiser = _value(row, "penyelenggara", values.text, None)
    if organiser is None:
        frame.refuse(row.line, f"`penyelenggara` belum ada; tulis namanya, atau `{ALL_OTHERS}` untuk semua yang lain")
    number = _value(row, "nomor_sertifikat", values.text, institution.number_template)
    if "nomor_sertifikat" in row.nodes:
        check_number_template(row, number)
    return CertificateTemplate(
        key=key,
        organiser="" if organiser is None or folded(organiser) == ALL_OTHERS else organiser,
        name=_value(row, "nama", values.text, institution.name),
        parent=_value(row, "induk", values.text, "" if "induk" in row.nodes else institution.parent),
        city=_value(row, "kota", _short(60), institution.city),
        signatory=_signatory(row, institution.signatory),
        number_template=number,
        classification_code=_value(row, "kode_klasifikasi", values.text, institution.classification_code),
        unit_code=_value(row, "kode", values.text, institution.code),
        valid_from=frame.valid_from,
        valid_to=frame.valid_to,
        heading=_value(row, "judul", _short(60), HEADING),
        palette=_value(row, "warna", values.word(*PALETTES), USUAL_PALETTE),
        prints_birth=_value(row, "tempat_tanggal_lahir", values.yes, True),
        logo=_logo(row, folder),
        **_phrases(row),
    )


def _value(row: Row, name: str, read: values.Reader, otherwise: Any) -> Any:
    """A field, or what holds when it is left out or bad; a bad one is a finding at its own line."""
    node = row.nodes.get(name)
    if node is None or node.value == "":
        return otherwise
    try:
        return read(node)
    except BadValue as error:
        row.frame.refuse(node.line, f"`{name}`: {error}")
        return otherwise


def _short(most: int) -> values.Reader:
    """A text that leaves room on the sheet for the longest name."""

    def read(node: Node) -> str:
        text = values.text(node)
        if len(text) > most:
            raise BadValue(f"paling panjang {most} huruf, ini {len(text)}; ringkas")
        return text

    return read


def _signatory(row: Row, institutions: Signatory) -> Signatory:
    node = row.nodes.get("penandatangan")
    if node is None:
        return institutions
    inner = row.inner("penandatangan", "nama", "jabatan", "nip")
    missing = [name for name in ("nama", "jabatan") if name not in inner.nodes]
    if missing:
        row.frame.refuse(node.line, f"`penandatangan` harus memuat {', '.join(f'`{name}`' for name in missing)}")
    return Signatory(
        _value(inner, "nama", values.text, ""),
        _value(inner, "jabatan", values.text, ""),
        _value(inner, "nip", _nip, ""),
    )


def _nip(node: Node) -> str:
    digits = values.text(node).replace(" ", "").replace(".", "")
    if len(digits) != 18 or not digits.isascii() or not digits.isdigit():
        raise BadValue("harus 18 angka; tulis dalam tanda kutip")
    return digits


def _phrases(row: Row) -> dict[str, str]:
    if "kalimat" not in row.nodes:
        return {}
    inner = row.inner("kalimat", *PHRASES)
    details = _value(inner, "rincian", _short(240), DETAILS)
    if "rincian" in inner.nodes:
        check_tokens(inner, "rincian", details, DETAIL_TOKENS, DETAIL_TOKENS, "karena wajib tercetak")
    return {
        "recipient": _value(inner, "penerima", _short(120), RECIPIENT),
        "achievement": _value(inner, "prestasi", _short(120), ACHIEVEMENT),
        "details": details,
    }


def _logo(row: Row, folder: _Folder) -> str:
    name = _value(row, "logo", values.text, "")
    if not name:
        return ""
    line, entry = row.node("logo").line, folder.entries.get(name)
    folder.logos.add(name)
    if entry is None or entry.suffix not in KINDS:
        there = [other for other, found in folder.entries.items() if found.suffix in KINDS]
        hint = meant(name, there) if there else "; simpan berkas .svg atau .png di samping templat ini"
        row.frame.refuse(line, f"logo `{name[:80]}` tidak ada di folder ini, atau bukan .svg maupun .png{hint}")
        return ""
    try:
        return folder.keep(clean_logo(entry))
    except BadPicture as error:
        row.frame.refuse(line, f"logo `{name[:80]}` {error}")
    except OSError as error:
        row.frame.refuse(line, f"logo `{name[:80]}` tidak dapat dibaca ({error.strerror}); periksa hak aksesnya")
    return ""
