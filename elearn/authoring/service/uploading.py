"""A course's files out and in: as one ZIP, checked and compared before anything is replaced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import IO, BinaryIO

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.authoring import rules
from elearn.authoring.rules import ItemChange
from elearn.authoring.service.base import NOT_YOURS, words_of
from elearn.content.files import scan
from elearn.content.library import Library
from elearn.content.packing import pack
from elearn.content.staging import Stage, Staged
from elearn.content.text import is_id
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people.rules import Actor

# A packed course holds media that hardly shrink and text that shrinks to a third.
UNPACKED = 3
BAD_SLUG = "Tulis nama folder kursus dengan huruf kecil, angka, dan tanda hubung, misalnya etika-asn."
NOT_YOUR_COURSE = (
    "Anda bukan pengajar kursus dengan nama folder ini. Periksa ejaannya, atau minta admin menjadikan Anda pengajarnya."
)


@dataclass(frozen=True, slots=True)
class UploadPlan:
    """What replacing a course's folder would change; ``items`` with the words that changed."""

    staged: Staged
    title: str
    course: tuple[str, ...]
    items: tuple[tuple[ItemChange, tuple[tuple[str, str], ...]], ...]
    manual: bool


def download(library: Library, slug: str, target: IO[bytes], *, actor: Actor | None) -> int:
    """Write a course's folder into a ZIP; returns how many files. Raises NotFound for whoever may not author it, or
    when its folder is gone.
    """
    folder = library.root / "kursus" / slug
    if not rules.may_author(actor, slug) or not is_id(slug) or not folder.is_dir():
        raise NotFound(NOT_YOURS)
    return pack(scan(library.root, f"kursus/{slug}"), target, slug)


def receive(library: Library, slug: str, source: BinaryIO, *, most_bytes: int, actor: Actor, now: datetime) -> str:
    """Take a ZIP for a course, new or not, and return the token of its plan.

    Raises Invalid at the field ``kursus`` for a name that is none or not hers, Refused for the ZIP.
    """
    if not is_id(slug):
        raise Invalid(BAD_SLUG, {"kursus": BAD_SLUG})
    if not rules.may_author(actor, slug):
        raise Invalid(NOT_YOUR_COURSE, {"kursus": NOT_YOUR_COURSE})
    return Stage(library).receive(source, slug, by=actor.id, most_bytes=most_bytes * UNPACKED, now=now)


def upload_plan(library: Library, token: str, *, actor: Actor) -> UploadPlan:
    """What an upload would change, compared with the folder as it is. Raises NotFound for somebody else's."""
    staged = Stage(library).look(token, by=actor.id)
    if not rules.may_author(actor, staged.slug):
        raise NotFound(NOT_YOURS)
    before = library.working(staged.slug) or library.catalogue.courses.get(staged.slug)
    title = staged.course.title if staged.course else before.title if before else staged.slug
    if staged.course is None:
        return UploadPlan(staged, title, (), (), library.manual)
    found = rules.compare(before, staged.course)
    items = ((change, words_of(change, library, staged.library) if change.body else ()) for change in found.items)
    return UploadPlan(staged, title, found.course, tuple(items), library.manual)


def replace_folder(session: Session, library: Library, token: str, *, actor: Actor, now: datetime) -> str:
    """Put an upload in the place of the course's folder and return the course. Audited.

    Raises NotFound for somebody else's, Conflict while it has errors, or when the folder changed since.
    """
    plan = upload_plan(library, token, actor=actor)
    if plan.staged.errors or plan.staged.course is None:
        raise Conflict("Unggahan ini masih memuat kesalahan. Perbaiki berkasnya, lalu unggah lagi.")
    slug = plan.staged.slug
    detail = {"course": slug, "files": plan.staged.files, "version": plan.staged.course.version[:12]}
    audit.record(session, "course.replace", actor_id=actor.id, now=now, detail=detail)
    Stage(library).apply(token, by=actor.id, now=now)
    library.refresh()
    return slug


def discard(library: Library, token: str, *, actor: Actor) -> None:
    """Forget an upload. Raises NotFound for somebody else's."""
    Stage(library).discard(token, by=actor.id)
