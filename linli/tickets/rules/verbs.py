"""What the journal says about tickets; no name, phone or word of a person stands in a verb or reason."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from linli.kernel.journal import verbs
from linli.tickets.rules.kinds import (
    AssistReason,
    Decision,
    DeferralReason,
    ExtensionReason,
    Measure,
    MeetingReason,
    ObjectionReason,
    PauseReason,
    RedirectReason,
    ReturnReason,
    Ruling,
    codes,
)

_FACTS: Final[dict[str, dict[str, Any]]] = {
    "ticket.opened": {"number": str, "track": str, "source": str, "words": str, "matter": str, "unit": str, "reporters": int},
    "ticket.dispatched": {"unit": str, "assists": str, "basis": str, "note": str},
    "ticket.accepted": {"unit": str},
    "ticket.handled_here": {"unit": str},
    "ticket.settled_on_spot": {"line": str, "outcome": str, "unit": str},
    "ticket.contacted": {"clock": str, "note": str},
    "ticket.measure_taken": {"unit": str, "note": str},
    "ticket.hazard_ended": {"note": str},
    "ticket.decided": {"unit": str, "assists": str, "decision": str, "dissent": str, "proposals": int},
    "ticket.commitment_made": {"unit": str, "what": str, "due_at": datetime, "is_proposal": bool},
    "ticket.commitment_taken_on": {"unit": str, "what": str},
    "ticket.commitment_ended": {"unit": str, "what": str, "is_kept": bool, "note": str},
    "ticket.resolved": {"unit": str, "outcome": str, "done": str},
    "ticket.closed": {"verdict": str, "verified_by": str, "unit": str, "note": str},
    "ticket.reworked": {"note": str},
    "ticket.reopened": {"note": str, "is_recurrence": bool},
    "ticket.merged": {"into": str, "note": str},
    "ticket.joined": {"number": str},
    "ticket.undone": {"state": str, "note": str},
    "ticket.withdrawn": {"note": str},
    "ticket.void_asked": {"note": str},
    "ticket.void_decided": {"note": str},
    "ticket.deferral_decided": {"review_at": datetime, "note": str},
    "ticket.resumed": {"note": str},
    "reporter.named": {"number": str},
    "ticket.reporter_joined": {"words": str, "source": str, "reporters": int},
    "ticket.file_attached": {"name": str, "digest": str, "size_bytes": int},
    "ticket.redispatched": {"unit": str, "from_unit": str, "assists": str, "basis": str, "note": str},
    "ticket.escalated": {"unit": str, "from_unit": str, "level": str, "tried": str},
    "ticket.pause_ended": {"note": str},
    "ticket.corrected": {"fields": str, "class_code": str, "matter": str, "address": str, "grid": str, "point": str},
    "ticket.split": {"parts": str},
    "ticket.part_opened": {"parent_ticket": str},
    "ticket.nobody_takes_it": {"due_at": datetime, "note": str},
    "ticket.fallback_called": {"unit": str, "note": str},
    "ticket.duty_contested": {"note": str},
    "ticket.duty_decided": {"unit": str, "assists": str, "basis": str, "note": str, "duty_number": int},
    "ticket.classed": {"class_code": str, "why": str},
    "ticket.answered": {"note": str},
    "ticket.recheck_set": {"recheck_on": str},
    "ticket.recheck_asked": {"recheck_on": str},
    "ticket.rechecked": {"note": str},
    "ticket.return_visited": {"seen_effect": str, "visit": str, "unit": str, "note": str},
    "ticket_setting.changed": {"code": str, "threshold": str},
}
# Verbs whose reason is a code of a closed list.
_REASONED: Final[dict[str, tuple[dict[str, Any], Iterable[str]]]] = {
    "ticket.objected": ({"unit": str, "other_unit": str, "note": str}, codes(ObjectionReason)),
    "ticket.objection_decided": ({"unit": str}, codes(Ruling)),
    "ticket.extension_asked": ({"amount": int, "note": str}, codes(ExtensionReason)),
    "ticket.extension_decided": ({"amount": int, "due_at": datetime, "note": str}, codes(Decision)),
    "ticket.assist_asked": ({"unit": str, "other_unit": str, "note": str}, codes(AssistReason)),
    "ticket.assist_decided": ({"unit": str, "note": str}, codes(Decision)),
    "ticket.pause_asked": ({"until": datetime, "note": str}, codes(PauseReason)),
    "ticket.pause_decided": ({"until": datetime, "note": str}, codes(Decision)),
}


def register() -> None:
    """Make the verbs of tickets known to the house."""
    for name, facts in _FACTS.items():
        if name not in {"ticket.void_decided", "ticket.deferral_decided", "ticket.measure_taken"}:
            verbs.register(name, facts=facts)
    for name in ("ticket.void_decided", "ticket.deferral_decided"):
        verbs.register(name, facts=_FACTS[name], reasons=codes(Decision))
    verbs.register("ticket.measure_taken", facts=_FACTS["ticket.measure_taken"], reasons=codes(Measure))
    verbs.register("ticket.returned", facts={"unit": str, "note": str, "returns": int}, reasons=codes(ReturnReason))
    verbs.register("ticket.meeting_called", facts={"unit": str, "note": str}, reasons=codes(MeetingReason))
    verbs.register("ticket.deferral_asked", facts={"review_at": datetime, "note": str}, reasons=codes(DeferralReason))
    verbs.register("ticket.redirected", facts={"route": str}, reasons=codes(RedirectReason))
    for name, (facts, reasons) in _REASONED.items():
        verbs.register(name, facts=facts, reasons=reasons)
