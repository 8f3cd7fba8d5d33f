"""How an organiser's certificates look and read (``content/referensi/sertifikat``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from elearn.content.model.institution import Institution, Signatory

# Where the templates lie, within the folder of the references.
TEMPLATE_FOLDER = "sertifikat"

HEADING = "Sertifikat"
RECIPIENT = "diberikan kepada"
ACHIEVEMENT = "atas keberhasilannya menyelesaikan pelatihan"
DETAILS = "sebanyak {jp} (jam pelajaran) pada {waktu}, diselenggarakan oleh {penyelenggara}"
# The certificate of a learning path has no JP of its own: {jp} says of how many courses the path is made.
PATH_ACHIEVEMENT = "atas keberhasilannya menyelesaikan jalur belajar"
PATH_DETAILS = (
    "yang terdiri atas {jp} pada {waktu}, diselenggarakan oleh {penyelenggara}; "
    "jam pelajarannya tercatat pada sertifikat tiap kursus"
)
REGISTRATION = "{registrasi}"
DETAIL_TOKENS = ("jp", "waktu", "penyelenggara")


@dataclass(frozen=True, slots=True)
class Palette:
    """Two colours as ``#rrggbb``: ``accent`` for words (at least 7:1 on white) and the band, ``ornament`` for lines."""

    accent: str
    ornament: str


PALETTES: Mapping[str, Palette] = MappingProxyType(
    {
        "biru": Palette("#12355b", "#b58a3c"),
        "hijau": Palette("#14472f", "#b08d3a"),
        "marun": Palette("#5e1826", "#b58a3c"),
        "ungu": Palette("#3d2463", "#a98a3f"),
        "toska": Palette("#0b4650", "#b98b45"),
        "abu": Palette("#333b44", "#8b8f94"),
    }
)
USUAL_PALETTE = "biru"


@dataclass(frozen=True, slots=True)
class CertificateTemplate:
    """What one organiser's certificates print besides the person and the course. ``organiser`` is that of the courses
    it is for ("" : of all that no other template names); ``details`` holds the tokens ``DETAIL_TOKENS``;
    ``palette`` is a key of ``PALETTES``; ``logo`` is the sha256 of a clean SVG or PNG in the object store ("" : the
    emblem that is shipped). In force on local dates from ``valid_from`` up to and including ``valid_to``.
    """

    key: str
    organiser: str
    name: str
    parent: str
    city: str
    signatory: Signatory
    number_template: str
    classification_code: str
    unit_code: str
    valid_from: date
    valid_to: date | None = None
    heading: str = HEADING
    recipient: str = RECIPIENT
    achievement: str = ACHIEVEMENT
    details: str = DETAILS
    palette: str = USUAL_PALETTE
    prints_birth: bool = True
    logo: str = ""

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def of_institution(institution: Institution) -> CertificateTemplate:
    """What holds where no file says otherwise: the institution as it is."""
    return CertificateTemplate(
        key="",
        organiser="",
        name=institution.name,
        parent=institution.parent,
        city=institution.city,
        signatory=institution.signatory,
        number_template=institution.number_template,
        classification_code=institution.classification_code,
        unit_code=institution.code,
        valid_from=date.min,
    )


def folded(organiser: str) -> str:
    """An organiser's name for comparing: blanks and case do not count."""
    return " ".join(organiser.split()).casefold()


def numbers_by_registration(templates: Iterable[CertificateTemplate], institution: Institution, organiser: str) -> bool:
    """Whether, on any day, an organiser's certificates ("": the institution's) take the course's register number into
    their own.
    """
    wanted = folded(organiser or institution.name)
    own = [each for each in templates if folded(each.organiser) == wanted]
    others = [each for each in templates if not each.organiser] or [of_institution(institution)]
    return any(REGISTRATION in each.number_template for each in own or others)


def template_for(
    templates: Iterable[CertificateTemplate], institution: Institution, organiser: str, on: date
) -> CertificateTemplate:
    """The template of an organiser's certificates on a local date: its own, else the one for all others, else what the
    institution's own facts give. Of several in force the one that began last holds, so that a new head of office can
    be entered before she takes office.
    """
    wanted = folded(organiser)
    found = [each for each in templates if each.in_force(on) and folded(each.organiser) in (wanted, "")]
    return max(found, key=lambda each: (each.organiser != "", each.valid_from), default=of_institution(institution))
