"""Where the house may call: public addresses on the usual port, and what the operator named besides."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals

URL_LIMIT: Final = 500
HTTPS_PORT: Final = 443
# Addresses that the tables of `ipaddress` call public and that clouds answer on with their keys, or that lead inside all the same.
_INSIDE: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            "100.100.100.200/32",  # metadata of Aliyun
            "169.254.0.0/16",
            "192.88.99.0/24",  # 6to4 relays
            "168.63.129.16/32",  # metadata of Azure
            "64:ff9b::/96",  # NAT64: an IPv4 address in other clothes
            "64:ff9b:1::/48",
            "2002::/16",  # 6to4
            "2001::/32",  # Teredo
            "fec0::/10",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """An address as it may be called: by which scheme, at which host and port, with which path."""

    scheme: str
    host: str
    port: int
    path: str

    def __repr__(self) -> str:
        # The path of a robot is its key.
        return f"<Place {self.scheme}://{self.host}:{self.port}>"


def checked(address: str, allowed: Iterable[str] = ()) -> Place:
    """The address in its parts; refused unless it is https on its own port, or host and port were named by the operator."""
    if len(address) > URL_LIMIT or not address.isascii() or any(ord(character) <= ord(" ") for character in address):
        raise Refused("outbound.no_address")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("outbound.no_address") from None
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise Refused("outbound.no_address")
    port = port or (HTTPS_PORT if parts.scheme == "https" else 80)
    is_named = _name(host, port) in set(allowed)
    if not is_named and (parts.scheme != "https" or port != HTTPS_PORT):
        raise Refused("outbound.not_https", host=host, port=port)
    if not is_named and _literal(host) is not None and not permitted(host):
        raise Refused("outbound.inside", host=host)
    path = parts.path or "/"
    return Place(parts.scheme, host, port, f"{path}?{parts.query}" if parts.query else path)


def host_of(address: str) -> str:
    """The host alone: what may stand where the rest, which may hold a key, may not."""
    return urlsplit(address).hostname or ""


def is_named(place: Place, allowed: Iterable[str]) -> bool:
    """Whether the operator named this host and port, wherever it leads."""
    return _name(place.host, place.port) in set(allowed)


def permitted(found: str) -> bool:
    """Whether a resolved address lies outside: not private, loopback, link-local, reserved, multicast, or a metadata service."""
    address = _literal(found)
    if address is None:
        return False
    inner = getattr(address, "ipv4_mapped", None)
    if inner is not None:
        return permitted(str(inner))
    return address.is_global and not address.is_multicast and not any(address in network for network in _INSIDE)


def _name(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _literal(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        # A zone, as in fe80::1%eth0, is of this machine.
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


refusals(
    {
        "outbound.no_address": gettext_noop(
            "Address: this is no web address. Write it like https://example.cn/receive, without a password."
        ),
        "outbound.not_https": gettext_noop(
            "Address: only https on port 443 is called, and this is {host} on port {port}. "
            "Use https, or ask the operator to name it in LINLI_OUTBOUND_ALLOW."
        ),
        "outbound.inside": gettext_noop(
            "Address: {host} lies inside this network, where nothing is called. Choose an address outside, "
            "or ask the operator to name it in LINLI_OUTBOUND_ALLOW."
        ),
    }
)
