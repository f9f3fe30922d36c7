"""The quarter behind the street: some 340 further tickets of 兰亭街道, made from templates, places and courses by a fixed seed.

Nobody is behind them: the names, numbers and matters are made up, and the same day always gives the same quarter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Final, TypeVar

from linli.config.street import land
from linli.config.street.compounds import compounds
from linli.config.street.ticket_model import Caller, Case, Deed, Step, working_day

HOW_MANY: Final = 340
# Some 90 days, weekends left out.
_WORKING_DAYS: Final = 63

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is reported again and again: the class, the neutral matter, how people say it, where."""

    class_code: str
    matter: str
    words: tuple[str, ...]
    spots: tuple[str, ...]
    is_on_street: bool = False


_KINDS: Final = (
    _Kind("E2108", "垃圾桶满溢", ("桶满了两天没人收", "垃圾堆到桶外面了，苍蝇很多"), ("1 号垃圾房", "南门垃圾房", "5 号楼旁")),
    _Kind("E2101", "楼道堆物", ("楼道里堆了旧家具，只剩半边", "鞋柜放到公共走道了"), ("2 号楼 3 层", "8 号楼 5 层", "11 号楼 2 层")),
    _Kind("E2102", "电动车在楼道充电", ("又有人飞线充电", "电瓶推上楼充，怕着火"), ("3 号楼", "6 号楼", "9 号楼门厅")),
    _Kind("E0505", "机动车停放挡路", ("车停在转弯口，救护车都进不来", "有车长期停在消防通道"), ("北门口", "消防通道", "3 号楼前")),
    _Kind("E0506", "非机动车乱停放", ("单车倒了一片", "门口单车堆得走不过去"), ("东门", "地铁口", "公交站旁"), is_on_street=True),
    _Kind("E0504", "店外经营", ("店家把桌子摆到人行道上", "货架都摆到店外了"), ("12 号", "35 号", "68 号门口"), is_on_street=True),
    _Kind("E0508", "商铺喇叭声音大", ("店门口喇叭一直喊", "促销音响吵得没法午睡"), ("21 号", "44 号", "90 号"), is_on_street=True),
    _Kind("E0116", "油烟扰民", ("饭店油烟味飘到家里", "油烟机对着居民楼吹"), ("18 号后门", "52 号", "73 号排烟口"), is_on_street=True),
    _Kind("E0110", "路面破损", ("路面有个坑，骑车差点摔", "人行道地砖翘起来了"), ("近路口", "公交站前", "学校旁"), is_on_street=True),
    _Kind("C0118", "路灯不亮", ("路灯一闪一闪的", "这段路晚上一片黑"), ("北段", "弄口", "桥头"), is_on_street=True),
    _Kind("C0402", "行道树枝过低", ("树枝碰到头了", "树枝挡住路灯"), ("15 号前", "路口", "站台旁"), is_on_street=True),
    _Kind("E0102", "路边暴露垃圾", ("墙角堆了垃圾没人扫", "有人夜里倒装修垃圾"), ("围墙边", "变电箱旁", "桥下"), is_on_street=True),
    _Kind("E0108", "旧家具堆放", ("沙发床垫扔在路边", "大件垃圾一直没清"), ("垃圾房旁", "12 号楼后", "西门")),
    _Kind("E2104", "下水道返水", ("一楼返水，满地都是", "检查井往外冒水"), ("1 号楼前", "4 号楼后", "底商门口")),
    _Kind("C2133", "电梯故障", ("电梯又停了，老人下不去", "电梯关门夹人"), ("2 号楼", "6 号楼", "10 号楼")),
    _Kind("M0101", "邻里漏水纠纷", ("楼上漏水不肯修", "空调水滴到我家雨棚，响一夜"), ("3 号楼 501 室", "7 号楼 302 室", "9 号楼 202 室")),
    _Kind("M0103", "物业服务反映", ("物业电话打不通", "小区绿化没人管，草比人高"), ("物业服务处", "门岗", "中心花园")),
    _Kind("M0102", "民政救助咨询", ("想问大病救助怎么申请", "高龄津贴要带什么材料"), ("5 号楼", "14 号楼", "2 号楼")),
    _Kind("M0104", "食品安全反映", ("买的熟食发酸", "外卖店后厨看着很脏"), ("8 号", "26 号", "57 号"), is_on_street=True),
    _Kind("M0106", "预付卡退费", ("理发店关门，卡里还有钱", "培训班不退课时费"), ("31 号", "66 号", "102 号"), is_on_street=True),
    _Kind("E0301", "夜间施工", ("半夜还在敲", "早上六点就开始打电钻"), ("东侧工地", "装修户", "9 号楼")),
    _Kind("E0302", "工地扬尘", ("车一过全是灰", "工地没有喷淋"), ("工地门口", "西侧围挡", "出土口"), is_on_street=True),
    _Kind("E0201", "小广告", ("墙上贴满开锁广告", "楼道里全是小广告"), ("1 号楼", "围墙", "门禁旁")),
    _Kind("E2110", "私装地锁", ("公共车位被地锁占了", "有人拿花盆占车位"), ("4 号楼前", "南侧车位", "中心道路")),
    _Kind("C0305", "果壳箱破损", ("果壳箱门掉了", "垃圾箱歪在路边"), ("公交站旁", "路口", "校门口"), is_on_street=True),
    _Kind("C0405", "绿地缺株", ("灌木死了一片", "绿地里土都露出来了"), ("中心绿地", "南门绿化带", "健身区")),
    _Kind("E0402", "供水管渗漏", ("水表井里一直响", "路面湿了好几天"), ("2 号楼旁", "门卫室边", "弄口")),
    _Kind("E0408", "架空线垂落", ("网线垂到人头高", "线缆盘在树上"), ("3 号楼西", "弄内", "沿街")),
    _Kind("E0507", "绿地堆物", ("装修材料堆在草地上", "绿化带变成仓库了"), ("6 号楼旁", "东围墙", "车棚后")),
    _Kind("M0105", "活动室开放建议", ("活动室晚上能不能开", "棋牌室太小，想分开时间"), ("居民活动室", "睦邻点", "阅览室")),
)  # fmt: skip


