"""What the state alone does not say: who may not, what must be there first."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.kinds import (
    DEFERRED_AT_A_DESK,
    DEFERRED_AT_MOST_DAYS,
    PARTS_AT_MOST,
    PAUSED_AT_MOST_DAYS,
    REOPEN_WITHIN_DAYS,
    SAID,
    Level,
    Verdict,
    VerifiedBy,
)
from linli.tickets.rules.states import State, state_word

# With an open hazard none of these before somebody made it safe 先处置，后定责.
WAITING = frozenset({State.DELIBERATING, State.DEFERRED})


def check_hazard(to: State, *, has_open_hazard: bool, measure: str) -> None:
    """Refuse to let a danger wait for a meeting or a date while nothing keeps people from it."""
    if has_open_hazard and to in WAITING and not measure:
        raise Refused("tickets.hazard_is_open")


def check_matter(matter: str) -> None:
    """Refuse to hand on a ticket that says nothing but the reporter's words."""
    if not matter:
        raise Refused("tickets.matter_needed")


def check_lead(lead_unit_id: UUID, about_unit_id: UUID | None, reason: str) -> None:
    """Refuse to let the unit that is complained about lead, unless the centre says why."""
    if lead_unit_id == about_unit_id and not reason:
        raise Refused("tickets.complained_about_leads")


def check_on_spot(*, is_life_safety: bool, is_answer_wanted: bool, has_reporter_agreed: bool) -> None:
    """Refuse to settle in one tap what needs proof or an answer."""
    if is_life_safety:
        raise Refused("tickets.danger_needs_proof")
    if is_answer_wanted and not has_reporter_agreed:
        raise Refused("tickets.answer_is_wanted")


def check_done(*, open_commitments: int, open_children: int) -> None:
    """Refuse to say that it is done while others still have something to do."""
    if open_commitments:
        raise Refused("tickets.commitments_are_open", number=open_commitments)
    if open_children:
        raise Refused("tickets.children_are_open", number=open_children)


def check_outcome(outcome: Verdict) -> None:
    """Refuse a result of the work that only a call-back can find."""
    if outcome not in SAID:
        raise Refused("tickets.judge_choose")


def check_verifier(kind: VerifiedBy, verifier_unit_id: UUID | None, doer_unit_id: UUID | None) -> UUID:
    """The unit that verifies; refused where it is the doer, or nobody in particular: the reporter is asked at his own door."""
    if kind not in {VerifiedBy.UNIT, VerifiedBy.CALLBACK}:
        raise Refused("tickets.not_a_verification")
    if verifier_unit_id is None:
        raise Refused("tickets.verifier_without_unit")
    if verifier_unit_id == doer_unit_id:
        raise Refused("tickets.doer_cannot_close")
    return verifier_unit_id


def check_review(review_at: datetime, now: datetime) -> None:
    """Refuse a review that lies behind or too far ahead."""
    if not now < review_at <= now + timedelta(days=DEFERRED_AT_MOST_DAYS):
        raise Refused("tickets.review_out_of_range", limit=DEFERRED_AT_MOST_DAYS)


def check_return(accept_by: datetime | None, now: datetime) -> None:
    """Refuse to hand back what should have been accepted by now: who let the time run out accepts, or objects 派单异议."""
    if accept_by is not None and now > accept_by:
        raise Refused("tickets.return_too_late")


def check_renewal(state: State, *, granted: int) -> None:
    """Refuse to renew a deferral a second time at the desk: that is for the joint meeting."""
    if granted >= DEFERRED_AT_A_DESK and state is not State.DELIBERATING:
        raise Refused("tickets.renewed_by_the_meeting", number=granted)


def check_window(ended_at: datetime, now: datetime, *, is_recurrence: bool) -> None:
    """Refuse to reopen what was closed long ago, unless the very thing came back."""
    if not is_recurrence and now > ended_at + timedelta(days=REOPEN_WITHIN_DAYS):
        raise Refused("tickets.window_is_over", limit=REOPEN_WITHIN_DAYS)


def check_target(ticket_id: UUID, target_id: UUID, target_state: State, track: str, target_track: str) -> None:
    """Refuse to merge a ticket into itself, into one that has ended, or into one of another track."""
    if ticket_id == target_id:
        raise Refused("tickets.merged_into_itself")
    if target_state not in {State.RECEIVED, State.DISPATCHED, State.IN_PROGRESS, State.DELIBERATING, State.DEFERRED}:
        raise Refused("tickets.merge_target_ended", state=state_word(target_state))
    if track != target_track:
        raise Refused("tickets.merge_other_track")


def check_promise(due_at: datetime, now: datetime, overall_due_at: datetime | None) -> None:
    """Refuse a promise for the past, or for after the whole time: that needs a deferral or a ticket of its own."""
    if due_at <= now:
        raise Refused("tickets.promise_in_the_past")
    if overall_due_at is not None and due_at > overall_due_at:
        raise Refused("tickets.promise_after_overall")


