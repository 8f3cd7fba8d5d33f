"""The same exports from the command line, by the same service."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.cli.main import main
from elearn.competency import service as competency
from elearn.competency.rules import Credit, Posting
from elearn.settings import PREFIX, Settings
from tests.reporting.world import World, read_csv
from tests.support.pages import PageClient
from tests.support.sessions import enter

Run = Callable[..., Result]


@pytest.fixture
def elearn(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The ``elearn`` command in this installation."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    for item in fields(settings):
        if item.name in {"data", "content", "database_url", "secret_key"}:
            monkeypatch.setenv(PREFIX + item.name.upper(), str(getattr(settings, item.name)))

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, ["export", *words])

    return run


def test_the_command_writes_what_the_page_exports(
    elearn: Run, site: Flask, client: PageClient, world: World, tmp_path: Path
) -> None:
    target = tmp_path / "kelulusan.csv"
    words = ("--from", "2026-01-11", "--to", "2026-04-30", "--unit", "DINKES", "--output", str(target))
    done = elearn("completions", *words)
    assert done.exit_code == 0, done.output
    assert "2 kelulusan diekspor." in done.stderr
    enter(client, world.people["Chief"])
    query = f"dari=2026-01-11&sampai=2026-04-30&unit={world.units['health'].id}"
    assert target.read_bytes() == client.get(f"/admin/kelulusan/ekspor.csv?{query}", 200).data
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.glob(".kelulusan*")) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), 4),
        (("--course", "etika"), 2),
        (("--status", "pppk"), 1),
        (("--unit", "PKM-01"), 2),
        (("--unit", "PKM-01", "--unit-now"), 2),
        (("--from", "2027-01-01"), 0),
    ],
)
def test_the_options_filter(elearn: Run, world: World, words: tuple[str, ...], expected: int) -> None:
    done = elearn("completions", "--format", "jsonl", "--output", "-", *words)
    assert done.exit_code == 0, done.output
    assert len([json.loads(line) for line in done.stdout.splitlines()]) == expected


def test_the_operator_s_export_is_written_down(elearn: Run, world: World, session: Session) -> None:
    elearn("completions", "--course", "etika", "--output", "-")
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor_id) == ("completion.export", None)
    assert entry.detail == {"course": "etika", "format": "csv", "count": 2}
    subjects = set(session.scalars(select(AuditSubject.person_id)))
    assert subjects == {world.people["Bela"].id, world.people["Citra"].id}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("completions", "--unit", "TAK-ADA", "--output", "-"), "Tidak ada unit dengan kode TAK-ADA"),
        (("completions", "--from", "2026-02-01", "--to", "2026-01-01", "--output", "-"), "mendahului"),
        (("completions", "--output", "/tak/ada/x.csv"), "tidak dapat ditulis"),
        (("completions", "--format", "pdf", "--output", "-"), "pdf"),
        (("competencies", "--year", "2026", "--output", "-"), "--jp"),
        (("completions",), "--output"),
    ],
)
def test_a_mistake_is_said_plainly(elearn: Run, world: World, words: tuple[str, ...], said: str) -> None:
    done = elearn(*words)
    assert done.exit_code != 0
    assert said in done.output


def earned(world: World, name: str, number: int, on: date, jp: int, level: int = 2) -> str:
    code = f"BUKTI{number:015}"
    credit = Credit(
        person_id=world.people[name].id, completion_id=number, training_type="16", title="Etika",
        certificate_code=code, zone="Asia/Makassar", days=((on, jp),), competencies=(("integritas", level),),
    )  # fmt: skip
    competency.credit(world.session, credit, now=world.asker(name).at)
    world.session.commit()
    return code


def rows(elearn: Run, *words: str) -> list[dict[str, Any]]:
    done = elearn("competencies", "--output", "-", *words)
    assert done.exit_code == 0, done.output
    return read_csv(done.stdout_bytes)


def test_competencies_with_their_evidence(elearn: Run, world: World, session: Session) -> None:
    code = earned(world, "Ana", 1, date(2026, 2, 1), 200, level=2)
    earned(world, "Ana", 2, date(2026, 3, 1), 200, level=1)
    gone = earned(world, "Dion", 3, date(2026, 3, 1), 200)
    competency.revoke(session, evidence_ref=gone, actor_id=None, reason="keliru", now=world.asker("Ana").at)
    session.commit()
    assert rows(elearn) == [
        {
            "NIP": world.people["Ana"].nip,
            "Nama": "Ana, S.Kep.",
            "Status pegawai": "PNS",
            "Unit kerja": "Puskesmas Oesapa",
            "Perangkat daerah": "Dinas Kesehatan",
            "Kode kompetensi": "integritas",
            "Kompetensi": "Integritas",
            "Level": "2",
            "Tanggal": "01-06-2026",
            "Bukti": f"http://127.0.0.1:8000/sertifikat/{code}",
        }
    ]
    assert rows(elearn, "--unit", "DPU") == rows(elearn, "--status", "pppk") == []


def test_evidence_from_outside_claims_no_public_page(elearn: Run, world: World, session: Session) -> None:
    where = {"scope": "nasional", "zone": "Asia/Makassar", "rule_version": "", "evidence_kind": "pengajuan"}
    outside = Posting(
        world.people["Ana"].id,
        "pengajuan:1",
        training_type="3",
        title="Uji Kompetensi",
        days=((date(2026, 2, 1), 800),),
        evidence_ref="7TQ2XWPK3MZA",
        competencies=(("integritas", 3),),
        **where,
    )
    competency.post(session, outside, actor_id=None, now=world.asker("Ana").at)
    session.commit()
    assert [row["Bukti"] for row in rows(elearn)] == ["pengajuan 7TQ2XWPK3MZA"]


def test_jp_a_year_recognised_and_recorded(elearn: Run, world: World, session: Session) -> None:
    earned(world, "Ana", 1, date(2026, 2, 1), 450)
    earned(world, "Ana", 2, date(2025, 2, 1), 250)
    earned(world, "Dion", 3, date(2026, 2, 1), 100)
    found = [(row["Nama"], row["Tahun"], row["JP diakui"], row["JP tercatat"]) for row in rows(elearn, "--jp")]
    assert found == [
        ("Ana, S.Kep.", "2025", "2.5", "2.5"),
        ("Ana, S.Kep.", "2026", "3", "4.5"),
        ("Dion", "2026", "1", "1"),
    ]


def test_jp_of_a_year_names_those_who_have_none(elearn: Run, world: World, session: Session) -> None:
    earned(world, "Ana", 1, date(2026, 2, 1), 200)
    found = {row["Nama"]: row["JP diakui"] for row in rows(elearn, "--jp", "--year", "2026", "--unit", "DINKES")}
    assert found == {"Ana, S.Kep.": "2", "Bela": "0", "Citra": "0", "Local": "0"}
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.detail["people"] == 4
    assert len(session.scalars(select(AuditSubject.person_id)).all()) == 4


def test_competencies_of_a_merged_account_are_those_of_the_living_one(elearn: Run, world: World) -> None:
    earned(world, "Dion", 1, date(2026, 2, 1), 200, level=3)
    earned(world, "Ana", 2, date(2026, 2, 1), 200, level=2)
    world.people["Dion"].merged_into_id = world.people["Ana"].id
    world.session.commit()
    assert [(row["Nama"], row["Level"]) for row in rows(elearn)] == [("Ana, S.Kep.", "3")]
    assert [row["JP diakui"] for row in rows(elearn, "--jp")] == ["3"], "one day's cap holds for one person"


def test_every_command_shows_examples(elearn: Run) -> None:
    for command in ("completions", "competencies"):
        assert "Contoh:" in elearn(command, "--help").output
