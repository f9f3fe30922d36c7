"""A visit round of the size that streets report: 2,780 fictional shops of 竹溪街道, of which 2,430 were visited in three weeks.

The figures are those a street printed of its own round; every shop, number and line is made up here, by arithmetic alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from linli.config.street.model import Position
from linli.config.street.zhuxi import position
from linli.places.rules.kinds import Kind
from linli.visits.rules.kinds import Outcome

NAME: Final = "沿街与商圈商户走访 第 3 轮"
# The first and the last day, counted from the day the demo is laid.
BEGAN, ENDS = timedelta(days=-21), timedelta(days=6)
TARGETS: Final = 2_780
# After the start came so many more, and so many of those were visited.
LATER, LATER_VISITED = 38, 21
_MET, _STAFF = 2_118, 312
_REASONS: Final = (
    (Outcome.NOT_OPEN, 152),
    (Outcome.COME_LATER, 31),
    (Outcome.MOVED, 27),
    (Outcome.VACANT, 22),
    (Outcome.DECLINED, 15),
    (Outcome.NOT_FOUND, 6),
)
# Colleagues who came along, services given, things handed out, over the whole round.
HELPERS, SERVICES, MATERIALS = 990, 2_500, 7_500
MATERIAL_NAMES: Final = ("告商户书", "联心卡", "宣传海报")
SERVICE_NAMES: Final = ("政策宣讲", "反诈提醒")
_STREETS: Final = ("溪岸路", "竹溪路", "竹园路", "溪南路", "园北路")
_SIGNS: Final = ("鲜果", "便利店", "小吃店", "面馆", "理发店", "药房", "五金店", "服装店", "奶茶店", "打印店", "洗衣店", "快递点")
_EATERIES: Final = frozenset({"小吃店", "面馆", "奶茶店"})
_NAMES: Final = (
    *("青禾", "明远", "安和", "长顺", "福源", "晨光", "春晖", "嘉禾", "永兴", "小满", "阿林", "四季", "南园", "老街", "好邻"),
    *("百味", "一品", "清泉", "云间", "知味", "同心", "巷口", "拾光", "渔家", "半亩", "木子", "悦来", "江南", "新村", "东篱", "和顺"),
)
# A prime that no count here is a multiple of, so that steps of it go through all shops in a scattered order.
_STEP: Final = 1_237


@dataclass(frozen=True, slots=True)
class Shop:
    """A fictional shop."""

    name: str
    address: str
    kind: Kind
    at: Position


@dataclass(frozen=True, slots=True)
class Call:
    """A visit of the round: on which of its days, where, what was found, who came along, what was given."""

    day: int
    shop: int
    outcome: Outcome
    helpers: int = 0
    services: int = 0
    materials: int = 0


# What eleven of the shops said: settled there and then, or passed up and then so far along.
SETTLED: Final = ("门口盲道停满单车", "店招灯不亮", "油桶放在后门口", "垃圾桶盖坏了", "音响声音大")
PASSED: Final = (
    ("下水道返味", "resolved"),
    ("路面砖松动", "resolved"),
    ("弱电线垂到门头", "in_progress"),
    ("想增设卸货位", "in_progress"),
    ("隔壁排烟扰民", "in_progress"),
    ("希望延长夜间照明", "received"),
)


def shops() -> Sequence[Shop]:
    """Every shop, those that came later at the end."""
    return list(_shops())


def _shops() -> Iterator[Shop]:
    for number in range(TARGETS + LATER):
        sign = _SIGNS[number % len(_SIGNS)]
        street, house = _STREETS[number % len(_STREETS)], number // len(_STREETS) + 1
        # Scattered over the street without a pattern that the eye finds; the fractions are those of the golden ratio's powers.
        east, north = (number * 0.7548776662466927) % 1.0, (number * 0.5698402909980532) % 1.0
        kind = Kind.RESTAURANT if sign in _EATERIES else Kind.SHOP
        yield Shop(f"{_NAMES[number * 7 % len(_NAMES)]}{sign}", f"{street}{house}号", kind, position(east, north))


def calls() -> Sequence[Call]:
    """Every visit, by day: the best that was found at a shop comes last."""
    order = [number * _STEP % TARGETS for number in range(TARGETS)]
    visited, missed = order[: _MET + _STAFF], iter(order[_MET + _STAFF :])
    found = list(_visits(visited))
    for outcome, number in _REASONS:
        found += [Call(_day(each, 253), next(missed), outcome) for each in range(number)]
    found += [Call(20 - number % 6, TARGETS + number, Outcome.MET) for number in range(LATER_VISITED)]
    return sorted(found, key=lambda each: each.day)


def _visits(visited: Sequence[int]) -> Iterator[Call]:
    whole = len(visited)
    for number, shop in enumerate(visited):
        day = _day(number, whole)
        outcome = Outcome.STAFF_ONLY if number % 7 == 3 and number // 7 < _STAFF else Outcome.MET
        if number % 19 == 7 and day > 2:
            # Closed the first time, and gone to again.
            yield Call(day - 3, shop, Outcome.NOT_OPEN)
        yield Call(day, shop, outcome, _part(number, whole, HELPERS), _part(number, whole, SERVICES), _part(number, whole, MATERIALS))


def _day(number: int, whole: int) -> int:
    """The day of a visit: slower in the second week, when it rained."""
    share = number / whole
    return min(20, int(share * 16) if share < 0.5 else int(8 + (share - 0.5) * 26))


def _part(number: int, whole: int, amount: int) -> int:
    """This one's part of an amount that is spread evenly over all."""
    return amount * (number + 1) // whole - amount * number // whole
