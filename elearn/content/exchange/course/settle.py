"""Keeping as code whatever the check refuses of a new course, until it refuses nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from elearn.content.check import check
from elearn.content.course import load_course
from elearn.content.exchange.course.collect import SourcePage
from elearn.content.exchange.course.dialects import cut, fenced
from elearn.content.exchange.report import Report
from elearn.content.exchange.texts import escape, start_safe
from elearn.content.files import content_hash, scan
from elearn.content.model import Severity
from elearn.content.text import mask

ROUNDS = 8
MINUTES_A_JP = 45
MOST_CODE = 40_000


@dataclass(slots=True)
class NewPage:
    """A page on its way: where it comes from and goes to (relative to the course), its title and lines."""

    source: SourcePage
    path: str
    title: str
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        body = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() if line.strip() else "" for line in self.lines)).strip(
            "\n"
        )
        return f"# {start_safe(escape(self.title))}\n\n{body}\n{_kept_matter(self.source)}"


def _kept_matter(page: SourcePage) -> str:
    """Front matter beyond the title, kept where only an author sees it."""
    others = [line for line in page.matter.split("\n") if line.strip() and not line.lower().startswith("title")]
    if not others:
        return ""
    kept = "\n".join(line.replace("--", "- -") for line in others)
    return f"\n<!-- front matter asal:\n{kept}\n-->\n"


def settle(root: Path, course: str, pages: list[NewPage], report: Report) -> None:
    """Keep as code whatever the check refuses, until it refuses nothing; then state the JP that the minutes make."""
    made = root / "kursus" / course
    by_path = {f"kursus/{course}/{page.path}": page for page in pages}
    for turn in range(ROUNDS):
        wrong: dict[str, list[tuple[int, str]]] = {}
        for finding in check(root, made):
            if finding.severity is not Severity.ERROR:
                continue
            if finding.path in by_path:
                wrong.setdefault(finding.path, []).append((finding.line, finding.message))
            elif finding.path.startswith(f"kursus/{course}/media/"):
                (root / finding.path).unlink(missing_ok=True)
                wrong.setdefault(finding.path, [])
                report.left(finding.path.split("/", 2)[2], f"tidak disalin, karena {finding.message}")
        if not wrong:
            break
        for path, found in wrong.items():
            if path not in by_path:
                continue
            page = by_path[path]
            for line, message in found:
                report.changed(
                    str(page.source.path),
                    f"bagian disimpan sebagai kode, karena {message} (baris {line} di {page.path})",
                )
            numbers = {line for line, _ in found}
            text = _whole_as_code(page, made) if turn >= ROUNDS - 3 else _as_code(page, numbers, made)
            (made / page.path).write_text(text, encoding="utf-8")
    tree = scan(root.resolve(), f"kursus/{course}")
    loaded = load_course(tree, content_hash(tree, {})[1]).course
    if loaded is not None:
        jp = f"{max(0.1, loaded.minutes / MINUTES_A_JP):.1f}".rstrip("0").rstrip(".").replace(".", ",")
        head = made / "kursus.md"
        head.write_text(head.read_text(encoding="utf-8").replace("\njp: 0,1\n", f"\njp: {jp}\n"), encoding="utf-8")


def _as_code(page: NewPage, numbers: set[int], made: Path) -> str:
    """The page with the paragraphs around these lines as code; a finding in code or at the title takes all of it."""
    lines = page.text.split("\n")
    inside = mask(lines).fenced
    if any(number <= 1 or number > len(lines) or inside[number - 1] for number in numbers):
        return _whole_as_code(page, made)
    shown: list[str] = []
    index = 0
    while index < len(lines):
        if not lines[index].strip() or inside[index] or index == 0:
            shown.append(lines[index])
            index += 1
            continue
        stop = next((i for i in range(index, len(lines)) if not lines[i].strip() or inside[i]), len(lines))
        block = lines[index:stop]
        shown += fenced(block) if any(index < number <= stop for number in numbers) else block
        index = stop
    page.lines = shown[1:]
    page.source.matter = ""
    return page.text


def _whole_as_code(page: NewPage, made: Path) -> str:
    """The whole page as it came, as code; what is too long for that becomes a file beside it."""
    source = page.source.body.strip("\n")
    if len(source) <= MOST_CODE:
        page.lines = fenced(cut(source.split("\n")))
    else:
        name = f"{page.path.rsplit('/', 1)[-1][3:].removesuffix('.md')}-asli.txt"
        (made / "media").mkdir(exist_ok=True)
        (made / "media" / name).write_text(source, encoding="utf-8")
        page.lines = ["", f"Isi halaman ini disimpan apa adanya: [unduh berkasnya](../media/{name})."]
    return page.text
