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
