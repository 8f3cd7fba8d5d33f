"""Template filters that put statuses and roles into words."""

from __future__ import annotations

from elearn.core.clock import zone_label
from elearn.people.queries.roles import GrantRow
from elearn.people.rules import STATUS_LABELS, Status
from elearn.people.views.base import blueprint
from elearn.web.context import catalogue


@blueprint.app_template_filter("status_pegawai")
def status_text(status: str | None) -> str:
    """``pppk-paruh-waktu`` as ``PPPK paruh waktu``."""
    return STATUS_LABELS[Status(status)] if status else "Belum tercatat"


@blueprint.app_template_filter("peran")
def role_text(grant: GrantRow) -> str:
    """A role with how far it reaches."""
    if grant.role == "admin":
        return f"Admin {grant.unit} dan unit di bawahnya" if grant.unit else "Admin seluruh instansi"
    if grant.course is None:
        return "Pengajar semua kursus"
    course = catalogue().courses.get(grant.course)
    return f"Pengajar kursus {course.title if course else grant.course}"


@blueprint.app_template_filter("zona")
def zone_text(zone: str) -> str:
    """``Asia/Makassar`` as ``WITA``."""
    return zone_label(zone)


@blueprint.app_template_global()
def position_names() -> list[str]:
    """What a position may be called: the names and other names of the competency standards, by alphabet."""
    standards = catalogue().reference.positions.values()
    return sorted({name for standard in standards for name in (standard.name, *standard.aliases)}, key=str.casefold)
