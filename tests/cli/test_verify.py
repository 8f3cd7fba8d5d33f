"""``elearn verify`` says line by line what holds, and ends with a number for scripts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from elearn.core.signing import KeyRing
from elearn.credentials.openbadge import art
from elearn.credentials.openbadge.carrying import bake_png, bake_svg
from elearn.credentials.openbadge.did import did_document, issuer_did
from elearn.credentials.openbadge.proof import signed
from elearn.credentials.openbadge.status import status_list
from tests.cli.conftest import Run
from tests.credentials.examples import PUBLIC_URL, payload
from tests.credentials.openbadge.examples import issued

OTHER = "https://badge.provinsi-lain.go.id"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


@pytest.fixture
def others(tmp_path: Path, now: datetime) -> KeyRing:
    made = KeyRing(tmp_path / "lain")
    made.rotate(now=now)
    return made


def credential(keys: KeyRing, now: datetime, public_url: str) -> str:
    return json.dumps(issued(keys, public_url=public_url, now=now, validity_months=None))


def test_one_of_another_site_needs_its_documents(elearn: Run, others: KeyRing, now: datetime, tmp_path: Path) -> None:
    text, picture = credential(others, now, OTHER), art.svg(payload())
    (tmp_path / "k.json").write_text(text)
    (tmp_path / "k.png").write_bytes(bake_png(art.png(picture), text))
    (tmp_path / "k.svg").write_text(bake_svg(picture, text))
    did = issuer_did(OTHER, others.all()[0].id)
    (tmp_path / "did.json").write_text(json.dumps(did_document(did, [others.all()[0].id])))
    for places, name in (((), "baik"), ((77,), "dicabut")):
        listed = signed(status_list(OTHER, 1, did, places, now=now), others, did, now=now)
        (tmp_path / f"{name}.json").write_text(json.dumps(listed))

    alone = elearn("verify", str(tmp_path / "k.json"))
    assert alone.returncode == 3, alone.stdout + alone.stderr
    assert "✓ Bentuk" in alone.stdout
    assert "? Tanda tangan" in alone.stdout
    documents = ("--did", str(tmp_path / "did.json"))
    assert elearn("verify", str(tmp_path / "k.json"), *documents).returncode == 3  # its list is still missing
    for name in ("k.json", "k.png", "k.svg"):
        whole = elearn("verify", str(tmp_path / name), *documents, "--status", str(tmp_path / "baik.json"))
        assert whole.returncode == 0, whole.stdout
        assert "Nama: Maria Goreti Bria" in whole.stdout
    revoked = elearn("verify", str(tmp_path / "k.json"), *documents, "--status", str(tmp_path / "dicabut.json"))
    assert revoked.returncode == 1
    assert "✗ Status" in revoked.stdout


def test_what_is_wrong_ends_with_one(elearn: Run, others: KeyRing, now: datetime, tmp_path: Path) -> None:
    changed = json.loads(credential(others, now, "http://127.0.0.1:9")) | {"name": "Lain"}
    (tmp_path / "k.json").write_text(json.dumps(changed))
    done = elearn("verify", str(tmp_path / "k.json"))
    assert done.returncode == 1
    assert "✗ Tanda tangan" in done.stdout
    assert "Maria" not in done.stdout
    (tmp_path / "k.gif").write_bytes(b"GIF89a")
    assert elearn("verify", str(tmp_path / "k.gif")).returncode == 3  # a photo of a sheet is no fault of the sheet
    assert elearn("verify", str(tmp_path / "tidak-ada")).returncode == 2
    broken = elearn("verify", str(tmp_path / "k.json"), "--did", str(tmp_path / "k.gif"))
    assert broken.returncode == 1
    assert "Traceback" not in broken.stderr


def test_our_own_is_known_by_its_key_also_without_the_records(
    elearn: Run, environment: dict[str, str], now: datetime, tmp_path: Path
) -> None:
    ours = KeyRing(Path(environment["ELEARN_DATA"]) / "kunci")
    ours.rotate(now=now)
    (tmp_path / "k.json").write_text(credential(ours, now, PUBLIC_URL))
    done = elearn("verify", str(tmp_path / "k.json"), ELEARN_PUBLIC_URL=PUBLIC_URL)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "✓ Penerbit" in done.stdout
    assert "? Status: Basis data" in done.stdout
    elearn("db", "upgrade")
    assert "? Status: Sertifikat ini tidak ada di catatan" in elearn("verify", str(tmp_path / "k.json")).stdout
