"""The addresses that requests come from."""

from __future__ import annotations

import ipaddress


def network_of(address: str) -> str:
    """What one household or office is known by: an IPv4 address, or the /64 network of an IPv6 one. Anything else is
    left as it is.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def coarse_network(address: str) -> str:
    """What may be kept of where somebody was: the /24 of an IPv4 address, the /48 of an IPv6 one; "" for no address.

    Enough to tell the office from home, not enough to tell one household from its neighbours.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    plain = (parsed.ipv4_mapped or parsed) if isinstance(parsed, ipaddress.IPv6Address) else parsed
    return str(ipaddress.ip_network((plain, 24 if plain.version == 4 else 48), strict=False))