def check_present(unit_ids: Collection[UUID], lead_unit_id: UUID) -> None:
    """Refuse to make somebody lead who did not take part in the meeting."""
    if lead_unit_id not in unit_ids:
        raise Refused("tickets.lead_was_absent")


def check_other_lead(lead_unit_id: UUID, leads_now_id: UUID | None) -> None:
    """Refuse to dispatch to the unit that has it already."""
    if lead_unit_id == leads_now_id:
        raise Refused("tickets.leads_already")


def level_above(level: Level) -> Level:
    """The level a matter is escalated to; beyond the last one there is none."""
    if level is Level.OUTSIDE:
        raise Refused("tickets.no_level_above")
    order = list(Level)
    return order[order.index(level) + 1]


def check_extension(due_at: datetime, now: datetime, *, was_extended: bool) -> None:
    """Refuse more time that is asked for too late, or a second time."""
    if was_extended:
        raise Refused("tickets.extended_already")
    if now >= due_at:
        raise Refused("tickets.extension_too_late")


def check_gains(before_at: datetime, after_at: datetime) -> None:
    """Refuse an extension that the whole time would cut off again."""
    if after_at <= before_at:
        raise Refused("tickets.extension_gains_nothing")


def check_pause(until_at: datetime, now: datetime) -> None:
    """Refuse a pause that is over before it begins, or lasts too long."""
    if not now < until_at <= now + timedelta(days=PAUSED_AT_MOST_DAYS):
        raise Refused("tickets.pause_out_of_range", limit=PAUSED_AT_MOST_DAYS)


def check_parts(amount: int) -> None:
    """Refuse to split into nothing, or into more than anybody oversees."""
    if not 1 <= amount <= PARTS_AT_MOST:
        raise Refused("tickets.bad_number_of_parts", limit=PARTS_AT_MOST)


def check_parent(state: State, number: str) -> None:
    """Refuse to let a part begin again whose whole is said to be done: it would be closed over open work."""
    if state in {State.RESOLVED, State.CLOSED}:
        raise Refused("tickets.whole_is_done", number=number, state=state_word(state))


def check_hotline(track: str, by: VerifiedBy) -> None:
    """Refuse to close an order of the city on anything but its own call-back."""
    if track == Track.HOTLINE and by is not VerifiedBy.CALLBACK:
        raise Refused("tickets.closes_by_their_call")


def check_recurrence_day(on: date, today: date) -> None:
    """Refuse a day to look again that is not ahead."""
    if on <= today:
        raise Refused("tickets.recurrence_day_in_the_past")


