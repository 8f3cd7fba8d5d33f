"""Captions beside a film or a sound, and the transcript that they make: text costs no data and needs no ears."""

from __future__ import annotations

import html
import re

from elearn.content.findings import FileFindings

TIMES = re.compile(r"(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}[ \t]+-->[ \t]+(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}(?:[ \t].*)?")
VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
TAG = re.compile(r"<[^>]*>")
ENDED = re.compile(r"[.?!…][\"')\]]*$")
LONG_ENOUGH = 300


def transcript(text: str, note: FileFindings) -> tuple[str, ...]:
    """The paragraphs of a WebVTT file; a finding at the line of whatever a browser would not show."""
    lines = text.split("\n")
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        note.error(1, "takarir harus dimulai dengan baris `WEBVTT`; tulis kata itu pada baris pertama")
        return ()
    spoken: list[tuple[str, str]] = []
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append((number, line))
            continue
        spoken += _cue(block, note)
        block = []
    if not spoken:
        note.error(1, "takarir belum memuat teks; tulis waktu, misalnya `00:00.000 --> 00:04.000`, lalu kalimatnya")
    return tuple(_paragraphs(spoken))


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text."""
    found = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return tuple(part for part in found if part)


def _cue(block: list[tuple[int, str]], note: FileFindings) -> list[tuple[str, str]]:
    """(Speaker, text) of a block, if it is a cue."""
    at = next((index for index, (_, line) in enumerate(block) if "-->" in line), None)
    if at is None:
        return []
    number, line = block[at]
    if not TIMES.fullmatch(line.strip()):
        note.error(number, "waktu takarir ditulis dengan titik, misalnya `00:04.000 --> 00:09.500`")
        return []
    said = " ".join(text.strip() for _, text in block[at + 1 :])
    voice = VOICE.search(said)
    shown = " ".join(html.unescape(TAG.sub("", said)).split())
    return [(voice[1].strip() if voice is not None else "", shown)] if shown else []


def _paragraphs(spoken: list[tuple[str, str]]) -> list[str]:
    """Cues are torn to fit below a film; together they are paragraphs again, a new one where another speaks."""
    found: list[str] = []
    speaker = ""
    for voice, text in spoken:
        full = bool(found) and len(found[-1]) > LONG_ENOUGH and ENDED.search(found[-1]) is not None
        if not found or full or (voice and voice != speaker):
            found.append(f"{voice}: {text}" if voice and voice != speaker else text)
        else:
            found[-1] += f" {text}"
        speaker = voice or speaker
    return found
