"""Three stories told whole: the sixth call about one air-conditioner, a flooded garage at night, a manhole cover nobody owns.

Each beat is one thing somebody does at a moment, by the real action, and whoever looks at the ticket reads them in order.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from linli.config.street.laying.working import Office
from linli.config.street.ticket_model import Caller, Case, working_day
from linli.org.rules.people import ZONE
from linli.tickets.actions import (
    callout_lists,
    callouts,
    dispatch,
    dispatching,
    emergencies,
    excluding,
    handling,
    handovers,
    nobody,
    parties,
    verifying,
)
from linli.tickets.models import Handover
from linli.tickets.queries import callouts as calls
from linli.tickets.queries import dispatch as duty_list
from linli.tickets.queries import verifications
from linli.tickets.rules.callouts import Called, Line
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.kinds import Measure, ReportWay, ReturnReason, Verdict, VerifiedBy
from linli.tickets.rules.verifications import ExclusionReason

_CALLER: Final = Caller("岳明华", "13500004901")
_GARAGE_CALLER: Final = Caller("简文静", "13500004902")
_COVER_CALLER: Final = Caller("纪小川", "13500004903")
_FLOOD: Final = "E0406"
_COVER: Final = "C0114"
_WRITTEN: Final = "橙子公寓地下车库进水约 20 厘米，已断电排水，车辆转移 31 辆，无人员伤亡"
_QUARREL: Final = "M0101"


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that happens at a moment."""

    at: datetime
    let: Callable[[], Any]

    def tell(self) -> datetime:
        """What the clock says then."""
        return self.at.astimezone(UTC)


def beats(office: Office, now: datetime) -> Iterator[Beat]:
    """Every beat of the three stories, told from the local day `now` lies on."""
    yield from _sixth_call(office, now.date())
    yield from _flooded_garage(office, now.date())
    yield from _cover_without_owner(office, now.date())


def _down(office: Office, case: Case) -> Beat:
    return Beat(case.received, lambda: office.take_down(case))


def _on(day: date, days: int, at: str) -> datetime:
    return datetime.combine(working_day(day, days), time.fromisoformat(at), ZONE)


def _sixth_call(office: Office, today: date) -> Iterator[Beat]:
    """「第六次来电」: partly true, explained face to face, the pipe mended, excluded by two, and nobody marked for calling often."""
    matter, words = "空调外机滴水，夜里有声响", "楼上空调外机滴水打在雨棚上，整夜睡不着"
    for number, days in enumerate((-58, -44, -33, -24, -15), start=1):
        key = f"air-{number}"
        begun = _on(today, days, "09:20")
        yield _down(office, _air(key, begun, matter, words))
        yield from _settled_by_committee(office, key, begun)
    key, begun = "air-6", _on(today, -7, "20:05")
    said = "这是我第六次打电话了，滴水管还是没接好，晚上照样响"
    yield _down(office, _air(key, begun, "空调外机滴水、夜间声响，第六次反映", said))
    yield Beat(_on(today, -6, "08:45"), lambda: office.give(key, "pc-fangguan", note="已五次反映，由房管所牵头，物业配合"))
    yield Beat(_on(today, -6, "09:10"), lambda: dispatching.accept(office.crew["jia-wenbin"], office.tickets[key]))
    yield Beat(_on(today, -6, "09:40"), lambda: _contact(office, key, "jia-wenbin", "先行联系：约好当天傍晚一起到家里听"))
    promise = _on(today, -4, "17:00")
    yield Beat(_on(today, -6, "18:20"), lambda: _promise(office, key, ("jia-wenbin", "wy-lantian"), "接好滴水管，外机底脚加垫", promise))
    yield Beat(_on(today, -5, "08:50"), lambda: _take_on(office, key, "chen-gang"))
    yield Beat(_on(today, -5, "15:30"), lambda: _keep(office, key, "chen-gang", "滴水管已接入排水，底脚加了减震垫"))
    done = "部分属实：滴水管脱落，已由物业接好；夜间声响到家测了三次，没有超标。当面解释了标准和还能走的途径，报事人听明白了"
    yield Beat(_on(today, -4, "10:30"), lambda: _resolve(office, key, "jia-wenbin", Verdict.EXPLAINED, done))
    called = "回访：不滴水了；声响按标准解释过，知道可以申请调解"
    yield Beat(_on(today, -3, "10:20"), lambda: _close(office, key, Verdict.EXPLAINED, called))
    evidence = "三次夜间实测记录、滴水管修好前后照片、上门解释记录；前五次办结单号见相关的单"
    yield Beat(_on(today, -3, "14:00"), lambda: _ask_exclusion(office, key, evidence))
    yield Beat(_on(today, -3, "15:10"), lambda: _decide_exclusion(office, key, "liu-jie", "记录齐全，声响部分没有法定依据，同意"))
    yield Beat(_on(today, -2, "09:30"), lambda: _decide_exclusion(office, key, "fang-zhixing", "同意，只剔除本单，来电人不作任何标记"))


