"""A small office for the tests of tickets: a centre, two units, a property firm, and one person for each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from linli.kernel import journal, scope
from linli.kernel.actor import Actor, Channel
from linli.kernel.ids import uuid7
from linli.org.models import Person, Unit
from linli.tickets.actions import intake
from linli.tickets.actions.intake import Opened, ReporterDraft, TicketDraft
from linli.tickets.models import Ticket, TicketClock
from linli.tickets.rules.permissions import Permission
from tests import make
from tests.ground import TestDatabase

BEGIN = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
P = Permission
CENTRE = frozenset(P) - {P.READ_OWN, P.DEFER}
UNIT = frozenset({P.READ_OWN, P.ACCEPT, P.RETURN, P.HANDLE, P.RESOLVE, P.VERIFY})


class Town:
    """兰亭 with its units by name, and somebody of each."""

    def __init__(self, database: TestDatabase) -> None:
        self.database = database
        self.lanting = make.subdistrict(database, "lanting")
        self.units: Mapping[str, UUID] = {}
        self.house = self._actor(None, frozenset(P))
        with scope.scoped(self.house):
            begun = datetime(2020, 1, 1, tzinfo=UTC)
            rows = [
                Unit(subdistrict_id=self.lanting, code=code, name=name, short_name=name, kind=kind, valid_from=begun)
                for code, name, kind in (
                    ("centre", "城运中心", "ops_center"),
                    ("chengguan", "城管中队", "outpost"),
                    ("fangguan", "房管办", "office"),
                    ("wuye", "竹苑物业", "property_firm"),
                )
            ]
            Unit.objects.bulk_create(rows)
            self.units = {row.code: row.pk for row in rows}
            people = {code: self._person(unit_id) for code, unit_id in self.units.items()}
        self.centre = self._actor(people["centre"].pk, CENTRE)
        self.chengguan = self._actor(people["chengguan"].pk, UNIT)
        self.fangguan = self._actor(people["fangguan"].pk, UNIT)
        self.wuye = self._actor(people["wuye"].pk, UNIT)
        self.nobody = self._actor(None, frozenset({P.READ_OWN}))
        self.public = replace(self._actor(None, frozenset({P.READ, P.VERIFY})), channel=Channel.PUBLIC)
        self.director = self._actor(None, frozenset({P.READ, P.DEFER, P.VOID}))

    def _person(self, unit_id: UUID) -> Person:
        person = Person(subdistrict_id=self.lanting, kind="staff", unit_id=unit_id, joined_on=BEGIN.date())
        person.full_name = "张宁"
        person.save(force_insert=True)
        return person

    def _actor(self, person_id: UUID | None, permissions: frozenset[Permission]) -> Actor:
        return Actor(
            account_id=uuid7(),
            subdistrict_id=self.lanting,
            channel=Channel.DESK,
            person_id=person_id,
            permissions=frozenset(map(str, permissions)),
        )

    def draft(self, **facts: Any) -> TicketDraft:
        said: dict[str, Any] = {"source": "visit", "words": "楼道里堆满纸箱", "matter": "楼道堆物", "intake_unit_id": self.units["centre"]}
        return TicketDraft(**{**said, **facts})

    def opened(self, **facts: Any) -> Opened:
        with scope.scoped(self.centre):
            return intake.open_ticket(self.centre, self.draft(**facts))

    def ticket(self, **facts: Any) -> UUID:
        return self.opened(**facts).ticket.pk

    def does(self, actor: Actor, action: Any, ticket_id: UUID, *known: Any, **facts: Any) -> Any:
        """What somebody does in a request of his own."""
        with scope.scoped(actor):
            return action(actor, ticket_id, *known, **facts)

    def reload(self, ticket_id: UUID) -> Ticket:
        with scope.scoped(self.house):
            found: Ticket = Ticket.objects.get(pk=ticket_id)
            return found

    def clocks(self, ticket_id: UUID) -> list[TicketClock]:
        with scope.scoped(self.house):
            return list(TicketClock.objects.filter(ticket_id=ticket_id).order_by("start_at", "kind"))

    def running(self, ticket_id: UUID) -> set[str]:
        return {row.kind for row in self.clocks(ticket_id) if row.stopped_at is None}

    def story(self, ticket_id: UUID) -> list[str]:
        with scope.scoped(self.house):
            return [entry.verb for entry in journal.story_of(Ticket.objects.get(pk=ticket_id))]


class Hand:
    """The hands of a clock that a test moves."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: int) -> None:
        self.now += timedelta(**span)


def reporter(phone: str = "10000000001") -> ReporterDraft:
    return ReporterDraft(full_name="林一", phone=phone)
