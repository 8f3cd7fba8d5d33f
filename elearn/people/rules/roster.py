"""A list of people as an office keeps it: its headings, and a row of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher, get_close_matches

from elearn.core.errors import Invalid
from elearn.people.rules.actor import Status
from elearn.people.rules.facts import tidy
from elearn.people.rules.likeness import NEARLY

# What a column is called in the files we have seen, by the name it has here.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "nip": ("nip", "nip/ni pppk", "nip / ni pppk", "ni pppk", "nip baru", "nip/nipppk", "nomor induk pegawai"),
    "name": ("nama", "nama lengkap", "nama pegawai", "nama tanpa gelar"),
    "title_before": ("gelar depan", "gelar di depan", "gelar dpn"),
    "title_after": ("gelar belakang", "gelar di belakang", "gelar blkg"),
    "email": ("email", "e-mail", "surel", "alamat email", "alamat surel"),
    "status": ("status", "status kepegawaian", "status pegawai", "status kepeg"),
    "rank": (
        *("golongan", "pangkat", "gol", "pangkat/golongan", "pangkat/gol", "pangkat / golongan", "golongan ruang"),
        *("gol. ruang", "gol/ruang", "pangkat/gol. ruang", "pangkat, gol. ruang", "pangkat/golongan ruang"),
    ),
    "position": ("jabatan", "nama jabatan"),
    "unit_code": ("kode unit", "kode unit kerja", "kode opd"),
    "unit": ("unit", "unit kerja", "nama unit", "opd", "perangkat daerah", "satuan kerja", "skpd"),
    "superior": ("nip atasan", "nip atasan langsung", "nip pejabat penilai", "nip pejabat penilai kinerja"),
    "superior_said": ("atasan", "atasan langsung", "pejabat penilai", "pejabat penilai kinerja"),
    "birth_place": ("tempat lahir",),
    "birth_date": ("tanggal lahir", "tgl lahir", "tgl. lahir"),
}
STATUS_WORDS = {
    "pns": Status.PNS,
    "cpns": Status.CPNS,
    "pppk": Status.PPPK,
    "p3k": Status.PPPK,
    "pppk penuh waktu": Status.PPPK,
    "pppk paruh waktu": Status.PPPK_PART_TIME,
    "p3k paruh waktu": Status.PPPK_PART_TIME,
    "pppk pw": Status.PPPK_PART_TIME,
    "non asn": Status.NON_ASN,
    "nonasn": Status.NON_ASN,
}
DATES = (
    re.compile(r"(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})[-/. ](?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"),
)
MOST_SHOWN = 12  # headings repeated to whoever sent a list without those that must be there
TELLING_APART = re.compile(r"\d|^[IVXLC]+$|^\w$")
FORMULA_GUARD = re.compile(r"'(?=[=+\-@\t\r'\d])")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what, by our names; ``ignored`` are headings that mean nothing here."""

    places: Mapping[str, int]
    ignored: tuple[str, ...]

    def read(self, cells: Sequence[str]) -> dict[str, str]:
        """A row by our names. Blank cells are left out: they say nothing."""
        found = {name: FORMULA_GUARD.sub("", cells[place], count=1).strip() for name, place in self.places.items()}
        return {name: value for name, value in found.items() if value}


def read_headings(headings: Sequence[str]) -> Layout:
    """Find our columns, in any order. Raises Invalid when NIP or name is missing, or a column is there twice."""
    layout = _one_superior(find_columns(headings, HEADINGS), headings)
    missing = [words for name, words in (("nip", "nip"), ("name", "nama")) if name not in layout.places]
    if missing:
        read = ", ".join(f"“{tidy(heading)[:40]}”" for heading in headings[:MOST_SHOWN] if heading.strip())
        raise Invalid(
            f"Baris judul dengan kolom nip dan nama tidak ditemukan. Yang belum ada: {' dan '.join(missing)}. "
            f"Yang terbaca sebagai judul: {read}. Samakan nama kolomnya dengan templat, lalu unggah lagi."
        )
    return layout


