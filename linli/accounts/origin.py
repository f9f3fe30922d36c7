"""From where a request comes, judged by what nobody outside can forge."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")


def is_from_this_machine(request: HttpRequest) -> bool:
    """Whether the browser runs on this very machine: a loopback peer, asking for a loopback name, through no proxy.

    A proxy on this machine has a loopback peer too, hence the other two: it forwards, or it keeps the outside name.
    """
    if any(header in request.META for header in _FORWARDED):
        return False
    host, _port = split_domain_port(request.get_host())
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and (host == "localhost" or _is_loopback(host.strip("[]")))


def is_private_line(request: HttpRequest) -> bool:
    """Whether a secret may travel on this connection: TLS, or no network at all."""
    return request.is_secure() or is_from_this_machine(request)


def address_of(request: HttpRequest) -> str:
    """The network address it came from: what our own proxies saw, and never what somebody further off wrote into the header."""
    own, seen = settings.ALLAUTH_TRUSTED_PROXY_COUNT, request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    told = seen[-own].strip() if own and len(seen) >= own else ""
    return told or request.META.get("REMOTE_ADDR", "")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
