"""The form registry of 兰亭街道: what departments want filled; some ask the same, one is about to end, one waits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Final
from uuid import UUID

from linli.config.street.laying.ids import Ids
from linli.forms.actions import filling, questions, registry
from linli.forms.models import Form
from linli.forms.queries import forms as known
from linli.forms.queries.known import targets_of
from linli.forms.rules import fields
from linli.forms.rules.kinds import FillerKind, FormState, Frequency, Subject
from linli.forms.rules.periods import months_after, period_of
from linli.forms.rules.plans import Filler, Plan
from linli.kernel import clock
from linli.kernel.actor import Actor, Channel
from linli.kernel.ids import uuid7
from linli.kernel.permissions import registered_permissions
from linli.org.rules.people import ZONE, day_of

# Who proposes for the departments, and who admits.
_PROPOSES, _ADMITS = "shen-guoliang", "fang-zhixing"
_SHOPS: Final = ("shop", "restaurant")
_EATERIES: Final = ("restaurant",)


@dataclass(frozen=True, slots=True)
class Registered:
    """A form of the demo: what it is, how old it is, when it ends, what was decided."""

    name: str
    sender: str
    basis: str
    purpose: str
    frequency: Frequency
    asked: str
    kinds: tuple[str, ...]
    fillers: tuple[str, ...]
    owner: str
    months_ago: int
    ends_in_days: int
    subject: Subject = Subject.PLACE
    personal_basis: str = ""
    state: FormState = FormState.APPROVED
    why: str = ""


_FORMS: Final = (
    Registered(
        "九小场所消防安全台账",
        "区消防救援局",
        "《上海市消防条例》关于小型场所消防安全的规定",
        "掌握小场所底数，安排消防宣传",
        Frequency.QUARTERLY,
        "序号\n场所名称\n场所类型\n详细地址\n所属网格\n负责人·姓名\n负责人·电话\n经营面积（㎡）\n从业人数\n灭火器数量\n有无住人\n备注",
        _SHOPS,
        ("post:网格员", "post:微网格长"),
        "ks-pingan",
        10,
        61,
        personal_basis="场所消防安全负责人及联系方式",
    ),
    Registered(
        "餐饮单位油烟与燃气排查表",
        "区生态环境局",
        "《上海市大气污染防治条例》关于餐饮油烟的规定",
        "安排油烟净化器清洗与燃气换新",
        Frequency.HALF_YEARLY,
        "店名\n经营地址\n所在网格\n负责人\n联系电话\n营业面积\n用气类型\n供气单位\n有无烟道\n油烟净化器清洗日期\n备注",
        _EATERIES,
        ("post:网格员", "unit:pc-chengguan"),
        "ks-guanli",
        8,
        120,
        personal_basis="经营者姓名及联系方式",
    ),
    Registered(
        "沿街商户基本信息表",
        "区商务委",
        "街道商业网点年度调查通知（商务统计制度）",
        "年度商业网点调查",
        Frequency.YEARLY,
        "序号\n街道\n商户名称\n统一社会信用代码\n业态\n经营地址\n经营状态\n开业日期\n营业面积\n员工人数\n营业时间",
        _SHOPS,
        ("post:网格员",),
        "ks-yingshang",
        9,
        200,
    ),
    Registered(
        "预付卡经营情况摸底表",
        "市场监管所",
        "《上海市单用途预付消费卡管理规定》",
        "摸清发卡商户，提醒备案",
        Frequency.QUARTERLY,
        "商铺名称\n详细地址\n所属行业\n是否发行预付卡\n统一社会信用代码\n责任网格员",
        _SHOPS,
        ("post:街区书记",),
        "ks-yingshang",
        6,
        150,
    ),
    Registered(
        "燃气用户安全检查登记表",
        "燃气服务站",
        "《上海市燃气管理条例》关于入户安检的规定",
        "安排入户安检",
        Frequency.HALF_YEARLY,
        "商户名称\n门牌地址\n燃气种类\n燃气公司\n灭火器个数\n责任网格员\n网格员电话",
        _EATERIES,
        ("unit:gy-ranqi", "post:网格员"),
        "ks-pingan",
        5,
        21,
    ),
    Registered(
        "生活垃圾清运合同签订表",
        "绿化市容所",
        "《上海市生活垃圾管理条例》关于单位垃圾收运的规定",
        "核对收运合同",
        Frequency.YEARLY,
        "门店名称\n地址\n所属网格\n是否签订垃圾清运合同\n经营面积",
        _SHOPS,
        ("post:网格员", "unit:pc-lvrong"),
        "pc-lvrong",
        4,
        240,
    ),
    Registered(
        "网格工作月报",
        "区城运中心",
        "区网格化管理工作规程关于月报的要求",
        "每月汇总网格走访与诉求办理",
        Frequency.MONTHLY,
        "网格名称\n网格编号\n上级网格\n责任网格员\n商铺总数\n餐饮店数\n走访次数\n受理诉求数\n办结数\n开展活动次数\n矛盾纠纷数\n备注",
        ("comprehensive", "dedicated", "micro"),
        ("post:网格长",),
        "cy-zhongxin",
        11,
        33,
        subject=Subject.GRID,
    ),
    Registered(
        "平安建设月度统计表",
        "区委政法委",
        "平安建设考核办法关于基础数据的要求",
        "平安建设基础数据",
        Frequency.MONTHLY,
        "网格名称\n纠纷数\n纠纷调解成功数\n隐患数量\n已整改隐患数\n志愿者人数",
        ("comprehensive", "micro"),
        ("post:网格长", "unit:pc-sifa"),
        "ks-pingan",
        7,
        170,
        subject=Subject.GRID,
    ),
    Registered(
        "网格志愿服务情况表",
        "区精神文明办",
        "志愿服务条例关于统计的规定",
        "统计志愿服务",
        Frequency.QUARTERLY,
        "网格名称\n志愿者总数\n开展活动场次\n服务人次",
        ("comprehensive", "dedicated"),
        ("unit:fw-dangqun",),
        "ks-dangjian",
        3,
        260,
        subject=Subject.GRID,
    ),
    Registered(
        "街道底数季报",
        "区统计局",
        "基层统计报表制度",
        "季度底数核对",
        Frequency.QUARTERLY,
        "街道名称\n填报日期\n网格总数\n商户总数\n餐饮单位数\n住宅小区数\n商务楼宇数\n学校数量\n空置商铺数\n走访次数\n受理工单数\n办结工单数",
        (),
        ("unit:cy-zhongxin",),
        "cy-zhongxin",
        12,
        90,
        subject=Subject.STREET,
    ),
    Registered(
        "店招店牌安全摸排表",
        "城管中队",
        "《上海市户外招牌设置管理办法》",
        "台风前加固招牌",
        Frequency.YEARLY,
        "商铺名称\n地址\n所属网格\n招牌材质\n招牌尺寸\n隐患情况",
        _SHOPS,
        ("unit:pc-chengguan",),
        "ks-guanli",
        0,
        180,
        state=FormState.PROPOSED,
    ),
    Registered(
        "商户经营情况周报",
        "区某平台公司",
        "业务需要",
        "了解商户经营",
        Frequency.WEEKLY,
        "店名\n联系电话\n营业额\n客流量",
        _SHOPS,
        ("post:网格员",),
        "ks-yingshang",
        1,
        90,
        state=FormState.REFUSED,
        why="没有法定依据，营业额、客流量不属网格职责",
    ),
    Registered(
        "复工复产情况日报",
        "区经委",
        "阶段性工作通知",
        "阶段性统计",
        Frequency.WEEKLY,
        "商户名称\n地址\n经营状态\n员工人数",
        _SHOPS,
        ("post:网格员",),
        "ks-yingshang",
        9,
        180,
        state=FormState.WITHDRAWN,
        why="阶段性工作已结束",
    ),
)


def lay_forms(actor: Actor, ids: Ids, now: datetime) -> None:
    """The registry as it grew over a year; where there is a form already, none is laid."""
    today = day_of(now)
    if known.lines(actor, FormState, today):
        return
    proposer, admits = (member(actor, ids.people[code]) for code in (_PROPOSES, _ADMITS))
    laid = {each.name: _lay(proposer, admits, each, ids, today) for each in _FORMS}
    _bring_back(proposer, laid["九小场所消防安全台账"], today)


def _lay(proposer: Actor, admits: Actor, each: Registered, ids: Ids, today: date) -> Form:
    day = months_after(today, -each.months_ago) if each.months_ago else today - timedelta(days=2)
    with clock.told_by(_at(day)):
        form = registry.propose(proposer, _plan(each, ids, day, today))
        form = questions.type_fields(proposer, form.pk, seen=form.journal_seq, questions=fields.from_lines(each.asked))
        questions.confirm_known(proposer, form.pk)
    with clock.told_by(_at(day + timedelta(days=1))):
        seen = known.get_for(proposer, form.pk).journal_seq
        if each.state is FormState.REFUSED:
            registry.refuse(admits, form.pk, seen=seen, why=each.why)
        elif each.state is not FormState.PROPOSED:
            registry.approve(admits, form.pk, seen=seen)
    until = today + timedelta(days=each.ends_in_days)
    if each.state is FormState.APPROVED and until != form.expires_on:
        with clock.told_by(_at(today - timedelta(days=40))):
            seen = known.get_for(proposer, form.pk).journal_seq
            registry.renew(admits, form.pk, seen=seen, until=until, why="依据未变，仍需填报")
    if each.state is FormState.WITHDRAWN:
        with clock.told_by(_at(months_after(day, 4))):
            registry.withdraw(proposer, form.pk, seen=known.get_for(proposer, form.pk).journal_seq, why=each.why)
    return form


def _plan(each: Registered, ids: Ids, day: date, today: date) -> Plan:
    return Plan(
        name=each.name,
        sender=each.sender,
        basis=each.basis,
        personal_basis=each.personal_basis,
        purpose=each.purpose,
        frequency=each.frequency,
        subject=each.subject,
        kinds=frozenset(each.kinds),
        fillers=tuple(_filler(said, ids) for said in each.fillers),
        owner_unit_id=ids.units[each.owner],
        expires_on=min(today + timedelta(days=each.ends_in_days), months_after(day, 12)),
    )


def _filler(said: str, ids: Ids) -> Filler:
    kind, _, name = said.partition(":")
    if kind == "unit":
        return Filler(FillerKind.UNIT, ids.units[name])
    return Filler(FillerKind.POST, ids.posts[_POSTS[name]])


_POSTS: Final = {"网格员": "grid_worker", "微网格长": "micro_grid_leader", "网格长": "grid_leader", "街区书记": "block_secretary"}


def _bring_back(actor: Actor, form: Form, today: date) -> None:
    """Some shops of the last quarter, so that the next sheet begins with what they said."""
    quarter = period_of(Frequency.QUARTERLY, today.replace(day=1) - timedelta(days=95))
    rows: Sequence[str] = [
        f",{target.name},,{target.beside}{'甲' if number in {3, 11} else ''},,,,{30 + 7 * number},{2 + number % 4},{2 + number % 2},无,"
        for number, target in enumerate(targets_of(actor, form)[:24])
    ]
    head = "序号,场所名称,场所类型,详细地址,所属网格,负责人,,经营面积（㎡）,从业人数,灭火器数量,有无住人,备注\n,,,,,姓名,电话,,,,,\n"
    content = BytesIO((head + "\n".join(rows)).encode())
    with clock.told_by(_at(quarter.ends_on)):
        filling.take_back(actor, form.pk, period=quarter, name="九小场所消防安全台账.csv", content=content)


def _at(day: date) -> Callable[[], datetime]:
    return lambda: datetime.combine(day, time(10), tzinfo=ZONE)


def member(actor: Actor, person_id: UUID) -> Actor:
    """Somebody of the street at work."""
    # What the posts permit stands in the template; whoever lays the street does it for the whole of it.
    return Actor(
        account_id=uuid7(),
        subdistrict_id=actor.subdistrict_id,
        channel=Channel.DESK,
        person_id=person_id,
        permissions=frozenset(registered_permissions()),
    )
