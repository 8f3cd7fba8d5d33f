"""Refusing text that would keep python-markdown busy for minutes.

Its patterns (and some of ours) are quadratic, or worse, in runs of signs that nothing closes. The limits are far above
anything that people write; they bound the work for a file of 1 MB to a few seconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from elearn.content.frontmatter import LONGEST
from elearn.content.text import mask

SIGNS = re.compile(r"[\[<*_`&$!\\~]")
RUN = re.compile(r"[\[(<>*_!&`~{|]{60}")
BLANKS = " " * 200
NESTED_ITEMS = re.compile(r"(?:(?:[-*+:>]|\d{1,9}[.)])[ \t]*){12}")
HEADING = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:#|=+[ \t]*$|-+[ \t]*$)")
OPTION_BOX = re.compile(r"^ {0,3}[-*+][ \t]+\[[ xX]\]")
TERM = re.compile(r"^ {0,3}:[ \t]")
ODD_BLANK = re.compile(r"^( {0,3}(?:#{1,6}|[-*+>]|\d{1,3}[.)]))[\u00a0\u2007\u202f]+")
SOUND_FENCE = re.compile(r"^( *)(`{3,}|~{3,})[ \t]*[\w#+-]*(?:[ \t]+(?:hl_lines|linenums|title)=\"[^\"`]*\")*[ \t]*$")
FENCES = ("```", "~~~")
LONGEST_LINE = 20_000
DEEPEST = 100
MOST_PIPES = 200
MOST_HASHES = 60


def code_lines(lines: list[str]) -> list[bool]:
    """Which lines are certainly code to the renderer: what only looks like it must be bounded like any other text.

    The renderer is stricter than our mask about marks, their words and indentation, and sees them in comments, too;
    behind a fence that it reads otherwise, it pairs all others otherwise. So the first doubt ends all certainty.
    """
    code = [False] * len(lines)
    index = _body(lines)
    while index < len(lines):
        end = index
        if lines[index].lstrip(" >\t").startswith(FENCES):
            sound = _sound_end(lines, index)
            if sound is None:
                break
            end = sound
            code[index : end + 1] = [True] * (end + 1 - index)
        index = end + 1
    return code


def _body(lines: list[str]) -> int:
    """The first line below the front matter, which the renderer never sees."""
    if lines[0].rstrip() != "---":
        return 0
    return next((i + 1 for i, line in enumerate(lines[1 : LONGEST + 1], 1) if line.rstrip() == "---"), len(lines))


def _sound_end(lines: list[str], start: int) -> int | None:
    """The line that closes the fence, if the renderer certainly agrees; else None."""
    opening = SOUND_FENCE.match(lines[start])
    if opening is None:
        return None
    indent, fence = opening[1], opening[2]
    for index in range(start + 1, len(lines)):
        line = lines[index]
        if line.strip() and not line.startswith(indent):
            return None
        bare = line[len(indent) :].rstrip()
        if bare == fence:
            return index
        if bare.lstrip(" \t>").startswith(fence):
            return None
    return None


@dataclass(slots=True)
class _Tally:
    """What has been seen: in this paragraph (reset by a blank line), and in the whole file."""

    lines: int = 0
    signs: int = 0
    brackets: int = 0
    all_signs: int = 0
    all_brackets: int = 0
    headings: int = 0
    notes: int = 0
    all_lines: int = 0
    formulas: int = 0
    pipes: int = 0
    terms: int = 0
    hashes: int = 0
    fences: int = 0
    code: int = 0

    def add(self, line: str) -> None:
        line = OPTION_BOX.sub("", line)  # a bank of many hundred questions is honest work
        found, brackets = len(SIGNS.findall(line)), line.count("[") + line.count("<")
        blank = not line.strip()
        self.lines = 0 if blank else self.lines + 1
        self.signs = 0 if blank else self.signs + found
        self.brackets = 0 if blank else self.brackets + brackets
        self.all_signs += found
        self.all_brackets += brackets
        self.headings += HEADING.match(line) is not None
        self.notes += line.count("[^")
        self.all_lines += 1
        self.formulas += line.count("$") + line.count("\\(") + line.count("\\[")
        self.pipes += line.count("|")
        self.hashes += line.count("#")
        self.terms += TERM.match(line) is not None

    def problem(self) -> str:
        """The sentence of the first limit that is passed."""
        return next((sentence for name, most, sentence in LIMITS if getattr(self, name) > most), "")


TANGLED = "terlalu banyak tanda khusus (kurung, bintang, garis bawah); sederhanakan atau pecah berkas ini"
LIMITS = (
    ("lines", 1_500, "lebih dari 1500 baris tanpa baris kosong; beri baris kosong di antaranya"),
    ("signs", 3_000, TANGLED),
    ("brackets", 400, "terlalu banyak kurung dalam satu paragraf; beri baris kosong di antaranya"),
    ("all_signs", 20_000, TANGLED),
    ("all_brackets", 3_000, TANGLED),
    ("headings", 2_000, "lebih dari 2000 judul dalam satu berkas; pecah berkas ini"),
    ("all_lines", 15_000, "lebih dari 15000 baris; pecah berkas ini"),
    ("formulas", 4_000, "lebih dari 2000 rumus dalam satu berkas; pecah berkas ini"),
    ("pipes", 20_000, "lebih dari 20000 sel tabel dalam satu berkas; pecah berkas ini"),
    ("terms", 500, "lebih dari 500 definisi dalam satu berkas; pecah berkas ini"),
    ("hashes", 15_000, TANGLED),
    ("fences", 1_000, "lebih dari 500 blok kode dalam satu berkas; pecah berkas ini"),
    ("code", 60_000, "lebih dari 60000 huruf kode dalam satu berkas; jadikan unduhan di `media/`"),
    ("notes", 300, "lebih dari 300 tanda catatan kaki dalam satu berkas; pecah berkas ini"),
)


def tangled(lines: list[str]) -> tuple[int, str] | None:
    """The index of the first line that is too much, and what to do about it; None for honest text."""
    long = next((index for index, line in enumerate(lines) if len(line) > LONGEST_LINE), None)
    if long is not None:
        return long, f"baris lebih dari {LONGEST_LINE} karakter; pecah menjadi beberapa paragraf"
    code = code_lines(lines)
    tally = _Tally()
    for index, line in enumerate(lines):
        tally.fences += line.lstrip(" >\t").startswith(FENCES)
        tally.code += len(line) * code[index]
        tally.add("" if code[index] else line)
        problem = ("" if code[index] else _line(line)) or tally.problem()
        if problem:
            return index, problem
    return None


def _line(line: str) -> str:
    """What is too much about one line."""
    expanded = line.expandtabs(4)
    if len(expanded) - len(expanded.lstrip()) > DEEPEST or BLANKS in expanded:
        return "terlalu banyak spasi beruntun; hapus spasi yang berlebih"
    if RUN.search(line) or NESTED_ITEMS.match(line.lstrip()):
        return "terlalu banyak tanda kurung atau kutipan beruntun; sederhanakan baris ini"
    if line.count("#") > MOST_HASHES:
        return f"lebih dari {MOST_HASHES} tanda `#` dalam satu baris; hapus yang berlebih"
    if line.count("|") > MOST_PIPES:
        return f"tabel lebih dari {MOST_PIPES} kolom; pecah menjadi beberapa tabel"
    return ""


def odd_blanks(lines: list[str]) -> list[tuple[int, str]]:
    """Marks that are none because of the blank after them, as (index, what to do); word processors write such."""
    masked = mask(lines)
    found = [(i, ODD_BLANK.match(line)) for i, line in enumerate(masked.lines) if not masked.fenced[i]]
    return [
        (
            index,
            f"spasi tak terputus sesudah `{match[1].strip()}`, sehingga tandanya tidak terbaca; ketik ulang spasinya",
        )
        for index, match in found
        if match is not None
    ]
