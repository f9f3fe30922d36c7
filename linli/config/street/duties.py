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
    ("police", "社区民警", "pan-xiaoyu", "cai-jianguo"),
    ("urban_management", "城管队员", "li-qiang", "wang-lei"),
    ("market", "市场监管员", "zhao-lin", "song-liping"),
    ("fire_safety", "消防安全员", "ding-guohua", None),
    ("legal", "法律服务员", "dong-xuemei", "dong-xuemei"),
    ("greening", "绿化市容员", "yuan-lixin", "yuan-lixin"),
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
        Seat("committee", "居民区", SeatGroup.COMMITTEE, "tian-chunyan", "jw-lantian"),
        Seat("office", "包保科室", SeatGroup.OFFICE, "xia-yuqing", "ks-guanli"),
        Seat("co_building_1", "共建单位", SeatGroup.CO_BUILDING, "lai-siyuan", "lm-lantinghui"),
        Seat("co_building_2", "共建单位", SeatGroup.CO_BUILDING, None, "lm-danche"),
        Seat("second_1", "第二梯队", SeatGroup.SECOND_ECHELON, "duan-chunlei", "wg-lantian"),
    )
    north = (
        Seat("committee", "居民区", SeatGroup.COMMITTEE, "liao-feng", "jw-beiting"),
        Seat("office", "包保科室", SeatGroup.OFFICE, "xie-yun", "ks-fuwu"),
        Seat("co_building_1", "共建单位", SeatGroup.CO_BUILDING, "wen-xiaolan", "lm-daxue"),
        Seat("co_building_2", "共建单位", SeatGroup.CO_BUILDING, None, "lm-kuaidi"),
        Seat("second_1", "第二梯队", SeatGroup.SECOND_ECHELON, "hou-peipei", "wg-beiting"),
    )
    return (
        TaskForce("兰田综合网格工作专班", "Z01", (*_professionals(in_the_north=False), *south)),
        TaskForce("北亭综合网格工作专班", "Z02", (*_professionals(in_the_north=True), *north)),
    )


def _professionals(*, in_the_north: bool) -> Iterator[Seat]:
    for code, name, southern, northern in _PROFESSIONALS:
        yield Seat(code, name, SeatGroup.PROFESSIONAL, northern if in_the_north else southern)
