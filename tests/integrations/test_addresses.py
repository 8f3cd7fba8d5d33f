"""Which addresses are called on an admin's word: what leads into the institution's network is not."""

from __future__ import annotations

import contextlib
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.core.errors import Invalid, SettingsError
from elearn.integrations.rules.addresses import INSIDE, NO_TLS, WHOLE, Allowed, check_url, is_public
from elearn.settings import Settings

NOTHING = Allowed()


@pytest.mark.parametrize(
    "url",
    [
        "https://simpeg.kota-contoh.go.id/webhook?kunci=a%20b",
        "https://simpeg.kota-contoh.go.id:8443/",
        "https://8.8.8.8/x",
        "https://[2606:4700::1111]/x",
    ],
)
def test_public_addresses_over_tls_are_taken_as_they_are(url: str) -> None:
    assert check_url(f"  {url} ", NOTHING) == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", WHOLE),
        ("simpeg.go.id", WHOLE),
        ("https://", WHOLE),
        ("https:///x", WHOLE),
        ("ftp://contoh.go.id/", WHOLE),
        ("file:///etc/passwd", WHOLE),
        ("https://nama:sandi@contoh.go.id/", WHOLE),
        ("https://contoh.go.id/#x", WHOLE),
        ("https://contoh.go.id:99999/", WHOLE),
        ("https://contoh.go.id:0/", WHOLE),
        ("https://contoh.go.id/a b", WHOLE),
        ("https://contoh.go.id/a\r\nHost: x", WHOLE),
        ("https://conтoh.go.id/", WHOLE),
        ("https://contoh.go.id/" + "x" * 500, WHOLE),
        ("https://[::1/", WHOLE),
        ("http://contoh.go.id/", NO_TLS),
        ("http://127.0.0.1/", NO_TLS),
        ("https://127.0.0.1/", INSIDE),
        ("https://10.1.2.3/", INSIDE),
        ("https://169.254.169.254/latest/meta-data", INSIDE),
        ("https://[::1]/", INSIDE),
        ("https://[::ffff:10.0.0.1]/", INSIDE),
        ("https://[64:ff9b::a00:1]/", INSIDE),
        ("https://[2002:a00:1::]/", INSIDE),
        ("https://[fd00::1]/", INSIDE),
        ("https://[fec0::1]/", INSIDE),  # site-local, given up in 2004 and still routed here and there
        ("https://[::10.0.0.5]/", INSIDE),
        ("https://[64:ff9b:1::a00:5]/", INSIDE),
        ("https://0.0.0.0/", INSIDE),
        ("https://224.0.0.1/", INSIDE),
    ],
)
def test_everything_else_is_refused_with_what_to_do(url: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_url(url, NOTHING)
    assert refused.value.fields == {"alamat": why}


def test_the_operator_may_allow_hosts_and_networks() -> None:
    allowed = Allowed.of(["10.20.0.0/16", "SIMPEG.lokal"])
    for url in ("http://10.20.3.4/x", "https://10.20.3.4/x", "http://simpeg.lokal/x", "https://Simpeg.Lokal/x"):
        assert check_url(url, allowed) == url
    for url in ("http://10.21.0.1/", "http://lain.lokal/"):
        with pytest.raises(Invalid):
            check_url(url, allowed)
    assert allowed.reaches("simpeg.lokal", "192.168.1.1")
    assert allowed.reaches("lain.lokal", "10.20.9.9")
    assert not allowed.reaches("lain.lokal", "192.168.1.1")
    assert not allowed.reaches("lain.lokal", "bukan-alamat")
    assert not allowed.reaches("lain.lokal", "fe80::1%eth0")


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_stays_what_it_is_within_ipv6(address: object) -> None:
    mapped = ip_address(f"::ffff:{address}")
    assert is_public(mapped) == is_public(ip_address(str(address)))


@given(st.text(max_size=60))
def test_whatever_is_typed_is_taken_or_refused(text: str) -> None:
    with contextlib.suppress(Invalid):
        assert check_url(f"https://{text}", NOTHING).startswith("https://")


def test_the_setting_takes_hosts_and_networks_and_refuses_the_rest() -> None:
    found = Settings.from_mapping({"ELEARN_WEBHOOK_INTERNAL": " 10.20.0.0/16, simpeg.lokal ,fd00::/8"})
    assert found.webhook_internal == ("10.20.0.0/16", "simpeg.lokal", "fd00::/8")
    for wrong in ("10.20.0.0/99", "https://simpeg.lokal", "a b"):
        with pytest.raises(SettingsError, match="bukan nama host atau jaringan"):
            Settings.from_mapping({"ELEARN_WEBHOOK_INTERNAL": wrong})
