"""Builders of the tests about people: real rows, made by the actions a person would use."""

from datetime import datetime
from typing import Any
from uuid import UUID

from linli.accounts import actions as accounts
from linli.accounts.models import Membership
from linli.kernel import clock, journal, scope
from linli.kernel.actor import Actor
from linli.kernel.permissions import registered_permissions
from linli.org.actions import people, posts, units
from linli.org.models import Duty, DutyRole, Grid, Person, Post, PostHolding, Unit
from linli.org.rules.people import PersonWords
from linli.org.rules.posts import PostWords
from linli.org.rules.units import UnitWords
from tests import people as actors
from tests.ground import TestDatabase

PASSPHRASE = "a passphrase of the tests"
CLERK = frozenset({"org.read", "org.change_units", "org.change_people"})


class Office:
    """兰亭 with its actors; the neighbours of 竹溪 may do the same there."""

    def __init__(self, database: TestDatabase, lanting: UUID, zhuxi: UUID) -> None:
        self.database, self.lanting, self.zhuxi = database, lanting, zhuxi
        self.clerk = actors.clerk(lanting, CLERK)
        self.boss = actors.clerk(lanting, set(registered_permissions()))
        self.looker = actors.clerk(lanting, {"org.read"})
        self.nobody = actors.clerk(lanting, ())
        self.neighbour = actors.clerk(zhuxi, set(registered_permissions()))

    def unit(self, code: str = "A1", name: str = "城运中心", kind: str = "ops_center", parent: Unit | None = None, **words: str) -> Unit:
        with scope.scoped(self.boss):
            made = UnitWords(code=code, kind=kind, name=name, **words)
            return units.open_unit(self.boss, words=made, parent_id=parent.pk if parent else None)

    def named_unit(self, name: str) -> Unit:
        with scope.scoped(self.boss):
            found: Unit = Unit.objects.of(self.lanting).get(short_name=name)
            return found

    def person(self, name: str = "张宁", unit: Unit | None = None, **words: Any) -> Person:
        with scope.scoped(self.boss):
            unit = unit or Unit.objects.of(self.lanting).first()
            return people.create_person(self.boss, words=PersonWords(full_name=name, unit_id=unit.pk if unit else None, **words))

    def post(self, name: str = "调度员", *permissions: str) -> Post:
        with scope.scoped(self.boss):
            return posts.create_post(self.boss, words=PostWords(name, frozenset(permissions)))

    def give(self, person: Person, post: Post, grid: Grid | None = None, **times: datetime) -> PostHolding:
        with scope.scoped(self.boss):
            return posts.give_post(self.boss, person.pk, post.pk, grid_id=grid.pk if grid else None, **times)

    def grid(self, code: str = "G1", name: str = "兰田一网格") -> Grid:
        with scope.scoped(self.boss):
            grid = Grid(subdistrict_id=self.lanting, code=code, name=name, kind="comprehensive", valid_from=clock.now())
            grid.save(force_insert=True)
            return grid

    def duty(self, person: Person, grid: Grid, *, is_single: bool = True) -> Duty:
        with scope.scoped(self.boss):
            role = DutyRole(subdistrict_id=self.lanting, code=f"role-{grid.code}", name=f"包保责任人{grid.code}", is_single=is_single)
            role.save(force_insert=True)
            duty = Duty(subdistrict_id=self.lanting, grid=grid, role=role, person=person, is_single=is_single, valid_from=clock.now())
            duty.save(force_insert=True)
            return duty

    def login(self, login: str, person: Person | None = None, *permissions: str) -> Membership:
        house = Actor.system("test", self.lanting)
        with scope.scoped(house):
            account = accounts.create_account(house, login=login)
            return accounts.admit(house, account.pk, permissions=permissions, person_id=person.pk if person else None)

    def actor(self, membership: Membership) -> Actor:
        return actors.at_the_desk(membership.account_id)

    def story(self, row: Any) -> list[tuple[str, dict[str, Any]]]:
        with scope.scoped(self.boss):
            present = type(row).objects.get(pk=row.pk)
            return [(entry.verb, dict(entry.facts)) for entry in journal.story_of(present)]

    def reload(self, row: Any) -> Any:
        with scope.scoped(self.boss):
            return type(row).objects.get(pk=row.pk)

    def count(self, table: str) -> int:
        with self.database.connect("superuser") as superuser:
            row = superuser.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
        assert row is not None
        return int(str(row[0]))
