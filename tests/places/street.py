"""A street with two grids for the tests of places, and people who may do more or less there."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from shapely import box

from linli.kernel import journal, scope
from linli.kernel.actor import Actor, Channel
from linli.kernel.ids import uuid7
from linli.kernel.scope.models import Aggregate
from linli.org.rules.permissions import Permission as OrgPermission
from linli.places.actions import places as actions
from linli.places.actions.drafts import PlaceDraft
from linli.places.models import Place
from linli.places.rules.kinds import Kind
from linli.places.rules.permissions import Permission
from linli.places.rules.words import Spot, Words
from tests import make
from tests.ground import TestDatabase

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
# Within the western and the eastern grid, and outside both.
WEST, EAST, AWAY = Spot(lon=121.4020, lat=31.2020), Spot(lon=121.4070, lat=31.2020), Spot(lon=121.5, lat=31.3)
ALL = frozenset(Permission)


class Street:
    """兰亭 with a western and an eastern grid."""

    def __init__(self, database: TestDatabase) -> None:
        self.database = database
        self.lanting = make.subdistrict(database, "lanting")
        self.house = self.actor([*Permission, *OrgPermission, "personal.reveal"])
        self.west = make.grid(self.house, code="Z1", name="西网格").pk
        self.east = make.grid(self.house, code="Z2", name="东网格", area=box(121.405, 31.200, 121.410, 31.205)).pk
        self.keeper = self.actor(ALL)
        self.reader = self.actor([Permission.READ])
        self.nobody = self.actor([])
        self.westerner = self.actor([], limits=dict.fromkeys(map(str, ALL), frozenset({self.west})))

    def actor(self, permissions: Iterable[str], limits: Any = None) -> Actor:
        return Actor(
            account_id=uuid7(),
            subdistrict_id=self.lanting,
            channel=Channel.DESK,
            permissions=frozenset(map(str, permissions)),
            limits=limits or {},
        )

    def draft(self, name: str = "鲜果时光", address: str = "岚皋西路27号", **facts: Any) -> PlaceDraft:
        said = {key: facts.pop(key) for key in ("quiet_from", "quiet_until", "asked_for_none") if key in facts}
        return PlaceDraft(**{"kind": Kind.SHOP, "spot": WEST, "words": Words(name=name, address=address, **said), **facts})

    def place(self, name: str = "鲜果时光", address: str = "岚皋西路27号", **facts: Any) -> Place:
        with scope.scoped(self.keeper):
            return actions.add_place(self.keeper, self.draft(name, address, **facts))

    def does(self, actor: Actor, action: Any, *known: Any, **facts: Any) -> Any:
        """What somebody does in a request of his own."""
        with scope.scoped(actor):
            return action(actor, *known, **facts)

    def reload(self, place: Place | UUID) -> Place:
        with scope.scoped(self.house):
            found: Place = Place.objects.get(pk=place if isinstance(place, UUID) else place.pk)
            return found

    def story(self, row: Aggregate) -> list[str]:
        with scope.scoped(self.house):
            return [entry.verb for entry in journal.story_of(type(row).objects.get(pk=row.pk))]


def told() -> datetime:
    return NOW
