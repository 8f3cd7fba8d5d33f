"""The transcript itself: its sheet, its words, its credential, and the files that the job makes of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft201909Validator
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.competency.rules import Fact, Since
from elearn.core.errors import Conflict, NotFound
from elearn.core.identifiers import digest_of
from elearn.core.objects import ObjectStore
from elearn.core.signing import KeyRing
from elearn.credentials.models import Transcript
from elearn.credentials.openbadge.canonical import Unsigned
from elearn.credentials.openbadge.documents import SCHEMA, document
from elearn.credentials.openbadge.proof import holds
from elearn.credentials.openbadge.transcript import TranscriptIssue, issued_transcript
from elearn.credentials.rules.transcript import is_whole, same_record, since_words
from elearn.credentials.rules.transcript_words import entries_of, recognised_of, totals, trainings
from elearn.credentials.service.transcript_rendering import make_files
from elearn.credentials.service.transcripts import make_transcript
from elearn.credentials.signing import Policy, SignBy
from elearn.credentials.transcript_pdf import render_transcript
from elearn.people.rules import Actor
from tests import factories
from tests.credentials.examples import PUBLIC_URL, Holder, reference
from tests.credentials.openbadge.examples import at, changed, leaves, ring
from tests.credentials.records import CODE, MADE_AT, earn, learner, many, payload
from tests.credentials.signatures import official


def text_of(pdf: bytes) -> list[str]:
    """The words of each page, as poppler reads them."""
    if shutil.which("pdftotext") is None:
        raise RuntimeError("pdftotext is missing. Type: apt-get install poppler-utils")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True, timeout=60)
    return [" ".join(page.replace("\u200b", "").split()) for page in done.stdout.decode().split("\f")[:-1]]


def drawn(**values: object) -> bytes:
    return render_transcript(payload(**values), public_url=PUBLIC_URL, credential=b"{}")  # type: ignore[arg-type]


def test_the_same_record_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    path = tmp_path / "again.pdf"
    script = "; ".join(
        (
            "import sys",
            "from elearn.credentials.transcript_pdf import render_transcript",
            "from tests.credentials.examples import PUBLIC_URL",
            "from tests.credentials.records import payload",
            "made = render_transcript(payload(), public_url=PUBLIC_URL, credential=b'{}')",
            "open(sys.argv[1], 'wb').write(made)",
        )
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, cwd=root, timeout=120)
    assert path.read_bytes() == drawn()


def test_it_is_archivable_and_accessible_and_every_fact_stands_on_it() -> None:
    pdf = drawn()
    assert re.search(rb"pdfaid:part[>=\"]+3", pdf)
    assert re.search(rb"pdfaid:conformance[>=\"]+A", pdf)
    assert re.search(rb"pdfuaid:part[>=\"]+1", pdf)
    assert b"/Marked true" in pdf
    assert f"/URI({PUBLIC_URL}/transkrip/{CODE})".encode() in pdf
    said = " ".join(text_of(pdf))
    for fact in (
        "Maria Goreti Bria", "19850817 201001 2 003", "Penata (III/c)", "23 November 2026", "TRNSK RPABC DE123 45678",
        "800.2/0002/BKPSDM/III/2026", "Kementerian Contoh", "Paling sedikit 20", "Kurang",
        "1 JP melewati batas dan tidak diakui", "Integritas", "3 s.d. 4 Maret", "internasional", "dilaporkan 3 JP",
        "Peraturan LAN 10/2018", "ab" * 32, "Tahun 2026: 11 JP diakui",
    ):  # fmt: skip
        assert fact in said, fact


def test_a_working_life_is_broken_into_pages_and_loses_nothing() -> None:
    pdf = drawn(facts=many(500))
    assert b"pdfaid:part" in pdf
    pages = text_of(pdf)
    assert 5 < len(pages) < 30
    whole = " ".join(pages)
    assert all(f"Pelatihan nomor {number}" in whole for number in range(126))
    assert f"Halaman {len(pages)} dari {len(pages)}" in pages[-1]
    assert all("Maria Goreti Bria" in page for page in pages)
    assert sum("Jalur dan aturan" in page for page in pages) >= len(pages) - 1  # headings are repeated


@pytest.mark.parametrize("name", ["#panic(1) $x$ *b* _i_", "李 Nur'aini 😀", "A" * 200])
def test_a_name_is_text_whatever_it_is(name: str) -> None:
    pdf = drawn(holder=Holder(name=name))
    assert b"pdfaid:part" in pdf
    shown = "".join(text_of(pdf)[0].split())
    assert "".join(name.split())[:12] in shown or "[U+674E]" in shown


def test_without_nip_rank_or_posting_there_are_no_empty_labels() -> None:
    bare = Holder(nip=None, birth_place="", birth_date=None, status=None, rank="", position="", unit="", agency="")
    said = text_of(drawn(holder=bare))[0]
    assert not any(label in said for label in ("NIP", "Pangkat", "Instansi", "Jabatan"))


days = st.dates(date(2024, 1, 1), date(2026, 11, 22))


@given(st.lists(st.tuples(days, st.integers(1, 900), st.integers(1, 4)), min_size=1, max_size=12))
@settings(max_examples=40)
def test_trainings_sum_up_to_their_year_and_years_to_the_whole(entries: list[tuple[date, int, int]]) -> None:
    facts = [Fact(n, "16", on, jp, None, f"Kursus {of}", f"K{of}") for n, (on, jp, of) in enumerate(entries, 1)]
    made = payload(facts=facts)
    assert entries_of(made) == len(facts)
    assert sum(year["jp"] for year in made["tahun"]) == sum(jp for _, jp, _ in entries)
    assert recognised_of(made) == sum(year["diakui"] for year in made["tahun"])
    for year in made["tahun"]:
        assert year["diakui"] == sum(entry["diakui"] for entry in year["catatan"])
        listed = trainings(year)
        assert len({training.title for training in listed}) == len(listed)
        assert sum(hundredths(training.recognised) for training in listed) == year["diakui"]
        assert sum(hundredths(training.raw) for training in listed) == year["jp"]
    assert [total.year for total in totals(made)] == sorted({str(on.year) for on, _, _ in entries} | {"2025"})


def hundredths(words: str) -> int:
    return round(float(words.replace(".", "").replace(",", ".")) * 100)


def test_many_days_of_one_training_are_told_as_a_period() -> None:
    facts = [Fact(n, "16", date(2026, 1, 1) + timedelta(days=3 * n), 100, None, "Kursus", "K") for n in range(1, 9)]
    (training,) = trainings(payload(facts=facts)["tahun"][-1])
    assert training.dates.replace("\u00a0", " ") == "4 s.d. 25 Januari (8 hari)"


def test_the_credential_binds_the_record_and_any_change_breaks_it(tmp_path: Path) -> None:
    keys, made = ring(tmp_path), payload()
    did = f"did:web:{PUBLIC_URL.removeprefix('https://')}"
    given_out = issued_transcript(made, TranscriptIssue(PUBLIC_URL, did, "maria@x.id", "garam"), keys, now=MADE_AT)
    (key,) = keys.all()
    assert holds(given_out, key.id)
    assert next(Draft201909Validator(document(SCHEMA)).iter_errors(given_out), None) is None
    written = json.dumps(given_out, ensure_ascii=False)
    assert digest_of(made) in written
    assert "ab" * 32 in written
    for secret in ("198508172010012003", "Atambua", "maria@x.id", "Etika"):
        assert secret not in written
    for path in leaves(given_out["credentialSubject"]):
        broken = changed(given_out, ("credentialSubject", *path), other(at(given_out["credentialSubject"], path)))
        assert not stands(broken, key.id), path


def stands(credential: dict[str, object], key_id: str) -> bool:
    """Whether a credential's proof holds; what cannot be signed at all does not."""
    try:
        return holds(credential, key_id)
    except Unsigned:
        return False