def _air(key: str, received: datetime, matter: str, words: str) -> Case:
    return Case(
        key=key,
        class_code=_QUARREL,
        matter=matter,
        words=words,
        place="兰田公寓",
        spot="3 号楼",
        received=received,
        source="call",
        steps=(),
        caller=_CALLER,
        taken_by="zhang-ning",
    )


def _settled_by_committee(office: Office, key: str, begun: datetime) -> Iterator[Beat]:
    day = begun.date()
    yield Beat(begun + timedelta(minutes=25), lambda: office.give(key, "jw-lantian"))
    yield Beat(begun + timedelta(minutes=70), lambda: dispatching.accept(office.crew["tian-chunyan"], office.tickets[key]))
    done = "上门劝过，楼上答应调低风量"
    yield Beat(_on(day, 2, "15:10"), lambda: _resolve(office, key, "tian-chunyan", Verdict.EXPLAINED, done))
    yield Beat(_on(day, 3, "10:40"), lambda: _close(office, key, Verdict.EXPLAINED, "回访：先看几天"))


def _flooded_garage(office: Office, today: date) -> Iterator[Beat]:
    """「暴雨夜 22:40」: called out, the next on the list, power off first, reported upward, handed over at 07:30, looked at again."""
    key, evening = "garage", datetime.combine(working_day(today, -3), time(22, 40), ZONE)

    def minutes(after: int) -> datetime:
        return evening + timedelta(minutes=after)

    yield Beat(evening - timedelta(days=30), lambda: _write_list(office))
    yield _down(office, _garage(key, evening))
    yield Beat(minutes(1), lambda: callouts.call_out(office.house, office.tickets[key]))
    yield Beat(minutes(3), lambda: _reached(office, key, "qian-wei", "收到，带两台水泵过来"))
    yield Beat(minutes(4), lambda: _reached(office, key, "qiao-zhendong", "收到，先远程断配电间"))
    yield Beat(minutes(6), lambda: callouts.call_next(office.house, office.tickets[key], 0, 0))
    yield Beat(minutes(8), lambda: callouts.answer(office.crew["zhang-ning"], office.tickets[key]))
    yield Beat(minutes(9), lambda: office.give(key, "ks-guijian", note="连夜派，供电同时到场"))
    yield Beat(minutes(13), lambda: dispatching.accept(office.crew["qian-wei"], office.tickets[key]))
    yield Beat(minutes(17), lambda: _measure(office, key, ("qian-wei", "gy-gongdian"), Measure.SWITCHED_OFF, "先断配电间电源，再排水"))
    yield Beat(minutes(24), lambda: _owe(office, key, "qian-wei", Clock.ON_SITE, "人和两台水泵到场"))
    yield Beat(minutes(26), lambda: _report(office, key, ReportWay.PHONE, "已断电，正在排水，无人受困"))
    yield Beat(
        minutes(52),
        lambda: _report(office, key, ReportWay.WRITTEN, _WRITTEN),
    )
    yield Beat(minutes(108), lambda: _owe(office, key, "qian-wei", Clock.CLEARED, "积水排净，集水井清掏完"))
    morning = datetime.combine(evening.date() + timedelta(days=1), time(7, 30), ZONE)
    yield Beat(morning, lambda: _hand_over(office, "车库已排净，配电间烘干后才可送电，请白班盯供电复查"))
    yield Beat(morning + timedelta(minutes=6), lambda: _take_over(office))
    yield Beat(
        morning + timedelta(minutes=95),
        lambda: _safe(office, key, "供电复查合格，已送电"),
    )
    done = "积水排净，电源恢复，集水井水泵换新，配了沙袋和挡水板"
    yield Beat(morning + timedelta(minutes=120), lambda: _resolve(office, key, "wu-yue", Verdict.SOLVED, done))
    yield Beat(morning + timedelta(minutes=200), lambda: _close(office, key, Verdict.SOLVED, "回访：车库正常使用，业主满意"))