_SENT: Final = Step(Deed.DISPATCH, minutes=25)
_ACCEPTED: Final = Step(Deed.ACCEPT, minutes=85)
_CALLED: Final = Step(Deed.CONTACT, minutes=160, said="已联系报事人，问清地点和情况")
_TAKEN: Final = (_SENT, _ACCEPTED, _CALLED)
_FAST: Final = (
    *_TAKEN,
    Step(Deed.RESOLVE, days=1, at="16:20", code="solved", said="当天派人处理，现场已恢复"),
    Step(Deed.CLOSE, days=2, at="10:15", code="solved", said="回访：已经好了"),
)
_USUAL: Final = (
    *_TAKEN,
    Step(Deed.RESOLVE, days=3, at="15:10", code="solved", said="已整改，并约好一周后再看"),
    Step(Deed.CLOSE, days=4, at="10:40", code="solved", said="回访：满意"),
)
_EXPLAINED: Final = (
    *_TAKEN,
    Step(Deed.RESOLVE, days=3, at="11:30", code="explained", said="已当面解释现行规定和可走的途径"),
    Step(Deed.CLOSE, days=4, at="15:20", code="explained", said="回访：听明白了"),
)
_LATE: Final = (
    *_TAKEN,
    Step(Deed.RESOLVE, days=8, at="16:40", code="solved", said="等材料耽误了几天，已经做完"),
    Step(Deed.CLOSE, days=9, at="10:20", code="solved", said="回访：晚了几天，但做好了"),
)
_TWICE: Final = (
    *_TAKEN,
    Step(Deed.RESOLVE, days=2, at="14:50", code="solved", said="已清理"),
    Step(Deed.REWORK, days=3, at="10:10", said="回访：第二天又有了，要再来"),
    Step(Deed.RESOLVE, days=4, at="15:30", code="solved", said="再次清理，并定了巡查"),
    Step(Deed.CLOSE, days=5, at="11:00", code="solved", said="回访：这次好了"),
)
_SENT_BACK: Final = (
    Step(Deed.DISPATCH, minutes=25, about="pc-fangguan"),
    Step(Deed.RETURN, minutes=130, code="not_ours", said="核对过清单，不是本单位的事"),
    Step(Deed.DISPATCH, minutes=175, about="ks-guanli"),
    Step(Deed.ACCEPT, minutes=230),
    Step(Deed.RESOLVE, days=4, at="15:40", code="solved", said="已协调处理"),
    Step(Deed.CLOSE, days=5, at="10:30", code="solved", said="回访：解决了"),
)
_CAME_BACK: Final = (
    *_FAST,
    Step(Deed.REOPEN, days=6, at="09:30", said="巡查发现同一处又出现"),
    Step(Deed.RESOLVE, days=8, at="15:00", code="solved", said="换了做法，加装了隔离"),
    Step(Deed.CLOSE, days=9, at="10:50", code="solved", said="回访：没有再出现"),
)
_ON_SPOT: Final = (Step(Deed.ON_SPOT, minutes=6, said="现场劝导，当时就挪开了"),)
_TAKEN_BACK: Final = (Step(Deed.WITHDRAW, minutes=50, said="报事人来电说不用了"),)
_TOLD_WHERE: Final = (Step(Deed.REDIRECT, minutes=25, code="not_a_duty", said="已告知由双方协商或走民事途径"),)