def other(value: object) -> object:
    return not value if isinstance(value, bool) else value + 1 if isinstance(value, int | float) else f"{value}x"


def test_the_seal_and_what_counts_as_the_same_record() -> None:
    made = payload()
    assert is_whole(made, digest_of(made), CODE)
    assert not is_whole(made, digest_of(made), "LAIN")
    assert not is_whole({**made, "tahun": []}, digest_of(made), CODE)
    later = {**made, "dibuat": {**made["dibuat"], "pada": "2026-11-22T17:00:00+00:00"}, "transkrip": {"kode": "LAIN"}}
    assert same_record(made, later)
    assert not same_record(made, {**made, "dibuat": {**made["dibuat"], "tanggal": "2026-11-24"}})
    assert not same_record(made, payload(facts=many(3)))


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (Since(True, 0, 0), "Sejak itu riwayatnya tidak berubah."),
        (Since(True, 3, 0), "Sejak itu bertambah 3 catatan."),
        (Since(True, 0, 1), "Sejak itu 1 catatan dicabut."),
        (Since(True, 3, 1), "Sejak itu bertambah 3 catatan dan 1 catatan dicabut."),
        (Since(False, 3, 1), "Catatan lama yang menjadi dasar transkrip ini tidak sama lagi"),
    ],
)
def test_what_became_of_a_record_is_one_sentence(since: Since, said: str) -> None:
    assert since_words(since).startswith(said)


