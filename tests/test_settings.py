"""Settings are refused all at once, each with what to write."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from elearn.core.errors import SettingsError
from elearn.settings import Settings


def test_without_any_value_the_installation_is_local_and_complete(tmp_path: Path) -> None:
    settings = Settings.from_mapping({"ELEARN_DATA": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/elearn.db"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.loopback_only
    assert not settings.secure


def test_every_problem_is_told_at_once() -> None:
    wrong = {
        "ELEARN_PORT": "delapan",
        "ELEARN_TIMEZONE": "WITA",
        "ELEARN_ACCENT": "#ffee00",
        "ELEARN_PUBLIC_URL": "belajar.go.id",
        "ELEARN_DATABASE_URL": "mysql://x",
        "ELEARN_SECRET_KEY": "pendek",
        "ELEARN_WORKER": "yes",
        "ELEARN_PROT": "8000",
    }
    with pytest.raises(SettingsError) as caught:
        Settings.from_mapping(wrong)
    assert len(caught.value.problems) == len(wrong)
    for name in wrong:
        assert name in caught.value.message


@pytest.mark.parametrize(
    ("host", "url", "local"),
    [
        ("127.0.0.1", "http://localhost:8000", True),
        ("0.0.0.0", "http://127.0.0.1:8000", False),
        ("127.0.0.1", "https://belajar.kota-contoh.go.id", False),
    ],
)
def test_loopback_needs_both_the_bind_address_and_the_public_one(host: str, url: str, local: bool) -> None:
    assert Settings.from_mapping({"ELEARN_HOST": host, "ELEARN_PUBLIC_URL": url}).loopback_only is local


def test_the_secret_is_generated_once_for_the_owner_only(tmp_path: Path) -> None:
    settings = Settings.from_mapping({"ELEARN_DATA": str(tmp_path / "data")})
    first = settings.signing_secret()
    assert len(first) >= 48
    assert settings.signing_secret() == first
    assert stat.S_IMODE((tmp_path / "data/secret").stat().st_mode) == 0o600


def test_of_several_first_starts_at_once_all_use_the_same_secret(tmp_path: Path) -> None:
    chosen = Settings.from_mapping({"ELEARN_DATA": str(tmp_path)})
    together = Barrier(8)

    def start(_number: int) -> str:
        together.wait(timeout=10)
        return chosen.signing_secret()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(start, range(8)))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_secret_out_of_reach_or_cut_short_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "secret").write_text("")
    for data in (tmp_path / "file", tmp_path):
        with pytest.raises(SettingsError, match="ELEARN_DATA"):
            Settings.from_mapping({"ELEARN_DATA": str(data)}).signing_secret()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ELEARN_PUBLIC_URL", "http://["),
        ("ELEARN_PUBLIC_URL", "https://belajar.go.id:abc"),
        ("ELEARN_PUBLIC_URL", "https://belajar.go.id?x=1"),
        ("ELEARN_PUBLIC_URL", "https://saya@belajar.go.id"),
        ("ELEARN_DATABASE_URL", "postgresql://pengguna:sandi@host:xx/basisdata"),
        ("ELEARN_PUBLIC_URL", "https://:8000"),
    ],
)
def test_an_address_is_refused_with_what_to_write(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}: tulis "):
        Settings.from_mapping({name: value})


@given(st.text())
def test_no_port_is_ever_accepted_that_is_not_one(value: str) -> None:
    try:
        settings = Settings.from_mapping({"ELEARN_PORT": value})
    except SettingsError:
        return
    assert 1 <= settings.port <= 65535


def test_config_reads_only_our_own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ELEARN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ELEARN_SITE_NAME", "Belajar Kupang")
    assert config.load().site_name == "Belajar Kupang"
