"""The journal refuses, worker and post office are down, a client sends half a body or far too much: nothing half-written, nothing lost."""

import argparse
import socket
import sys
import time
from collections.abc import Callable
from uuid import UUID

from tests import post_office
from tests.torture import tickets
from tests.torture.house import Browser, House, free_port, house, say

# What a refused write may leave behind all the same: sessions of browsers, and counters of tries at doors.
NOT_COMPARED = ("django_session", "django_cache", "usersessions_usersession")
AT_ONCE_S = 5.0
LETTER_TO = "gao@chengguan.example"
# There is no page for a demo login to write this down without a second factor.
GIVE_ADDRESS = f"""
from uuid import UUID
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.notices.actions import carriers
from linli.notices.rules import Choice, Subject
from linli.org.models import Person
actor = Actor.system("torture", UUID("{{street}}"))
with scope.scoped(actor):
    person = Person.objects.of(actor.subdistrict_id).get(pk=UUID("{{person}}"))
    person.email = "{LETTER_TO}"
    person.save(update_fields=["email"])
    # At any hour of the day that the script runs: the street keeps quiet by night.
    carriers.choose(actor, Subject.PERSON, person.pk, Choice())
"""


class Office:
    """The people at their desks, and the marks of everything that is stored."""

    def __init__(self, built: House) -> None:
        self.built = built
        self.dispatcher = Browser(built).sign_in(tickets.DISPATCHER)
        self.caller_back = Browser(built).sign_in(tickets.CALLER_BACK)
        self.unit_id = tickets.unit_id(built)
        self.token = tickets.new_token(built)

    def take_down(self, words: str) -> UUID:
        """A ticket that waits to be dispatched."""
        found = tickets.take_down(self.dispatcher, words)
        if found is None:
            raise RuntimeError("the desk did not take a ticket down")
        return found

    def dispatch(self, ticket_id: UUID) -> int:
        """The status of giving it to the unit."""
        return tickets.move(self.dispatcher, ticket_id, "dispatch", lead=self.unit_id, matter="要办的一件事")

    def marks(self) -> dict[str, object]:
        """A mark of every table: what is written anywhere changes one."""
        named = [
            str(name)
            for (name,) in self.built.rows("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        ]
        compared = sorted(set(named) - set(NOT_COMPARED))
        marks = " UNION ALL ".join(
            f"SELECT '{name}', count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM {name} t" for name in compared
        )
        return {str(name): mark for name, mark in self.built.rows(marks)}


def journal_refuses(office: Office) -> list[str]:
    """With no journal nothing is opened, dispatched, settled or closed: no acknowledgement, and no table holds anything more."""
    built = office.built
    waiting, small = office.take_down("the lamp is out"), office.take_down("moved at once")
    ((done,),) = built.rows(
        "SELECT id FROM ticket WHERE state = 'resolved' AND answered_at IS NULL AND done_by_unit_id <> intake_unit_id ORDER BY id LIMIT 1"
    )
    # Each form is open before the journal refuses, as at a desk.
    dispatch, spot = (tickets.open_form(office.dispatcher, each, slug) for each, slug in ((waiting, "dispatch"), (small, "settle")))
    close = tickets.open_form(office.caller_back, UUID(str(done)), "close")
    wishes: dict[str, Callable[[], bool]] = {
        "opened at the desk": lambda: tickets.take_down(office.dispatcher, "without a journal") is not None,
        "handed in": lambda: tickets.hand_in(built, office.token, "refused", {"words": "without a journal"})[0] == 201,
        "dispatched": lambda: _sent(office.dispatcher, waiting, "dispatch", dispatch, lead=office.unit_id, matter="灯不亮"),
        "settled on the spot": lambda: _sent(office.dispatcher, small, "settle", spot, line="移开了"),
        "closed": lambda: _sent(office.caller_back, UUID(str(done)), "close", close, by="callback", verdict="solved"),
    }
    before = office.marks()
    built.execute("REVOKE INSERT ON journal_entry FROM linli_web")
    acknowledged = [name for name, wish in wishes.items() if wish()]
    after = office.marks()
    built.execute("GRANT INSERT ON journal_entry TO linli_web")
    faults = [f"a ticket was {name} although the journal refused" for name in acknowledged]
    faults += [f"the journal refused and {name} changed" for name in before if after[name] != before[name]]
    # The same wishes, when the journal works again.
    faults += [f"the positive control failed: not {name} although the journal works" for name, wish in wishes.items() if not wish()]
    say(f"journal refused: {len(wishes)} kinds of writes over {len(before)} tables")
    return faults


def _sent(browser: Browser, ticket_id: UUID, slug: str, form: tickets.Form, **said: str) -> bool:
    return tickets.send(browser, ticket_id, slug, form.seen, **said)[0] == 303


def worker_and_post_office_are_down(office: Office) -> list[str]:
    """Accepted at once; the work waits in the database; done later, each notice and each letter exactly once."""
    built, faults = office.built, []
    street, person = built.rows(
        f"SELECT m.subdistrict_id, m.person_id FROM membership m JOIN account a ON a.id = m.account_id WHERE a.login = '{tickets.UNIT}'"
    )[0]
    built.run(GIVE_ADDRESS.format(street=street, person=person))
    ids = [office.take_down(f"nobody works tonight {number}") for number in range(5)]
    began = time.monotonic()
    answers = [office.dispatch(each) for each in ids]
    taken = time.monotonic() - began
    pending = _count(built, f"procrastinate_jobs WHERE status = 'todo' AND task_name = 'tickets.tell' AND args::text ~ '{_any(ids)}'")
    told = _count(built, f"notice WHERE about ~ '{_any(ids)}'")
    if answers != [303] * len(ids) or taken > AT_ONCE_S * len(ids):
        faults.append(f"without a worker the dispatches were answered {answers} in {taken:.1f} s")
    if (pending, told) != (len(ids), 0):
        faults.append(f"{pending} of {len(ids)} jobs wait, {told} were told by nobody")

    port = free_port()
    built.settings |= {"LINLI_MAIL": f"smtp://127.0.0.1:{port}", "LINLI_MAIL_FROM": "linli@lanting.example"}
    built.start("work")
    # The post office is away: people are told inside the house, and letters wait.
    letters = f"notice n JOIN membership m USING (account_id, subdistrict_id) WHERE m.person_id = '{person}' AND n.about ~ '{_any(ids)}'"
    if not _wait(lambda: _count(built, letters) == len(ids), 60):
        faults.append(f"with the post office away {_count(built, letters)} of {len(ids)} were told inside the house")
    failed_once = "procrastinate_jobs WHERE status = 'todo' AND task_name = 'notices.mail' AND attempts > 0"
    if not _wait(lambda: _count(built, failed_once) >= len(ids), 30):
        faults.append(f"{_count(built, failed_once)} of {len(ids)} letters wait for another try")
    if (early := _count(built, f"{letters} AND n.mailed_at IS NOT NULL")) != 0:
        faults.append(f"{early} letters are said to have gone while the post office was away")
    # The demo's own tickets have letters as well: a notice and its letter have one number.
    wanted = sorted(str(each) for (each,) in built.rows(f"SELECT n.id FROM {letters}"))
    with post_office.opened(port) as opened:
        _wait(lambda: set(wanted) <= set(_came(opened)), 60)
        time.sleep(2)
        came = sorted(each for each in _came(opened) if each in wanted)
    if came != wanted:
        faults.append(f"{len(came)} letters came, {len(set(came))} different ones, for {len(wanted)} notices")
    if (mailed := _count(built, f"{letters} AND n.mailed_at IS NOT NULL")) != len(ids):
        faults.append(f"{mailed} of {len(ids)} notices are said to be mailed")
    say(f"worker and post office down: {len(ids)} dispatches accepted in {taken:.1f} s, {len(came)} letters came later")
    built.stop("work")
    return faults


def _came(office: post_office.PostOffice) -> list[str]:
    return [str(each["Message-ID"]).strip("<>").partition("@")[0] for each in office.letters if LETTER_TO in str(each["To"])]


def _any(ids: list[UUID]) -> str:
    return "|".join(map(str, ids))


def _count(built: House, what: str) -> int:
    ((found,),) = built.rows(f"SELECT count(*) FROM {what}")
    return int(str(found))


def _wait(until: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not (found := until()) and time.monotonic() < end:
        time.sleep(0.5)
    return found


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


def database_down(office: Office) -> list[str]:
    """A clear page while the database is away, a clear no to partners, and business as before when it is back."""
    built = office.built
    built.kill("database")
    status, body, _ = office.dispatcher.get(f"/d/{tickets.STREET}/tickets/")
    refused, _ = tickets.hand_in(built, office.token, "while-down", {"words": "while it was down"})
    built.command("database", "url")
    back = any(tickets.take_down(office.dispatcher, f"the database is back {number}") for number in range(3))
    again, _ = tickets.hand_in(built, office.token, "while-down", {"words": "while it was down"})
    faults = [] if status in {500, 503} and "Traceback" not in body else [f"database down was answered {status}: {body[:200]}"]
    if refused not in {500, 503} or again != 201:
        faults.append(f"a partner was answered {refused} while the database was down, and {again} afterwards")
    return faults if back else [*faults, "no ticket after the database came back"]


def main() -> int:
    """Exit 0 when every promise held."""
    argparse.ArgumentParser(description=__doc__).parse_known_args()
    with house("refusals") as built:
        built.start("serve")
        office = Office(built)
        faults = journal_refuses(office) + worker_and_post_office_are_down(office)
        faults += half_a_body(built) + far_too_much(built) + database_down(office)
        built.verify()
    for fault in faults:
        say(f"FAULT {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