def made_files(session: Session, tmp_path: Path, policy: Policy) -> tuple[bytes, Transcript]:
    who = learner(session)
    earn(session, who, 1, (date(2026, 3, 2), 300))
    make_transcript(session, actor=as_actor(who.id), reference=reference(), now=MADE_AT)
    session.commit()
    objects, keys = ObjectStore(tmp_path / "objects"), KeyRing(tmp_path / "kunci")
    sessions = sessionmaker(session.get_bind())
    number = session.scalars(select(Transcript.id)).one()
    session.commit()
    for _ in range(2):  # a job that is run again makes nothing new
        given = {"transcript_id": number}
        make_files(sessions, given, MADE_AT, objects=objects, keys=keys, policy=policy, public_url=PUBLIC_URL)
    row = session.scalars(select(Transcript).execution_options(populate_existing=True)).one()
    assert row.pdf_digest is not None
    session.commit()
    return objects.read(row.pdf_digest), row


def as_actor(number: int) -> Actor:
    return Actor(id=number, display_name="Maria", zone="Asia/Makassar", posting_id=None, status="pns")


def test_where_the_site_signs_the_sheet_is_signed(session: Session, tmp_path: Path) -> None:
    pdf, _row = made_files(session, tmp_path, Policy(SignBy.SITE, official()))
    path = tmp_path / "lembar.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, timeout=60, check=False)
    assert "Signature is Valid" in said.stdout
    assert "Total document signed" in said.stdout
    assert b"Penerbitan transkrip" in pdf


@pytest.mark.parametrize("by", [SignBy.NOBODY, SignBy.OUTSIDE])
def test_elsewhere_it_waits_for_nobody(session: Session, tmp_path: Path, by: SignBy) -> None:
    pdf, row = made_files(session, tmp_path, Policy(by, tmp_path))
    assert b"ETSI.CAdES" not in pdf
    assert row.credential_digest is not None
    assert row.issued_on == date(2026, 11, 23)  # her office's date, not Greenwich's


def test_a_forged_or_lost_row_gets_no_sheet(session: Session, tmp_path: Path) -> None:
    who = learner(session)
    earn(session, who, 1, (date(2026, 3, 2), 300))
    make_transcript(session, actor=as_actor(who.id), reference=reference(), now=MADE_AT)
    row = session.scalars(select(Transcript)).one()
    row.payload = {**row.payload, "kompetensi": []}
    number = row.id
    session.commit()
    files = {"objects": ObjectStore(tmp_path), "keys": KeyRing(tmp_path / "kunci"), "public_url": PUBLIC_URL}
    sessions = sessionmaker(session.get_bind())
    with pytest.raises(Conflict):
        make_files(sessions, {"transcript_id": number}, MADE_AT, **files)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        make_files(sessions, {"transcript_id": number + 1}, MADE_AT, **files)  # type: ignore[arg-type]


def test_a_reissued_certificate_is_told_by_its_new_number(session: Session) -> None:
    from elearn.credentials.service import reissue
    from elearn.people.rules import Grant

    who, chief = learner(session), factories.person(session, "Admin")
    factories.grant(session, chief, "admin")
    code = earn(session, who, 1, (date(2026, 3, 2), 300))
    reissue(
        session, code, actor=factories.actor(chief, None, Grant("admin", None, None)), reason="Gelar",
        now=MADE_AT, reference=reference(),
    )  # fmt: skip
    make_transcript(session, actor=as_actor(who.id), reference=reference(), now=MADE_AT)
    row = session.scalars(select(Transcript)).one()
    assert row.payload["tahun"][0]["catatan"][0]["nomor"] == "800.2/0002/BKPSDM/XI/2026"
