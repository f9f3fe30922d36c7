"""The catalogue, the duty list, and tickets that went through the real actions at the moments of the plan."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from linli.config.street.laying import nights, stories
from linli.config.street.laying.hotline import lay_hotline
from linli.config.street.laying.ids import Ids, all_of
from linli.config.street.laying.stories import Beat
from linli.config.street.laying.working import CHIEF, DISPATCHER, Office
from linli.config.street.model import StreetPlan
from linli.config.street.ticket_model import Case, Deed, DutyLine, Step
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.org.rules.people import ZONE
from linli.tickets.actions import aside, catalogue, dispatch, dispatching, handling, parties, phrases, redispatching, requests, verifying
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import dispatch as decisions
from linli.tickets.queries import tickets as queries
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.duty_list import LineDraft
from linli.tickets.rules.kinds import DeferralReason, Measure, MeetingReason, RedirectReason, ReturnReason, Verdict, VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.phrases import Node

_CALLBACK: Final = "cy-huifang"
_CALLER, _DIRECTOR = "liu-jie", "fang-zhixing"
# The catalogue was taken over some months before the first ticket came in.
_SETTLED: Final = timedelta(days=120)
_WAITS: Final = timedelta(days=20)
_CONTACTS: Final = {Deed.CONTACT: Clock.FIRST_CONTACT, Deed.ARRIVE: Clock.ON_SITE, Deed.CLEAR: Clock.CLEARED}
_HANDLED: Final = "已到现场处理，照片和说明都在单子里"
# What every unit begins with; each adds its own.
_PHRASES: Final = {
    Node.FIRST_CALL: "您反映的事已经交到我们这里，今天去现场看，有结果马上告诉您。",
    Node.FACT: "现场情况和反映的一致。",
    Node.DONE: "已到现场处理完，处理前后都拍了照。",
    Node.ANSWER: "已当面说明怎么处理的、以后找谁，报事人听明白了。",
    Node.CALLBACK: "问到办好了没有、来人态度怎样、还有什么要转告。",
    Node.RETURN: "不在本单位履职清单内，建议按清单第＿＿条派。",
}


def lay_catalogue(actor: Actor, lines: Sequence[DutyLine], *, since: datetime, ids: Ids) -> None:
    """The house's catalogue and the lines of the plan; where there is a catalogue or a line already, it stays as it is."""
    settled_at = clock.now() - _SETTLED
    with clock.told_by(lambda: settled_at):
        if classes.catalogue_of(actor) is None:
            catalogue.lay_preset(actor)
        if not decisions.visible_to(actor).exists():
            all_of(dispatch.add_lines(actor, [draft for line in lines for draft in _drafts(line, since, ids)]))


def _drafts(line: DutyLine, since: datetime, ids: Ids) -> Iterator[LineDraft]:
    for grid in line.grids or ("",):
        yield LineDraft(
            class_code=line.class_code,
            unit_id=ids.units[line.unit],
            valid_from=since,
            grid_id=ids.grids[grid] if grid else None,
            assist_ids=tuple(ids.units[unit] for unit in line.assists),
            basis=line.basis,
        )


def lay_tickets(actor: Actor, street: StreetPlan, cases: Sequence[Case], ids: Ids, *, has_nights: bool) -> None:
    """The tickets and the stories, each deed by whoever does it at its moment; where somebody opened a ticket already, none is laid.

    With nights the classes are learnt in between, which takes a second or two.
    """
    if queries.visible_to(actor).exists():
        return
    for node, text in _PHRASES.items():
        phrases.add_phrase(actor, node=node, text=text)
    now, office = clock.now(), Office(actor, street, ids)
    planned = [beat for case in cases for beat in _beats_of(office, case)]
    learnt = nights.beats(actor, now) if has_nights else ()
    for beat in sorted([*planned, *stories.beats(office, now.astimezone(ZONE)), *learnt], key=lambda each: each.at):
        if beat.at <= now:
            with clock.told_by(beat.tell):
                beat.let()
    lay_hotline(actor, office, now)


def _beats_of(office: Office, case: Case) -> Iterator[Beat]:
    yield Beat(case.received, lambda: office.take_down(case))
    for step in case.steps:
        yield Beat(step.moment(case.received), partial(_DEEDS[step.deed], office, case, step))


def _dispatch(office: Office, case: Case, step: Step) -> None:
    office.give(case.key, step.about, note=step.said)


def _accept(office: Office, case: Case, step: Step) -> None:
    dispatching.accept(office.doer(case, Permission.ACCEPT), office.tickets[case.key])


def _hand_back(office: Office, case: Case, step: Step) -> None:
    actor = office.doer(case, Permission.RETURN)
    dispatching.return_ticket(actor, office.tickets[case.key], reason=ReturnReason(step.code), note=step.said)


