"""Two-step sign-in: the codes, and every page of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pyotp
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.core.sealing import Sealer
from elearn.people import service
from elearn.people.models import Person, RecoveryCode, SecondFactor
from elearn.people.rules.second_factor import is_recovery_code, matching_step, spelled, step_at
from elearn.people.service import Refused
from tests import factories
from tests.people.conftest import Clock
from tests.support.copies import own_copy
from tests.support.pages import PageClient

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
CODES = re.compile(r"<code>((?:[0-9A-Z]{4}-){2}[0-9A-Z]{4})</code>")


@pytest.fixture
def maria(session: Session) -> Person:
    person = factories.person(session, email="maria@contoh.go.id")
    factories.posting(session, person, factories.unit(session))
    session.commit()
    return person


def sealer(app: Flask) -> Sealer:
    return Sealer(app.config["SECRET_KEY"])


def secret_of(app: Flask, session: Session, person: Person) -> str:
    held = session.scalars(select(SecondFactor).where(SecondFactor.person_id == person.id)).one()
    session.commit()
    return sealer(app).open(held.sealed_secret, f"second-factor:{person.id}")


def code_at(secret: str, moment: datetime) -> str:
    return pyotp.TOTP(secret).at(moment)


def set_up(client: PageClient, session: Session, person: Person, clock: Clock) -> tuple[str, list[str]]:
    """Set it up through the pages; returns the secret and the recovery codes."""
    begun = client.post_form("/akun/dua-langkah/mulai", page="/akun/dua-langkah")
    assert begun.location == "/akun/dua-langkah/pasang"
    secret = secret_of(client.app, session, person)
    assert spelled(secret) in client.get("/akun/dua-langkah/pasang", 200).get_data(as_text=True)
    done = client.post_form("/akun/dua-langkah/pasang", {"code": code_at(secret, clock())})
    assert (done.status_code, done.headers["Cache-Control"]) == (200, "no-store")
    clock.forward(seconds=30)
    return secret, CODES.findall(done.get_data(as_text=True))


def first_step(client: PageClient, person: Person, target: str = "") -> str:
    fields = {"identifier": person.nip, "password": factories.PASSWORD}
    address = "/masuk" + (f"?lanjut={target}" if target else "")
    return client.post_form(address, fields, page="/masuk").location


def second_step(client: PageClient, code: str, target: str = "") -> int:
    return client.post_form("/masuk/kode" + target, {"code": code}, page="/masuk/kode").status_code


def signed_in(client: PageClient) -> bool:
    return client.plain.get("/akun").status_code == 200


def actions(session: Session) -> list[str]:
    found = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    session.commit()
    return found


# RFC 6238, appendix B (SHA-1), the last six of its eight digits.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert matching_step(RFC_SECRET, code, now=moment, after=-1) == seconds // 30
    assert matching_step(RFC_SECRET, f" {code[:3]} {code[3:]}", now=moment, after=-1) == seconds // 30
    assert matching_step(RFC_SECRET, code, now=moment, after=seconds // 30) is None


@given(st.integers(0, 2**33), st.integers(-5, 5))
def test_a_code_holds_for_its_step_and_one_more_on_each_side(seconds: int, drift: int) -> None:
    moment = datetime.fromtimestamp(seconds + 300, UTC)
    step = step_at(moment) + drift
    found = matching_step(RFC_SECRET, pyotp.HOTP(RFC_SECRET).at(step), now=moment, after=step - 1)
    assert found == (step if abs(drift) <= 1 else None)


@given(st.text("0123456789 -aé٣", max_size=12))
def test_no_text_is_a_code_by_accident(typed: str) -> None:
    moment = datetime.fromtimestamp(59, UTC)
    codes = {pyotp.HOTP(RFC_SECRET).at(step) for step in (0, 1, 2)}
    digits = "".join(symbol for symbol in typed if symbol in "0123456789")
    assert (matching_step(RFC_SECRET, typed, now=moment, after=-1) is not None) == (digits in codes)


def test_signing_in_takes_two_steps(client: PageClient, maria: Person, session: Session, clock: Clock) -> None:
    client.sign_in(maria)
    secret, codes = set_up(client, session, maria, clock)
    assert len(set(codes)) == 10
    assert all(is_recovery_code(code) for code in codes)
    assert "Aktif sejak" in client.get("/akun", 200).get_data(as_text=True)
    client.sign_out()
    assert first_step(client, maria, "/riwayat") == "/masuk/kode?lanjut=/riwayat"
    assert not signed_in(client)
    assert second_step(client, "000000") == 422
    assert not signed_in(client)
    done = client.post_form("/masuk/kode?lanjut=/riwayat", {"code": code_at(secret, clock())}, page="/masuk/kode")
    assert (done.status_code, done.location) == (303, "/riwayat")
    assert signed_in(client)
    assert actions(session) == ["totp.enable"]


def test_a_code_is_worth_nothing_twice(client: PageClient, maria: Person, session: Session, clock: Clock) -> None:
    client.sign_in(maria)
    secret, _ = set_up(client, session, maria, clock)
    other, code = PageClient(client.app), code_at(secret, clock())
    first_step(other, maria)
    assert second_step(other, code) == 303
    first_step(third := PageClient(client.app), maria)
    assert second_step(third, code) == 422
    clock.forward(seconds=30)
    assert second_step(third, code_at(secret, clock())) == 303


def test_a_recovery_code_stands_in_once(client: PageClient, maria: Person, session: Session, clock: Clock) -> None:
    client.sign_in(maria)
    _, codes = set_up(client, session, maria, clock)
    for expected in (303, 422):
        client.sign_out() if signed_in(client) else None
        first_step(client, maria)
        assert second_step(client, codes[0].lower().replace("-", " ")) == expected
        if expected == 303:
            assert "sisa 9" in client.get("/beranda", 200).get_data(as_text=True)
    assert second_step(client, codes[1]) == 303
    assert actions(session) == ["totp.enable", "totp.recovery", "totp.recovery"]


def test_nothing_that_opens_an_account_is_readable_in_the_database(
    app: Flask, client: PageClient, maria: Person, session: Session, clock: Clock
) -> None:
    client.sign_in(maria)
    secret, codes = set_up(client, session, maria, clock)
    held = session.scalars(select(SecondFactor)).one()
    marks = session.scalars(select(RecoveryCode.code_mark)).all()
    session.commit()
    assert secret not in held.sealed_secret
    assert not {code.replace("-", "") for code in codes} & set(marks)
    document = str(own_copy(app, client, clock()))
    assert "sealed_secret" not in document
    assert "code_mark" not in document


def test_codes_cannot_be_guessed(client: PageClient, maria: Person, session: Session, clock: Clock) -> None:
    client.sign_in(maria)
    secret, _ = set_up(client, session, maria, clock)
    client.sign_out()
    first_step(client, maria)
    assert [second_step(client, "000000") for _ in range(6)] == [422] * 5 + [429]
    first_step(client, maria)  # the right password does not forgive wrong codes
    assert second_step(client, code_at(secret, clock())) == 429
    clock.forward(minutes=2)
    assert second_step(client, code_at(secret, clock())) == 303


def test_the_second_step_waits_ten_minutes(client: PageClient, maria: Person, session: Session, clock: Clock) -> None:
    client.sign_in(maria)
    secret, _ = set_up(client, session, maria, clock)
    client.sign_out()
    first_step(client, maria)
    clock.forward(minutes=10, seconds=1)
    assert client.plain.get("/masuk/kode?lanjut=/riwayat").location == "/masuk?lanjut=/riwayat"
    sent = client.plain.post(
        "/masuk/kode", data={"code": code_at(secret, clock()), "csrf_token": client.token("/masuk")}
    )
    assert sent.location == "/masuk"
    assert not signed_in(client)


def test_without_the_password_there_is_no_second_step(client: PageClient) -> None:
    assert client.plain.get("/masuk/kode").location == "/masuk"


def test_an_account_that_changed_meanwhile_stays_shut(
    client: PageClient, maria: Person, session: Session, clock: Clock
) -> None:
    client.sign_in(maria)
    secret, _ = set_up(client, session, maria, clock)
    client.sign_out()
    first_step(client, maria)
    session.refresh(maria)
    maria.session_epoch += 1
    session.commit()
    assert second_step(client, code_at(secret, clock())) == 422
    assert not signed_in(client)


def test_setting_up_needs_a_right_first_code(client: PageClient, maria: Person, session: Session, clock: Clock) -> None:
    client.sign_in(maria)
    assert client.plain.get("/akun/dua-langkah/pasang").location == "/akun/dua-langkah"
    client.post_form("/akun/dua-langkah/mulai")
    before = secret_of(client.app, session, maria)
    assert client.post_form("/akun/dua-langkah/pasang", {"code": "123"}).status_code == 422
    client.sign_out()
    assert first_step(client, maria) == "/beranda"  # not confirmed, so not asked for
    client.post_form("/akun/dua-langkah/mulai")
    assert secret_of(client.app, session, maria) != before
    set_up(client, session, maria, clock)
    assert client.post_form("/akun/dua-langkah/mulai", page="/akun").status_code == 409


def test_turning_off_asks_for_password_and_code(
    client: PageClient, maria: Person, session: Session, clock: Clock
) -> None:
    client.sign_in(maria)
    secret, codes = set_up(client, session, maria, clock)
    url, right = "/akun/dua-langkah/matikan", {"current": factories.PASSWORD, "code": code_at(secret, clock())}
    assert client.post_form(url, right | {"current": "salah sekali"}).status_code == 422
    assert client.post_form(url, right | {"code": "000000"}).status_code == 422
    assert client.post_form(url, right).location == "/akun"
    assert session.scalars(select(RecoveryCode)).all() == []
    assert actions(session) == ["totp.enable", "totp.disable"]
    client.sign_out()
    assert first_step(client, maria) == "/beranda"
    assert codes


def test_new_recovery_codes_replace_the_former(
    client: PageClient, maria: Person, session: Session, clock: Clock
) -> None:
    client.sign_in(maria)
    _, old = set_up(client, session, maria, clock)
    proof = {"current": factories.PASSWORD, "code": old[0]}
    done = client.post_form("/akun/dua-langkah/kode-baru", proof)
    new = CODES.findall(done.get_data(as_text=True))
    assert (done.status_code, len(new), set(old) & set(new)) == (200, 10, set())
    client.sign_out()
    first_step(client, maria)
    assert [second_step(client, code) for code in (old[1], new[1])] == [422, 303]


@pytest.mark.parametrize(("mode", "forced"), [("pilihan", False), ("admin", True), ("semua", True)])
def test_the_settings_may_demand_it_of_admins_first_of_all(
    app: Flask, client: PageClient, maria: Person, session: Session, clock: Clock, mode: str, forced: bool
) -> None:
    app.extensions["elearn.settings"] = replace(app.extensions["elearn.settings"], totp=mode)
    factories.grant(session, maria, "admin")
    session.commit()
    client.sign_in(maria)
    assert (client.plain.get("/beranda").location == "/akun/dua-langkah") is forced
    assert (client.plain.get("/admin").location == "/akun/dua-langkah") is forced
    assert ("mewajibkan" in client.get("/akun/dua-langkah", 200).get_data(as_text=True)) is forced
    secret, _ = set_up(client, session, maria, clock)
    assert client.get("/beranda").status_code == 200
    proof = {"current": factories.PASSWORD, "code": code_at(secret, clock())}
    refused = client.post_form("/akun/dua-langkah/matikan", proof, page="/akun")
    assert refused.status_code == (409 if forced else 303)


def test_a_learner_is_left_alone_when_only_admins_must(app: Flask, client: PageClient, maria: Person) -> None:
    app.extensions["elearn.settings"] = replace(app.extensions["elearn.settings"], totp="admin")
    client.sign_in(maria)
    assert client.get("/akun").status_code == 200


def test_two_uses_of_one_code_at_once_are_one(
    app: Flask, client: PageClient, maria: Person, session: Session, clock: Clock
) -> None:
    """Whoever reads the old step and writes second is refused by the database."""
    client.sign_in(maria)
    secret, _ = set_up(client, session, maria, clock)
    code, moment = code_at(secret, clock()), clock()
    held = session.get_one(SecondFactor, maria.id)
    before = held.last_step
    service.check_second(session, maria.id, code, sealer(app), now=moment)
    session.flush()
    held.__dict__["last_step"] = before  # as another process still has it in memory
    with pytest.raises(Refused):
        service.check_second(session, maria.id, code, sealer(app), now=moment)
    session.rollback()
