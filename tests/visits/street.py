"""The office of the tests of tickets with a street to walk: two grids, some places, and somebody who walks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from shapely import box

from linli.checklists import actions as checklists
from linli.checklists.models import Checklist
from linli.checklists.rules.answers import Answered
from linli.checklists.rules.permissions import Permission as ChecklistPermission
from linli.kernel import clock, journal, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.scope.models import Aggregate
from linli.org.rules.permissions import Permission as OrgPermission
from linli.places.actions import places
from linli.places.actions.drafts import PlaceDraft
from linli.places.models import Place
from linli.places.rules.kinds import Kind as PlaceKind
from linli.places.rules.permissions import Permission as PlacePermission
from linli.places.rules.words import Spot, Words
from linli.tickets.rules.catalogue import Permission as ClassPermission
from linli.tickets.rules.permissions import Permission as TicketPermission
from linli.visits.actions import visits as actions
from linli.visits.actions.drafts import AnswersDraft, NeedDraft, VisitDraft
from linli.visits.models import Visit
from linli.visits.rules.kinds import Kind, Outcome
from linli.visits.rules.permissions import Permission
from tests import make
from tests.ground import TestDatabase
from tests.tickets.town import Hand, Town

WEST, EAST = Spot(lon=121.4020, lat=31.2020), Spot(lon=121.4070, lat=31.2020)
EVERYTHING = [*Permission, *ClassPermission, *PlacePermission, *ChecklistPermission, *TicketPermission, *OrgPermission]
# What a grid worker's post says, without the right to verify.
WALKS = [
    *(Permission.READ, Permission.RECORD, Permission.PLAN, PlacePermission.READ, ChecklistPermission.READ),
    *(TicketPermission.READ, TicketPermission.OPEN, TicketPermission.HANDLE),
]


class Street(Town):
    """The office, a western and an eastern grid, and shops."""

    def __init__(self, database: TestDatabase, hand: Hand) -> None:
        super().__init__(database)
        self.hand = hand
        self.house = replace(self.house, permissions=frozenset(map(str, EVERYTHING)))
        self.west = make.grid(self.house, code="Z1", name="西网格").pk
        self.east = make.grid(self.house, code="Z2", name="东网格", area=box(121.405, 31.200, 121.410, 31.205)).pk
        self.chief = replace(self.centre, permissions=frozenset(map(str, EVERYTHING)))
        self.walker = replace(self.fangguan, account_id=uuid7(), permissions=frozenset(map(str, WALKS)))
        self.westerner = replace(
            self.walker, account_id=uuid7(), permissions=frozenset(), limits=dict.fromkeys(map(str, WALKS), frozenset({self.west}))
        )

    def place(self, name: str = "鲜果时光", **facts: Any) -> Place:
        said = {key: facts.pop(key) for key in ("quiet_from", "quiet_until", "asked_for_none") if key in facts}
        draft = PlaceDraft(**{"kind": PlaceKind.SHOP, "spot": WEST, "words": Words(name=name, address="岚皋西路27号", **said), **facts})
        with scope.scoped(self.house):
            return places.add_place(self.house, draft)

    def place_nowhere(self) -> Place:
        """A place in no grid; made where a scope is open already."""
        return places.add_place(self.house, PlaceDraft(kind=PlaceKind.MALL, words=Words(name="大商场", address=""), spot=None))

    def checklist(self, code: str = "look_and_ask") -> Checklist:
        with scope.scoped(self.house):
            (made,) = checklists.take_over(self.house, [code])
            return made

    def said(self, checklist: Checklist, **items: str) -> AnswersDraft:
        return AnswersDraft(
            checklist_id=checklist.pk, number=checklist.version_number, items={key: Answered(value) for key, value in items.items()}
        )

    def visit_draft(self, place: Place, **facts: Any) -> VisitDraft:
        plain: Mapping[str, Any] = {"kind": Kind.ROUTINE, "outcome": Outcome.MET, "made_at": clock.now() - timedelta(minutes=5)}
        return VisitDraft(**{"id": uuid7(), "place_id": place.pk, **plain, **facts})

    def visits(self, *drafts: VisitDraft, actor: Actor | None = None) -> list[Visit | Refused]:
        actor = actor or self.walker
        with scope.scoped(actor):
            return actions.record_visits(actor, drafts)

    def visit(self, place: Place, actor: Actor | None = None, **facts: Any) -> Visit:
        (found,) = self.visits(self.visit_draft(place, **facts), actor=actor)
        if isinstance(found, Refused):
            raise found
        return found

    def acts(self, actor: Actor, action: Any, *known: Any, **facts: Any) -> Any:
        """What somebody does in a request of his own."""
        with scope.scoped(actor):
            return action(actor, *known, **facts)

    def verbs(self, row: Aggregate) -> list[str]:
        with scope.scoped(self.house):
            return [entry.verb for entry in journal.story_of(type(row).objects.get(pk=row.pk))]


def need(words: str = "后门堆了纸箱", **facts: Any) -> NeedDraft:
    return NeedDraft(**{"ticket_id": uuid7(), "words": words, **facts})


def codes(results: list[Visit | Refused]) -> list[str]:
    return [each.code if isinstance(each, Refused) else "" for each in results]


def ids(*places_: Place) -> set[UUID]:
    return {place.pk for place in places_}
