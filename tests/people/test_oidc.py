"""The operator's file of a sign-in service, and for how long what that publishes is believed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from elearn.core.errors import SettingsError
from elearn.people import oidc
from elearn.people.rules.identity import Down
from tests.support.provider import SECRET, FakeProvider, running


@pytest.fixture
def provider(now: datetime) -> Iterator[FakeProvider]:
    with running(int(now.timestamp())) as fake:
        yield fake


def test_an_hour_later_the_provider_is_asked_again(
    provider: FakeProvider, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = oidc.connect(provider.file(tmp_path))
    assert found is not None
    moment = 1000.0
    monkeypatch.setattr("elearn.people.oidc.time.monotonic", lambda: moment)
    found.begin("http://x/", "", again=False, now=now)
    moment += timedelta(minutes=61).total_seconds()
    provider.down = True
    with pytest.raises(Down):
        found.begin("http://x/", "", again=False, now=now)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"penerbit": "http://sso.contoh.go.id"}, "penerbit di"),
        ({"berisi": "nama"}, "nip atau surel"),
        ({"cakupan": "profile"}, "memuat openid"),
        ({"rahasia": ""}, "isi rahasia"),
        ({"klien_id": "x"}, "klien_id di"),
    ],
)
def test_a_file_that_is_wrong_stops_the_start_without_telling_a_secret(
    provider: FakeProvider, tmp_path: Path, values: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        oidc.connect(provider.file(tmp_path, **values))
    assert said in caught.value.message
    assert SECRET not in caught.value.message