# How often things go which way.
_COURSES: Final[tuple[tuple[int, tuple[Step, ...]], ...]] = (
    (30, _FAST),
    (26, _USUAL),
    (10, _EXPLAINED),
    (7, _LATE),
    (5, _TWICE),
    (4, _SENT_BACK),
    (2, _CAME_BACK),
    (8, _ON_SPOT),
    (2, _TAKEN_BACK),
    (2, _TOLD_WHERE),
)
_AGAIN_OF_A_HUNDRED: Final = 4
_SOURCES: Final = ("call", "call", "call", "hotline", "hotline", "patrol", "patrol", "visit", "card", "committee")
# What is settled on the spot: no danger, by who walks there.
_LIGHT: Final = tuple(kind for kind in _KINDS if kind.class_code in {"E0507", "E2110", "E0201", "E0506", "E0504"})
_WALKED: Final = ("岚皋新村", "书院里", "橙子公寓")
_CALLED_IN: Final = frozenset({"call", "hotline", "card"})
_HOURS: Final = ("08:35", "08:50", "09:10", "09:40", "10:05", "10:30", "11:15", "13:05", "13:30", "14:10", "14:45", "15:20", "16:05")
_FAMILY: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林"
_GIVEN: Final = ("建国", "秀英", "志明", "丽娟", "海燕", "永康", "桂芳", "子涵", "文博", "佩华", "国强", "小敏")


def history(now: datetime) -> Iterator[Case]:
    """The tickets of the last 90 days before that local moment, in the order in which they are drawn."""
    houses, streets = [each.name for each in compounds()], [each.name for each in land.streets()]
    for number in range(HOW_MANY):
        is_on_spot = _course(number) is _ON_SPOT
        kind = _one_of(_LIGHT if is_on_spot else _KINDS, number, "kind")
        places = _WALKED if is_on_spot else streets if kind.is_on_street else houses
        place = _one_of(places, number, "place")
        first = _case(number, kind, place, now)
        yield first
        if _roll(number, "again", 100) < _AGAIN_OF_A_HUNDRED and first.steps != _ON_SPOT:
            yield _told_again(number, kind, first)


def _case(number: int, kind: _Kind, place: str, now: datetime) -> Case:
    course = _course(number)
    source = "patrol" if course is _ON_SPOT else _one_of(_SOURCES, number, "source")
    received = _moment(number, now)
    is_hotline = source == "hotline"
    return Case(
        key=f"past-{number}",
        class_code=kind.class_code,
        matter=kind.matter,
        words=_one_of(kind.words, number, "words"),
        place=place,
        spot=_one_of(kind.spots, number, "spot"),
        received=received,
        source=source,
        steps=course,
        track="hotline" if is_hotline else "routine",
        caller=_caller(number) if source in _CALLED_IN else None,
        taken_by="wang-fang" if course is _ON_SPOT else "zhang-ning",
        level="micro_grid" if course is _ON_SPOT else "subdistrict",
        outside_number=f"SH{received:%y%m%d}{4000 + number}" if is_hotline else "",
    )


def _told_again(number: int, kind: _Kind, first: Case) -> Case:
    """The same matter from somebody else a little later: it joins the first one."""
    return replace(
        first,
        key=f"{first.key}-again",
        words=_one_of(kind.words, number, "other words"),
        received=first.received + timedelta(minutes=9),
        steps=(Step(Deed.MERGE, minutes=5, about=first.key, said="同一地点同一件事"),),
        caller=_caller(number + HOW_MANY) if first.caller else None,
        outside_number=f"{first.outside_number}2" if first.outside_number else "",
    )


def _course(number: int) -> tuple[Step, ...]:
    left = _roll(number, "course", sum(weight for weight, _ in _COURSES))
    for weight, steps in _COURSES:
        left -= weight
        if left < 0:
            return steps
    raise AssertionError("the weights sum to what was rolled")


def _caller(number: int) -> Caller:
    return Caller(_one_of(_FAMILY, number, "family") + _one_of(_GIVEN, number, "given"), f"1350000{4000 + number}")


def _moment(number: int, now: datetime) -> datetime:
    # More of them are recent, as in any queue: the smaller of two throws.
    days = 2 + min(_roll(number, "day", _WORKING_DAYS), _roll(number, "other day", _WORKING_DAYS))
    return datetime.combine(working_day(now.date(), -days), time.fromisoformat(_one_of(_HOURS, number, "hour")), now.tzinfo)


def _one_of(choices: Sequence[T], number: int, what: str) -> T:
    return choices[_roll(number, what, len(choices))]


def _roll(number: int, what: str, sides: int) -> int:
    """A throw that always falls the same way: the plan is the same bytes everywhere."""
    return int.from_bytes(sha256(f"{what} {number}".encode()).digest()[:8]) % sides
