"""The journal refuses, the worker is down, a client sends half a body or far too much: nothing half-written, nothing lost."""

import argparse
import socket
import sys
import time

from tests.torture import notes
from tests.torture.house import Browser, House, house, say


def journal_refuses(built: House, browser: Browser) -> list[str]:
    """With no journal there is no acknowledgement and no row."""
    built.execute("REVOKE INSERT ON journal_entry FROM linli_web")
    refused = notes.write(browser, "without a journal")
    stored = built.rows("SELECT count(*) FROM note WHERE title = 'without a journal'")
    built.execute("GRANT INSERT ON journal_entry TO linli_web")
    allowed = notes.write(browser, "with a journal")
    faults = []
    if refused or stored != [(0,)]:
        faults.append("a note was kept although the journal refused")
    if not allowed:
        faults.append("the positive control failed: no note although the journal works")
    return faults


def worker_is_down(built: House, browser: Browser) -> list[str]:
    """Accepted at once, told later, exactly once."""
    note_id = notes.write(browser, "nobody works tonight")
    pending = built.rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name <> 'none'")
    built.start("work")
    until = time.monotonic() + 60
    told: list[tuple[object, ...]] = []
    while time.monotonic() < until and not told:
        time.sleep(0.5)
        told = built.rows(f"SELECT account_id FROM notice WHERE about = 'note/{note_id}'")
    time.sleep(2)
    told = built.rows(f"SELECT account_id FROM notice WHERE about = 'note/{note_id}'")
    faults = []
    if not note_id or pending == [(0,)]:
        faults.append("the note was not accepted with its work pending")
    if not told or len(told) != len(set(told)):
        faults.append(f"the colleagues were told {len(told)} times")
    return faults


def half_a_body(built: House) -> list[str]:
    """A client that stops in the middle of its form takes nobody with it."""
    with socket.create_connection(("127.0.0.1", built.port), timeout=10) as half:
        head = "POST /account/sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        half.sendall(f"{head}Content-Length: 1000\r\n\r\nlogin=ha".encode())
    status, _, _ = Browser(built).get("/account/sign-in/")
    return [] if status == 200 else [f"after half a body the sign-in page answered {status}"]


def far_too_much(built: House) -> list[str]:
    """A gigabyte is refused in words long before it is read."""
    with socket.create_connection(("127.0.0.1", built.port), timeout=20) as big:
        head = "POST /account/sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        big.sendall(f"{head}Content-Length: {1 << 30}\r\nConnection: close\r\n\r\n".encode())
        answer = big.recv(4096).decode(errors="replace")
    return [] if " 413 " in answer.split("\r\n")[0] else [f"a gigabyte was answered {answer[:80]!r}"]


def database_down(built: House, browser: Browser) -> list[str]:
    """A clear page while the database is away, and business as before when it is back."""
    built.kill("database")
    status, body, _ = browser.get(f"/d/{notes.STREET}/notes/")
    built.command("database", "url")
    back = notes.write(browser, "the database is back") or notes.write(browser, "the database is back again")
    faults = [] if status in {500, 503} and "Traceback" not in body else [f"database down was answered {status}: {body[:200]}"]
    return faults if back else [*faults, "no write after the database came back"]


def main() -> int:
    """Exit 0 when every promise held."""
    argparse.ArgumentParser(description=__doc__).parse_known_args()
    with house("refusals") as built:
        built.start("serve")
        browser = Browser(built).sign_in("lanting-clerk")
        faults = journal_refuses(built, browser) + worker_is_down(built, browser)
        faults += half_a_body(built) + far_too_much(built) + database_down(built, browser)
        built.verify()
    for fault in faults:
        say(f"FAULT {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
