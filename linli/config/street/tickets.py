"""The tickets of 兰亭街道, in every state: some sixty of the last month told one by one, and the quarter behind them.

Moments are counted back from the day the plan is made for, so that the street is as busy today as it was on any other.
"""

from datetime import datetime, time, timedelta
from typing import Final

from linli.config.street.ticket_history import history
from linli.config.street.ticket_model import Caller, Case, Deed, Step, working_day

_SENT: Final = (Step(Deed.DISPATCH, minutes=22),)
_TAKEN: Final = (*_SENT, Step(Deed.ACCEPT, minutes=70))
_CALLED: Final = (*_TAKEN, Step(Deed.CONTACT, minutes=130, said="已打电话问清情况，约好上门时间"))
_DONE: Final = (*_CALLED, Step(Deed.RESOLVE, days=2, at="15:20", code="solved"))
_CLOSED: Final = (*_DONE, Step(Deed.CLOSE, days=3, at="10:30", code="solved", said="回访：已看到处理结果"))
_TOLD: Final = (
    *(*_CALLED, Step(Deed.RESOLVE, days=2, at="16:05", code="explained")),
    Step(Deed.CLOSE, days=3, at="11:10", code="explained", said="回访：已听明白原因"),
)
_AGAIN: Final = (*_DONE, Step(Deed.REWORK, days=3, at="10:40", said="回访：只做了一半，还要再来"))
_SECOND_TRY: Final = (
    *_AGAIN,
    Step(Deed.RESOLVE, days=5, at="14:30", code="solved"),
    Step(Deed.CLOSE, days=6, at="09:50", code="solved", said="回访：这次好了"),
)
_BACK: Final = (*_SENT, Step(Deed.RETURN, minutes=95, code="not_ours", said="不在本单位职责内，请核对履职清单"))
_BACK_AND_SENT: Final = (*_BACK, Step(Deed.DISPATCH, minutes=140, about="ks-guanli"), Step(Deed.ACCEPT, minutes=200))
_BACK_TWICE: Final = (
    Step(Deed.DISPATCH, minutes=22, about="jw-guili"),
    Step(Deed.RETURN, minutes=95, code="not_ours", said="劝过两次，居委没有执法权"),
    Step(Deed.DISPATCH, minutes=140, about="pc-fangguan"),
    Step(Deed.RETURN, days=1, at="09:40", code="not_ours", said="属公共区域，不归房管"),
)
_NOBODY: Final = (Step(Deed.CALL_MEETING, minutes=35, code="nobody_takes_it", said="履职清单里没有承接单位，请值班长定"),)
_SEVERAL: Final = (*_CALLED, Step(Deed.CALL_MEETING, days=1, at="14:10", code="several_parties", said="要几家一起做，先碰头"))
_WAITS: Final = (
    *(*_CALLED, Step(Deed.ASK_DEFERRAL, days=2, at="10:00", code="plan", said="已列入明年第一批改造")),
    Step(Deed.GRANT_DEFERRAL, days=2, at="16:30", said="同意挂账，到期复查"),
)
_WAITS_FOR_POWER: Final = (
    *(Step(Deed.DISPATCH, minutes=22, about="wy-lantian"), Step(Deed.ACCEPT, minutes=70)),
    Step(Deed.CONTACT, minutes=150, said="已和居民代表说明要等供电增容"),
    Step(Deed.ASK_DEFERRAL, days=1, at="10:20", code="money", said="增容费用要经业主大会同意"),
    Step(Deed.GRANT_DEFERRAL, days=1, at="15:45", said="同意挂账，下月复查"),
)
_SPOT: Final = (Step(Deed.ON_SPOT, minutes=9),)
_BACK_OUT: Final = (Step(Deed.WITHDRAW, minutes=65, said="报事人来电：自己已经处理好"),)
_ELSEWHERE: Final = (Step(Deed.REDIRECT, minutes=30, code="legal_route", said="已告知可向劳动人事争议仲裁委员会申请"),)
_UP: Final = (
    *(Step(Deed.DISPATCH, minutes=22, about="jw-lantian"), Step(Deed.ACCEPT, minutes=70)),
    Step(Deed.ESCALATE, minutes=190, about="ks-guanli", said="网格里捞过两次，清不完，要设备"),
)
_OUT: Final = (
    *(Step(Deed.DISPATCH, minutes=22, about="wy-lantian"), Step(Deed.ACCEPT, minutes=70)),
    Step(Deed.ESCALATE, days=1, at="10:20", about="gy-gongdian", said="现场看过，线是供电的，物业和街道都动不了"),
)
_MISTAKE: Final = (
    Step(Deed.ASK_VOID, minutes=20, said="巡查时录重了，没有报事人"),
    Step(Deed.GRANT_VOID, minutes=95, said="核对过，同意作废"),
)
_URGENT: Final = (Step(Deed.DISPATCH, minutes=3), Step(Deed.ACCEPT, minutes=6))
_MADE_SAFE: Final = (
    *(*_URGENT, Step(Deed.ARRIVE, minutes=19, said="已到场")),
    Step(Deed.MEASURE, minutes=24, code="fenced", said="已拉警戒带，有人看守"),
)
_URGENT_DONE: Final = (
    *(*_MADE_SAFE, Step(Deed.CLEAR, minutes=80, said="险情排除"), Step(Deed.END_HAZARD, minutes=82, said="现场已恢复通行")),
    Step(Deed.RESOLVE, minutes=100, code="solved"),
    Step(Deed.CLOSE, days=1, at="09:30", code="solved", said="第二天到现场看过"),
)

