"""Desks about tickets: a centre, two units and a property firm, each with somebody who signs in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.test import Client

from linli.kernel import journal, scope
from linli.kernel.actor import Actor, Channel
from linli.kernel.calendar import actions as calendars
from linli.org.models import Person, Unit
from linli.tickets.actions import intake
from linli.tickets.actions.intake import ReporterDraft, TicketDraft
from linli.tickets.models import Ticket
from linli.tickets.rules.permissions import Permission
from tests.desk.house import House
from tests.desk.org.staff import Staff
from tests.kernel.calendar.conftest import lay_down

P = Permission
CENTRE = frozenset(P) - {P.READ_OWN, P.DEFER, P.VOID}
UNIT = frozenset({P.READ_OWN, P.ACCEPT, P.RETURN, P.HANDLE, P.RESOLVE, P.VERIFY})
DIRECTOR = frozenset({P.READ, P.DEFER, P.VOID, P.PAUSE})
# Who signs in: login, unit, what the post permits.
DESKS = {
    "centre": ("centre", CENTRE),
    "chengguan": ("chengguan", UNIT),
    "fangguan": ("fangguan", UNIT),
    "wuye": ("wuye", UNIT),
    "director": ("fangguan", DIRECTOR),
}
UNITS = (
    ("centre", "城运中心", "ops_center"),
    ("chengguan", "城管中队", "outpost"),
    ("fangguan", "房管办", "office"),
    ("wuye", "竹苑物业", "property_firm"),
)
NAMES = {"centre": "张宁", "chengguan": "李强", "fangguan": "周敏", "wuye": "吴越", "director": "何田"}
WORDS, MATTER = "三楼老林家说楼道里堆满纸箱", "楼道堆物，影响通行"


class Office:
    """兰亭's units by code, and a browser and an actor for each desk."""

    def __init__(self, house: House, *, language: str = "en") -> None:
        lay_down(house.database)
        self.house = house
        self.staff = Staff(house)
        self.me = self.staff.me
        self.units: Mapping[str, UUID] = {}
        with scope.scoped(self.me):
            begun = datetime(2020, 1, 1, tzinfo=UTC)
            rows = [
                Unit(subdistrict_id=self.me.subdistrict_id, code=code, name=name, short_name=name, kind=kind, valid_from=begun)
                for code, name, kind in UNITS
            ]
            Unit.objects.bulk_create(rows)
            calendars.adopt(self.me)
            self.units = {row.code: row.pk for row in rows}
        self.browsers: dict[str, Client] = {}
        self.people: dict[str, Person] = {}
        for login, (unit, permissions) in DESKS.items():
            person = self.people[login] = self.staff.person(NAMES[login], self._unit(unit))
            self.staff.login(login, person, *map(str, permissions))
            self.browsers[login] = house.signed_in(login)

    def _unit(self, code: str) -> Unit:
        with scope.scoped(self.me):
            found: Unit = Unit.objects.get(pk=self.units[code])
            return found

    def actor(self, login: str) -> Actor:
        """Somebody at the desk, without a browser."""
        found = self.house.actor(login)
        return replace(found, channel=Channel.DESK)

    def ticket(self, **facts: Any) -> UUID:
        """A ticket as the centre takes it down, reported by somebody who left a number."""
        said: dict[str, Any] = {
            "source": "visit",
            "words": WORDS,
            "matter": MATTER,
            "intake_unit_id": self.units["centre"],
            "reporter": ReporterDraft(full_name="林一", phone="10000000001"),
        }
        actor = self.actor("centre")
        with scope.scoped(actor):
            return intake.open_ticket(actor, TicketDraft(**{**said, **facts})).ticket.pk

    def does(self, login: str, action: Any, ticket_id: UUID, *known: Any, **facts: Any) -> Any:
        """What somebody does meanwhile."""
        actor = self.actor(login)
        with scope.scoped(actor):
            return action(actor, ticket_id, *known, **facts)

    def row(self, ticket_id: UUID) -> Ticket:
        """The ticket as it stands."""
        with scope.scoped(self.me):
            found: Ticket = Ticket.objects.get(pk=ticket_id)
            return found

    def verbs(self, ticket_id: UUID) -> list[str]:
        """What is written of it."""
        with scope.scoped(self.me):
            return [entry.verb for entry in journal.story_of(Ticket.objects.get(pk=ticket_id))]

    def at(self, ticket_id: UUID, slug: str = "") -> str:
        """Where its page stands, or one of its moves."""
        return f"/d/lanting/tickets/{ticket_id}/" + (f"do/{slug}/" if slug else "")

    def press(self, login: str, ticket_id: UUID, slug: str, **said: Any) -> Any:
        """Send the form of a move, as the page that was just opened would."""
        return self.browsers[login].post(self.at(ticket_id, slug), {"seen": str(self.row(ticket_id).journal_seq), **said})