def _garage(key: str, received: datetime) -> Case:
    return Case(
        key=key,
        class_code=_FLOOD,
        matter="暴雨倒灌，地下车库进水，漫向配电间",
        words="车库进水了，水快到配电间了，快来人",
        place="橙子公寓",
        spot="地下车库",
        received=received,
        source="call",
        steps=(),
        track="emergency",
        caller=_GARAGE_CALLER,
        taken_by="wu-yue",
        has_hazard=True,
    )


def _cover_without_owner(office: Office, today: date) -> Iterator[Beat]:
    """「没有主人的井盖」: three units say not ours, the fallback unit makes it safe within the hour, the duty list learns."""
    key, begun = "cover", _on(today, -12, "15:05")

    def minutes(after: int) -> datetime:
        return begun + timedelta(minutes=after)

    yield _down(office, _cover(key, begun, "井盖缺失，边上没有标志", "路口的井盖没了，晚上看不见要出事"))
    yield Beat(minutes(8), lambda: office.give(key, "gy-gongdian", note="先问供电"))
    back = "不是供电的井"
    yield Beat(minutes(15), lambda: _hand_back(office, key, back))
    fallback = "先围起来再问是谁的"
    yield Beat(minutes(17), lambda: nobody.call_fallback(office.crew["zhang-ning"], office.tickets[key], note=fallback))
    yield Beat(minutes(29), lambda: _measure(office, key, ("wu-yue", "cy-zhongxin"), Measure.FENCED, "围栏和警示灯已放好，有人看守"))
    asked = "供电退回，供水、燃气电话答复也不是自己的井；城运中心先行处置"
    yield Beat(minutes(34), lambda: nobody.nobody_takes_it(office.crew["zhang-ning"], office.tickets[key], note=asked))
    yield Beat(minutes(52), lambda: _measure(office, key, ("wu-yue", "cy-zhongxin"), Measure.CLEARED, "已换上新井盖，费用先由街道垫付"))
    decided = "查图属市政雨水支管，今后由规建办牵头"
    yield Beat(_on(today, -12, "16:40"), lambda: _decide_duty(office, key, decided))
    yield Beat(_on(today, -11, "09:10"), lambda: dispatching.accept(office.crew["qian-wei"], office.tickets[key]))
    yield Beat(_on(today, -11, "09:40"), lambda: _confirm_learnt(office))
    yield Beat(_on(today, -11, "10:20"), lambda: _safe(office, key, "井盖与井圈吻合，试压正常"))
    done = "权属查清，井盖换新并编号，维护列入年度合同"
    yield Beat(_on(today, -11, "11:00"), lambda: _resolve(office, key, "wu-yue", Verdict.SOLVED, done))
    yield Beat(_on(today, -10, "10:00"), lambda: _close(office, key, Verdict.SOLVED, "到现场看过，井盖平整"))
    again, later = "cover-again", _on(today, -2, "10:02")
    yield _down(office, _cover(again, later, "井盖松动异响", "车一压就响，怕又掉了"))
    # This time the duty list knows.
    yield Beat(later + timedelta(seconds=20), lambda: office.give(again))
    yield Beat(later + timedelta(minutes=12), lambda: dispatching.accept(office.crew["qian-wei"], office.tickets[again]))
    yield Beat(_on(today, -2, "15:20"), lambda: _resolve(office, again, "wu-yue", Verdict.SOLVED, "垫圈换新，压上车不响"))
    yield Beat(_on(today, -1, "09:50"), lambda: _close(office, again, Verdict.SOLVED, "到现场看过，不响了"))


def _cover(key: str, received: datetime, matter: str, words: str) -> Case:
    return Case(
        key=key,
        class_code=_COVER,
        matter=matter,
        words=words,
        place="星桥新村",
        spot="东门路口",
        received=received,
        source="card",
        steps=(),
        caller=_COVER_CALLER,
        taken_by="zhang-ning",
        has_hazard="缺失" in matter,
    )


def _safe(office: Office, key: str, note: str) -> None:
    handling.end_hazard(office.crew["qian-wei"], office.tickets[key], note=note)