_NAMES: Final = (
    "林雅琴", "许国庆", "俞晓明", "顾美芳", "沈建新", "陆文娟", "杨志远", "朱丽华", "徐海峰", "胡秀珍", "郭永强", "何雨桐",
    "高翠兰", "罗家豪", "梁小曼", "宋海波", "唐雪梅", "韩志刚", "冯丹丹", "董思源", "萧永和", "程素芬", "曹一鸣", "袁慧敏",
)  # fmt: skip
_CALLERS: Final = tuple(Caller(name, f"1350000{3001 + number}") for number, name in enumerate(_NAMES))

# Each: key, when (working days back and the time, or minutes ago), class, place, spot, matter, the reporter's words, source, course.
_Row = tuple[str, tuple[int, str] | int, str, str, str, str, str, str, tuple[Step, ...]]
_ROWS: Final[tuple[_Row, ...]] = (
    ("lamp", 8, "C0118", "书院里", "弄口", "弄口路灯不亮", "弄堂口的路灯三天没亮了，老人晚上走路怕摔", "call", ()),
    ("lock", 17, "E2110", "知音公寓", "3 号楼前", "地面装了地锁，占公共车位", "楼下有人自己装了地锁，谁都停不进去", "card", ()),
    ("heap", 26, "E0507", "岚皋新村", "12 号楼旁", "绿地边堆旧木板", "绿化带旁边堆了好多装修木板", "patrol", ()),
    ("noise", 48, "E0508", "兰亭汇", "北广场", "广场音响声音大", "广场上的音响从早放到晚，孩子没法写作业", "call", _SENT),
    ("bike", 65, "E0506", "橙子公寓", "南门", "单车占住人行道", "共享单车把门口堵满了，婴儿车推不出去", "patrol", _SENT),
    ("bin", 95, "E2108", "兰田公寓", "2 号楼垃圾房", "垃圾桶满溢", "垃圾桶满得都溢出来了，一股味道", "call", _TAKEN),
    ("stair", 150, "E2101", "橙子公寓", "5 号楼 6 层", "楼道堆物，挡住消火栓", "六楼楼道全是纸箱，消火栓都看不见了", "visit", _TAKEN),
    ("sign", 210, "E0205", "兰亭汇", "西侧 12 号门", "店招松动，有坠落可能", "招牌晃来晃去，下面天天有人走", "patrol", _SENT),
    (
        "smoke",
        (1, "09:12"),
        "E0116",
        "兰亭汇",
        "3 层后厨排口",
        "油烟直排，住户不敢开窗",
        "楼下饭店油烟直接冲上来，窗户都不敢开",
        "hotline",
        _CALLED,
    ),
    ("hang", (1, "09:40"), "E0511", "杏园一村", "沿街 6 号", "沿街晾晒衣物", "沿街拉绳子晒被子，走路要低头", "patrol", ()),
    ("park", (1, "10:05"), "E0505", "汇文苑", "西门消防通道", "车辆停在消防通道上", "消防通道上又停满了车，说过好几次", "call", _SENT),
    (
        "well",
        (1, "10:30"),
        "C0114",
        "松屏家园",
        "北门外",
        "井盖下沉，找不到权属单位",
        "北门外的井盖陷下去一截，骑车差点摔",
        "call",
        _NOBODY,
    ),
    ("dark", (1, "11:00"), "C0206", "站北公寓", "地下通道", "地下通道照明不亮", "过街地道里一盏灯都没有", "card", _NOBODY),
    ("grass", (1, "13:20"), "C0405", "兰河公园", "东侧草坪", "草坪踩秃一片", "公园东边草坪秃了一大块", "visit", _TAKEN),
    (
        "leak",
        (1, "13:45"),
        "M0101",
        "兰田公寓",
        "3 号楼 402 室",
        "楼上渗水，两家商量不拢",
        "楼上漏水漏到我家厨房，他说不是他家的事",
        "committee",
        _CALLED,
    ),
    ("card", (1, "14:10"), "M0106", "兰亭汇", "3 层", "健身房停课，会员卡退不了", "健身房不开课了，办的卡不给退", "hotline", _TAKEN),
    ("ebike", (1, "14:40"), "E2102", "岚皋新村", "7 号楼", "楼道里给电动车充电", "又有人把电瓶车推到楼道里充电", "visit", _SENT),
    ("board", (1, "15:15"), "E0203", "岚皋西路 33 号", "店门口", "占道广告牌", "灯箱广告摆在盲道边上", "patrol", _CALLED),
    ("fee", (1, "16:05"), "M0103", "杏园二村", "物业办公室", "物业收费公示不清", "物业费涨了也没见公示", "call", _BACK),
    ("crane", (2, "09:25"), "E0301", "松屏家园", "南侧工地", "夜间施工声音大", "半夜一点还在打桩", "hotline", _CALLED),
    ("road", (2, "09:50"), "E0110", "沙埠小区", "大门外", "路面坑洼积水", "门口的路坑坑洼洼，下雨全是水", "call", _TAKEN),
    ("tree", (2, "10:20"), "C0402", "北亭一村", "45 弄口", "行道树枝擦到电线", "树枝都碰到电线了", "visit", _CALLED),
    ("shop", (2, "10:45"), "E0504", "杏园菜市场", "东门", "店外摆摊占道", "菜场门口摊子摆到马路上了", "patrol", _CALLED),
    ("pipe", (2, "11:10"), "C0405", "南圩一村", "中心绿地", "绿地喷灌水管漏水", "绿化带的水管一直漏，路都湿了", "call", _BACK_AND_SENT),
    ("dog", (2, "13:30"), "E0118", "桂里小区", "2 号楼院内", "院里养鸡，清晨打鸣", "有人在院子里养鸡，天不亮就叫", "card", _BACK_TWICE),
    ("wall", (2, "14:00"), "E0101", "兰亭西苑", "1 号楼楼顶", "楼顶搭建，正在施工", "楼顶又在搭房子，砖头都吊上去了", "hotline", _SEVERAL),
    ("box", (2, "14:35"), "E0108", "汇文苑", "垃圾房旁", "旧沙发堆在路边", "大件垃圾堆了一个礼拜没人收", "patrol", _DONE),
    ("oil", (2, "15:10"), "E2106", "岚皋西路 41 号", "后门", "餐厨垃圾装车没有手续", "晚上有小货车来拉泔水桶", "call", _CALLED),
    ("aid", (2, "15:45"), "M0102", "书院里", "8 号", "想了解独居老人助餐", "独居老人想问助餐怎么办", "visit", _DONE),
    ("light", (3, "09:15"), "E0406", "青禾家园", "车库入口", "车库入口积水", "车库入口一下雨就积水", "call", _CALLED),
    ("cable", (3, "09:45"), "E0408", "北亭二村", "96 弄 4 号", "架空线垂落", "电线掉下来一截，伸手就能碰到", "hotline", _CALLED),
    ("meat", (3, "10:15"), "M0104", "杏园菜市场", "12 号摊", "熟食没有防尘罩", "熟食摊子连罩子都没有", "call", _DONE),
    ("lift", (3, "10:40"), "C2133", "星桥新村", "6 号楼", "电梯常停层不平", "电梯停下来总差一截台阶", "call", _AGAIN),
    ("paste", (3, "11:05"), "E0201", "南圩路 40 弄", "沿墙", "围墙贴满小广告", "围墙上全是小广告", "patrol", _CLOSED),
    ("mud", (4, "09:30"), "E0112", "青禾路", "188 弄口", "渣土洒落路面", "土方车把泥掉了一路", "patrol", _CLOSED),
    ("fish", (4, "10:00"), "E0105", "兰河湾", "临河栏杆", "河面漂浮杂物", "河边漂着好多塑料瓶", "patrol", _UP),
    ("court", (4, "10:35"), "M0105", "橙园居委", "活动室", "活动室开放时间太短", "活动室周末都不开", "committee", _TOLD),
    ("bench", (4, "13:40"), "C0407", "桂里绿地", "入口", "座椅木条断裂", "长椅断了两根木条，怕刮到小孩", "visit", _DONE),
    (
        "hallway",
        (5, "18:40"),
        "E2102",
        "知音公寓",
        "14 号楼西单元",
        "楼道里给电动车充电",
        "门厅里三四辆电瓶车插着线充一夜",
        "call",
        _CALLED,
    ),
    ("gas", (5, "09:20"), "C0111", "知音公寓", "1 号楼北侧", "燃气井盖松动", "井盖一踩就响", "call", _CLOSED),
    ("stall", (5, "09:55"), "E0501", "兰亭小学", "校门口", "放学时流动摊点聚集", "放学时门口全是小摊", "hotline", _CALLED),
    ("roof", (5, "10:30"), "E0101", "兰田公寓", "北侧雨棚", "公共雨棚破损，要等统一改造", "雨棚破了，下雨淋一身", "call", _WAITS),
    (
        "charge",
        (6, "09:35"),
        "E2103",
        "岚皋新村",
        "充电棚",
        "充电桩增容要等供电排期",
        "充电桩不够，晚上抢位子",
        "committee",
        _WAITS_FOR_POWER,
    ),
    ("noise2", (6, "10:10"), "E0508", "兰亭汇", "2 层", "商铺开门促销喇叭声", "喇叭从早喊到晚", "call", _SECOND_TRY),
    ("dust", (6, "14:20"), "E0302", "松屏苑", "东侧工地", "工地扬尘没有覆盖", "窗台上一天一层灰", "hotline", _CLOSED),
    ("rent", (7, "09:40"), "M0103", "橙子公寓", "2 号楼", "公共部位出租没有公示", "架空层租给别人放货了", "call", _CALLED),
    ("van", (7, "13:50"), "E0107", "杏园路 210 弄", "路边", "废弃面包车久停", "一辆破面包车停了半年", "patrol", _CLOSED),
    ("drain", (8, "09:10"), "E2104", "南圩二村", "5 号楼前", "检查井溢水", "井里往外冒水，走路要绕", "call", _CALLED),
    ("toilet", (8, "15:00"), "C0301", "兰河公园", "公厕", "公厕没有纸和照明", "公厕晚上黑乎乎的", "visit", _CLOSED),
    ("sign2", (10, "10:00"), "C0211", "汇文路", "学校段", "护栏倒了一节", "护栏倒了，小孩容易跑到马路上", "hotline", _CLOSED),
    ("water", (11, "09:30"), "E0402", "书院弄", "20 号门口", "自来水管渗漏", "路上一直有水冒出来", "call", _CLOSED),
    ("bbq", (12, "20:10"), "E0510", "岚皋西路 58 弄", "弄口", "夜间露天烧烤", "晚上烧烤摊油烟呛人", "hotline", _CLOSED),
    ("tile", (13, "11:20"), "E0113", "兰亭汇", "东立面", "外立面污渍", "外墙一大片污渍很难看", "card", _TOLD),
    ("wage", (14, "10:10"), "M0101", "兰亭汇", "装修工地", "工人反映工钱没结清", "装修做完三个月了钱还没给", "call", _ELSEWHERE),
    ("key", (15, "09:05"), "M0103", "星桥新村", "门岗", "门禁卡补办等太久", "门禁卡丢了一个礼拜都没补", "call", _BACK_OUT),
    ("step", (16, "10:25"), "E2105", "岚皋新村", "弄口", "施工材料压住盲道", "盲道上全是水泥袋", "patrol", _SPOT),
    ("snow", (17, "14:05"), "E0104", "橙子公寓", "北门", "路面油污", "门口地上一层油，走路打滑", "visit", _SPOT),
    ("flag", (18, "15:30"), "E0204", "书院里", "弄口", "散发传单", "进弄堂被塞了好几张传单", "patrol", _SPOT),
    ("wire", (4, "14:10"), "E0408", "岚皋新村", "2 号楼外墙", "外墙电线老化垂挂", "外墙上的电线皮都裂了", "call", _OUT),
    ("again", (6, "10:40"), "E0201", "南圩路 40 弄", "弄口", "围墙贴小广告", "围墙小广告", "patrol", _MISTAKE),
    ("bush", (20, "09:50"), "E0106", "北亭苑", "中心绿地", "绿地里有垃圾", "绿化带里全是外卖盒", "visit", _CLOSED),
)
_FLOOD: Final[_Row] = (
    "flood",
    14,
    "E0406",
    "橙子公寓",
    "地下车库",
    "车库积水，漫向配电间",
    "地库进水了，快到配电间了",
    "call",
    _MADE_SAFE,
)
_SMELL: Final[_Row] = ("smell", (3, "21:35"), "E0403", "汇文苑", "2 号楼 3 单元", "楼道有燃气味", "楼道里煤气味很重", "call", _URGENT_DONE)
# The same as another, told once more by somebody else.
_SAME: Final = (Step(Deed.MERGE, minutes=6, about="noise", said="和前一件是同一件事"),)
_TWICE: Final[_Row] = ("noise-again", 30, "E0508", "兰亭汇", "北广场", "广场音响声音大", "广场音响太吵了，一直没停过", "card", _SAME)
# Tickets about a unit, by key.
_ABOUT: Final = {"fee": "wy-xingyuan", "rent": "wy-chengyuan", "key": "wy-xingqiao", "smoke": "lm-lantinghui"}


