"""A street as its public notices find it: grids drawn, people named, and beside each thing that may be seen one that may not."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from linli.kernel import clock, scope
from linli.org.actions import duties, grids
from linli.org.models import DutyRole, Grid, Person, Shift, ShiftMember, Unit
from linli.org.rules.duties import RoleDraft
from tests.org.grids.ground import plot
from tests.org.people.office import Office

DRAWN_AT = datetime(2026, 9, 20, 1, tzinfo=UTC)
CENTRE_PHONE = "021-5550-0100"
# Everything of people that stands in the database and must stand on no page.
PRIVATE = {"张宁": "10000000001", "王芳": "10000000002", "陈刚": "10000000003", "李敏": "10000000004", "赵岚": "10000000005"}


@dataclass
class PublicStreet:
    """兰亭 with a railway's two sides; Z1 has a responsible person, a supervisor nobody publishes, and no leader."""

    office: Office
    centre: Unit
    committee: Unit
    grids: dict[str, Grid]
    roles: dict[str, DutyRole]
    people: dict[str, Person]

    def give(self, grid: str, role: str, person: str, valid_from: datetime | None = None) -> None:
        """Let somebody answer for a grid."""
        draft = duties.DutyDraft(
            grid_id=self.grids[grid].pk,
            role_id=self.roles[role].pk,
            person_id=self.people[person].pk,
            valid_from=valid_from or clock.now() - timedelta(minutes=1),
        )
        with scope.scoped(self.office.boss):
            duties.give_duty(self.office.boss, draft)

    def put_on_duty(self, person: str, *, role: str = "chief", hours: int = 8, unit: Unit | None = None, **columns: Any) -> Shift:
        """A shift that runs now, with one person on it."""
        begins_at, ends_at = clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=hours)
        shift = Shift(
            subdistrict_id=self.office.lanting, unit=unit or self.centre, kind="day", begins_at=begins_at, ends_at=ends_at, **columns
        )
        with scope.scoped(self.office.boss):
            shift.save(force_insert=True)
        self.join(shift, person, role)
        return shift

    def join(self, shift: Shift, person: str, role: str) -> None:
        """One more on the shift."""
        times = {"begins_at": shift.begins_at, "ends_at": shift.ends_at}
        member = ShiftMember(subdistrict_id=self.office.lanting, shift=shift, person=self.people[person], role=role, **times)
        with scope.scoped(self.office.boss):
            member.save(force_insert=True)


def lay_street(office: Office) -> PublicStreet:
    """Lay it out, through the actions people use."""
    centre = office.unit("CY", "兰亭街道城市运行管理中心", "ops_center", office_phone=CENTRE_PHONE)
    committee = office.unit("JW", "兰田居民委员会", "residents_committee", short_name="兰田居委", office_phone="021-5550-0777")
    people = {
        name: office.person(name, unit=committee, work_phone=f"021-5550-02{number:02}", private_phone=phone)
        for number, (name, phone) in enumerate(PRIVATE.items(), start=1)
    }
    with clock.told_by(lambda: DRAWN_AT + timedelta(seconds=1)), scope.scoped(office.boss):
        drawn = _draw(office)
    with scope.scoped(office.boss):
        roles = {role.code: role for role in duties.lay_default_roles(office.boss)}
    street = PublicStreet(office, centre, committee, drawn, roles, people)
    street.give("Z1", "responsible", "张宁")
    street.give("Z1", "supervisor", "王芳")
    street.give("W1", "worker", "陈刚")
    return street


def _draw(office: Office) -> dict[str, Grid]:
    def new(words: str, kind: str, parent: Grid | None = None, area: Any = None, members: tuple[str, ...] = ()) -> Grid:
        code, name = words.split()
        return grids.create_grid(
            office.boss,
            code=code,
            name=name,
            kind=kind,
            parent_id=parent.pk if parent else None,
            area=area,
            members=members,
            effective_at=DRAWN_AT,
            why="首次划分",
        )

    whole = new("Z1 兰田综合网格", "comprehensive", area=plot(0, 0, 4, 2))
    north = new("Z2 北亭综合网格", "comprehensive", area=plot(0, 2, 4, 2))
    left = new("W1 兰田一网格", "micro", whole, plot(0, 0, 2, 2))
    right = new("W2 兰田二网格", "micro", whole, plot(2, 0, 2, 2))
    campus = new("S1 商圈专属网格", "dedicated", whole, plot(1, 0, 1, 1))
    compound = new("X1 橙子公寓", "compound", left, plot(0, 0, 1, 1))
    house = new("X1-01 橙子公寓一号楼", "building", compound, members=("书院弄 12 号",))
    listed = new("W3 兰田三网格", "micro", whole, members=("岚皋路 3 号", "岚皋路 13 号"))
    return {grid.code: grid for grid in (whole, north, left, right, campus, compound, house, listed)}


def hide_role(street: PublicStreet, code: str) -> None:
    """An administrator takes a role off the notices."""
    role = street.office.reload(street.roles[code])
    with scope.scoped(street.office.boss):
        draft = RoleDraft(
            role.code, role.name, is_single=role.is_single, required_for=tuple(role.required_for), is_public=False, order=role.order
        )
        duties.change_role(street.office.boss, role.pk, draft, seen=role.journal_seq)


def ids_of(street: PublicStreet) -> set[UUID]:
    """Every id that could slip onto a page."""
    rows = [*street.grids.values(), *street.roles.values(), *street.people.values(), street.centre, street.committee]
    return {row.pk for row in rows} | {street.office.lanting, street.office.zhuxi}
