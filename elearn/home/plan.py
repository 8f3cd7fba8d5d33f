"""What erasure does to every table that names a person. Pure: the one place where that is decided.

A table has an owner, the column that says whose its rows are (or which row of hers they hang on), and steps. With a
kind of data (retensi.yml) its rows go, or columns lose what they hold; what has no step stays, and says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from elearn.content.model.retention import ACCOUNT, EVIDENCE, RECORD, REQUESTS

ERASED = "(dihapus)"


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of a table. ``gone``: the kind with which its rows are deleted; ``blank``: by kind, the values that
    columns get; ``special``: by kind, what a service does instead, in words; ``why``: why rows stay, in Indonesian.
    """

    owner: str = "person_id"
    gone: str = ""
    blank: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    special: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


def gone(kind: str, owner: str = "person_id", **special: str) -> Line:
    """Rows that are deleted with a kind; ``special``: what happens to some of them sooner, by kind."""
    return Line(owner, gone=kind, special=special)


def blanked(kind: str, why: str, *, owner: str = "person_id", **values: Any) -> Line:
    """Rows that stay, without what says whose they were."""
    return Line(owner, blank={kind: values}, why=why)


def stays(why: str, owner: str = "person_id") -> Line:
    """Rows that nothing is taken from: they hold ids and facts only."""
    return Line(owner, why=why)


NUMBERS = "tanpa nama dan NIP tinggal angka: dasar statistik dan rantai catatan JP"
CHAINED = "terkunci rantai, tidak memuat nama atau NIP; judul kegiatan dan alasan pencabutan tetap terbaca"
OFFICE = "perbuatan jabatan: menyangkut orang lain, pelakunya tinggal nomor"
TRAIL = "jejak pemrosesan (UU 27/2022 Pasal 31); habis menurut ELEARN_AUDIT_YEARS"

PLAN: Mapping[str, Line] = MappingProxyType(
    {
        "person": Line(
            "id",
            special={ACCOUNT: "surel, kelahiran, dan cara masuk dihapus", RECORD: "nama, gelar, dan NIP dihapus"},
            why="nomor akunnya ditunjuk catatan lain",
        ),
        "posting": blanked(RECORD, NUMBERS, position="", rank="", superior_id=None),
        "bulk_item": gone(RECORD),
        "role_grant": gone(ACCOUNT),
        "second_factor": gone(ACCOUNT),
        "recovery_code": gone(ACCOUNT),
        "sign_in_session": gone(ACCOUNT),
        "people_import_row": blanked(
            ACCOUNT, "berapa baris yang diterapkan", name=ERASED, nip="", changes={}, before={}
        ),
        "person_merge": blanked(RECORD, "akun mana menjadi akun mana", owner="survivor_id", reason=ERASED),
        "enrolment": stays(NUMBERS),
        "item_progress": stays(NUMBERS, "enrolment_id"),
        "attempt": stays(NUMBERS, "enrolment_id"),
        "answer_event": Line("attempt_id", special={RECORD: "jawaban esai dan isian survei dihapus"}, why=NUMBERS),
        "attempt_reveal": stays(NUMBERS, "attempt_id"),
        "attempt_grant": gone(RECORD, "enrolment_id"),
        "essay_mark": stays("nilai dan komentar penilai, tanpa esainya dan tanpa nama", "attempt_id"),
        "markers_wanted": stays(NUMBERS, "attempt_id"),
        "attempt_regrade": stays("alasannya menyangkut soal, bukan orangnya", "attempt_id"),
        "completion": stays(NUMBERS),
        "path_completion": stays(NUMBERS),
        "certificate": Line(
            special={RECORD: "berkas dan isi tentang pemegangnya dihapus"},
            why="kode dan nomornya tetap dapat diperiksa",
        ),
        "certificate_event": gone(RECORD, "certificate_id"),
        "certificate_batch_item": gone(RECORD, "certificate_id"),
        "submission": Line(
            special={ACCOUNT: "draf dihapus", EVIDENCE: "dilepas dari berkas buktinya"},
            blank={RECORD: {"number": ""}},
            why=NUMBERS,
        ),
        "submission_event": gone(RECORD, "submission_id", **{ACCOUNT: "yang milik draf dihapus"}),
        "evidence_file": Line(
            special={ACCOUNT: "yang tidak dipakai pengajuan dihapus", EVIDENCE: "semuanya dihapus, juga berkasnya"}
        ),
        "ledger_entry": stays(CHAINED),
        "competency_entry": stays(CHAINED),
        "ledger_link": stays(CHAINED),
        "target_exemption": gone(RECORD),
        "dashboard_person": gone(RECORD),
        "transcript": Line(
            special={RECORD: "berkas dan isi tentang pemiliknya dihapus"}, why="kodenya tetap dapat diperiksa"
        ),
        "saved_filter": gone(ACCOUNT),
        "export_schedule": gone(ACCOUNT, "filter_id"),
        "export_run": gone(ACCOUNT, "schedule_id"),
        "list_export": Line(
            "owner_id", special={ACCOUNT: "berkas dan saringannya dihapus"}, why="data siapa yang pernah diambilnya"
        ),
        "siasn_row": blanked(RECORD, "nomor riwayat di SIASN tidak lagi di sini", number="", rw_id=None, message=""),
        "siasn_export_row": gone(RECORD, "siasn_row_id"),
        "siasn_reply_row": stays("nomor barisnya dan bahwa jawabannya dicatat", "siasn_row_id"),
        "programme_person": gone(RECORD),
        "programme_seat": gone(RECORD),
        "programme_request": gone(RECORD),
        "programme_exemption": gone(RECORD),
        "calendar_feed": gone(ACCOUNT),
        "notice": gone(ACCOUNT),
        "notice_preference": gone(ACCOUNT),
        "outbox_mail": gone(ACCOUNT),
        "correction_request": gone(REQUESTS),
        "data_copy": gone(ACCOUNT),
        "erasure": stays(TRAIL),
        "audit_subject": stays(TRAIL),
        "audit_entry": stays(TRAIL, "actor_id"),
        "api_token": Line("made_by", special={ACCOUNT: "dicabut"}, why="jejak audit menunjuknya"),
        "api_reply": gone(ACCOUNT, "token_id"),
        "bulk_change": stays(OFFICE, "made_by"),
        "certificate_batch": stays(OFFICE, "made_by"),
        "people_import": stays(OFFICE, "uploaded_by"),
        "training_import": stays(OFFICE, "uploaded_by"),
        "siasn_reply": stays(OFFICE, "uploaded_by"),
        "siasn_export": stays(OFFICE, "made_by"),
        "publication": stays(OFFICE, "published_by"),
        "renewal_decision": stays(OFFICE, "decided_by"),
        "programme": stays(OFFICE, "created_by"),
        "programme_cohort": stays(OFFICE, "created_by"),
    }
)
