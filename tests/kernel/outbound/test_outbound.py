"""Where the house calls: outside, once resolved, within seconds and bytes, and nowhere else."""

import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from linli.kernel.errors import Refused
from linli.kernel.outbound import Answer, NoAnswer, Question, ask, asking, checked, host_of, permitted, signed_headers, signs
from tests import wire
from tests.wire import Said

INSIDE = (
    "127.0.0.1", "127.1.2.3", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "100.100.100.200", "168.63.129.16", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "192.88.99.1", "::", "::1",
    "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::1", "fec0::1", "2001:db8::1", "not an address",
)  # fmt: skip


def question(address: str, allowed: tuple[str, ...] = (), body: bytes = b"{}") -> Question:
    return Question(checked(address, allowed), body)


def test_what_lies_inside_is_never_called() -> None:
    assert [each for each in INSIDE if permitted(each)] == []
    assert permitted("203.119.26.1") and permitted("2400:3200::1") and permitted("::ffff:203.119.26.1")


REFUSED = [
    ("ftp://example.cn/", "outbound.no_address"),
    ("https://user@example.cn/", "outbound.no_address"),
    ("https://example.cn/#a", "outbound.no_address"),
    ("https:///x", "outbound.no_address"),
    ("https://例子.cn/", "outbound.no_address"),
    ("https://example.cn/a b", "outbound.no_address"),
    ("https://example.cn:port/", "outbound.no_address"),
    ("https://[::1/", "outbound.no_address"),
    ("https://example.cn/" + "a" * 500, "outbound.no_address"),
    ("http://example.cn/", "outbound.not_https"),
    ("https://example.cn:8443/", "outbound.not_https"),
    ("http://169.254.169.254/latest/meta-data", "outbound.not_https"),
    ("https://169.254.169.254/", "outbound.inside"),
    ("https://127.0.0.1/", "outbound.inside"),
    ("https://[::1]/", "outbound.inside"),
]


def test_an_address_says_where_it_leads_or_is_refused_by_name() -> None:
    for address, code in REFUSED:
        with pytest.raises(Refused) as refusal:
            checked(address)
        assert refusal.value.code == code and refusal.value.sentence.startswith("Address: "), address
    place = checked("https://Example.cn/a?key=1")
    assert (place.host, place.port, place.path, host_of("https://Example.cn/a?key=1")) == ("example.cn", 443, "/a?key=1", "example.cn")
    assert "key" not in repr(place) + repr(Question(place, b"secret")) + repr(Answer(200, b"secret", None))
    assert checked("http://[::1]:80/", ("[::1]:80",)).path == "/"


def names(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    """Let the name service of this test say these addresses."""

    def say(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        if not found:
            raise socket.gaierror("no such name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", say)


def test_a_name_that_leads_inside_is_refused_even_beside_one_that_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for found, code in ((("10.0.0.1",), "inside"), (("203.119.26.1", "127.0.0.1"), "inside"), ((), "no_name")):
        names(monkeypatch, *found)
        with pytest.raises(NoAnswer) as trouble:
            ask(question("https://example.cn/"))
        assert trouble.value.code == code


def test_the_name_is_asked_once_and_what_it_said_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    with wire.opened() as server:
        port, asked = server.server_address[1], []

        def rebinding(host: str, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
            asked.append(host)
            # The second answer would lead elsewhere.
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "127.0.0.9", port))]

        real = socket.getaddrinfo
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda host, *k, **n: rebinding(host) if host == "gateway.invalid" else real(host, *k, **n)
        )
        allowed = (f"gateway.invalid:{port}",)
        answer = ask(question(f"http://gateway.invalid:{port}/a?b=1", allowed), allowed=allowed)
        (seen,) = server.asked
        assert (answer.status, asked, seen.path, seen.headers["Host"]) == (200, ["gateway.invalid"], "/a?b=1", f"gateway.invalid:{port}")


def test_no_redirect_is_followed_and_retry_after_is_read() -> None:
    away = Said(302, b"", {"Location": "http://169.254.169.254/", "Retry-After": "120"})
    for said, wait in (
        (away, 120),
        (Said(429, b"", {"Retry-After": "Wed, 21 Oct"}), None),
        (Said(503, b"", {"Retry-After": "9" * 8}), 86_400),
    ):
        with wire.opened(lambda asked, said=said: said) as server:  # type: ignore[misc]
            answer = ask(question(server.address, (server.place,)), allowed=(server.place,))
            assert (answer.status, answer.retry_after_s, len(server.asked)) == (said.status, wait, 1)


def test_too_slow_too_much_and_broken_off_are_told_apart() -> None:
    long, drip = Said(200, b"a" * (asking.ANSWER_BYTES + 1)), Said(200, b"a" * 400, drips_s=0.05)
    for said, code in ((long, "too_much_answered"), (drip, "too_slow")):
        with wire.opened(lambda asked, said=said: said) as server:  # type: ignore[misc]
            began = time.monotonic()
            with pytest.raises(NoAnswer) as trouble:
                ask(question(server.address, (server.place,)), allowed=(server.place,), seconds=0.6)
            assert trouble.value.code == code and time.monotonic() - began < 3
    with socket.create_server(("127.0.0.1", 0)) as mute:
        place = f"127.0.0.1:{mute.getsockname()[1]}"

        def hang_up() -> None:
            mute.accept()[0].close()

        hand = threading.Thread(target=hang_up)
        hand.start()
        with pytest.raises(NoAnswer, match="broken_off"):
            ask(question(f"http://{place}/", (place,)), allowed=(place,))
        hand.join()
        with pytest.raises(NoAnswer, match="too_slow"):
            ask(question(f"http://{place}/", (place,)), allowed=(place,), seconds=0.2)
    with pytest.raises(NoAnswer, match="refused"):
        ask(question(f"http://{place}/", (place,)), allowed=(place,))
    with pytest.raises(NoAnswer, match="too_much_sent"):
        ask(question(f"http://{place}/", (place,), b"a" * (asking.SENT_BYTES + 1)), allowed=(place,))


def test_a_name_service_that_sleeps_keeps_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    wake = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *known, **named: wake.wait(5) and [])
    for _ in range(asking.RESOLVING_AT_MOST + 1):
        with pytest.raises(NoAnswer, match="no_name"):
            ask(question("https://example.cn/"), seconds=0.02)
    wake.set()


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    other = x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([other]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return chain, secret


def test_tls_is_checked_under_the_name_that_was_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chain, secret = certificate(tmp_path, "127.0.0.1")
    with wire.opened() as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, secret)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        wanted = question(f"https://{server.place}/", (server.place,))
        with pytest.raises(NoAnswer, match="bad_certificate"):
            ask(wanted, allowed=(server.place,))
        monkeypatch.setenv("SSL_CERT_FILE", str(chain))
        assert ask(wanted, allowed=(server.place,)).status == 200


def test_a_signature_is_of_the_moment_the_event_and_the_body() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    headers = signed_headers("s", "e", b"{}", at)
    assert signs("s", headers, b"{}")
    for secret, changed, body in (
        ("t", {}, b"{}"),
        ("s", {}, b"{ }"),
        ("s", {"Linli-Timestamp": "1"}, b"{}"),
        ("s", {"Linli-Event": "f"}, b"{}"),
        ("s", {"Linli-Signature": "钥"}, b"{}"),
    ):
        assert not signs(secret, {**headers, **changed}, body)


def test_a_clock_that_ends_before_there_is_a_connection_cuts_nothing() -> None:
    line = asking._Line(checked("https://example.cn/"), "203.119.26.1", 0.0)
    line.cut()
    assert line.sock is None
