"""``elearn signing``: installing and showing the institution's key."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from elearn.cli.main import main

NEW = ("new-certificate", "--nama", "BKPSDM Kota Contoh", "--instansi", "Pemerintah Kota Contoh")


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEARN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ELEARN_SIGN", "sendiri")


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["signing", *words], input=typed)


def test_a_key_is_made_shown_and_not_replaced_by_mistake(tmp_path: Path) -> None:
    assert "elearn signing import" in run("show").output
    made = run(*NEW)
    assert made.exit_code == 0, made.output
    assert "Penanda tangan: BKPSDM Kota Contoh, Pemerintah Kota Contoh" in made.output
    assert "ditandatangani sendiri" in made.output
    shown = run("show")
    assert shown.exit_code == 0
    assert made.output.splitlines()[3] in shown.output
    again = run(*NEW)
    assert again.exit_code == 1
    assert "--ganti" in again.output
    assert run(*NEW, "--ganti").exit_code == 0
    assert len(list((tmp_path / "data" / "tanda-tangan").iterdir())) == 2


def test_a_file_from_an_issuer_is_installed_under_the_site_s_own_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELEARN_SIGN_PASSPHRASE", "kata sandi berkas")
    assert run(*NEW).exit_code == 0
    (made,) = (tmp_path / "data" / "tanda-tangan").iterdir()
    file = made.rename(tmp_path / "dari-penerbit.p12")
    monkeypatch.setenv("ELEARN_SIGN_PASSPHRASE", "milik situs")
    wrong = run("import", str(file), typed="salah\n")
    assert wrong.exit_code == 1
    assert "kata sandinya salah" in wrong.output
    assert run("import", str(file), typed="kata sandi berkas\n").exit_code == 0
    assert run("show").exit_code == 0
    monkeypatch.setenv("ELEARN_SIGN_PASSPHRASE", "lain")
    assert "ELEARN_SIGN_PASSPHRASE" in run("show").output


def test_nothing_is_released_while_certificates_are_signed_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEARN_SIGN", "bsre")
    refused = run("release")
    assert refused.exit_code == 1
    assert "masih bsre" in refused.output
    assert "ELEARN_SIGN=bsre" in run("show").output
