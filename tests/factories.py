"""Builders of test data: each returns what it made, with sensible defaults and no hidden state but a counter."""

from __future__ import annotations

import functools
import itertools
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from elearn.content.model import (
    Catalogue,
    Competency,
    CompetencyTarget,
    Course,
    CourseStatus,
    Institution,
    JpRule,
    JpTarget,
    JpTerms,
    Lesson,
    Module,
    Quiz,
    QuizPurpose,
    Reference,
    Signatory,
    TrainingType,
)
from elearn.people.models import Person, Posting, RoleGrant, Unit
from elearn.people.rules import Actor, Grant
from elearn.people.service import Passwords

_count = itertools.count(1)
PASSWORD = "kata sandi untuk uji"


@functools.cache
def password_hash() -> str:
    """A hash of PASSWORD that costs next to nothing."""
    return Passwords(memory_kib=8, passes=1).hash(PASSWORD)


def unit(session: Session, name: str = "Dinas Contoh", **values: Any) -> Unit:
    """A unit; ``parent_id`` and ``zone`` as wanted."""
    made = Unit(code=values.pop("code", f"U{next(_count):04}"), name=name, **values)
    session.add(made)
    session.flush()
    return made


def person(session: Session, name: str = "Maria Bria", **values: Any) -> Person:
    """An account that may sign in with PASSWORD."""
    number = next(_count)
    values.setdefault("nip", f"{1990 - number // 999}03152015032{number % 999 + 1:03}")
    values.setdefault("password_hash", password_hash())
    values.setdefault("must_change_password", False)
    values.setdefault("created_at", datetime(2026, 1, 1, tzinfo=UTC))
    made = Person(name=name, **values)
    session.add(made)
    session.flush()
    return made


def posting(session: Session, who: Person, where: Unit, **values: Any) -> Posting:
    """A posting, of a PNS since 2020 unless told otherwise."""
    values.setdefault("status", "pns")
    values.setdefault("position", "Analis Kebijakan")
    values.setdefault("rank", "III/a")
    values.setdefault("valid_from", date(2020, 1, 1))
    made = Posting(person_id=who.id, unit_id=where.id, **values)
    session.add(made)
    session.flush()
    return made


def grant(session: Session, who: Person, role: str, **values: Any) -> RoleGrant:
    """A role: ``course`` for trainers, ``unit_id`` for admins."""
    values.setdefault("granted_at", datetime(2026, 1, 1, tzinfo=UTC))
    made = RoleGrant(person_id=who.id, role=role, **values)
    session.add(made)
    session.flush()
    return made


def actor(who: Person, posted: Posting | None = None, *grants: Grant, zone: str = "Asia/Makassar") -> Actor:
    """The actor that signing in as this person gives."""
    return Actor(
        id=who.id,
        display_name=who.name,
        zone=zone,
        posting_id=posted.id if posted else None,
        status=posted.status if posted else None,
        grants=grants,
    )


# --- content, in memory ---------------------------------------------------------------------------------------------


def lesson(item_id: str, minutes: int = 45, **values: Any) -> Lesson:
    values.setdefault("title", item_id.replace("-", " ").title())
    values.setdefault("required", True)
    digest = f"{abs(hash(item_id)):064x}"[:64]
    return Lesson(id=item_id, minutes=minutes, version=digest, body_key=digest, path=f"{item_id}.md", **values)


def quiz(item_id: str, minutes: int = 45, **values: Any) -> Quiz:
    values.setdefault("title", item_id.replace("-", " ").title())
    values.setdefault("required", True)
    digest = f"{abs(hash(item_id)):064x}"[:64]
    return Quiz(id=item_id, minutes=minutes, version=digest, body_key=digest, path=f"{item_id}.md", **values)


def course(slug: str = "contoh", **values: Any) -> Course:
    """6 JP over four required items of 90, 90, 45 and 45 minutes, and an optional practice quiz."""
    modules = (
        Module("dasar", "Dasar", "", (lesson("satu", 90), lesson("dua", 90), quiz("coba", 10, required=False))),
        Module("akhir", "Akhir", "", (lesson("tiga"), quiz("ujian", purpose=QuizPurpose.POST_TEST, attempts=3))),
    )
    defaults: dict[str, Any] = {
        "title": "Kursus Contoh",
        "summary": "Contoh untuk pengujian.",
        "description_html": "<p>Contoh.</p>",
        "jp": 600,
        "training_type": "16",
        "organiser": "BKPSDM Kota Contoh",
        "teachers": ("Maria Bria, S.Sos.",),
        "competencies": (CompetencyTarget("integritas", 2),),
        "prerequisites": (),
        "sequential": False,
        "pass_mark": 70,
        "validity_months": None,
        "status": CourseStatus.PUBLISHED,
        "modules": modules,
        "version": "c" * 64,
    }
    return Course(slug=slug, **(defaults | values))


def reference(**values: Any) -> Reference:
    """Facts of the institution: a cap of 3 JP a day for e-learning, 20 JP a year for PNS, at most 24 for PPPK."""
    since = date(2019, 1, 1)
    defaults: dict[str, Any] = {
        "institution": Institution(
            name="BKPSDM Kota Contoh",
            parent="Pemerintah Kota Contoh",
            city="Kota Contoh",
            code="BKPSDM",
            agency_id="",
            signatory=Signatory("Yohanes Contoh, M.Si.", "Kepala BKPSDM", "197001012000031001"),
            number_template="{kode}/{urut}/BKPSDM/{bulan_romawi}/{tahun}",
            classification_code="800.2",
            qualifications=((90, "Sangat Memuaskan"), (80, "Memuaskan"), (70, "Cukup Memuaskan")),
        ),
        "competencies": MappingProxyType(
            {"integritas": Competency("integritas", "Integritas", "manajerial", "38/2017")}
        ),
        "training_types": MappingProxyType({"16": TrainingType("16", "E-Learning", "T")}),
        "jp_rules": (JpRule("16", "hari-belajar", "Peraturan LAN 10/2018", since, national=JpTerms(cap_per_day=300)),),
        "jp_targets": (
            JpTarget("pns", "minimal", 2000, "PP 11/2017 Pasal 203", since),
            JpTarget("pppk", "maksimal", 2400, "Peraturan LAN 15/2020", since),
        ),
    }
    return Reference(**(defaults | values))


def catalogue(*courses: Course, **facts: Any) -> Catalogue:
    """A catalogue of the given courses (default: ``contoh``)."""
    listed = courses or (course(),)
    return Catalogue(
        courses=MappingProxyType({c.slug: c for c in listed}), reference=reference(**facts), fingerprint="x"
    )