def _contact(office: Office, case: Case, step: Step) -> None:
    actor = office.doer(case, Permission.HANDLE)
    handling.note_contact(actor, office.tickets[case.key], _CONTACTS[step.deed], note=step.said)


def _measure(office: Office, case: Case, step: Step) -> None:
    actor, unit_id = office.doer(case, Permission.HANDLE), office.leads[case.key]
    handling.take_measure(actor, office.tickets[case.key], measure=Measure(step.code), unit_id=unit_id, note=step.said)


def _end_hazard(office: Office, case: Case, step: Step) -> None:
    handling.end_hazard(office.doer(case, Permission.HANDLE), office.tickets[case.key], note=step.said)


def _call_meeting(office: Office, case: Case, step: Step) -> None:
    parties.call_meeting(office.crew[DISPATCHER], office.tickets[case.key], reason=MeetingReason(step.code), note=step.said)


def _ask_deferral(office: Office, case: Case, step: Step) -> None:
    requests.ask_deferral(
        office.doer(case, Permission.HANDLE),
        office.tickets[case.key],
        reason=DeferralReason(step.code),
        review_at=clock.now() + _WAITS,
        note=step.said,
    )


def _grant_deferral(office: Office, case: Case, step: Step) -> None:
    requests.decide_deferral(office.crew[_DIRECTOR], office.tickets[case.key], is_granted=True, note=step.said)


def _resolve(office: Office, case: Case, step: Step) -> None:
    handling.resolve(
        office.doer(case, Permission.RESOLVE),
        office.tickets[case.key],
        outcome=Verdict(step.code),
        done=step.said or _HANDLED,
        verifying_unit_id=office.ids.units[_CALLBACK],
    )


def _rework(office: Office, case: Case, step: Step) -> None:
    verifying.rework(office.crew[_CALLER], office.tickets[case.key], by=VerifiedBy.CALLBACK, note=step.said)


def _close(office: Office, case: Case, step: Step) -> None:
    verdict = Verdict(step.code)
    verifying.close(office.crew[_CALLER], office.tickets[case.key], verdict=verdict, by=VerifiedBy.CALLBACK, note=step.said)


def _settle_on_spot(office: Office, case: Case, step: Step) -> None:
    dispatching.close_on_spot(office.crew[case.taken_by], office.tickets[case.key], line=step.said or "当场办好")


def _merge(office: Office, case: Case, step: Step) -> None:
    aside.merge(office.crew[DISPATCHER], office.tickets[case.key], office.tickets[step.about], note=step.said)


def _withdraw(office: Office, case: Case, step: Step) -> None:
    aside.withdraw(office.crew[DISPATCHER], office.tickets[case.key], note=step.said)


def _redirect(office: Office, case: Case, step: Step) -> None:
    aside.redirect(office.crew[DISPATCHER], office.tickets[case.key], reason=RedirectReason(step.code), route=step.said)


def _reopen(office: Office, case: Case, step: Step) -> None:
    verifying.reopen(office.crew[CHIEF], office.tickets[case.key], note=step.said, is_recurrence=True)


def _escalate(office: Office, case: Case, step: Step) -> None:
    actor, unit_id = office.doer(case, Permission.HANDLE), office.ids.units[step.about]
    redispatching.escalate(actor, office.tickets[case.key], lead_unit_id=unit_id, tried=step.said)
    office.leads[case.key] = unit_id


def _ask_void(office: Office, case: Case, step: Step) -> None:
    requests.ask_void(office.crew[CHIEF], office.tickets[case.key], note=step.said)


def _grant_void(office: Office, case: Case, step: Step) -> None:
    requests.decide_void(office.crew[_DIRECTOR], office.tickets[case.key], is_granted=True, note=step.said)


_DEEDS: Final[Mapping[Deed, Callable[[Office, Case, Step], None]]] = {
    Deed.DISPATCH: _dispatch,
    Deed.ACCEPT: _accept,
    Deed.RETURN: _hand_back,
    Deed.CONTACT: _contact,
    Deed.ARRIVE: _contact,
    Deed.CLEAR: _contact,
    Deed.MEASURE: _measure,
    Deed.END_HAZARD: _end_hazard,
    Deed.CALL_MEETING: _call_meeting,
    Deed.ASK_DEFERRAL: _ask_deferral,
    Deed.GRANT_DEFERRAL: _grant_deferral,
    Deed.RESOLVE: _resolve,
    Deed.REWORK: _rework,
    Deed.CLOSE: _close,
    Deed.ON_SPOT: _settle_on_spot,
    Deed.MERGE: _merge,
    Deed.WITHDRAW: _withdraw,
    Deed.REDIRECT: _redirect,
    Deed.REOPEN: _reopen,
    Deed.ESCALATE: _escalate,
    Deed.ASK_VOID: _ask_void,
    Deed.GRANT_VOID: _grant_void,
}
