"""A payload in words: what the PDF prints and what the pages show, from one function so that they cannot differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from elearn.content.model import PALETTES
from elearn.content.model.certificates import ACHIEVEMENT, DETAILS, HEADING, RECIPIENT, USUAL_PALETTE
from elearn.credentials.rules.numbering import spaced_code
from elearn.credentials.rules.payload import is_path
from elearn.credentials.rules.words import (
    date_words,
    hundredths_words,
    masked_nip,
    nip_label,
    nip_words,
    period_words,
)

THEIR_JP = "jam pelajarannya tercatat pada sertifikat tiap kursus"
TOKEN = re.compile(r"\{(jp|waktu|penyelenggara)\}")
# How certificates look whose payload says nothing of it: they were issued before organisers could choose.
PLAIN: Mapping[str, str] = {
    "heading": HEADING,
    "recipient": RECIPIENT,
    "achievement": ACHIEVEMENT,
    "details": DETAILS,
    "accent": PALETTES[USUAL_PALETTE].accent,
    "ornament": PALETTES[USUAL_PALETTE].ornament,
    "logo": "",
}


@dataclass(frozen=True, slots=True)
class Printed:
    """Every printed fact, in words; an empty string is a fact that is not printed. ``jp`` is how much was learnt: of a
    learning path how many courses, because the JP are theirs. ``modules`` are (number, title, JP), ``modules_name``
    what they are called and ``jp_number`` what their JP add up to; ``competencies`` are (name, level). ``details`` is
    the sentence about the training in pieces, every second of them in bold; ``accent`` and ``ornament`` are colours,
    ``logo`` is the sha256 of a file ("": the emblem that is shipped).
    """

    code: str
    spaced_code: str
    number: str
    name: str
    nip_label: str
    nip: str
    birth: str
    rank: str
    position: str
    agency: str
    title: str
    training_type: str
    jp: str
    jp_number: str
    period: str
    organiser: str
    teachers: tuple[str, ...]
    final_score: str
    qualification: str
    place: str
    issued_on: str
    valid_until: str
    replaces: str
    institution: str
    parent: str
    signatory_name: str
    signatory_position: str
    signatory_nip: str
    modules_name: str
    modules: tuple[tuple[str, str, str], ...]
    competencies: tuple[tuple[str, str], ...]
    registration: str
    heading: str
    recipient: str
    achievement: str
    details: tuple[str, ...]
    accent: str
    ornament: str
    logo: str


def printed(payload: Mapping[str, Any]) -> Printed:
    """All facts in words. Raises KeyError or ValueError for a payload this version never wrote."""
    stamp, person, course = payload["certificate"], payload["person"], payload["course"]
    score, look = course["final_score"], PLAIN | payload.get("template", {})
    of_path, modules = is_path(course), course["modules"]
    jp = f"{len(modules)} kursus" if of_path else f"{hundredths_words(course['jp'])} JP"
    period = period_words(date.fromisoformat(course["started_on"]), date.fromisoformat(course["completed_on"]))
    return Printed(
        code=stamp["code"],
        spaced_code=spaced_code(stamp["code"]),
        number=stamp["number"],
        name=person["name"],
        nip_label=nip_label(person["status"]),
        nip=nip_words(person["nip"]),
        birth=", ".join(filter(None, (person["birth_place"], _date(person["birth_date"])))),
        rank=f"{person['rank_name']} ({person['rank']})" if person["rank_name"] else person["rank"],
        position=person["position"],
        agency=", ".join(dict.fromkeys(filter(None, (person["unit"], person["agency"])))),
        title=course["title"],
        training_type=course["training_type_name"],
        jp=jp,
        jp_number=hundredths_words(sum(module["jp"] for module in modules) if of_path else course["jp"]),
        period=period,
        organiser=course["organiser"],
        teachers=tuple(course["teachers"]),
        final_score="" if score is None else hundredths_words(score),
        qualification=course["qualification"],
        place=payload["institution"]["city"],
        issued_on=_date(stamp["issued_on"]),
        valid_until=_date(stamp["valid_until"]),
        replaces=stamp["replaces"],
        institution=payload["institution"]["name"],
        parent=payload["institution"]["parent"],
        signatory_name=payload["signatory"]["name"],
        signatory_position=payload["signatory"]["position"],
        signatory_nip=nip_words(payload["signatory"]["nip"]),
        modules_name="Kursus" if of_path else "Mata pelatihan",
        modules=tuple(
            (str(place), module["title"], hundredths_words(module["jp"]))
            for place, module in enumerate(modules, start=1)
        ),
        competencies=tuple((item["name"], f"Tingkat {item['level']}") for item in course["competencies"]),
        registration=course.get("registration", ""),
        heading=look["heading"],
        recipient=look["recipient"],
        achievement=look["achievement"],
        details=_details(look["details"], {"jp": jp, "waktu": period, "penyelenggara": course["organiser"]}),
        accent=look["accent"],
        ornament=look["ornament"],
        logo=look["logo"],
    )


def _details(sentence: str, facts: Mapping[str, str]) -> tuple[str, ...]:
    """The sentence with its tokens filled, split so that only the JP stand in bold."""
    pieces = [""]
    for place, piece in enumerate(TOKEN.split(sentence)):
        if place % 2 and piece == "jp":
            pieces += [facts[piece], ""]
        else:
            pieces[-1] += facts[piece] if place % 2 else piece
    return tuple(pieces)


def public_facts(payload: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(label, value) of every printed fact that anybody may see: no birth place, no birth date, NIP masked."""
    facts = printed(payload)
    return _rows(
        facts,
        payload["course"],
        nip=masked_nip(payload["person"]["nip"]),
        signatory_nip=masked_nip(payload["signatory"]["nip"]),
        birth="",
    )


