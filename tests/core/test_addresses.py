"""Whom an address stands for."""

from __future__ import annotations

import pytest

from elearn.core.addresses import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("bukan-alamat", "bukan-alamat"),
    ],
)
def test_a_household_or_office_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network
