"""The places of 兰亭街道: shops along its streets, malls, service stations, compounds, empty units; all of them invented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Final

from linli.config.street.compounds import compounds
from linli.config.street.land import landmarks, streets
from linli.config.street.model import Path, Position

# Two of the shops are still to open.
SHOPS, EATERIES, VACANT, COMPOUNDS = 122, 64, 8, 12
_METRES_PER_DEGREE: Final = 110_874.0
# From the middle of a street to its shop fronts, and from one front to the next.
_FRONT_M: Final = 13.0
# Where shops stand: (street, from how far along, how many, first house number).
_RUNS: Final = (
    ("岚皋西路", 0.10, 34, 11),
    ("兰亭路", 0.12, 26, 19),
    ("汇文路", 0.18, 20, 23),
    ("北亭路", 0.10, 18, 31),
    ("兰田路", 0.16, 14, 41),
    ("星桥路", 0.15, 10, 13),
    ("竹行路", 0.15, 8, 7),
)
_SIGNS: Final = (
    "王记", "老陈", "阿娟", "兰香", "小林", "福来", "顺发", "同福", "青禾", "橙子", "山城", "江南", "百味", "喜来", "大树下", "河边",
)  # fmt: skip
_FOOD: Final = (
    *("冒菜", "生煎", "面馆", "饺子", "麻辣烫", "烧腊", "米线", "羊肉汤"),
    *("小笼", "炒饭", "奶茶", "咖啡", "火锅", "烤鱼", "早点", "粥铺"),
)
_TRADES: Final = (
    *("水果店", "药房", "理发店", "便利店", "五金店", "干洗店", "文具店"),
    *("眼镜店", "花店", "宠物店", "修车行", "烟酒店", "母婴店", "手机维修"),
)
_MALLS: Final = (
    *(("兰亭汇", "岚皋西路 66 号"), ("杏园菜市场", "兰亭路 12 号")),
    *(("星桥生活广场", "星桥路 320 号"), ("北亭百货", "北亭路 510 号")),
)
_STATIONS: Final = (("党群服务中心", "兰田路 186 号"), ("北亭骑手驿站", "北亭路 530 号"), ("汇文邻里驿站", "汇文路 396 号"))


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """A place of the plan: what it is, where, since how many days it has been as it is, and what stands in its dossier."""

    name: str
    kind: str
    address: str
    at: Position
    stage: str = "open"
    days: int = 400
    tags: tuple[str, ...] = ()
    contact: tuple[str, str] | None = None
    licence_days: int | None = None
    quiet: tuple[str, str] | None = None
    asked_for_none: bool = False


def places() -> tuple[PlacePlan, ...]:
    """Shops first, then malls, stations, compounds and what stands empty."""
    fronts = list(_fronts())
    shops = [_shop(number, *front) for number, front in enumerate(fronts[:SHOPS])]
    empty = [_empty(number, *front) for number, front in enumerate(fronts[SHOPS : SHOPS + VACANT])]
    return (*shops, *_big(_MALLS, "mall", 900), *_big(_STATIONS, "service_station", 500), *_compounds(), *empty)


def _fronts() -> Iterator[tuple[str, Position]]:
    """Address and spot of each front, street by street; even numbers stand on the other side."""
    paths = {street.name: street.path for street in streets()}
    for name, begin, count, first in _RUNS:
        for place in range(count):
            # Odd numbers on one side, even ones on the other.
            share = begin + (0.92 - begin) * place / count
            yield f"{name} {first + place * 2 + place % 2 * 7} 号", _beside(paths[name], share, 1 if place % 2 else -1)


def _beside(path: Path, share: float, side: int) -> Position:
    """A spot that far along a street, before the houses of one side."""
    (west, south), (east, north) = _piece(path, share)
    scale = cos(radians(south))
    across_lon, across_lat = -(north - south), (east - west) * scale
    long = hypot(across_lon, across_lat) or 1.0
    off = side * _FRONT_M / _METRES_PER_DEGREE
    at = share * (len(path) - 1) % 1.0
    lon, lat = west + (east - west) * at, south + (north - south) * at
    return round(lon + off * across_lon / long / scale, 7), round(lat + off * across_lat / long, 7)


def _piece(path: Path, share: float) -> tuple[Position, Position]:
    place = min(int(share * (len(path) - 1)), len(path) - 2)
    return path[place], path[place + 1]


def _shop(number: int, address: str, at: Position) -> PlacePlan:
    # Rather more than every second one cooks.
    is_eatery = number * EATERIES % SHOPS < EATERIES
    sign = _SIGNS[number * 7 % len(_SIGNS)]
    trade = _FOOD[number * 5 % len(_FOOD)] if is_eatery else _TRADES[number * 3 % len(_TRADES)]
    stage, days = _life(number)
    return PlacePlan(
        name=f"{sign}{trade}",
        kind="restaurant" if is_eatery else "shop",
        address=address,
        at=at,
        stage=stage,
        days=days,
        tags=_tags(number, is_eatery=is_eatery),
        contact=(f"{'林许俞顾沈陆杨朱'[number % 8]}{'敏强丽军'[number % 4]}", f"021-5550-{1000 + number}") if number % 3 else None,
        licence_days=(number * 37 % 700) - 20 if is_eatery else None,
        quiet=("11:00", "13:30") if is_eatery and number % 4 == 0 else None,
        asked_for_none=number in {17, 58},
    )


def _life(number: int) -> tuple[str, int]:
    if number in {9, 44, 77, 101}:
        return "fitting_out", 6 + number % 20
    if number in {31, 90}:
        return "planned", 4
    if number in {22, 63, 112}:
        return "suspended", 12 + number % 9
    return "open", 60 + number * 41 % 1500


def _tags(number: int, *, is_eatery: bool) -> tuple[str, ...]:
    found = ["沿街"] if number % 2 else []
    if is_eatery and number % 3 == 0:
        found.append("夜间经营")
    if number % 9 == 0:
        found.append("连锁")
    return tuple(found)


def _big(named: Sequence[tuple[str, str]], kind: str, days: int) -> Iterator[PlacePlan]:
    lots = {each.name: each.outline for each in landmarks()}
    paths = {street.name: street.path for street in streets()}
    for number, (name, address) in enumerate(named):
        at = _middle(lots[name]) if name in lots else _beside(paths[address.split()[0]], 0.35 + number * 0.12, -1)
        yield PlacePlan(name, kind, address, at, days=days + number * 31, contact=(f"服务台{number + 1}", f"021-5550-20{number:02d}"))


def _compounds() -> Iterator[PlacePlan]:
    for number, each in enumerate(compounds()[:COMPOUNDS]):
        yield PlacePlan(each.name, "compound", each.address, _middle(each.outline), days=3000 + number * 97)


def _empty(number: int, address: str, at: Position) -> PlacePlan:
    return PlacePlan(f"{address.replace(' ', '')}空铺", "vacant_unit", address, at, stage="vacant", days=20 + number * 33)


def _middle(ring: Path) -> Position:
    corners = ring[:-1] if ring[0] == ring[-1] else ring
    east, north = (sum(each[axis] for each in corners) / len(corners) for axis in (0, 1))
    return round(east, 7), round(north, 7)