def _one_superior(layout: Layout, headings: Sequence[str]) -> Layout:
    """A column “Atasan” is that of the superior's number, unless there is another that says so: then it holds names."""
    places = dict(layout.places)
    said = places.pop("superior_said", None)
    if said is None:
        return layout
    if "superior" in places:
        return Layout(places, (*layout.ignored, tidy(headings[said])))
    return Layout(places | {"superior": said}, layout.ignored)


def find_columns(headings: Sequence[str], vocabulary: Mapping[str, Collection[str]]) -> Layout:
    """Where the columns of a vocabulary (our name, and the headings it goes by, in small letters) stand in a list, in
    any order. Raises Invalid when one is there twice.
    """
    exact = {word: name for name, words in vocabulary.items() for word in words}
    loose = {letters_of(word): name for word, name in exact.items()}
    sure = [exact.get(plain_heading(heading)) for heading in headings]
    places: dict[str, int] = {}
    ignored: list[str] = []
    for place, heading in enumerate(headings):
        name = sure[place]
        if name is None and loose.get(letters_of(heading)) not in sure:  # beside “Nama”, “N A M A” is some title
            name = loose.get(letters_of(heading))
        if name is None:
            ignored += [tidy(heading)] if heading.strip() else []
        elif name in places:
            raise Invalid(f"Kolom “{tidy(heading)}” ada dua kali. Sisakan satu.")
        else:
            places[name] = place
    return Layout(places, tuple(ignored))


def unused(headings: Sequence[str]) -> str:
    """The headings that mean nothing here, as a sentence ends with them: each in quotes, for some end in a full stop
    themselves.
    """
    return ", ".join(f"“{heading}”" for heading in headings)


def plain_heading(text: str) -> str:
    """A heading without what offices add to it: capitals, line breaks, underscores, a colon or an asterisk behind."""
    return tidy(text).casefold().replace("_", " ").rstrip(" .:*")


def letters_of(heading: str) -> str:
    """A heading however it is spaced and dotted: ``N I P`` and ``N.I.P.`` are ``nip``."""
    return "".join(symbol for symbol in heading.casefold() if symbol.isalnum())


def read_status(text: str) -> Status:
    """A status as offices write it. Raises Invalid."""
    word = " ".join(re.sub(r"[-_/.]", " ", text.casefold()).split())
    if word not in STATUS_WORDS:
        raise Invalid(f"Status “{text[:40]}” tidak dikenal. Tulis PNS, CPNS, PPPK, PPPK paruh waktu, atau non-ASN.")
    return STATUS_WORDS[word]


def read_date(text: str) -> date:
    """A date as dd-mm-yyyy (also with slashes or dots) or yyyy-mm-dd. Raises Invalid."""
    for pattern in DATES:
        found = pattern.fullmatch(text)
        if found:
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                break
    raise Invalid(f"Tanggal “{text[:40]}” tidak dikenal. Tulis seperti 31-12-1990.")


def unknown_unit(text: str, known: Mapping[str, str]) -> Invalid:
    """The refusal of a unit that is not there, with the nearest that is. ``known``: names by code."""
    by_word = {word.casefold(): code for code, name in known.items() for word in (name, code)}
    near = get_close_matches(text.casefold(), by_word, n=1, cutoff=0.5)
    hint = f" Mungkin maksudnya {by_word[near[0]]} ({known[by_word[near[0]]]})." if near else ""
    return Invalid(f"Unit “{text[:60]}” tidak dikenal.{hint}")


def nearly_the_same(name: str, others: Sequence[str]) -> str:
    """The first of the other names of units that this may be a slip of; empty for none. ``SDN 1`` is no ``SDN 2``."""
    numbers = _numbers(name)
    matcher = SequenceMatcher(None, "", name.casefold(), autojunk=False)
    for other in others:
        matcher.set_seq1(other.casefold())
        # Lengths and letters alone rule out nearly all of some thousand units, at a hundredth of the price.
        if matcher.real_quick_ratio() < NEARLY or matcher.quick_ratio() < NEARLY:
            continue
        if matcher.ratio() >= NEARLY and _numbers(other) == numbers:
            return other
    return ""


def _numbers(name: str) -> list[str]:
    """The words of a name that tell units of a kind apart: numbers, Roman ones too, and single letters."""
    return [word for word in name.upper().split() if TELLING_APART.search(word)]
