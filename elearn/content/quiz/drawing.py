"""How many questions of a pool are asked: ``Ambil: 5``, or ``Ambil: 2 dari [Bank](../../../bank/etika.md#kolam)``."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from elearn.content.findings import FileFindings, meant, nearest
from elearn.content.links import Page
from elearn.content.quiz.raw import RawPool
from elearn.content.quiz.words import Word

if TYPE_CHECKING:
    from elearn.content.quiz.bank import BankPool, Lender

NUMBER = re.compile(r"[0-9]{1,4}")
FROM = re.compile(r"(?P<count>\S+)[ ]+dari[ ]+\[[^\[\]]*\]\((?P<path>[^()\s#]+)(?:#(?P<pool>[^()\s]*))?\)")
EXAMPLE = "`Ambil: 2 dari [Nama bank](../../../bank/nama.md#kolam)`"
ALL = "semua"


def read_draws(pool: RawPool, note: FileFindings) -> tuple[Word | None, re.Match[str] | None]:
    """The word that says how many are asked, and, if they come from a bank, its parts."""
    words = []
    for word in pool.words:
        if word.name == "Ambil":
            words.append(word)
        else:
            note.error(word.line, f"`{word.name}:` tidak dipakai pada kolam; di sini hanya `Ambil: 5`")
    if len(words) > 1:
        note.error(words[1].line, "`Ambil:` ditulis dua kali dalam satu kolam; buat kolam `##` sendiri untuk tiap bank")
    if not words:
        return None, None
    word = words[0]
    if "dari" not in word.value.split() and "[" not in word.value:
        return word, None
    match = FROM.fullmatch(" ".join(word.value.split()))
    if match is None:
        note.error(word.line, f"`Ambil: {word.value[:60]}` tidak dapat dibaca; tulis {EXAMPLE}")
        return None, None
    if pool.questions:
        note.error(word.line, "kolam ini mengambil dari bank dan memuat soal sendiri; pisahkan menjadi dua kolam `##`")
    return word, match


def draw_count(word: Word, written: str, there: int, note: FileFindings) -> int | None:
    """How many of ``there`` questions are asked; None: all of them, or it cannot be read (then a finding)."""
    if written == ALL:
        return None
    if not NUMBER.fullmatch(written) or int(written) == 0:
        note.error(word.line, f"`Ambil: {word.value[:40]}` bukan bilangan; tulis misalnya `Ambil: 5`")
    elif int(written) > there:
        note.error(
            word.line,
            f"`Ambil: {written}`, tetapi kolam ini hanya memuat {there} soal; kecilkan bilangannya atau tambah soal",
        )
    else:
        return int(written)
    return None


def borrow(word: Word, match: re.Match[str], page: Page, lender: Lender) -> BankPool | None:
    """The pool of a bank that a quiz draws from; None (and a finding) if it cannot be had. Raises OSError."""
    href, note = match["path"], page.note
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), href))
    bank = lender.open(path)
    if bank is None:
        folder = posixpath.dirname(page.path)
        names = {known.rsplit("/", 1)[-1]: posixpath.relpath(known, folder) for known in lender.names()}
        guess = nearest(path.rsplit("/", 1)[-1], names)
        hint = f"maksud Anda `{names[guess]}`?" if guess else "periksa jalurnya, misalnya `../../../bank/nama.md`"
        if guess and names[guess] != href:
            hint = f"mungkin maksud Anda `{names[guess]}`"
        note.error(word.line, f"bank `{href[:80]}` tidak ada; {hint}")
        return None
    if bank.broken:
        note.error(word.line, f"bank `{path}` masih memuat kesalahan; perbaiki berkas itu dahulu")
        return None
    pools = {found.pool.id: found for found in bank.pools}
    wanted = match["pool"]
    if not wanted:
        if len(pools) == 1:
            return bank.pools[0]
        note.error(word.line, f"bank `{path}` memuat beberapa kolam; sebut satu, misalnya `#{next(iter(pools))}`")
        return None
    if wanted not in pools:
        note.error(word.line, f"kolam `#{wanted[:40]}` tidak ada di bank `{path}`{meant(wanted, pools)}")
        return None
    return pools[wanted]
