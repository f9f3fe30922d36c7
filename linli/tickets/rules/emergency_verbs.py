"""What the journal says about emergencies, their upkeep and the handover; people stand in it by their ids."""

from django.utils.translation import gettext_noop

from linli.kernel.journal import verbs
from linli.notices import rules as notices


def register() -> None:
    """Make these verbs, and what the called are told, known to the house."""
    verbs.register("ticket.emergency_declared", facts={"is_life_safety": bool, "note": str})
    verbs.register("ticket.called_out", facts={"called": list, "seats": int, "version": int})
    verbs.register("ticket.call_passed_on", facts={"seat": str, "missed": list, "called": list})
    verbs.register("ticket.call_missed", facts={"seat": str, "missed": list})
    verbs.register("ticket.call_unanswered", facts={"seat": str})
    verbs.register("ticket.call_answered", facts={"seat": str, "person": str, "is_by_phone": bool, "note": str})
    verbs.register("ticket.reported_upward", facts={"way": str, "to": str, "text": str})
    verbs.register("ticket.upkeep_planned", facts={"due_on": list})
    verbs.register("ticket.upkeep_checked", facts={"after_days": int, "finding": str, "unit": str, "note": str})
    verbs.register("callout_list.written", facts={"class_code": str, "version": int, "lines": int})
    verbs.register("callout_list.changed", facts={"class_code": str, "version": int, "lines": int})
    verbs.register("handover.made", facts={"unit": str, "rows": int, "note": str})
    verbs.register("handover.taken_over", facts={"unit": str, "note": str})
    notices.register(
        {
            "ticket.called_out": gettext_noop("You are called out for {number} ({seat}): {address}. Say that you are on your way."),
            "ticket.call_unanswered": gettext_noop(
                "Nobody has answered the call for {number} ({seat}): {address}. Call somebody by phone."
            ),
        }
    )
