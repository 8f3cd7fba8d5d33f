"""Surveys and the settings of quizzes, read from whole files; versions of the new kinds."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from elearn.content.advice import kinds_changed
from elearn.content.model import ChoiceKey, FeedbackRule, Quiz, QuizBody, QuizPurpose, TextKey
from tests.content.folders import QUIZ_PATH, canonical_json_body, errors, loaded, quiz, spoiled

SURVEY = """\
---
jenis: survei
---
# Evaluasi

### Penilaian {#s-1}
Skala: 1 (kurang) – 5 (sangat baik)

- Materi
- Pengajar

### Dari mana Anda tahu? {#s-2}
Pilih: lebih dari satu

- [ ] Teman
- [ ] Situs

### Setuju? {#s-3}

- [ ] Benar
- [ ] Salah

### Saran Anda? {#s-4}
Jawaban:
"""


def quiz_of(root: Path, text: str) -> tuple[Quiz, QuizBody]:
    found = loaded(root, {QUIZ_PATH: text})
    assert errors(found.findings) == []
    assert found.course is not None
    item = found.course.find_item("kuis")
    assert isinstance(item, Quiz)
    return item, next(b for data in found.bodies.values() if isinstance(b := canonical_json_body(data), QuizBody))


def test_a_survey_has_no_keys_no_score_and_one_attempt(tmp_path: Path) -> None:
    item, body = quiz_of(tmp_path, SURVEY)
    assert (item.purpose, item.pass_mark, item.attempts, item.feedback) == (
        QuizPurpose.SURVEY, 0, 1, FeedbackRule.NEVER,
    )  # fmt: skip
    assert item.required
    assert [question.kind for question in body.questions()] == ["skala", "jamak", "tunggal", "teks"]
    keys = [question.key for question in body.questions()]
    assert not any(key.correct_keys for key in keys if isinstance(key, ChoiceKey))
    assert keys[3] == TextKey(())


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("lulus: 70", "`lulus:` tidak dipakai dalam survei: survei tidak dinilai; hapus baris ini"),
        ("percobaan: 2", "`percobaan:` tidak dipakai dalam survei: survei diisi satu kali; hapus baris ini"),
        ("bobot: 2", "`bobot:` tidak dipakai dalam survei: survei tidak dinilai; hapus baris ini"),
        ("pembahasan: langsung", "`pembahasan:` tidak dipakai dalam survei: survei tidak punya jawaban benar"),
    ],
)
def test_what_a_survey_does_not_have(tmp_path: Path, key: str, message: str) -> None:
    found = errors(spoiled(tmp_path, {QUIZ_PATH: SURVEY.replace("survei\n", f"survei\n{key}\n")}))
    assert [error for error in found if error.startswith(f"02-kuis.md:3: {message}")], found


@pytest.mark.parametrize("purpose", ["pra-uji", "latihan", "pasca-uji"])
def test_feedback_at_once_is_for_practice(tmp_path: Path, purpose: str) -> None:
    text = f"---\njenis: {purpose}\npembahasan: langsung\n---\n# K\n\n### A {{#a}}\nJawaban: a\n"
    found = errors(spoiled(tmp_path, {QUIZ_PATH: text}))
    if purpose == "latihan":
        assert found == []
        assert quiz_of(tmp_path, text)[0].feedback is FeedbackRule.AT_ONCE
    else:
        assert found == [
            f"02-kuis.md:3: `pembahasan: langsung` hanya untuk `jenis: latihan`, ini `{purpose}`; tulis `setelah-kirim`"
        ]


SHAPES = {
    "jodoh": ("Jodohkan:\n\n- A → 1\n- B → 2\n", "- B → 2", "- B → 3"),
    "urut": ("Urutkan:\n\n1. A\n2. B\n", "2. B", "2. C"),
    "rumpang": ("\nIsi [[a]].\n", "[[a]]", "[[b]]"),
    "esai": ("Esai:\n\n| Kriteria | Bobot | 4 | 0 |\n|---|---|---|---|\n| Isi | 100 | x | y |\n", "| x |", "| z |"),
}


@pytest.mark.parametrize("kind", SHAPES)
def test_an_edit_changes_the_version_and_spacing_does_not(kind: str) -> None:
    text, old, new = SHAPES[kind]
    whole = f"# K\n\n### S {{#s}}\n{text}"
    before, found = quiz(whole)
    assert errors(found) == []
    assert before.body.pools[0].questions[0].kind == kind
    edited, _ = quiz(whole.replace(old, new))
    assert edited.canonical != before.canonical
    spaced, _ = quiz(whole.replace("\n", "  \n") + "\n\n")
    assert spaced.canonical == before.canonical


@pytest.mark.parametrize("kind", SHAPES)
def test_another_kind_under_the_same_id_is_noticed(kind: str) -> None:
    before = quiz("# K\n\n### S {#s}\nJawaban: a\n")[0].body
    after = quiz(f"# K\n\n### S {{#s}}\n{SHAPES[kind][0]}")[0].body
    assert [(was.kind, now.kind) for was, now in kinds_changed(before, after)] == [("teks", kind)]


@pytest.mark.parametrize(
    "text",
    [
        f"Jodohkan:\n\n- a → 1\n- {'-' * 19_000}\n- b → 2\n",
        f"Jodohkan:\n\n- a → 1\n- b → {'* ' * 1_400}\n",
        f"Jodohkan:\n\n- a → 1\n- b → {'$a' * 1_400}\n",
        f"\n{'[[a' * 130} {'x ' * 500}\n",
        f"\n{'[[a]] ' * 90}\n",
        f"Skala: 1 ({'a ' * 9_000}\n",
        f"Esai: {'1' * 19_000}\n",
        f"Esai:\n\n| Kriteria | Bobot | {'4 | ' * 180}\n",
    ],
    ids=lambda text: text[:20],
)
def test_odd_answers_take_no_time(text: str) -> None:
    started = time.process_time()
    quiz(f"# K\n\n### S {{#s}}\n{text}", QuizPurpose.SURVEY)
    assert time.process_time() - started < 1
