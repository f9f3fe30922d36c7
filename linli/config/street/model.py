"""The kinds of thing a planned street is made of; positions are WGS-84 (longitude, latitude), rings are closed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Position = tuple[float, float]
Path = tuple[Position, ...]
Ring = tuple[Position, ...]


class GridKind(StrEnum):
    """What a grid is: 综合, 专属, 微, 街区, 小区, 楼栋."""

    COMPREHENSIVE = "comprehensive"
    DEDICATED = "dedicated"
    MICRO = "micro"
    BLOCK = "block"
    COMPOUND = "compound"
    BUILDING = "building"


class UnitKind(StrEnum):
    """What a unit is; the kind decides which ladder supervision climbs."""

    OFFICE = "office"
    OUTPOST = "outpost"
    OPS_CENTER = "ops_center"
    CALLBACK = "callback"
    GRID_STATION = "grid_station"
    SERVICE_CENTER = "service_center"
    RESIDENTS_COMMITTEE = "residents_committee"
    PROPERTY_FIRM = "property_firm"
    UTILITY = "utility"
    CONTRACTOR = "contractor"
    ALLIANCE = "alliance"
    BLOCK_BRANCH = "block_branch"
    OTHER = "other"


class StreetClass(StrEnum):
    """How broad a street is drawn."""

    MAIN = "main"
    STREET = "street"
    LANE = "lane"


class DutyRole(StrEnum):
    """What a person answers for in a grid; one person per grid and role at a time."""

    RESPONSIBLE = "responsible"
    LEADER = "leader"
    WORKER = "worker"
    SECRETARY = "secretary"
    SUPERVISOR = "supervisor"


class SeatGroup(StrEnum):
    """The parts of a task force 6+2+X: six posts, the committee and the office, then what joins."""

    PROFESSIONAL = "professional"
    RESIDENTS_COMMITTEE = "residents_committee"
    RESPONSIBLE_OFFICE = "responsible_office"
    CO_BUILDING = "co_building"
    SECOND_ECHELON = "second_echelon"


@dataclass(frozen=True, slots=True)
class Street:
    """A street by its name and middle line."""

    name: str
    breadth: StreetClass
    path: Path


@dataclass(frozen=True, slots=True)
class River:
    """A river by its middle line and the band of water."""

    name: str
    path: Path
    water: Ring
    width_m: float


@dataclass(frozen=True, slots=True)
class Railway:
    """A railway by its middle line inside the street; the two comprehensive grids share exactly these vertices."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Station:
    """A metro station; its exits are named by number."""

    name: str
    at: Position
    exits: int


@dataclass(frozen=True, slots=True)
class Metro:
    """A metro line and its stations here."""

    name: str
    path: Path
    stations: tuple[Station, ...]


@dataclass(frozen=True, slots=True)
class Building:
    """A building of a compound by its footprint."""

    name: str
    outline: Ring


@dataclass(frozen=True, slots=True)
class Compound:
    """A residential compound 小区 with its address and buildings."""

    code: str
    name: str
    address: str
    committee: str
    property_firm: str
    outline: Ring
    buildings: tuple[Building, ...]


@dataclass(frozen=True, slots=True)
class Landmark:
    """Something everybody knows: a school, a mall, a green."""

    name: str
    kind: str
    address: str
    outline: Ring


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of the tree: by an outline, or by the list of units that belong to it."""

    code: str
    name: str
    kind: GridKind
    parent: str | None
    office: str
    outline: Ring | None
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that is dispatched to, or that helps."""

    code: str
    name: str
    short_name: str
    kind: UnitKind
    phone: str
    parent: str | None = None
    complaint_phone: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A post 岗位 and what it may do, in words; the codes of permissions are the laying's business."""

    code: str
    name: str
    capabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A fictional member of staff; both telephone numbers belong to ranges nobody is given."""

    code: str
    name: str
    unit: str
    title: str
    work_phone: str
    private_phone: str


@dataclass(frozen=True, slots=True)
class Holding:
    """A person holds a post, in the whole street or limited to grids or units."""

    person: str
    post: str
    grids: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """A person answers for a grid in one role 包保."""

    grid: str
    role: DutyRole
    person: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of a task force, by its key in the template and its number; without person and unit it is vacant."""

    key: str
    number: int
    title: str
    group: SeatGroup
    person: str | None = None
    unit: str | None = None

    @property
    def is_vacant(self) -> bool:
        """Whether nobody sits here."""
        return self.person is None and self.unit is None


@dataclass(frozen=True, slots=True)
class TaskForce:
    """A task force 工作专班 of a grid."""

    name: str
    grid: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Representative:
    """A fictional shop owner or resident who speaks for others in a committee."""

    name: str
    role: str
    speaks_for: str
    phone: str


@dataclass(frozen=True, slots=True)
class Committee:
    """A building or block committee 楼委会/街委会 and its term."""

    name: str
    kind: str
    grid: str
    term_from: date
    term_until: date
    members: tuple[Representative, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of the duty rota 值班."""

    on: date
    kind: str
    begins: str
    ends: str
    chief: str
    leader: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """The land of a street and what is drawn of it."""

    outline: Ring
    streets: tuple[Street, ...]
    rivers: tuple[River, ...]
    railways: tuple[Railway, ...]
    metros: tuple[Metro, ...]
    compounds: tuple[Compound, ...]
    landmarks: tuple[Landmark, ...]
    fabric: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class StreetPlan:
    """A whole street office: its ground, its grids, its people and what they answer for."""

    code: str
    name: str
    ground: Ground
    grids: tuple[Grid, ...]
    units: tuple[Unit, ...]
    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    holdings: tuple[Holding, ...]
    duties: tuple[Duty, ...]
    task_forces: tuple[TaskForce, ...]
