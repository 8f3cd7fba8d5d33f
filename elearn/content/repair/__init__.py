"""The safe repairs of a content file: what a person would write without thinking, and nothing that needs a thought.

Reads with the checker's own scanners, so that what is repaired is what was found. Text in, text out; files are
``files.py``'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from elearn.content.guard import tangled
from elearn.content.keys import Where
from elearn.content.repair.body import repair_blanks, repair_boxes, repair_headings
from elearn.content.repair.draft import Draft, Repair
from elearn.content.repair.front import add_id, read_front, repair_fences, repair_keys
from elearn.content.repair.quiz import repair_asides, repair_quiz

__all__ = ["Place", "Repair", "Repaired", "repair_text"]
Place = Literal["kursus", "modul", "butir", "bank"]
KEYS_OF: dict[Place, tuple[Where, ...]] = {
    "kursus": ("kursus",), "modul": ("modul",), "butir": ("materi", "kuis"), "bank": (),
}  # fmt: skip
QUIZ_HEADINGS, LESSON_HEADINGS, DESCRIPTION_HEADINGS = range(1, 4), range(1, 7), range(2, 7)
MOST_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text after its repairs, and each of them from top to bottom."""

    text: str
    repairs: tuple[Repair, ...] = ()


def repair_text(text: str, place: Place, item_id: str, write_id: bool = False) -> Repaired:
    """Repair a decoded text (its line ends as they are). ``item_id`` is what the file is called now, and begins the
    ids of its questions; with ``write_id`` it is written down as ``id:``.

    What the guard refuses is left alone. Repairing twice changes nothing more; a text that does not come to rest within
    five rounds is returned as it was.
    """
    draft = Draft(text)
    if tangled(draft.texts) is not None:
        return Repaired(text)
    for _ in range(MOST_ROUNDS):
        before = draft.text
        _round(draft, place, item_id, write_id)
        if draft.text == before:
            return Repaired(draft.text, draft.repairs())
    return Repaired(text)


def _round(draft: Draft, place: Place, item_id: str, write_id: bool) -> None:
    if place != "bank":
        repair_fences(draft)
        repair_keys(draft, KEYS_OF[place])
    matter = read_front(draft)
    quiz = place == "bank" or (place == "butir" and "jenis" in matter.nodes)
    if place != "modul":
        levels = QUIZ_HEADINGS if quiz else DESCRIPTION_HEADINGS if place == "kursus" else LESSON_HEADINGS
        repair_blanks(draft, matter.body)
        repair_headings(draft, matter.body, levels)
        repair_boxes(draft, matter.body)
    if quiz or place == "butir":
        written = matter.nodes["id"].text if "id" in matter.nodes else None
        (repair_quiz if quiz else repair_asides)(draft, matter.body, written or item_id)
    if write_id and place == "butir":
        add_id(draft, item_id)
