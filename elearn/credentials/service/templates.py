"""What the templates of certificates say, and how each would look. Nothing here is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from elearn.content.model import Catalogue, CertificateTemplate, Finding, Reference
from elearn.content.model.certificates import TEMPLATE_FOLDER, of_institution
from elearn.core.clock import local_date
from elearn.core.errors import NotFound
from elearn.core.objects import ObjectStore
from elearn.credentials.preview import specimen_pdf
from elearn.credentials.rules import number_of
from elearn.credentials.rules.specimen import REGISTRATION, specimen

INSTITUTION = "instansi"


@dataclass(frozen=True, slots=True)
class ShownTemplate:
    """A template in a list. ``key`` is its file's name without ending, or ``instansi``; ``number`` an example;
    ``in_force`` on the local day of whoever asks.
    """

    key: str
    template: CertificateTemplate
    number: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class TemplatesPage:
    """All templates, and what the check found in their folder."""

    templates: tuple[ShownTemplate, ...]
    findings: tuple[Finding, ...]


def templates_page(catalogue: Catalogue, *, now: datetime, zone: str) -> TemplatesPage:
    """The templates, that for all others first; the institution's own facts where there is none."""
    today = local_date(now, zone)
    found = sorted(_all(catalogue.reference).items(), key=lambda item: (item[1].organiser, item[1].valid_from))
    shown = tuple(
        ShownTemplate(key, template, number_of(template, today, 1, REGISTRATION), template.in_force(today))
        for key, template in found
    )
    inside = f"referensi/{TEMPLATE_FOLDER}/"
    return TemplatesPage(shown, tuple(each for each in catalogue.findings if each.path.startswith(inside)))


def template_preview(
    reference: Reference, key: str, *, longest: bool, objects: ObjectStore, public_url: str, now: datetime, zone: str
) -> bytes:
    """The PDF of a certificate of nobody in this template. Raises NotFound, also for a lost logo, or Conflict."""
    template = _all(reference).get(key)
    if template is None:
        raise NotFound("Templat sertifikat ini tidak ada. Buka daftarnya kembali.")
    payload = specimen(template, reference, now=now, zone=zone, longest=longest)
    logo = objects.read(template.logo) if template.logo else b""
    return specimen_pdf(payload, public_url=public_url, logo=logo)


def _all(reference: Reference) -> dict[str, CertificateTemplate]:
    named = {template.key: template for template in reference.certificates}
    if any(not template.organiser for template in reference.certificates):
        return named
    return {INSTITUTION: of_institution(reference.institution)} | named