def _reached(office: Office, key: str, who: str, said: str) -> None:
    """The duty chief rings up, and writes down what was said."""
    person_id = office.ids.people[who]
    call = next(each for each in calls.calls_of(office.ticket(key)) if each.person_id == person_id)
    callouts.answer_for(office.crew["wu-yue"], office.tickets[key], call.pk, note=said)


def _hand_back(office: Office, key: str, note: str) -> None:
    dispatching.return_ticket(office.crew["qiao-zhendong"], office.tickets[key], reason=ReturnReason.NOT_OURS, note=note)


def _contact(office: Office, key: str, who: str, note: str) -> None:
    _owe(office, key, who, Clock.FIRST_CONTACT, note)


def _owe(office: Office, key: str, who: str, owed: Clock, note: str) -> None:
    handling.note_contact(office.crew[who], office.tickets[key], owed, note=note)


def _measure(office: Office, key: str, by: tuple[str, str], measure: Measure, note: str) -> None:
    who, unit = by
    handling.take_measure(office.crew[who], office.tickets[key], measure=measure, unit_id=office.ids.units[unit], note=note)


def _promise(office: Office, key: str, by: tuple[str, str], what: str, due_at: datetime) -> None:
    who, unit = by
    promise = parties.Promise(unit_id=office.ids.units[unit], what=what, due_at=due_at)
    parties.make_commitment(office.crew[who], office.tickets[key], promise)


def _take_on(office: Office, key: str, who: str) -> None:
    parties.take_on(office.crew[who], office.tickets[key], office.only_commitment(key))


def _keep(office: Office, key: str, who: str, note: str) -> None:
    parties.end_commitment(office.crew[who], office.tickets[key], office.only_commitment(key), is_kept=True, note=note)


def _resolve(office: Office, key: str, who: str, outcome: Verdict, done: str) -> None:
    verifier = office.ids.units["cy-huifang"]
    handling.resolve(office.crew[who], office.tickets[key], outcome=outcome, done=done, verifying_unit_id=verifier)


def _close(office: Office, key: str, verdict: Verdict, note: str) -> None:
    verifying.close(office.crew["liu-jie"], office.tickets[key], verdict=verdict, by=VerifiedBy.CALLBACK, note=note)


def _ask_exclusion(office: Office, key: str, evidence: str) -> None:
    excluding.ask_exclusion(office.crew["wu-yue"], office.tickets[key], reason=ExclusionReason.UNREASONABLE, evidence=evidence)


def _decide_exclusion(office: Office, key: str, who: str, note: str) -> None:
    asked = verifications.exclusion_of(office.ticket(key))
    if asked is None:
        raise ValueError("nobody asked for it")
    excluding.decide_exclusion(office.crew[who], asked.pk, is_granted=True, note=note)


def _write_list(office: Office) -> None:
    people = office.ids.people
    lines = [
        Line("值班", Called.PERSON, people["lu-xiaofeng"]),
        Line("值班", Called.PERSON, people["zhang-ning"]),
        Line("规建", Called.PERSON, people["qian-wei"]),
        Line("供电", Called.PERSON, people["qiao-zhendong"]),
    ]
    callout_lists.make_list(office.crew["wu-yue"], class_code=_FLOOD, lines=lines)


def _report(office: Office, key: str, way: ReportWay, text: str) -> None:
    emergencies.report_upward(office.crew["wu-yue"], office.tickets[key], way=way, to="区城运中心总值班室", text=text)


def _hand_over(office: Office, note: str) -> None:
    office.handover = handovers.hand_over(office.crew["wu-yue"], note=note)


def _take_over(office: Office) -> None:
    made: Handover | None = office.handover
    if made is None:
        raise ValueError("nothing was handed over")
    handovers.take_over(office.crew["zhang-ning"], made.pk, note="已接，供电 09:00 到")


def _decide_duty(office: Office, key: str, note: str) -> None:
    lead_id = office.ids.units["ks-guijian"]
    nobody.decide_duty(office.crew["wu-yue"], office.tickets[key], lead_unit_id=lead_id, note=note, basis="城镇排水与污水处理条例")


def _confirm_learnt(office: Office) -> None:
    learnt = [line for line in duty_list.proposed(office.crew["wu-yue"]) if line.class_code == _COVER]
    dispatch.confirm_line(office.crew["wu-yue"], learnt[0].pk)
