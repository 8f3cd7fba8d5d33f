"""Item analysis: what the answers of many say about a question. Classical test theory, in plain words for trainers.

Sources: point-biserial correlation of an item with the rest of the score, and its bands: Ebel & Frisbie, *Essentials
of Educational Measurement* (5th ed., 1991), ch. 13; the upper and the lower 27 %: Kelley, "The selection of upper and
lower groups for the validation of test items", J. Educ. Psych. 30 (1939); coefficient alpha: Cronbach, Psychometrika 16
(1951), which for right or wrong questions equals KR-20 (Kuder & Richardson 1937); normalised gain: Hake, Am. J. Phys.
66 (1998).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import fmean, pvariance

ENOUGH = 10  # first attempts, before a figure means anything
GROUP = 0.27
WEAK, EASY, HARD = 0.2, 0.95, 0.3
SOLID, FAIR = 0.8, 0.6
LONGEST_PAUSE = timedelta(minutes=10)  # whoever is away longer was not at the question


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """How often an option was chosen: by the ``upper`` and by the ``lower`` group, and by all. ``letter`` as on a page
    in source order.
    """

    letter: str
    right: bool
    upper: int
    lower: int
    count: int


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One question over first attempts. ``difficulty``: mean part of its points earned, 0 to 1 (1 is easy).
    ``discrimination``: -1 to 1, None where everybody earned the same. ``seconds``: median time on it, None: not known.
    """

    attempts: int
    difficulty: float
    discrimination: float | None
    options: tuple[OptionFigures, ...] = ()
    seconds: int | None = None


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's correlation, -1 to 1; None for fewer than two pairs or where one side does not vary. With one side of
    zeros and ones it is the point-biserial correlation.
    """
    if len(first) < 2:
        return None
    mean_first, mean_second = fmean(first), fmean(second)
    pairs = [(a - mean_first, b - mean_second) for a, b in zip(first, second, strict=True)]
    spread = sqrt(sum(a * a for a, _ in pairs)) * sqrt(sum(b * b for _, b in pairs))
    if spread < 1e-9:
        return None
    return max(-1.0, min(1.0, sum(a * b for a, b in pairs) / spread))


def alpha(rows: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's alpha of people (rows) by questions (points earned). At most 1, and may be negative; None for fewer
    than two people or two questions, or where all have the same total.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    total: float = pvariance([sum(row) for row in rows])
    if total < 1e-9:
        return None
    questions = len(rows[0])
    apart: float = sum(pvariance(column) for column in zip(*rows, strict=True))
    return questions / (questions - 1) * (1 - apart / total)


def extremes(totals: Sequence[float]) -> tuple[frozenset[int], frozenset[int]]:
    """The places of the 27 % with the highest and of those with the lowest totals; equal totals in order of place."""
    size = max(1, round(len(totals) * GROUP)) if len(totals) > 1 else 0
    ranked = sorted(range(len(totals)), key=lambda place: (totals[place], -place))
    return frozenset(ranked[len(ranked) - size :]), frozenset(ranked[:size])


def normalised_gain(before: float, after: float) -> float | None:
    """What part of that which could still be gained was gained; both means are 0 to 1. None from a full score."""
    return None if before >= 1 else (after - before) / (1 - before)


def seconds_on(moments: Iterable[tuple[str, datetime]], started_at: datetime) -> dict[str, float]:
    """Seconds on each question, from when its answers were made: the time since the answer before, or the start.

    Empty for an attempt whose answers came in one go, as from a page without script. Long pauses do not count.
    """
    ordered = sorted(moments, key=lambda moment: moment[1])
    if len({at for _, at in ordered}) < len({question for question, _ in ordered}):
        return {}
    found: dict[str, float] = {}
    last = started_at
    for question, at in ordered:
        found[question] = found.get(question, 0.0) + min(at - last, LONGEST_PAUSE).total_seconds()
        last = at
    return found


def advice(item: ItemFigures) -> tuple[str, ...]:
    """What a trainer should look at, most urgent first, as sentences; at least one."""
    if item.attempts < ENOUGH:
        return (f"Belum cukup data: baru {item.attempts} peserta, perlu sedikitnya {ENOUGH}.",)
    said = [*_about_options(item), *_about_spread(item)]
    if item.difficulty > EASY:
        said.append("Hampir semua menjawab benar: terlalu mudah, kecuali memang wajib diketahui semua orang.")
    elif item.difficulty < HARD:
        said.append("Sebagian besar belum tepat: periksa kalimat soal, kuncinya, dan apakah materinya membahasnya.")
    return tuple(said) or ("Soal ini bekerja dengan baik.",)


def _about_options(item: ItemFigures) -> list[str]:
    best = max((option.upper for option in item.options if option.right), default=0)
    single = sum(option.right for option in item.options) == 1
    said = [
        f"Pilihan {option.letter} lebih banyak dipilih oleh yang nilainya tinggi daripada kuncinya: periksa kunci."
        for option in item.options
        if single and not option.right and option.upper > best
    ]
    unused = [option.letter for option in item.options if not option.right and not option.count]
    if unused and item.difficulty <= EASY:
        said.append(f"Pengecoh {', '.join(unused)} tidak pernah dipilih: ganti dengan kekeliruan yang sering terjadi.")
    return said


def _about_spread(item: ItemFigures) -> list[str]:
    if item.discrimination is None or item.difficulty > EASY:
        return []
    if item.discrimination < 0:
        return ["Yang nilainya tinggi justru lebih sering salah di sini: periksa kunci dan kalimat soal."]
    if item.discrimination < WEAK:
        return ["Kurang membedakan yang menguasai dari yang belum: perjelas soal atau pengecohnya."]
    return []


def about_alpha(value: float | None, people: int) -> str:
    """What the reliability of a quiz means, in a sentence. ``people``: how many it rests on."""
    if value is None or people < ENOUGH:
        return f"Keandalan belum dapat dihitung: perlu sedikitnya {ENOUGH} peserta dengan soal yang sama."
    if value >= SOLID:
        return "Andal: nilai kuis ini dapat dipercaya untuk keputusan lulus."
    if value >= FAIR:
        return "Cukup andal untuk belajar. Untuk keputusan lulus, tambah atau perbaiki soal yang kurang membedakan."
    return "Kurang andal: jangan jadikan satu-satunya dasar. Tambah soal dan perbaiki yang diberi catatan di bawah."


def means(shares: Iterable[tuple[str, float]]) -> Mapping[str, float]:
    """The mean of the shares under each name."""
    found: dict[str, list[float]] = {}
    for name, share in shares:
        found.setdefault(name, []).append(share)
    return {name: fmean(values) for name, values in found.items()}
