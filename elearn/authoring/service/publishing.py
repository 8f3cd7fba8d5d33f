"""Publishing a working version, and putting an older one in force again. Both are recorded and audited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.authoring.models import Publication
from elearn.authoring.rules import Choice
from elearn.authoring.service.base import Draft, draft_of, version_of
from elearn.authoring.service.planning import Plan, make_plan
from elearn.content.library import Library
from elearn.content.model import Course
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.learning.models import Reread
from elearn.people.rules import Actor

SHORTEST_NOTE, LONGEST_NOTE = 5, 500
STALE = "Berkas kursus atau terbitannya berubah sejak rencana ini ditampilkan. Periksa rencana yang baru di bawah ini."
RACED = "Orang lain baru saja menerbitkan kursus ini. Periksa rencana yang baru di bawah ini."


def publish(
    session: Session,
    library: Library,
    slug: str,
    *,
    token: str,
    choices: Mapping[str, str],
    note: str,
    actor: Actor | None,
    now: datetime,
) -> Plan:
    """Put the working version in force, its changes meant as chosen; returns the plan that was carried out.

    ``token`` is that of the plan that was looked at. Raises NotFound for whoever may not, Conflict when there is
    nothing to publish or the plan is stale, Invalid when somebody must read again and ``note`` does not say why.
    """
    plan = make_plan(session, library, slug, choices=choices, actor=actor)
    if plan.refusal is not None or plan.draft.working is None:
        raise Conflict(plan.refusal or STALE)
    if plan.token != token:
        raise Conflict(STALE)
    chosen = {one.change.item.id: one.choice for one in plan.items if one.choice is not None}
    _check_note(note, needed=Choice.REREAD in chosen.values())
    _record(session, plan.draft, plan.draft.working, {name: str(one) for name, one in chosen.items()}, note, actor, now)
    session.add_all(_rereads(plan, note.strip(), now))
    session.flush()
    library.publish(slug, plan.draft.working.version, now)
    return plan


def restore(
    session: Session, library: Library, slug: str, version: str, *, number: int, actor: Actor | None, now: datetime
) -> Course:
    """Put a version in force again that once was. ``number`` is how many publications there were on the page that was
    looked at. Raises NotFound for whoever may not or another version, Conflict where edits are in force at once, or
    when somebody published meanwhile.
    """
    draft = draft_of(session, library, slug, actor=actor)
    editions = library.published(slug).editions
    course = version_of(library, version) if version in {edition.version for edition in editions} else None
    if course is None:
        raise NotFound("Versi ini tidak ada dalam riwayat terbitan kursus.")
    if not draft.manual:
        raise Conflict("Di situs ini suntingan langsung terbit. Kembalikan berkasnya di folder konten.")
    if draft.number != number:
        raise Conflict("Orang lain baru saja menerbitkan kursus ini. Periksa riwayat yang baru.")
    if draft.before is not None and draft.before.version == version:
        raise Conflict("Versi ini sudah dilihat peserta.")
    since = next(edition.at for edition in reversed(editions) if edition.version == version)
    _record(session, draft, course, {}, f"Kembali ke versi {since.date().isoformat()}", actor, now)
    library.publish(slug, version, now)
    return course


def _check_note(note: str, *, needed: bool) -> None:
    length = len(note.strip())
    if needed and length < SHORTEST_NOTE:
        sentence = "Tulis apa yang berubah: kalimat ini dibaca peserta yang perlu membaca ulang."
        raise Invalid(sentence, {"catatan": sentence})
    if length > LONGEST_NOTE:
        sentence = f"Tulis paling banyak {LONGEST_NOTE} huruf."
        raise Invalid(sentence, {"catatan": sentence})


def _record(
    session: Session,
    draft: Draft,
    course: Course,
    choices: Mapping[str, str],
    note: str,
    actor: Actor | None,
    now: datetime,
) -> None:
    """Write it down. Of two people at once the second is refused by the number. Raises Conflict."""
    made = Publication(
        course=draft.slug,
        number=draft.number + 1,
        version=course.version,
        previous=draft.before.version if draft.before else None,
        published_by=actor.id if actor else None,
        published_at=now,
        choices=dict(choices),
        note=note.strip(),
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise Conflict(RACED) from None
    detail = {"course": draft.slug, "version": course.version[:12], "choices": dict(choices)}
    actor_id = actor.id if actor else None
    audit.record(session, "course.publish", actor_id=actor_id, now=now, detail=detail, reason=note.strip() or None)


def _rereads(plan: Plan, reason: str, now: datetime) -> Iterator[Reread]:
    for planned in plan.items:
        after = planned.change.after
        if planned.choice is Choice.REREAD and after is not None:
            for item in planned.change.ids:
                yield Reread(course=plan.draft.slug, item=item, version=after.version, since=now, reason=reason)
