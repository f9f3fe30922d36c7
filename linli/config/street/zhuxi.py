"""竹溪街道, the small fictional neighbour: one comprehensive grid, three micro-grids, eight people."""

from typing import Final

from linli.config.street.lattice import Cell, Lattice
from linli.config.street.model import (
    Duty,
    DutyRole,
    Grid,
    GridKind,
    Ground,
    Holding,
    Person,
    Position,
    Street,
    StreetClass,
    StreetPlan,
    Unit,
    UnitKind,
)
from linli.config.street.posts import posts

_LATTICE: Final = Lattice(
    origin=(121.4352, 31.2496),
    cosine=0.9961947,
    sine=0.0871557,
    easts=((0.0, 6.0, -8.0), (420.0, 424.0, 418.0), (860.0, 856.0, 850.0)),
    norths=((0.0, -8.0, 6.0), (380.0, 392.0, 396.0), (800.0, 812.0, 790.0)),
)
_MICRO: Final[tuple[tuple[str, str, str, frozenset[Cell]], ...]] = (
    ("W01", "竹溪一网格", "zx-jw-xiangan", frozenset({(0, 0), (1, 0)})),
    ("W02", "竹溪二网格", "zx-jw-zhuyuan", frozenset({(0, 1)})),
    ("W03", "竹溪三网格", "zx-jw-zhuyuan", frozenset({(1, 1)})),
)
_PEOPLE: Final = (
    ("ye-chenguang", "叶晨光", "zx-chengyun", "调度员"),
    ("zou-liqun", "邹立群", "zx-chengyun", "值班长"),
    ("bao-xiulan", "鲍秀兰", "zx-guanli", "管理员"),
    ("kang-jiahe", "康家和", "zx-chengguan", "执法队员"),
    ("yan-meihua", "严美华", "zx-jw-xiangan", "居委会主任"),
    ("tong-xinyi", "童欣怡", "zx-jw-zhuyuan", "居委会主任"),
    ("ma-chengyi", "马成义", "zx-jw-zhuyuan", "居委会委员"),
    ("jiang-shuqin", "江淑琴", "zx-wuye", "项目经理"),
)
_UNITS: Final = (
    ("zx-chengyun", "竹溪街道城市运行管理中心", "城运中心", UnitKind.OPS_CENTER),
    ("zx-guanli", "社区管理办公室", "管理办", UnitKind.OFFICE),
    ("zx-chengguan", "竹溪城管执法中队", "城管中队", UnitKind.OUTPOST),
    ("zx-jw-xiangan", "溪岸居民委员会", "溪岸居委", UnitKind.RESIDENTS_COMMITTEE),
    ("zx-jw-zhuyuan", "竹园居民委员会", "竹园居委", UnitKind.RESIDENTS_COMMITTEE),
    ("zx-wuye", "竹园物业服务公司", "竹园物业", UnitKind.PROPERTY_FIRM),
)
_POST_CODES: Final = frozenset({"dispatcher", "duty_chief", "administrator", "unit_handler", "property_handler", "micro_grid_leader"})
_COMPLAINT_PHONE: Final = "021-5550-0200"


def plan() -> StreetPlan:
    """The whole of it."""
    return StreetPlan(
        code="zhuxi",
        name="竹溪街道",
        ground=_ground(),
        grids=tuple(_grids()),
        units=tuple(
            Unit(code, name, short, kind, f"021-5550-{200 + number:04}", None, _COMPLAINT_PHONE)
            for number, (code, name, short, kind) in enumerate(_UNITS, start=1)
        ),
        posts=tuple(post for post in posts() if post.code in _POST_CODES),
        people=tuple(
            Person(code, name, unit, title, f"021-5550-{2000 + number}", f"1390000{2000 + number}")
            for number, (code, name, unit, title) in enumerate(_PEOPLE, start=1)
        ),
        holdings=_holdings(),
        duties=(
            Duty("Z01", DutyRole.RESPONSIBLE, "zou-liqun"),
            Duty("Z01", DutyRole.LEADER, "zou-liqun"),
            Duty("Z01", DutyRole.SUPERVISOR, "bao-xiulan"),
            Duty("W01", DutyRole.RESPONSIBLE, "yan-meihua"),
            Duty("W02", DutyRole.RESPONSIBLE, "tong-xinyi"),
            Duty("W03", DutyRole.RESPONSIBLE, "ma-chengyi"),
            Duty("W01", DutyRole.WORKER, "ma-chengyi"),
            Duty("W02", DutyRole.WORKER, "ma-chengyi"),
            Duty("W03", DutyRole.WORKER, "ma-chengyi"),
        ),
        task_forces=(),
    )


def position(east: float, north: float) -> Position:
    """A place within the street, by its share of the way east and north; a step inside the border."""
    (west, south), (far_east, far_north) = _LATTICE.node(0, 0), _LATTICE.node(2, 2)
    inside = ((west + 20) + east * (far_east - west - 40), (south + 20) + north * (far_north - south - 40))
    return _LATTICE.to_position(inside)


def _grids() -> list[Grid]:
    whole = Grid("Z01", "竹溪综合网格", GridKind.COMPREHENSIVE, None, "zx-chengyun", _LATTICE.outline(_LATTICE.cells))
    return [whole, *(Grid(code, name, GridKind.MICRO, "Z01", office, _LATTICE.outline(cells)) for code, name, office, cells in _MICRO)]


def _holdings() -> tuple[Holding, ...]:
    return (
        Holding("ye-chenguang", "dispatcher"),
        Holding("zou-liqun", "duty_chief"),
        Holding("bao-xiulan", "administrator"),
        Holding("kang-jiahe", "unit_handler", units=("zx-chengguan",)),
        Holding("jiang-shuqin", "property_handler", units=("zx-wuye",)),
        Holding("yan-meihua", "micro_grid_leader", grids=("W01",)),
        Holding("tong-xinyi", "micro_grid_leader", grids=("W02",)),
        Holding("ma-chengyi", "micro_grid_leader", grids=("W03",)),
    )


def _ground() -> Ground:
    row, column = _LATTICE.along_row, _LATTICE.along_column
    streets = (
        Street("溪岸路", StreetClass.STREET, _LATTICE.path(row(0))),
        Street("竹溪路", StreetClass.MAIN, _LATTICE.path(row(1))),
        Street("竹园路", StreetClass.STREET, _LATTICE.path(column(1, 1, 2))),
    )
    return Ground(_LATTICE.outline(_LATTICE.cells), streets, (), (), (), (), (), ())