refusals(
    {
        "tickets.leads_already": gettext_noop("This unit has it already. Choose another one."),
        "tickets.named_twice": gettext_noop("Ticket {number} is named twice in one go. Look at what became of it first."),
        "tickets.nothing_corrected": gettext_noop("Nothing is different from what stands there. Change something first."),
        "tickets.no_level_above": gettext_noop("There is no level above this one. Dispatch it to another unit outside instead."),
        "tickets.extended_already": gettext_noop("This ticket had more time once already. Defer it, or call a meeting."),
        "tickets.return_too_late": gettext_noop(
            "The time to accept is over, so it cannot be handed back any more. Accept it, or object to having it."
        ),
        "tickets.extension_too_late": gettext_noop("The time is over; more can only be asked for before. Say what was done so far."),
        "tickets.extension_gains_nothing": gettext_noop(
            "The time for the whole ticket ends then, so this gains nothing. Defer it, or open a part of its own for what takes longer."
        ),
        "tickets.pause_out_of_range": gettext_noop("A pause ends after now and within {limit} days. Choose another day."),
        "tickets.paused_already": gettext_noop("The clocks stand still already. End that pause first."),
        "tickets.not_paused": gettext_noop("The clocks run. There is no pause to end."),
        "tickets.own_shift": gettext_noop("You dispatched this ticket, or were on that shift. Somebody else has to sign the pause."),
        "tickets.bad_number_of_parts": gettext_noop(
            "This number of parts cannot be. Split into 1 to {limit} parts, each with its own matter."
        ),
        "tickets.whole_is_done": gettext_noop("It is a part of {number}, which is: {state}. Take that one up again first."),
        "tickets.closes_by_their_call": gettext_noop("This order is the city's and closes only on its call-back. Enter that result."),
        "tickets.not_an_order": gettext_noop("This is no order of the hotline, or it is not handled yet. Say first what was done."),
        "tickets.recurrence_day_in_the_past": gettext_noop("The day to look again is not ahead. Choose a later one."),
        "tickets.no_recurrence_check": gettext_noop("Nobody was asked to look again at this ticket. Set a day for it first."),
        "tickets.duty_waits": gettext_noop("No decision of the duty chief is waited for. Look at what happened to it."),
        "tickets.no_fallback": gettext_noop("No unit is named to act at once for this class. Choose one, by phone if need be."),
        "tickets.not_with_machine": gettext_noop("No class fits well enough to dispatch this without a person. Choose the class."),
    }
)
refusals(
    {
        "tickets.joined_when_over": gettext_noop("This ticket is “{state}” already. Take the matter down as a new one."),
        "tickets.judge_choose": gettext_noop("How it stands is missing. Choose solved, explained, or not solved."),
        "tickets.hazard_is_open": gettext_noop(
            "The danger is still there. First write down who fenced it, cleared it, switched it off or guards it."
        ),
        "tickets.matter_needed": gettext_noop("The field Matter is empty. Write in neutral words what is to be done, then hand it on."),
        "tickets.complained_about_leads": gettext_noop(
            "The complaint is about this unit. Choose another unit, or write down why this one has to lead."
        ),
        "tickets.danger_needs_proof": gettext_noop("This class is about danger and is not settled on the spot. Dispatch it."),
        "tickets.answer_is_wanted": gettext_noop(
            "The reporter asked for an answer. Ask whether the matter is settled for them, or handle the ticket."
        ),
        "tickets.commitments_are_open": gettext_noop(
            "Promised by other units and still open: {number}. Wait for them, or take them back with a reason."
        ),
        "tickets.children_are_open": gettext_noop("Parts of this ticket that are still open: {number}. Finish them first."),
        "tickets.not_a_verification": gettext_noop("This is not a way to verify. Choose the reporter, a call-back or another unit."),
        "tickets.verifier_without_unit": gettext_noop(
            "It is not known which unit you verify for. Ask the administrator to enter your unit with your person."
        ),
        "tickets.doer_cannot_close": gettext_noop("Your unit did the work. Another unit, a call-back or the reporter has to verify it."),
        "tickets.review_out_of_range": gettext_noop("The day of the review has to be after today and within {limit} days. Choose another."),
        "tickets.renewed_by_the_meeting": gettext_noop(
            "It was deferred {number} times already. Whether it waits once more is for the joint meeting: call one, and ask there."
        ),
        "tickets.window_is_over": gettext_noop(
            "It was closed more than {limit} days ago. Open a new ticket and name this one, or say that the matter has come back."
        ),
        "tickets.merged_into_itself": gettext_noop("A ticket cannot be merged into itself. Choose the other one."),
        "tickets.no_such_number": gettext_noop("There is no ticket {number} that you may see. Write its number as it stands in the list."),
        "tickets.merge_target_ended": gettext_noop("The ticket to merge into is: {state}. Choose one that is still open."),
        "tickets.merge_other_track": gettext_noop("The two tickets are on different tracks, whose times differ. Link them instead."),
        "tickets.promise_in_the_past": gettext_noop("The day of the promise is over. Choose a later one."),
        "tickets.promise_after_overall": gettext_noop(
            "The day of the promise is after the time for the whole ticket. Defer the ticket, or open a part of its own for it."
        ),
        "tickets.unit_is_closed": gettext_noop("This unit does not exist here or works no longer. Choose one that is open."),
        "tickets.sms_without_number": gettext_noop(
            "Who wants a text message has to leave a number. Write it down, or choose another answer."
        ),
        "tickets.received_in_the_future": gettext_noop("The day it came in lies in the future. Correct the date."),
        "tickets.place_unknown": gettext_noop("There is no such place. Choose one from the list, or leave the place out."),
        "tickets.point_is_nowhere": gettext_noop("The point needs both a longitude and a latitude on earth. Set it again on the map."),
        "tickets.choose_verifier": gettext_noop("The unit that took it in did the work itself. Choose another unit to verify."),
        "tickets.not_asked": gettext_noop("There is no open request of this kind. Open the ticket again to see what became of it."),
        "tickets.own_request": gettext_noop("You asked for this yourself. Somebody else has to sign."),
        "tickets.already_asked": gettext_noop("This has been asked for and waits for a signature. Wait for it, or ask who signs."),
        "tickets.reporters_ticket": gettext_noop("Somebody reported this. It can be withdrawn, redirected or merged, but never be void."),
        "tickets.no_hazard": gettext_noop("No danger is written down for this ticket. Say first that there is one."),
        "tickets.clock_not_running": gettext_noop(
            "This is done already, or nobody has to do it for this ticket. Open the ticket again to see what runs."
        ),
        "tickets.commitment_ended": gettext_noop("This promise is no longer open. Open the ticket again to see what became of it."),
        "tickets.not_taken_on": gettext_noop(
            "The unit has not taken this promise on yet, so it cannot have kept it. Let it take the promise on first."
        ),
        "tickets.lead_was_absent": gettext_noop("The unit that is to lead did not take part. Choose one that did, or ask it first."),
    }
)
