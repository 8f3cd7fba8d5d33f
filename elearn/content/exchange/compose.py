"""Questions from elsewhere as quiz files that pass the check; what cannot pass is left out, and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from elearn.content.exchange.items import Asked, Bank
from elearn.content.exchange.pictures import MEDIA
from elearn.content.exchange.report import Report
from elearn.content.exchange.same import same
from elearn.content.exchange.texts import escape, start_safe
from elearn.content.exchange.writer import question_text
from elearn.content.files import CONTROL, TEXT_LIMIT, Entry, file_digest
from elearn.content.findings import Findings
from elearn.content.guard import tangled
from elearn.content.links import CourseLinks, Page
from elearn.content.model import QuizPurpose, Severity
from elearn.content.quiz.bank import BankLinks
from elearn.content.quiz.parse import parse_quiz
from elearn.content.quiz.questions import proposed_id
from elearn.content.quiz.scan import DEFINITION
from elearn.content.render import Renderer
from elearn.content.text import is_id, mask, slug

MOST_QUESTIONS = 300  # a file; the guard of the check refuses files far above this
MOST = {"bytes": TEXT_LIMIT // 2, "brackets": 2_000, "signs": 20_000}
QUIZ, BANK = "kursus/impor/modul/kuis.md", "bank/impor.md"


@dataclass(slots=True)
class Composer:
    """``root`` holds the bank's media as files, so that pictures are judged as the check will; ``competencies`` are
    those that the institution knows (None: any). ``purpose`` None makes a bank, which has no front matter and no draws.
    """

    bank: Bank
    report: Report
    item_id: str
    title: str
    purpose: QuizPurpose | None
    root: Path
    competencies: Collection[str] | None = None
    ids: set[str] = field(default_factory=set)

    @property
    def prefix(self) -> str:
        """How the texts name ``media/``."""
        return MEDIA if self.purpose is not None else "media/"

    def files(self) -> list[str]:
        """The texts of one file, or of several if there is too much for one."""
        good = [
            (asked, text)
            for n, asked in enumerate(self.bank.questions, 1)
            if (text := self._checked(asked, n)) is not None
        ]
        pools = list(dict.fromkeys(["", *(asked.pool for asked, _ in good)]))
        good.sort(key=lambda pair: pools.index(pair[0].pool))
        parts = _parts(good)
        if len(parts) > 1:
            self.report.changed(
                "berkas hasil", f"{len(good)} soal dibagi menjadi {len(parts)} berkas, agar tiap berkas tetap ringan"
            )
        return [self._file(part, number, len(parts)) for number, part in enumerate(parts, 1)]

    def _checked(self, asked: Asked, number: int) -> str | None:
        """The section of one question; None (and a line in the report) if the check would refuse it."""
        if asked.competency and self.competencies is not None and asked.competency not in self.competencies:
            self.report.changed(asked.where, f"kompetensi `{asked.competency}` tidak ada di referensi; dihapus")
            asked.competency = None
        asked.id = self._id(asked)
        text = CONTROL.sub("", question_text(asked, number)) + "\n"
        text = text.replace(f"]({MEDIA}", f"]({self.prefix}")
        problems = self._problems(asked, text)
        if problems:
            self.ids.discard(asked.id)
            self._forget(asked.where)
            self.report.left(asked.where, "; ".join(dict.fromkeys(problems)), asked.source or text)
            return None
        return text

    def _forget(self, where: str) -> None:
        """It was not taken after all."""
        self.report.lines = [
            line for line in self.report.lines if not (line.where == where and line.fate.value == "diambil")
        ]

    def _problems(self, asked: Asked, text: str) -> list[str]:
        lines = ["# Kuis", "", *text.split("\n")]
        tangle = tangled(lines)
        if tangle is not None:
            return [tangle[1]]
        findings = Findings()
        path = QUIZ if self.purpose is not None else BANK
        page = Page(path, findings.of(path), mask(lines).lines)
        parsed = parse_quiz(page, lines, 0, self.item_id, self._renderer, self.purpose)
        errors = [finding.message for finding in findings.items if finding.severity is Severity.ERROR]
        found = list(parsed.body.questions())
        if not errors and (len(found) != 1 or not same(asked.answer, found[0].key)):
            errors = ["jawabannya tidak dapat ditulis dengan tepat dalam bahasa kuis"]
        return errors

    @property
    def _renderer(self) -> Renderer:
        if self._made is None:
            root = "kursus/impor" if self.purpose is not None else "bank"
            entries = {
                f"{root}/media/{name}": Entry(f"{root}/media/{name}", str(self.root / name), len(data), 0)
                for name, data in self.bank.media.items()
            }
            digests = {path: (0, 0, file_digest(entry)) for path, entry in entries.items()}
            links = (CourseLinks if self.purpose is not None else BankLinks)("impor", entries, digests)
            self._made = Renderer(links)
        return self._made

    _made: Renderer | None = None

    def _id(self, asked: Asked) -> str:
        first = asked.id if is_id(asked.id) else slug(asked.name)[:40].strip("-")
        wanted = first or proposed_id(self.item_id, asked.stem)
        found, number = wanted, 2
        while found in self.ids:
            found = f"{wanted[:56]}-{number}"
            number += 1
        if asked.id and found != asked.id:
            self.report.changed(asked.where, f"id `{asked.id}` sudah dipakai; ditulis `{found}`")
        self.ids.add(found)
        return found

    def _file(self, part: list[tuple[Asked, str]], number: int, of: int) -> str:
        title = start_safe(escape(" ".join(self.title.split()))) or "Kuis impor"
        head = f"---\njenis: {self.purpose.value}\n---\n" if self.purpose is not None else ""
        lines = [f"{head}# {title}" + (f" ({number})" if of > 1 else ""), ""]
        pool = ""
        used: set[str] = set()
        whole = {title: sum(1 for asked in self.bank.questions if asked.pool == title) for title in self.bank.draws}
        for asked, text in part:
            if asked.pool != pool:
                pool = asked.pool
                lines += [f"## {start_safe(escape(pool))} {{#{_pool_id(pool, used)}}}", ""]
                here = sum(1 for other, _ in part if other.pool == pool)
                draw = self.bank.draws.get(pool)
                if draw is not None and here == whole[pool] and draw <= here and self.purpose is not None:
                    lines += [f"Ambil: {draw}", ""]
                elif draw is not None:
                    self.report.left(
                        f"kolam `{pool}`",
                        f"`Ambil: {draw}` tidak ditulis, karena kolamnya tidak utuh atau bank tidak mengenalnya",
                    )
            lines.append(text)
        return "\n".join(lines).rstrip("\n") + "\n"


def _pool_id(title: str, used: set[str]) -> str:
    base = slug(title) or "kolam"
    found = base
    number = 2
    while found in used:
        found = f"{base[:58]}-{number}"
        number += 1
    used.add(found)
    return found


def _parts(good: list[tuple[Asked, str]]) -> list[list[tuple[Asked, str]]]:
    """Questions in portions that one file can hold. A definition that two texts give differently parts files."""
    parts: list[list[tuple[Asked, str]]] = []
    weight, known = Counter[str](), dict[str, str]()
    for asked, text in good:
        own = Counter(bytes=len(text.encode()) + len(asked.pool), brackets=text.count("[") + text.count("<"))
        own["signs"] = sum(map(text.count, "[<*_`&$!\\~"))
        new = {line.split("]:")[0]: line for line in text.split("\n") if DEFINITION.match(line)}
        clash = any(known.get(name, line) != line for name, line in new.items())
        heavy = any((weight + own)[what] > most for what, most in MOST.items())
        if not parts or len(parts[-1]) >= MOST_QUESTIONS or heavy or clash:
            parts.append([])
            weight, known = Counter[str](), {}
        weight += own
        known |= new
        parts[-1].append((asked, text))
    return parts
