"""``elearn people``: the first admin, one-time codes, lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.cli.people import people
from elearn.people.models import PeopleImport, Person, Posting, RoleGrant, Unit
from elearn.people.service import Passwords
from elearn.settings import Settings
from tests import factories

Run = Callable[..., Result]
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}")


@pytest.fixture
def run(settings: Settings, engine: Engine) -> Run:
    """Run ``elearn people …`` in the installation of this test."""
    environment = {
        "ELEARN_DATA": str(settings.data),
        "ELEARN_CONTENT": str(settings.content),
        "ELEARN_DATABASE_URL": settings.database_url,
        "ELEARN_SECRET_KEY": settings.secret_key,
    }
    return lambda *words: CliRunner().invoke(people, words, env=environment)


def only(session: Session) -> Person:
    session.expire_all()
    person = session.scalars(select(Person)).one()
    return person


def test_the_first_admin_gets_a_code_that_works(run: Run, session: Session) -> None:
    words = ("--nip", "19900315 201503 2 001", "--name", "Maria O'Brien", "--unit", "DINKES")
    done = run("add", *words, "--unit-name", "Dinas Kesehatan", "--admin", "--trainer")
    assert done.exit_code == 0, done.output
    codes = CODE.findall(done.output)
    person = only(session)
    assert len(codes) == 1
    assert Passwords().verify(codes[0], person.password_hash) == (True, None)
    assert (person.nip, person.must_change_password) == ("199003152015032001", True)
    assert person.one_time_until is not None
    posting = session.scalars(select(Posting)).one()
    assert (session.get_one(Unit, posting.unit_id).code, posting.status) == ("DINKES", "pns")
    grants = session.execute(select(RoleGrant.role, RoleGrant.unit_id, RoleGrant.course).order_by(RoleGrant.role)).all()
    assert [tuple(grant) for grant in grants] == [("admin", None, None), ("trainer", None, None)]


def test_an_admin_without_a_number_signs_in_by_email(run: Run, session: Session) -> None:
    assert run("add", "--admin", "--name", "Maria", "--email", "Maria@Contoh.go.id").exit_code == 0
    person = only(session)
    assert (person.nip, person.email) == (None, "maria@contoh.go.id")


def test_somebody_who_is_there_gets_the_role_and_keeps_her_password(run: Run, session: Session) -> None:
    person = factories.person(session, email="maria@contoh.go.id")
    session.commit()
    done = run("add", "--name", "Maria", "--nip", person.nip or "", "--admin")
    assert (done.exit_code, CODE.findall(done.output)) == (0, [])
    assert session.scalars(select(RoleGrant.role)).all() == ["admin"]
    assert only(session).password_hash == factories.password_hash()
    session.commit()
    again = run("add", "--name", "Maria", "--nip", person.nip or "")
    assert (again.exit_code, "sudah terdaftar" in again.output) == (1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--name", "Maria"), "surel"),
        (("--name", "Maria", "--nip", "1.99E+17"), "program lembar kerja"),
        (("--name", "Maria", "--email", "m@contoh.id", "--unit", "DINKE"), "Mungkin maksudnya DINKES"),
        (("--name", "Maria", "--email", "m@contoh.id", "--unit", "BARU"), "--unit-name"),
        (("--name", "Maria", "--email", "m@contoh.id", "--unit-name", "Baru"), "--unit KODE"),
    ],
)
def test_refusals_say_the_remedy_and_keep_nothing(
    run: Run, session: Session, words: tuple[str, ...], said: str
) -> None:
    factories.unit(session, "Dinas Kesehatan", code="DINKES")
    session.commit()
    done = run("add", *words)
    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert session.scalar(select(func.count(Person.id))) == 0


def test_a_new_code_ends_the_sessions(run: Run, session: Session) -> None:
    person = factories.person(session, email="maria@contoh.go.id")
    session.commit()
    done = run("reset-password", "MARIA@contoh.go.id")
    codes = CODE.findall(done.output)
    person = only(session)
    assert (done.exit_code, len(codes), person.session_epoch) == (0, 1, 1)
    assert Passwords().verify(codes[0], person.password_hash)[0]
    person.active = False
    session.commit()
    for whom, said in (("maria@contoh.go.id", "nonaktif"), ("199003152015032999", "Tidak ada akun")):
        refused = run("reset-password", whom)
        assert (refused.exit_code, said in refused.output) == (1, True)


@pytest.fixture
def roster(session: Session, tmp_path: Path) -> Path:
    factories.unit(session, "Dinas Kesehatan", code="DINKES")
    session.commit()
    path = tmp_path / "pegawai.csv"
    lines = ["nip;nama;kode unit;catatan", "198812012023211007;Yosef;DINKES;", "1,99E+17;Yanti;DINKES;"]
    path.write_bytes("\r\n".join([*lines, "198812012023211009;Yudi;DINKES;x"]).encode("cp1252"))
    return path


def counted(session: Session) -> int:
    number = session.scalar(select(func.count(Person.id))) or 0
    session.commit()
    return number


def test_good_rows_are_kept_and_bad_ones_listed(run: Run, session: Session, roster: Path) -> None:
    done = run("import", str(roster))
    assert (done.exit_code, counted(session)) == (1, 2)
    assert "Baris 3: NIP tertulis sebagai 1,99E+17." in done.output
    assert "Teks" in done.output
    assert "Kolom yang tidak dipakai: “catatan”." in done.output
    assert "2 ditambahkan, 0 diperbarui, 0 tetap, 1 ditolak." in done.output
    again = run("import", str(roster))
    assert "0 ditambahkan, 0 diperbarui, 2 tetap, 1 ditolak." in again.output


@pytest.mark.parametrize("option", ["--dry-run", "--semua-atau-tidak"])
def test_nothing_is_kept_when_asked(run: Run, session: Session, roster: Path, option: str) -> None:
    done = run("import", str(roster), option)
    assert (done.exit_code, counted(session)) == (1, 0)
    assert "Tidak ada yang disimpan. Bila disimpan: 2 ditambahkan" in done.output


def test_all_or_nothing_keeps_a_faultless_list(run: Run, session: Session, roster: Path) -> None:
    roster.write_text("nip;nama;kode unit\n198812012023211007;Yosef;DINKES\n")
    done = run("import", str(roster), "--semua-atau-tidak")
    assert (done.exit_code, counted(session)) == (0, 1)


def test_a_file_that_is_no_table_is_refused(run: Run, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "pegawai.xlsx"
    path.write_bytes(b"PK\x03\x04")
    done = run("import", str(path))
    assert (done.exit_code, "rusak" in done.output) == (1, True)


def test_a_database_that_is_not_ready_is_said(settings: Settings, tmp_path: Path) -> None:
    environment = {"ELEARN_DATA": str(tmp_path / "baru"), "ELEARN_CONTENT": str(settings.content)}
    done = CliRunner().invoke(people, ["reset-password", "x"], env=environment)
    assert (done.exit_code, "elearn db upgrade" in done.output) == (1, True)


def test_looking_writes_the_refused_rows_in_the_layout_of_the_list(run: Run, session: Session, roster: Path) -> None:
    refused = roster.with_name("perbaiki.csv")
    done = run("import", str(roster), "--coba", "--ditolak", str(refused))
    assert (done.exit_code, counted(session)) == (1, 0)
    lines = refused.read_text("utf-8-sig").splitlines()
    assert lines[0] == "nip,nama,kode unit,catatan,Baris semula,Alasan ditolak"
    assert lines[1].startswith('"1,99E+17",Yanti,DINKES,,3,')
    assert len(lines) == 2
    assert run("import", str(roster), "--ditolak", "perbaiki.ods").exit_code == 2


def test_units_that_nobody_has_are_made_below_the_one_named(run: Run, session: Session, roster: Path) -> None:
    roster.write_text("nip;nama;unit\n198812012023211007;Yosef;Bidang Gizi\n")
    assert "tidak dikenal" in run("import", str(roster)).output
    assert run("import", str(roster), "--buat-unit", "--induk", "DINKE").exit_code == 1
    done = run("import", str(roster), "--buat-unit", "--induk", "DINKES")
    assert (done.exit_code, counted(session)) == (0, 1), done.output
    made = session.scalars(select(Unit).where(Unit.code == "BIDANG-GIZI")).one()
    assert session.get_one(Unit, made.parent_id).code == "DINKES"
    assert session.scalars(select(Posting.unit_id)).all() == [made.id]
    listed = session.scalars(select(PeopleImport)).one()
    assert (listed.uploaded_by, listed.name) == (None, "pegawai.csv")
    assert listed.applied_at is not None


def test_retention_counts_first_and_deletes_with_a_reason(run: Run, session: Session, settings: Settings) -> None:
    left = factories.person(session, "Ana Lama", email="ana@contoh.go.id", active=False)
    factories.posting(session, left, factories.unit(session), valid_from=date(2000, 1, 1), valid_to=date(2001, 1, 1))
    session.commit()
    assert "1 orang boleh dihapus datanya; tidak ada yang diubah." in run("retention").output
    assert run("retention", "--jalankan").exit_code == 1
    assert only(session).email == "ana@contoh.go.id"
    session.commit()
    done = run("retention", "--jalankan", "--alasan", "Keputusan 12/2026")
    assert "1 orang dihapus datanya." in done.output
    assert (only(session).email, only(session).name) == (None, "Ana Lama")
    session.commit()
    assert "0 orang boleh" in run("retention", "--coba").output