def cases(now: datetime) -> tuple[Case, ...]:
    """Every ticket of the quarter as it stands at that local moment, in the order they came in."""
    return tuple(sorted((*recent(now), *history(now)), key=lambda each: each.received))


def recent(now: datetime) -> tuple[Case, ...]:
    """Those of the last month that are told one by one, for who wants to look without waiting."""
    plain = [_case(row, number, now) for number, row in enumerate(_ROWS)]
    urgent = [_case(row, number, now, is_urgent=True) for number, row in enumerate((_FLOOD, _SMELL), start=3)]
    again = _case(_TWICE, 9, now)
    return tuple(sorted((*plain, *urgent, again), key=lambda each: each.received))


def _case(row: _Row, number: int, now: datetime, *, is_urgent: bool = False) -> Case:
    key, when, class_code, place, spot, matter, words, source, steps = row
    is_hotline = source == "hotline"
    received = _moment(when, now)
    return Case(
        key=key,
        class_code=class_code,
        matter=matter,
        words=words,
        place=place,
        spot=spot,
        received=received,
        source=source,
        steps=steps,
        track="emergency" if is_urgent else "hotline" if is_hotline else "routine",
        caller=_CALLERS[number % len(_CALLERS)] if source in {"call", "hotline", "card"} else None,
        taken_by="wang-fang" if steps == _SPOT else "zhang-ning",
        about=_ABOUT.get(key, ""),
        outside_number=f"SH{received:%y%m%d}{1000 + number}" if is_hotline else "",
        has_hazard=is_urgent,
        # What a grid worker comes upon he settles there, or his grid does.
        level="micro_grid" if steps == _SPOT else "grid" if steps == _UP or source == "visit" else "subdistrict",
    )


def _moment(when: tuple[int, str] | int, now: datetime) -> datetime:
    if isinstance(when, int):
        return now - timedelta(minutes=when)
    days, at = when
    return datetime.combine(working_day(now.date(), -days), time.fromisoformat(at), now.tzinfo)
