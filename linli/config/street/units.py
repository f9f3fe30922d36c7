"""The units of 兰亭街道; every number lies in a range made up for the demo (021-5550)."""

from typing import Final

from linli.config.street.model import Unit, UnitKind

COMPLAINT_PHONE: Final = "021-5550-0100"

_OFFICES: Final = (
    ("ks-dangzheng", "党政办公室", "党政办"),
    ("ks-dangjian", "社区党建办公室", "党建办"),
    ("ks-guanli", "社区管理办公室", "管理办"),
    ("ks-pingan", "社区平安办公室", "平安办"),
    ("ks-fuwu", "社区服务办公室", "服务办"),
    ("ks-yingshang", "营商服务办公室", "营商办"),
    ("ks-guijian", "规划建设办公室", "规建办"),
)
_OUTPOSTS: Final = (
    ("pc-chengguan", "兰亭城管执法中队", "城管中队"),
    ("pc-paichusuo", "兰亭派出所", "派出所"),
    ("pc-shichang", "兰亭市场监督管理所", "市场监管所"),
    ("pc-sifa", "兰亭司法所", "司法所"),
    ("pc-lvrong", "兰亭绿化市容所", "绿化市容所"),
    ("pc-fangguan", "兰亭房屋管理所", "房管所"),
    ("pc-xiaofang", "兰亭消防救援站", "消防站"),
)
_CENTRE: Final = (
    ("cy-zhongxin", "兰亭街道城市运行管理中心", "城运中心", UnitKind.OPS_CENTER, None),
    ("cy-huifang", "城运中心回访组", "回访组", UnitKind.CALLBACK, "cy-zhongxin"),
    ("wg-lantian", "兰田综合网格工作站", "兰田工作站", UnitKind.GRID_STATION, "cy-zhongxin"),
    ("wg-beiting", "北亭综合网格工作站", "北亭工作站", UnitKind.GRID_STATION, "cy-zhongxin"),
    ("fw-dangqun", "兰亭党群服务中心", "党群中心", UnitKind.SERVICE_CENTER, "ks-dangjian"),
    ("fw-shiwu", "兰亭社区事务受理服务中心", "受理中心", UnitKind.SERVICE_CENTER, "ks-fuwu"),
    ("zb-lantianyi", "兰田一街区党支部", "兰田一支部", UnitKind.BLOCK_BRANCH, "ks-dangjian"),
    ("zb-beiting", "北亭街区党支部", "北亭支部", UnitKind.BLOCK_BRANCH, "ks-dangjian"),
)
_COMMITTEES: Final = (
    ("jw-lantian", "兰田居民委员会", "兰田居委"),
    ("jw-chengyuan", "橙园居民委员会", "橙园居委"),
    ("jw-xingyuan", "杏园居民委员会", "杏园居委"),
    ("jw-nanwei", "南圩居民委员会", "南圩居委"),
    ("jw-beiting", "北亭居民委员会", "北亭居委"),
    ("jw-guili", "桂里居民委员会", "桂里居委"),
)
_FIRMS: Final = (
    ("wy-lantian", "兰田物业服务公司", "兰田物业"),
    ("wy-chengyuan", "橙园物业服务公司", "橙园物业"),
    ("wy-xingyuan", "杏园物业服务公司", "杏园物业"),
    ("wy-nanwei", "南圩物业服务公司", "南圩物业"),
    ("wy-xingqiao", "星桥物业服务公司", "星桥物业"),
    ("wy-beiting", "北亭物业服务公司", "北亭物业"),
)
_OTHERS: Final = (
    ("gy-gongdian", "兰亭供电服务站", "供电", UnitKind.UTILITY),
    ("gy-ranqi", "兰亭燃气服务站", "燃气", UnitKind.UTILITY),
    ("gy-gongshui", "兰亭供水服务站", "供水", UnitKind.UTILITY),
    ("zy-huanwei", "兰亭环卫作业队", "环卫作业队", UnitKind.CONTRACTOR),
    ("zy-shirong", "兰亭市容队", "市容队", UnitKind.CONTRACTOR),
    ("lm-lantinghui", "兰亭汇商业管理公司", "兰亭汇", UnitKind.ALLIANCE),
    ("lm-daxue", "北亭大学后勤处", "北亭大学", UnitKind.ALLIANCE),
    ("lm-kuaidi", "铁北快递园管理处", "快递园", UnitKind.ALLIANCE),
    ("lm-danche", "共享单车兰亭联络处", "单车企业", UnitKind.ALLIANCE),
    # Not of the street: its call-back closes the orders of the hotline.
    ("qu-rexian", "竹湖区热线办理中心", "区热线", UnitKind.OTHER),
)


def units() -> tuple[Unit, ...]:
    """Every unit, parents before those below them."""
    rows: list[tuple[str, str, str, UnitKind, str | None]] = [
        *((code, name, short, UnitKind.OFFICE, None) for code, name, short in _OFFICES),
        *((code, name, short, UnitKind.OUTPOST, None) for code, name, short in _OUTPOSTS),
        *_CENTRE,
        *((code, name, short, UnitKind.RESIDENTS_COMMITTEE, None) for code, name, short in _COMMITTEES),
        *((code, name, short, UnitKind.PROPERTY_FIRM, None) for code, name, short in _FIRMS),
        *((code, name, short, kind, None) for code, name, short, kind in _OTHERS),
    ]
    return tuple(
        Unit(code, name, short, kind, f"021-5550-{100 + number:04}", parent, COMPLAINT_PHONE)
        for number, (code, name, short, kind, parent) in enumerate(rows, start=1)
    )
