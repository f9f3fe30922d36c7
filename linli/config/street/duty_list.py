"""The duty list 履职事项清单 of 兰亭街道: some seventy lines.

Missing on purpose, to be found and decided: manholes without an owner (C0114) and lights of the underpass (C0206).
"""

from collections.abc import Iterator
from typing import Final

from linli.config.street.ticket_model import DutyLine

_URBAN: Final = "城市管理综合行政执法条例"
_PROPERTY: Final = "住宅物业管理规定"

_EVERYWHERE: Final = (
    DutyLine("E0101", "pc-chengguan", assists=("pc-fangguan", "ks-guijian"), basis=_URBAN),
    DutyLine("E0102", "zy-huanwei", basis="市容环境卫生管理条例"),
    DutyLine("E0103", "zy-huanwei", assists=("pc-chengguan",)),
    DutyLine("E0104", "zy-huanwei"),
    DutyLine("E0105", "ks-guanli"),
    DutyLine("E0106", "pc-lvrong"),
    DutyLine("E0107", "pc-paichusuo"),
    DutyLine("E0108", "zy-huanwei"),
    DutyLine("E0110", "ks-guijian"),
    DutyLine("E0112", "zy-huanwei"),
    DutyLine("E0113", "pc-chengguan", basis=_URBAN),
    DutyLine("E0115", "pc-chengguan", basis=_URBAN),
    DutyLine("E0116", "pc-chengguan", assists=("pc-shichang",), basis="大气污染防治条例"),
    DutyLine("E0117", "zy-huanwei"),
    DutyLine("E0199", "ks-guanli"),
    DutyLine("E02", "pc-chengguan", basis=_URBAN),
    DutyLine("E0201", "zy-shirong"),
    DutyLine("E0205", "pc-lvrong"),
    DutyLine("E0301", "pc-chengguan", basis=_URBAN),
    DutyLine("E0302", "ks-guijian"),
    DutyLine("E0304", "ks-guijian"),
    DutyLine("E0401", "ks-guijian"),
    DutyLine("E0402", "gy-gongshui"),
    DutyLine("E0403", "gy-ranqi", assists=("pc-xiaofang",)),
    DutyLine("E0404", "ks-guijian"),
    DutyLine("E0406", "ks-guijian", assists=("pc-chengguan",)),
    DutyLine("E0408", "gy-gongdian"),
    DutyLine("E0409", "pc-paichusuo"),
    DutyLine("E05", "pc-chengguan", basis=_URBAN),
    DutyLine("E0502", "ks-fuwu"),
    DutyLine("E0505", "pc-paichusuo", basis="道路交通安全法"),
    DutyLine("E0506", "zy-shirong", assists=("lm-danche",)),
    DutyLine("E0508", "pc-chengguan", assists=("pc-paichusuo",), basis="噪声污染防治法"),
    DutyLine("E2101", "ks-pingan", assists=("pc-xiaofang",), basis="消防法"),
    DutyLine("E2102", "ks-pingan", assists=("pc-xiaofang",), basis="消防法"),
    DutyLine("E2103", "gy-gongdian", assists=("pc-xiaofang",)),
    DutyLine("E2104", "ks-guijian"),
    DutyLine("E2105", "pc-chengguan", basis=_URBAN),
    DutyLine("E2106", "pc-shichang"),
    DutyLine("E2108", "zy-huanwei"),
    DutyLine("E2109", "zy-huanwei"),
    DutyLine("E2110", "pc-chengguan", basis=_URBAN),
    DutyLine("M0101", "pc-sifa", basis="人民调解法"),
    DutyLine("M0102", "ks-fuwu"),
    DutyLine("M0103", "pc-fangguan", basis=_PROPERTY),
    DutyLine("M0104", "pc-shichang", basis="食品安全法"),
    DutyLine("M0105", "ks-dangjian"),
    DutyLine("M0106", "pc-shichang", basis="单用途预付消费卡管理规定"),
    DutyLine("M0107", "pc-xiaofang"),
    DutyLine("C0118", "gy-gongdian"),
    DutyLine("C0101", "gy-gongshui"),
    DutyLine("C0105", "gy-gongdian"),
    DutyLine("C0111", "gy-ranqi"),
    DutyLine("C0113", "pc-xiaofang"),
    DutyLine("C0211", "ks-guijian"),
    DutyLine("C0301", "zy-huanwei"),
    DutyLine("C0305", "zy-huanwei"),
    DutyLine("C04", "pc-lvrong"),
    DutyLine("C2133", "pc-fangguan", basis="特种设备安全法"),
)
# What lies inside the compounds is the property firm's of that ground; quarrels go to the committee first.
_FIRMS: Final = (
    ("wy-lantian", ("W01", "W02")),
    ("wy-chengyuan", ("W03",)),
    ("wy-xingyuan", ("W04",)),
    ("wy-xingqiao", ("W05",)),
    ("wy-nanwei", ("W06", "W07")),
    ("wy-beiting", ("W08", "W10")),
)
_COMMITTEES: Final = (
    ("jw-lantian", ("W01", "W02")),
    ("jw-chengyuan", ("W03",)),
    ("jw-xingyuan", ("W04",)),
    ("jw-nanwei", ("W06",)),
    ("jw-beiting", ("W08",)),
)


def duty_list() -> tuple[DutyLine, ...]:
    """Every line, one for each class and place."""
    return (*_EVERYWHERE, *_by_grid())


def _by_grid() -> Iterator[DutyLine]:
    for firm, grids in _FIRMS:
        yield DutyLine("E2101", firm, grids, basis=_PROPERTY)
    for committee, grids in _COMMITTEES:
        yield DutyLine("M0101", committee, grids, assists=("pc-sifa",), basis="人民调解法")