def all_facts(payload: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(label, value) of every printed fact, for those who may see the whole sheet."""
    facts = printed(payload)
    return _rows(facts, payload["course"], nip=facts.nip, signatory_nip=facts.signatory_nip, birth=facts.birth)


def _rows(
    facts: Printed, course: Mapping[str, Any], *, nip: str, signatory_nip: str, birth: str
) -> tuple[tuple[str, str], ...]:
    learnt = ("Pelatihan", "Jumlah jam pelajaran", facts.jp)
    if is_path(course):
        learnt = ("Jalur belajar", "Terdiri atas", f"{facts.jp}; {THEIR_JP}")
    title_label, amount_label, amount = learnt
    rows = (
        ("Nomor", facts.number),
        ("Nomor registrasi", facts.registration),
        ("Nama", facts.name),
        (facts.nip_label, nip),
        ("Tempat, tanggal lahir", birth),
        ("Pangkat/golongan", facts.rank),
        ("Jabatan", facts.position),
        ("Instansi", facts.agency),
        (title_label, facts.title),
        ("Jenis pelatihan", facts.training_type),
        (amount_label, amount),
        ("Waktu pelatihan", facts.period),
        ("Penyelenggara", facts.organiser),
        ("Pengajar", " · ".join(facts.teachers)),
        ("Nilai akhir", facts.final_score),
        ("Kualifikasi", facts.qualification),
        ("Diterbitkan oleh", ", ".join(filter(None, (facts.institution, facts.parent)))),
        ("Tempat dan tanggal terbit", f"{facts.place}, {facts.issued_on}"),
        ("Berlaku sampai dengan", facts.valid_until),
        ("Menggantikan nomor", facts.replaces),
        ("Pejabat", facts.signatory_name),
        ("Jabatan pejabat", facts.signatory_position),
        ("NIP pejabat", signatory_nip),
    )
    return tuple((label, value) for label, value in rows if value)


def _date(text: str) -> str:
    return date_words(date.fromisoformat(text)) if text else ""
