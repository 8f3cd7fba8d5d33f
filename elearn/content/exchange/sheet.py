"""Question sheets (XLSX, CSV): one row a question, columns by their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from elearn.content.exchange.answers import Say, Unusable, checked, plain_essay, short_key, true_false, usable_id
from elearn.content.exchange.items import Answer, Asked, Bank, Choice, Choices, Pairs, Read, Steps, kind_name
from elearn.content.exchange.report import Report
from elearn.content.exchange.texts import cleaned, from_plain
from elearn.content.model import TextKey
from elearn.content.quiz.questions import LEVELS
from elearn.content.text import is_id, slug
from elearn.core.errors import Invalid
from elearn.core.tables import TableRow, read_table

# The headings that are understood, as people write them; the first of each is the one the manual names.
COLUMNS = {
    "soal": ("soal", "pertanyaan", "question", "teks soal"),
    "jenis": ("jenis", "jenis soal", "tipe", "type"),
    "kunci": ("kunci", "kunci jawaban", "jawaban", "jawaban benar", "answer", "correct answer", "key"),
    "poin": ("poin", "bobot", "nilai", "points", "skor"),
    "pembahasan": ("pembahasan", "penjelasan", "feedback", "explanation"),
    "petunjuk": ("petunjuk", "hint"),
    "kompetensi": ("kompetensi",),
    "tingkat": ("tingkat", "level"),
    "kolam": ("kolam", "kategori", "topik", "category"),
    "id": ("id", "kode", "kode soal"),
}
IGNORED = frozenset({"no", "no.", "nomor", "#"})
OPTION = re.compile(
    r"(?:pilihan|opsi|option|jawaban)?[ _]?([a-z])|(?:pilihan|opsi|option)[ _]?(\d{1,2})", re.IGNORECASE
)
KINDS = {
    "pilihan": (
        "pilihan",
        "pilihan ganda",
        "pg",
        "tunggal",
        "jamak",
        "pilihan ganda kompleks",
        "multiple choice",
        "mc",
    ),
    "benar-salah": ("benar-salah", "benar/salah", "benar salah", "b/s", "b-s", "true/false", "tf"),
    "isian": ("isian", "isian singkat", "teks", "angka", "short answer", "jawaban singkat"),
    "jodoh": ("jodoh", "menjodohkan", "jodohkan", "matching"),
    "urut": ("urut", "mengurutkan", "urutkan", "ordering"),
    "esai": ("esai", "essay", "uraian"),
}
TRUE = frozenset({"benar", "b", "true", "t", "ya", "1"})
FALSE = frozenset({"salah", "s", "false", "f", "tidak", "0"})
ARROW = re.compile(r"\s*(?:→|->|=>)\s*")


def read_sheet(data: bytes) -> Read:
    """The questions of a sheet. Raises Invalid for a file that is no table, or without a column of questions."""
    table = read_table(data)
    names, options = _columns(table.headings)
    if "soal" not in names:
        known = ", ".join(f"`{column.capitalize()}`" for column in COLUMNS)
        raise Invalid(f"Kolom `Soal` tidak ada. Judul kolom yang dikenal: {known}, serta `A` sampai `H` untuk pilihan.")
    bank, report = Bank(), Report()
    used = {index for index, _ in options} | set(names.values())
    for index, heading in enumerate(table.headings):
        if index not in used and heading.strip() and heading.strip().casefold() not in IGNORED:
            filled = sum(1 for row in table.rows if row.cells[index : index + 1] != ("",))
            report.left(f"kolom `{heading}`", f"judul kolom tidak dikenal; {filled} sel tidak diambil")
    for row in table.rows:
        _row(row, names, options, table.headings, bank, report)
    return Read(bank, report)


def _columns(headings: Sequence[str]) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """Where each known column stands, and the option columns with their letters."""
    names: dict[str, int] = {}
    options: list[tuple[int, str]] = []
    for index, heading in enumerate(headings):
        folded = " ".join(heading.casefold().split())
        name = next((name for name, words in COLUMNS.items() if folded in words), None)
        match = OPTION.fullmatch(folded)
        if name is not None:
            names.setdefault(name, index)
        elif match is not None:
            number = int(match[2]) if match[2] else 0
            options.append((index, match[1] or (chr(96 + number) if 1 <= number <= 26 else "?")))
    return names, options


def _row(
    row: TableRow,
    names: dict[str, int],
    options: list[tuple[int, str]],
    headings: Sequence[str],
    bank: Bank,
    report: Report,
) -> None:
    where = f"baris {row.number}"

    def cell(name: str) -> str:
        return cleaned(row.cells[names[name]]) if name in names and names[name] < len(row.cells) else ""

    def say(message: str) -> None:
        report.changed(where, message)

    source = "; ".join(f"{heading}: {text}" for heading, text in zip(headings, row.cells, strict=False) if text)
    if len(row.cells) > len(headings):
        say(f"sel di luar kolom berjudul tidak diambil: {'; '.join(row.cells[len(headings) :])}")
    asked = Asked(where, from_plain(cell("soal")), TextKey(("-",)), pool=cell("kolam"), source=source)
    try:
        if not asked.stem:
            raise Unusable("soal kosong")
        texts = [(letter, cleaned(row.cells[index])) for index, letter in options if index < len(row.cells)]
        asked.answer = _answer(cell("jenis"), [(letter, text) for letter, text in texts if text], cell("kunci"), say)
    except Unusable as error:
        report.left(where, str(error), source)
        return
    asked.explanation, asked.hint = from_plain(cell("pembahasan")), from_plain(cell("petunjuk"))
    asked.id = usable_id(cell("id"))
    _settings(asked, cell("poin"), cell("kompetensi"), cell("tingkat"), say)
    bank.questions.append(asked)
    report.taken(where, kind_name(asked.answer))


def _settings(asked: Asked, points: str, competency: str, level: str, say: Say) -> None:
    match = re.fullmatch(r"(\d{1,4})(?:[.,](\d{1,2}))?", points)
    if match is not None and int(match[1] + (match[2] or "").ljust(2, "0")) > 0:
        asked.points = int(match[1] + (match[2] or "").ljust(2, "0"))
    elif points:
        say(f"poin `{points}` tidak dapat dibaca; ditulis 1")
    if competency:
        asked.competency = competency if is_id(competency) else slug(competency)
    if level.upper() in LEVELS:
        asked.level = level.upper()
    elif level:
        say(f"tingkat `{level}` bukan C1 sampai C6; tidak dipakai")


def _answer(kind: str, options: list[tuple[str, str]], key: str, say: Say) -> Answer:
    folded = " ".join(kind.casefold().split())
    name = next((name for name, words in KINDS.items() if folded in words), None)
    if kind and name is None:
        raise Unusable(f"jenis `{kind}` tidak dikenal; yang dikenal: {', '.join(KINDS)}")
    if name == "jodoh":
        return _pairs(options)
    if name == "urut":
        return Steps(tuple(from_plain(text) for _, text in options))
    if name == "esai":
        return plain_essay(say)
    bare = key.strip().casefold()
    if name == "benar-salah" or (name is None and not options and bare in ("benar", "salah", "true", "false")):
        if bare not in TRUE | FALSE:
            raise Unusable(f"kunci `{key}` bukan Benar atau Salah")
        return true_false(bare in TRUE, "", "")
    if name == "isian" or (name is None and not options):
        return short_key(re.split(r"\s*\|\s*", key), False, say)
    return _choices(options, key)


def _pairs(options: list[tuple[str, str]]) -> Pairs:
    pairs, extra = [], []
    for _, text in options:
        sides = ARROW.split(text, maxsplit=1)
        if len(sides) < 2 or not sides[1]:
            raise Unusable(f"pasangan `{text[:60]}` tanpa panah; tulis `kiri -> kanan`")
        if sides[0]:
            pairs.append((from_plain(sides[0]), sides[1]))
        else:
            extra.append(sides[1])
    return Pairs(tuple(pairs), tuple(extra))


def _choices(options: list[tuple[str, str]], key: str) -> Choices:
    letters = [letter for letter, _ in options]
    wanted = [part.strip().casefold() for part in re.split(r"[,;/&+]|\bdan\b", key) if part.strip()]
    if len(wanted) == 1 and len(wanted[0]) > 1 and set(wanted[0]) <= set(letters):
        wanted = list(wanted[0])
    if not wanted or not all(part in letters for part in wanted):
        texts = [" ".join(text.split()).casefold() for _, text in options]
        whole = " ".join(key.split()).casefold()
        if whole not in texts:
            raise Unusable(
                f"kunci `{key[:60]}` bukan huruf pilihan dan bukan isi salah satu pilihan" if key else "kunci kosong"
            )
        wanted = [letters[texts.index(whole)]]
    made = tuple(Choice(from_plain(text), letter in wanted) for letter, text in options)
    return checked(Choices(made, len(set(wanted)) > 1))
