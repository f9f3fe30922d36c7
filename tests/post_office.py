"""A post office of the tests: a real SMTP server on this machine that keeps what is handed in, and can be told to be away."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage


class _Counter(socketserver.StreamRequestHandler):
    """One conversation, as RFC 5321 has it."""

    server: "PostOffice"

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        self._say("220 post office of the tests")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "QUIT":
                return self._say("221 good bye")
            if verb == "RCPT" and self.server.refuses:
                self._say("550 nobody of that name lives here")
            elif verb == "DATA":
                self._say("354 go on")
                self._keep()
                self._say("250 kept")
            else:
                self._say("250 well")
        return None

    def _keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.letters.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))


class PostOffice(socketserver.ThreadingTCPServer):
    """Letters in the order they came."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Counter)
        self.letters: list[EmailMessage] = []
        self.refuses = False

    @property
    def port(self) -> int:
        """Where it answers."""
        return int(self.server_address[1])


@contextmanager
def opened(port: int = 0) -> Iterator[PostOffice]:
    """A post office that answers while the block lasts."""
    with PostOffice(port) as office:
        thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield office
        finally:
            office.shutdown()
            thread.join()
