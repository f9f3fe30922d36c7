"""The five steps 接派议督结 of a ticket, each with when it was or how it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext, ngettext, pgettext_lazy

from linli.desk.tickets.offers import Sight
from linli.desk.tickets.timing import exact
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.states import Mark, State, Step, five_steps

# The one sign and the words of each step.
SIGNS: Final = {
    Step.RECEIVE: (pgettext_lazy("sign of a step", "T"), pgettext_lazy("step", "Taken down")),
    Step.DISPATCH: (pgettext_lazy("sign of a step", "D"), pgettext_lazy("step", "Dispatched")),
    Step.DELIBERATE: (pgettext_lazy("sign of a step", "M"), pgettext_lazy("step", "Met about")),
    Step.FOLLOW_THROUGH: (pgettext_lazy("sign of a step", "H"), pgettext_lazy("step", "Handled")),
    Step.EVALUATE: (pgettext_lazy("sign of a step", "V"), pgettext_lazy("step", "Verified, closed")),
}
CLASSES: Final = {Mark.DONE: "done", Mark.NOW: "now", Mark.SKIPPED: "hollow", Mark.TO_COME: "todo"}


@dataclass(frozen=True, slots=True)
class StepShown:
    """One of the five as the bar draws it."""

    look: str
    sign: str
    words: str
    note: str


def steps_of(sight: Sight) -> list[StepShown]:
    """The bar; a step that did not happen is hollow and says so."""
    ticket = sight.ticket
    entered = {
        State.DISPATCHED: ticket.dispatched_at,
        State.IN_PROGRESS: ticket.started_at,
        State.DELIBERATING: ticket.deliberating_at,
        State.DEFERRED: ticket.deferred_at,
        State.RESOLVED: ticket.resolved_at,
    }
    marks = five_steps(sight.state, frozenset(state for state, moment in entered.items() if moment is not None))
    return [
        StepShown(CLASSES[mark], str(SIGNS[step][0]), str(SIGNS[step][1]), _note(sight, step, mark))
        for step, mark in zip(Step, marks, strict=True)
    ]


def _note(sight: Sight, step: Step, mark: Mark) -> str:
    if mark is Mark.SKIPPED:
        return gettext("not needed") if step is Step.DELIBERATE else gettext("no such step")
    if mark is Mark.TO_COME and step is not Step.EVALUATE:
        return ""
    return _NOTES[step](sight)


def _received(sight: Sight) -> str:
    return exact(sight.ticket.received_at, sight.now)


def _dispatched(sight: Sight) -> str:
    ticket = sight.ticket
    returned = ngettext("handed back {number} time", "handed back {number} times", ticket.returns).format(number=ticket.returns)
    lead = sight.unit_name(ticket.lead_unit_id)
    if sight.state is State.DISPATCHED:
        lead = gettext("{unit} has not accepted yet").format(unit=lead)
    return _joined(returned if ticket.returns else "", lead)


def _deliberated(sight: Sight) -> str:
    meeting = sight.whole.meetings[-1] if sight.whole.meetings else None
    if meeting is None:
        return ""
    parties = sum(bool(each["is_present"]) for each in meeting.positions)
    took_part = ngettext("{number} party took part", "{number} parties took part", parties).format(number=parties)
    return _joined(exact(meeting.ended_at or meeting.opened_at, sight.now), took_part if parties else "")


def _followed(sight: Sight) -> str:
    promises = [each for each in sight.promises if each.is_kept is not False]
    kept = sum(each.is_kept is True for each in promises)
    promised = gettext("promises kept {kept} / {number}").format(kept=kept, number=len(promises)) if promises else ""
    is_now = sight.state in {State.IN_PROGRESS, State.DEFERRED}
    done = exact(sight.ticket.resolved_at, sight.now) if sight.ticket.resolved_at and not is_now else ""
    return _joined(sight.state_words if is_now else done, promised)


def _evaluated(sight: Sight) -> str:
    ticket = sight.ticket
    if ticket.verdict:
        return _joined(exact(ticket.verified_at, sight.now), gettext(Verdict(ticket.verdict).words))
    if sight.is_answered:
        return sight.state_words
    verifier_id = ticket.holder_unit_id if sight.state is State.RESOLVED else ticket.intake_unit_id
    is_doer = verifier_id == ticket.lead_unit_id
    return gettext("verified by {unit}").format(unit=gettext("another unit") if is_doer else sight.unit_name(verifier_id))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


_NOTES: Final[dict[Step, Callable[[Sight], str]]] = {
    Step.RECEIVE: _received,
    Step.DISPATCH: _dispatched,
    Step.DELIBERATE: _deliberated,
    Step.FOLLOW_THROUGH: _followed,
    Step.EVALUATE: _evaluated,
}
