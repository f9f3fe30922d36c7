"""The house with an organisation: builders that act as the house itself."""

from typing import Any
from uuid import UUID

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from linli.accounts import actions as accounts
from linli.accounts.models import Account, Membership
from linli.kernel import clock, journal, scope
from linli.kernel.actor import Actor
from linli.kernel.permissions import registered_permissions
from linli.org.actions import people, posts, units
from linli.org.models import Duty, DutyRole, Grid, Person, Post, PostHolding, Unit
from linli.org.rules.people import PersonWords
from linli.org.rules.posts import PostWords
from linli.org.rules.units import UnitWords
from tests.desk.house import House

CLERK = ("org.read", "org.change_units", "org.change_people")
ALL = (*CLERK, "org.change_posts", "notes.read", "notes.write", "personal.reveal", "personal.search")


class Staff:
    """Units, people and posts of 兰亭, and the browsers of those who keep them."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.me = Actor.system("test", house.subdistricts["lanting"])

    def at(self, address: str) -> str:
        return f"/d/lanting/org/{address}"

    def clerk(self, login: str = "li.na", may: tuple[str, ...] = CLERK) -> Client:
        return self.house.browser(login, may=may)

    def boss(self, login: str = "wu.boss") -> Client:
        return self.house.administrator(login, has_second_factor=True, may=ALL)

    def unit(self, code: str = "A1", name: str = "城运中心", parent: Unit | None = None) -> Unit:
        with scope.scoped(self.me):
            found: Unit | None = Unit.objects.of(self.me.subdistrict_id).filter(code=code).first()
            words = UnitWords(code=code, kind="ops_center", name=name)
            return found or units.open_unit(self.me, words=words, parent_id=parent.pk if parent else None)

    def person(self, name: str = "张宁", unit: Unit | None = None, **words: Any) -> Person:
        unit = unit or self.unit()
        with scope.scoped(self.me):
            return people.create_person(self.me, words=PersonWords(full_name=name, unit_id=unit.pk, **words))

    def post(self, name: str = "调度员", *permissions: str) -> Post:
        with scope.scoped(self.me):
            return posts.create_post(self.me, words=PostWords(name, frozenset(permissions)))

    def give(self, person: Person, post: Post, grid: Grid | None = None) -> PostHolding:
        with scope.scoped(self.me):
            return posts.give_post(self.me, person.pk, post.pk, grid_id=grid.pk if grid else None)

    def login(self, login: str, person: Person, *permissions: str) -> None:
        with scope.scoped(self.me):
            account = accounts.create_account(self.me, login=login, password="a quiet street", language="en")
            accounts.admit(self.me, account.pk, permissions=permissions, person_id=person.pk)

    def grid(self, code: str = "G1", name: str = "兰田一网格") -> Grid:
        with scope.scoped(self.me):
            grid = Grid(subdistrict_id=self.me.subdistrict_id, code=code, name=name, kind="comprehensive", valid_from=clock.now())
            grid.save(force_insert=True)
            return grid

    def bound(self, login: str, grid: Grid, *below: str, everywhere: tuple[str, ...] = ()) -> Client:
        """The browser of somebody whose post permits some things in one grid alone."""
        person = self.person(login)
        self.give(person, self.post(f"岗位 {login}", *below), grid)
        self.login(login, person, *everywhere)
        return self.house.signed_in(login)

    def duty(self, person: Person) -> None:
        grid, here = self.grid(), self.me.subdistrict_id
        with scope.scoped(self.me):
            role = DutyRole(subdistrict_id=here, code="responsible", name="包保责任人", is_single=True)
            role.save(force_insert=True)
            Duty(subdistrict_id=here, grid=grid, role=role, person=person, is_single=True, valid_from=clock.now()).save(force_insert=True)

    def reload(self, row: Any) -> Any:
        with scope.scoped(self.me):
            return type(row).objects.get(pk=row.pk)

    def verbs(self, row: Any) -> list[str]:
        with scope.scoped(self.me):
            return [entry.verb for entry in journal.story_of(type(row).objects.get(pk=row.pk))]

    def everything(self) -> tuple[str, ...]:
        return tuple(registered_permissions())

    def named(self, model: Any, name: str) -> Any:
        with scope.scoped(self.me):
            return model.objects.of(self.me.subdistrict_id).get(name=name)

    def count(self, model: Any) -> int:
        with scope.scoped(self.me):
            return int(model.objects.of(self.me.subdistrict_id).count())

    def membership(self, login: str) -> UUID:
        with scope.scoped(self.me):
            return Membership.objects.get(account__login=login, valid_until=None).pk

    def second_factor(self, login: str) -> None:
        TOTP.activate(Account.objects.get(login=login), generate_totp_secret())
