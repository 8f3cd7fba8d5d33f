"""Which addresses this site may call on somebody's word. Pure.

An admin types the address of a webhook; the server then calls it from inside the network of the institution. So it must
lead out, unless the operator of the server has said otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from elearn.core.errors import Invalid

LONGEST = 500
NAT64 = ip_network("64:ff9b::/96")
GLOBAL_UNICAST = ip_network("2000::/3")  # RFC 4291; outside of it lie old inner addresses that Python takes for public
WHOLE = "Tulis alamat lengkap, misalnya https://simpeg.kota-contoh.go.id/webhook."
NO_TLS = "Alamat harus dimulai dengan https://, agar isinya tidak terbaca di jalan."
INSIDE = (
    "Alamat ini menuju jaringan dalam, jadi tidak dipanggil. Bila memang itu maksudnya, mintalah pengelola server "
    "mengisi ELEARN_WEBHOOK_INTERNAL."
)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator allows beyond public addresses over TLS: host names, and networks."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[str]) -> Allowed:
        """From host names and networks in text."""
        networks, hosts = [], set()
        for entry in entries:
            try:
                networks.append(ip_network(entry, strict=False))
            except ValueError:
                hosts.add(entry.lower())
        return cls(frozenset(hosts), tuple(networks))

    def reaches(self, host: str, address: str) -> bool:
        """Whether a host may be called at the address to which its name leads."""
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        return host in self.hosts or any(found in network for network in self.networks) or is_public(found)

    def plain(self, host: str) -> bool:
        """Whether a host may be called without TLS."""
        return host in self.hosts or any(literal in network for literal in _literal(host) for network in self.networks)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address lies in the public Internet, also the IPv4 address that an IPv6 one stands for."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address not in GLOBAL_UNICAST:
            return False
    return address.is_global and not address.is_multicast


def check_url(url: str, allowed: Allowed) -> str:
    """An address as it is kept. Raises Invalid. Where its name leads, is seen again whenever it is called."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError:
        host, port = "", None
    sound = text.isascii() and text.isprintable() and " " not in text and len(text) <= LONGEST
    if not sound or not host or port == 0 or parts.scheme not in {"https", "http"} or parts.username or parts.fragment:
        raise _refused(WHOLE)
    if parts.scheme == "http" and not allowed.plain(host):
        raise _refused(NO_TLS)
    if any(not allowed.reaches(host, str(literal)) for literal in _literal(host)):
        raise _refused(INSIDE)
    return text


def _refused(why: str) -> Invalid:
    return Invalid(why, {"alamat": why})


def _literal(host: str) -> tuple[IPv4Address | IPv6Address, ...]:
    try:
        return (ip_address(host),)
    except ValueError:
        return ()


def _ascii(host: str) -> str:
    return host.lower() if host.isascii() else ""
