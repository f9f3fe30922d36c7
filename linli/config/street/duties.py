"""Who answers for what in 兰亭街道 包保, and the task forces 6+2+X.

Two things are missing on purpose and have to be found: 北亭四网格 has no responsible person, and the task force of the
northern grid has nobody for fire safety.
"""

from collections.abc import Iterator
from typing import Final

from linli.config.street.model import Duty, DutyRole, Seat, SeatGroup, TaskForce
from linli.config.street.posts import holdings

# The office staff and leaders who answer for a micro-grid as a whole; W11 is left out on purpose.
_RESPONSIBLE: Final = (
    ("Z01", "fang-zhixing"),
    ("Z02", "qin-jianping"),
    ("S01", "cao-minghui"),
    ("S02", "feng-yongkang"),
    ("S03", "deng-xiuying"),
    ("W01", "tian-chunyan"),
    ("W02", "fan-weimin"),
    ("W03", "jin-xiaomin"),
    ("W04", "wang-jianhua"),
    ("W05", "cui-hong"),
    ("W06", "ren-zhigang"),
    ("W07", "dai-yueqin"),
    ("W08", "liao-feng"),
    ("W09", "shao-guoping"),
    ("W10", "xiong-lijuan"),
    ("W12", "meng-qingfeng"),
)
_ROLES: Final = {
    "grid_leader": DutyRole.LEADER,
    "grid_worker": DutyRole.WORKER,
    "block_secretary": DutyRole.SECRETARY,
}

# The six posts of the first seat group, with those who sit there in the south and in the north.
_PROFESSIONALS: Final = (
    ("urban", "城管员", "li-qiang", "wang-lei"),
    ("market", "市场监管员", "zhao-lin", "song-liping"),
    ("fire", "消防安全员", "ding-guohua", None),
    ("police", "公安民警", "pan-xiaoyu", "cai-jianguo"),
    ("justice", "司法调解员", "dong-xuemei", "dong-xuemei"),
    ("sanitation", "绿化市容员", "yuan-lixin", "yuan-lixin"),
)


def duties() -> tuple[Duty, ...]:
    """Every duty, one person per grid and role."""
    return tuple(_duties())


def _duties() -> Iterator[Duty]:
    for grid, person in _RESPONSIBLE:
        yield Duty(grid, DutyRole.RESPONSIBLE, person)
    for grid in ("Z01", "Z02"):
        yield Duty(grid, DutyRole.SUPERVISOR, "han-bingjie")
    for holding in holdings():
        if holding.post in _ROLES:
            for grid in holding.grids:
                yield Duty(grid, _ROLES[holding.post], holding.person)


def task_forces() -> tuple[TaskForce, ...]:
    """A task force for each comprehensive grid; one seat of the northern one is vacant."""
    south = (
        Seat("committee", 1, "居民区", SeatGroup.RESIDENTS_COMMITTEE, "tian-chunyan"),
        Seat("office", 1, "包保科室", SeatGroup.RESPONSIBLE_OFFICE, "xia-yuqing"),
        Seat("partner", 1, "共建单位", SeatGroup.CO_BUILDING, None, "lm-lantinghui"),
        Seat("second", 1, "第二梯队", SeatGroup.SECOND_ECHELON, "duan-chunlei"),
        Seat("second", 2, "第二梯队", SeatGroup.SECOND_ECHELON, "fan-weimin"),
    )
    north = (
        Seat("committee", 1, "居民区", SeatGroup.RESIDENTS_COMMITTEE, "liao-feng"),
        Seat("office", 1, "包保科室", SeatGroup.RESPONSIBLE_OFFICE, "xie-yun"),
        Seat("partner", 1, "共建单位", SeatGroup.CO_BUILDING, None, "lm-daxue"),
        Seat("second", 1, "第二梯队", SeatGroup.SECOND_ECHELON, "hou-peipei"),
        Seat("second", 2, "第二梯队", SeatGroup.SECOND_ECHELON, "meng-qingfeng"),
    )
    return (
        TaskForce("兰田综合网格工作专班", "Z01", (*_professionals(in_the_north=False), *south)),
        TaskForce("北亭综合网格工作专班", "Z02", (*_professionals(in_the_north=True), *north)),
    )


def _professionals(*, in_the_north: bool) -> Iterator[Seat]:
    for code, name, southern, northern in _PROFESSIONALS:
        yield Seat(code, 1, name, SeatGroup.PROFESSIONAL, northern if in_the_north else southern)
