"""Other people's servers for the tests: real HTTP on this machine, which keeps what was asked and answers as it is told."""

import http.server
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """One request as it came over the wire."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Said:
    """One answer; `drips` sends it one byte at a time, so slowly."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    drips_s: float = 0.0


class Server(http.server.ThreadingHTTPServer):
    """Requests in the order they came."""

    daemon_threads = True

    def __init__(self, answer: Callable[[Asked], Said]) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.answer = answer
        self.asked: list[Asked] = []
        self.stop = threading.Event()

    @property
    def place(self) -> str:
        """Host and port, as the operator names them."""
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://{self.place}/take"


class _Counter(http.server.BaseHTTPRequestHandler):
    server: Server

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        asked = Asked(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
        self.server.asked.append(asked)
        said = self.server.answer(asked)
        self.send_response(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        if not said.drips_s:
            self.wfile.write(said.body)
            return
        try:
            for each in said.body:
                self.wfile.write(bytes([each]))
                if self.server.stop.wait(said.drips_s):
                    return
        except OSError:
            return

    def log_message(self, *known: object) -> None:
        """Say nothing."""


# The names that the library looks for.
for _verb in ("GET", "POST"):
    setattr(_Counter, f"do_{_verb}", _Counter._serve)


@contextmanager
def opened(answer: Callable[[Asked], Said] = lambda asked: Said()) -> Iterator[Server]:
    """A server that answers while the block lasts."""
    with Server(answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.stop.set()
            server.shutdown()
            thread.join()
