"""What changed between two versions of a course, and how a change may be meant. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from elearn.content.model import Course, Item, Lesson, Quiz


class Change(StrEnum):
    """What became of an item."""

    ADDED = "baru"
    CHANGED = "berubah"
    MOVED = "pindah"
    RETIRED = "pensiun"


class Choice(StrEnum):
    """How a changed item is meant. Small: progress stays. Reread: whoever has not completed the course reads it again.
    New quiz: the next attempts get the new questions; running ones keep theirs, and who passed has passed.
    """

    SMALL = "koreksi-kecil"
    REREAD = "baca-ulang"
    NEW_QUIZ = "soal-baru"


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What became of one item: ``before`` None for a new one, ``after`` None for a retired one; ``facts`` are words for
    the screen; ``body``: what is read or asked changed, so that somebody must say how that is meant.
    """

    kind: Change
    before: Lesson | Quiz | None
    after: Lesson | Quiz | None
    facts: tuple[str, ...] = ()
    body: bool = False

    @property
    def item(self) -> Lesson | Quiz:
        """The item as it is now, or as it last was."""
        found = self.after or self.before
        if found is None:
            raise AssertionError("a change is of something")
        return found

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What may be chosen, the default first; empty when there is nothing to choose."""
        if not self.body:
            return ()
        return (Choice.SMALL, Choice.NEW_QUIZ if isinstance(self.item, Quiz) else Choice.REREAD)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id under which people's work with it may be stored."""
        return (self.item.id, *self.item.former_ids)


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything between two versions; ``course`` are words about the course as a whole."""

    course: tuple[str, ...]
    items: tuple[ItemChange, ...]

    @property
    def empty(self) -> bool:
        return not self.course and not self.items

    @property
    def words(self) -> str:
        """``2 baru, 1 berubah`` for a list."""
        counts = ((kind, sum(one.kind is kind for one in self.items)) for kind in Change)
        parts = [f"{number} {kind.value}" for kind, number in counts if number]
        return ", ".join([*parts, *(["pengaturan kursus"] if self.course else [])]) or "tidak ada perubahan isi"


def compare(before: Course | None, after: Course) -> Difference:
    """What a reader of ``after`` finds otherwise than in ``before`` (None: nothing was there)."""
    if before is None:
        return Difference((), tuple(ItemChange(Change.ADDED, None, item) for item in after.items))
    kept = {item.id: old for item in after.items if (old := _former(before, item)) is not None}
    moved = _moved(before, after, kept)
    items: list[ItemChange] = []
    for item in after.items:
        old = kept.get(item.id)
        if old is None:
            items.append(ItemChange(Change.ADDED, None, item))
            continue
        facts = (*_item_facts(old, item), *_place(before, after, old, item, moved=item.id in moved))
        body = old.body_key != item.body_key
        if facts or body:
            only_place = not body and not tuple(_item_facts(old, item))
            items.append(ItemChange(Change.MOVED if only_place else Change.CHANGED, old, item, facts, body))
    still = {old.id for old in kept.values()}
    items += [ItemChange(Change.RETIRED, item, None) for item in before.items if item.id not in still]
    return Difference(tuple(_course_facts(before, after)), tuple(items))


def _former(before: Course, item: Item) -> Lesson | Quiz | None:
    """The item as it was: by its id, or by one that it had. A lesson that became a quiz is another item."""
    for item_id in (item.id, *item.former_ids):
        old = before.find_item(item_id)
        if old is not None and type(old) is type(item):
            return old
    return None


def _moved(before: Course, after: Course, kept: dict[str, Lesson | Quiz]) -> set[str]:
    """The items that stand in another order than before, as few as possible."""
    old = [item.id for item in before.items]
    new = [item.id for item in after.items if item.id in kept]
    matched = {one.id for one in kept.values()}
    stood = [name for name in old if name in matched]
    was = [kept[name].id for name in new]
    blocks = SequenceMatcher(None, stood, was, autojunk=False).get_matching_blocks()
    settled = {name for block in blocks for name in new[block.b : block.b + block.size]}
    return set(new) - settled


def _place(before: Course, after: Course, old: Lesson | Quiz, new: Lesson | Quiz, *, moved: bool) -> tuple[str, ...]:
    was, now = before.module_of(old.id), after.module_of(new.id)
    if was is not None and now is not None and was.id != now.id:
        return (f"pindah dari “{was.title}” ke “{now.title}”",)
    return ("urutannya berubah",) if moved else ()


LABELS = {
    "title": "judul",
    "minutes": "menit",
    "required": "wajib",
    "purpose": "jenis",
    "pass_mark": "nilai lulus",
    "weight": "bobot",
    "attempts": "percobaan",
    "time_limit": "batas waktu (menit)",
    "shuffle_questions": "acak soal",
    "shuffle_options": "acak pilihan",
    "feedback": "pembahasan",
}


def _item_facts(old: Lesson | Quiz, new: Lesson | Quiz) -> Iterator[str]:
    if old.id != new.id:
        yield f"id {old.id} menjadi {new.id}"
    yield from _differences(old, new, LABELS)


COURSE_LABELS = {
    "title": "judul",
    "summary": "ringkasan",
    "training_type": "jenis diklat",
    "organiser": "penyelenggara",
    "teachers": "pengajar",
    "prerequisites": "prasyarat",
    "sequential": "berurutan",
    "pass_mark": "nilai lulus",
    "validity_months": "masa berlaku (bulan)",
    "renewal_days": "boleh diperbarui (hari sebelum berakhir)",
    "status": "status",
}


def _course_facts(before: Course, after: Course) -> Iterator[str]:
    if before.jp != after.jp:
        yield f"JP: {_jp(before.jp)} menjadi {_jp(after.jp)}"
    yield from _differences(before, after, COURSE_LABELS)
    if before.competencies != after.competencies:
        yield f"kompetensi: {_competencies(before)} menjadi {_competencies(after)}"
    if before.description_html != after.description_html:
        yield "uraian kursus berubah"
    names = {module.id: module for module in before.modules}
    for module in after.modules:
        old = names.get(module.id)
        if old is not None and (old.title, old.summary) != (module.title, module.summary):
            yield (
                f"modul “{old.title}” menjadi “{module.title}”"
                if old.title != module.title
                else (f"ringkasan modul “{module.title}” berubah")
            )


def _differences(old: object, new: object, labels: dict[str, str]) -> Iterator[str]:
    for name, label in labels.items():
        was, now = getattr(old, name, None), getattr(new, name, None)
        if was != now:
            yield f"{label}: {_said(was)} menjadi {_said(now)}"


def _said(value: object) -> str:
    if value is None or value == "" or value == ():
        return "tidak ada"
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, tuple):
        return "; ".join(str(one) for one in value)
    return f"“{value}”" if type(value) is str else str(value)


def _jp(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _competencies(course: Course) -> str:
    return ", ".join(f"{target.code} level {target.level}" for target in course.competencies) or "tidak ada"
