"""What the district platform exports of 竹溪街道 for the weeks before: a fictional list in its own columns, by the day it is asked for."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from linli.config.street.model import Position
from linli.geo.coordinates import System, convert

FILE_NAME: Final = "区平台工单导出.xlsx"
HEADINGS: Final = (
    *("工单编号", "受理时间", "问题大类", "问题小类", "工单标题", "问题描述", "发生地址", "经度", "纬度", "主责部门"),
    *("工单状态", "处置截止时间", "办结时间", "办结意见", "退单次数", "联系人", "联系电话"),
)
# Class above and class as the platform calls them, the matter, who has it there.
_MATTERS: Final = (
    ("市容环境", "暴露垃圾", "门口垃圾没有清运", "城管中队"),
    ("街面秩序", "非机动车乱停放", "共享单车占了人行道", "城管中队"),
    ("街面秩序", "店外经营", "水果店把摊子摆到路上", "城管中队"),
    ("施工管理", "施工扰民", "夜里还在施工", "区建管委"),
    ("突发事件", "道路积水", "下雨后路口积水", "区排水所"),
    ("宣传广告", "非法小广告", "楼道里贴满小广告", "竹园物业"),
    ("市容环境", "绿地脏乱", "绿化带里有人乱扔", "竹园物业"),
    ("物业服务", "电梯故障", "电梯又停了", "竹园物业"),
)
_PLACES: Final = (
    ("溪岸路 12 弄", (121.43680, 31.25105)),
    ("竹溪路 88 号", (121.43910, 31.25290)),
    ("竹园路 5 弄 3 号楼", (121.43790, 31.25560)),
    ("竹园路 27 号", (121.44160, 31.25500)),
    ("溪岸路与竹溪路路口", (121.44130, 31.25160)),
    # Across the border: the district sends such orders too.
    ("兰溪路 400 号", (121.42100, 31.24200)),
)
_STATES: Final = ("已结案", "已结案", "已结案", "已归档", "处置中", "已结案", "待派遣", "已结案", "处置中", "已归档")
_ROWS: Final = 72


def last_month(now: datetime) -> Sequence[Sequence[str]]:
    """The rows below the headings, the oldest first."""
    return list(_rows(now.replace(hour=9, minute=0, second=0, microsecond=0)))


def _rows(today: datetime) -> Iterator[Sequence[str]]:
    for number in range(_ROWS):
        group, name, matter, unit = _MATTERS[number % len(_MATTERS)]
        address, place = _PLACES[(number * 5 + number // 7) % len(_PLACES)]
        came = today - timedelta(days=44 - number * 6 // 10, minutes=(number * 137) % 460)
        due = came + timedelta(days=7)
        state = _STATES[number % len(_STATES)] if came < today - timedelta(days=10) else "处置中"
        over = came + timedelta(days=3 + (number * 11) % 6, minutes=90) if state.startswith("已") else None
        lon, lat = _shifted(place) if number % 12 else ("", "")
        yield (
            *(f"ZX{came:%Y%m%d}{number:03}", _written(came), group, name, matter, f"{address}，{matter}，市民要求尽快处理。"),
            *(address, lon, lat, unit, state, _written(due), _written(over), "已到现场处理" if over else ""),
            *(str(number % 9 // 7), "", ""),
        )


def _shifted(place: Position) -> tuple[str, str]:
    """As the platform's map has it: in GCJ-02."""
    lon, lat = convert([place], System.WGS84, System.GCJ02)[0]
    return f"{lon:.6f}", f"{lat:.6f}"


def _written(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""
