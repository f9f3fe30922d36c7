"""One request to an outside address: resolved once, connected to what was resolved, within seconds and bytes, and no redirect followed."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from linli.kernel.errors import Refused
from linli.kernel.outbound.places import Place, checked, is_named, permitted

# All of it together, name service included: whoever asks may hold a transaction.
SECONDS: Final = 5.0
ANSWER_BYTES: Final = 64 * 1024
SENT_BYTES: Final = 256 * 1024
_OURS: Final = {"User-Agent": "Linli", "Accept": "application/json", "Connection": "close", "Accept-Encoding": "identity"}
RESOLVING_AT_MOST: Final = 8


class NoAnswer(Exception):
    """Nothing came back that can be read, for the reason named by a code; nothing of the other side's text is repeated."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Question:
    """What is sent."""

    place: Place
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"

    def __repr__(self) -> str:
        return f"<Question {self.method} {self.place!r}>"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    retry_after_s: int | None

    def __repr__(self) -> str:
        return f"<Answer {self.status}>"


def ask(question: Question, *, allowed: Iterable[str] = (), seconds: float = SECONDS) -> Answer:
    """Send it and read the answer; NoAnswer when it led inside, took too long, was too much, or broke off."""
    if len(question.body) > SENT_BYTES:
        raise NoAnswer("too_much_sent")
    end = time.monotonic() + seconds
    address = _resolved(question.place, end, is_free=is_named(question.place, allowed))
    line = _Line(question.place, address, end)
    # A peer that drips one byte at a time keeps every single wait short: the whole is cut off by the clock.
    guard = threading.Timer(max(0.0, end - time.monotonic()), line.cut)
    guard.daemon = True
    guard.start()
    try:
        return _talk(line, question)
    except (OSError, http.client.HTTPException, ssl.SSLError) as error:
        raise NoAnswer(_code(error, is_late=time.monotonic() >= end)) from None
    finally:
        guard.cancel()
        line.close()


def ask_at(address: str, body: bytes, headers: Mapping[str, str], *, allowed: Iterable[str]) -> Answer:
    """The same for an address as it was kept: one that may not be called any more gives no answer either."""
    try:
        place = checked(address, allowed)
    except Refused as refusal:
        raise NoAnswer(refusal.code.removeprefix("outbound.")) from None
    return ask(Question(place, body, headers), allowed=allowed)


def _talk(line: "_Line", question: Question) -> Answer:
    line.request(question.method, question.place.path, body=question.body, headers={**_OURS, **question.headers})
    with line.getresponse() as answer:
        body = answer.read(ANSWER_BYTES + 1)
        if time.monotonic() >= line.end:
            # What was cut off looks like an end, where no length was said.
            raise NoAnswer("too_slow")
        if len(body) > ANSWER_BYTES:
            raise NoAnswer("too_much_answered")
        return Answer(answer.status, body, _seconds(answer.getheader("Retry-After")))


class _Line(http.client.HTTPConnection):
    """A connection to the address that was looked at, under the name that was asked for."""

    def __init__(self, place: Place, address: str, end: float) -> None:
        super().__init__(place.host, place.port)
        self.place, self.address, self.end = place, address, end
        # The connection lets go of its socket before the answer is read; the clock must still reach it.
        self.held: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the resolved address, never to the name again."""
        left = max(0.01, self.end - time.monotonic())
        self.sock = socket.create_connection((self.address, self.place.port), timeout=left)
        if self.place.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.place.host)
        self.held = self.sock

    def cut(self) -> None:
        """The time is over, whatever is being waited for."""
        if self.held is not None:
            with contextlib.suppress(OSError):
                self.held.shutdown(socket.SHUT_RDWR)


# Name service has no clock of its own: a thread asks, and whoever waits for it looks at his.
_RESOLVING: Final = threading.BoundedSemaphore(RESOLVING_AT_MOST)


def _resolved(place: Place, end: float, *, is_free: bool) -> str:
    """The first address of the name; refused when any of them lies inside, since the next question might be answered by that one."""
    if not _RESOLVING.acquire(blocking=False):
        raise NoAnswer("no_name")
    found: list[str] = []
    hand = threading.Thread(target=_look_up, args=(place, found), daemon=True)
    hand.start()
    hand.join(max(0.0, end - time.monotonic()))
    if not found:
        raise NoAnswer("no_name")
    if not is_free and not all(map(permitted, found)):
        raise NoAnswer("inside")
    return found[0]


def _look_up(place: Place, found: list[str]) -> None:
    try:
        with contextlib.suppress(OSError, UnicodeError):
            found.extend(str(each[4][0]) for each in socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM))
    finally:
        _RESOLVING.release()


def _code(error: Exception, *, is_late: bool) -> str:
    if is_late or isinstance(error, TimeoutError):
        return "too_slow"
    if isinstance(error, ssl.SSLError):
        return "bad_certificate"
    return "refused" if isinstance(error, ConnectionRefusedError) else "broken_off"


def _seconds(text: str | None) -> int | None:
    return min(int(text), 86_400) if text and text.isascii() and text.isdigit() and len(text) <= 9 else None
