"""Who walks in these tests, and what his phone sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client

from linli.accounts import actions as accounts
from linli.accounts.models import Account
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.sync.models import Conflict, Receipt
from linli.tickets.actions import dispatching
from linli.tickets.models import Ticket
from linli.tickets.rules.permissions import Permission
from tests.tickets.town import Hand, Town

_TICKETS = (Permission.READ_OWN, Permission.OPEN, Permission.ACCEPT, Permission.HANDLE, Permission.RESOLVE)
WORKER = (*_TICKETS, "notes.read", "notes.write", "org.read")
CENTRE = (*WORKER, Permission.READ, Permission.DISPATCH, Permission.READ_REPORTER, Permission.EDIT, "field.settle")
ORIGIN = "http://testserver"


@dataclass
class Phone:
    """A phone in somebody's hands: it counts what it sends."""

    browser: Client
    id: str = ""
    seq: int = 0
    sent: list[dict[str, Any]] = field(default_factory=list)

    def says(self, kind: str, payload: Mapping[str, Any], *, after: Sequence[str] = (), **facts: Any) -> dict[str, Any]:
        """One more command, which waits on the phone."""
        self.seq += 1
        said = {
            "id": str(uuid7()),
            "kind": kind,
            "payload": dict(payload),
            "made_at": clock.now().isoformat(),
            "device_seq": self.seq,
            "after": list(after),
            **facts,
        }
        self.sent.append(said)
        return said

    def asks(self, method: str, where: str, body: Any = None, **headers: str) -> Any:
        """What the door answers to a request of the phone page."""
        said = {"Origin": ORIGIN, "Accept-Language": "en", "X-Linli-Device": self.id, **headers}
        ask = getattr(self.browser, method)
        known: dict[str, Any] = {"headers": {name: value for name, value in said.items() if value}}
        if method in {"post", "put"}:
            known |= {"data": body, "content_type": "application/json"}
        return ask(f"/field/{where}", **known)

    def brings(self, *commands: Mapping[str, Any], code: str = "lanting") -> dict[str, dict[str, Any]]:
        """The receipts, by command."""
        answer = self.asks("post", f"{code}/sync", {"device_id": self.id, "commands": list(commands)})
        assert answer.status_code in {200, 409}, answer.content
        return {each["id"]: each for each in answer.json()["receipts"]}

    def status(self, command: Mapping[str, Any], *others: Mapping[str, Any]) -> str:
        """What becomes of a command that is sent with others, which come first."""
        return str(self.brings(*others, command)[command["id"]]["status"])

    def pulls(self, cursor: str = "") -> dict[str, Any]:
        """What the phone takes along."""
        answer = self.asks("get", f"lanting/pull?cursor={cursor}")
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def puts(self, attachment_id: str, content: bytes, start: int, total: int) -> Any:
        """One part of a file."""
        last = start + len(content) - 1
        said = {"Origin": ORIGIN, "Content-Range": f"bytes {start}-{last}/{total}", "X-Linli-Device": self.id}
        return self.browser.put(
            f"/field/lanting/attachments/{attachment_id}", data=content, content_type="application/octet-stream", headers=said
        )


class Street:
    """兰亭 with a worker and a colleague of one unit, and somebody of the centre."""

    def __init__(self, town: Town, hand: Hand) -> None:
        self.town, self.hand = town, hand
        self.accounts: dict[str, Account] = {}
        self.worker = self.phone_of("luo.yan", town.chengguan)
        self.colleague = self.phone_of("wang.fang", town.chengguan)

    def account(self, login: str, person_id: UUID | None, permissions: Sequence[str] = WORKER) -> Account:
        """A login that works here as this person."""
        system = Actor.system("test", self.town.lanting)
        with scope.scoped(system):
            hired = accounts.create_account(system, login=login, language="en")
            accounts.admit(system, hired.pk, permissions=permissions, person_id=person_id)
        self.accounts[login] = hired
        return hired

    def browser(self, login: str) -> Client:
        """A browser in which this account is signed in."""
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(self.accounts[login])
        return browser

    def phone_of(self, login: str, actor: Actor, permissions: Sequence[str] = WORKER) -> Phone:
        """A phone that somebody registered."""
        if login not in self.accounts:
            self.account(login, actor.person_id, permissions)
        phone = Phone(self.browser(login))
        answer = phone.asks("post", "lanting/devices", {"label": "Android · Chrome"})
        assert answer.status_code == 201, answer.content
        phone.id = answer.json()["id"]
        return phone

    def dispatched(self, matter: str = "楼道堆物") -> Ticket:
        """A ticket that waits for the unit to take it on."""
        ticket_id = self.town.ticket(matter=matter)
        self.town.does(self.town.centre, dispatching.dispatch, ticket_id, lead_unit_id=self.town.units["chengguan"])
        return self.town.reload(ticket_id)

    def receipts(self) -> dict[str, Receipt]:
        with scope.scoped(self.town.house):
            return {str(each.pk): each for each in Receipt.objects.all()}

    def conflicts(self) -> list[Conflict]:
        with scope.scoped(self.town.house):
            return list(Conflict.objects.order_by("pk"))
