"""What may be said and signed about a ticket that is late."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.text import clean_text
from linli.tickets.rules.kinds import NOTE_LIMIT

# An order that leaves no time to answer is none; one that leaves more than a month does not press.
REPLY_AT_MOST_DAYS: Final = 31


def clean_answer(text: str) -> str:
    """What was answered on the phone."""
    return clean_text(text, field=gettext("Answer"), limit=NOTE_LIMIT)


def clean_order(text: str) -> str:
    """What the order asks for."""
    return clean_text(text, field=gettext("Text of the order"), limit=NOTE_LIMIT)


def clean_reply(text: str) -> str:
    """What the unit answers to the order."""
    return clean_text(text, field=gettext("Reply"), limit=NOTE_LIMIT)


def check_reply_due(reply_due_at: datetime, now: datetime) -> None:
    """Refuse a reply that is due before the order is signed, or so late that it presses nobody."""
    if not now < reply_due_at <= now + timedelta(days=REPLY_AT_MOST_DAYS):
        raise Refused("tickets.reply_out_of_range", limit=REPLY_AT_MOST_DAYS)


def register() -> None:
    """Make the verbs of supervision known to the house."""
    verbs.register("ticket.turned_yellow", facts={"clock": str, "due_at": datetime, "unit": str})
    verbs.register("ticket.turned_red", facts={"clock": str, "due_at": datetime, "unit": str})
    verbs.register("ticket.step_raised", facts={"clock": str, "step": int, "step_form": str, "whom": str, "unit": str})
    verbs.register("ticket.supervision_called", facts={"step": int, "whom": str, "unit": str, "note": str})
    verbs.register(
        "ticket.order_signed", facts={"step": int, "whom": str, "unit": str, "order": int, "note": str, "reply_due_at": datetime}
    )
    verbs.register("ticket.order_answered", facts={"unit": str, "order": int, "note": str})
    verbs.register("ticket.nudged", facts={"unit": str, "note": str})
    verbs.register("ticket.target_set", facts={"clock": str, "before": datetime, "after": datetime})
    verbs.register("ticket.due_recomputed", facts={"clock": str, "before": datetime, "after": datetime, "is_provisional": bool})


refusals(
    {
        "tickets.step_done": gettext_noop("Somebody has done this already. Look at the ticket to see what was answered."),
        "tickets.step_not_needed": gettext_noop("The clock does not run any more, so nobody has to be called. Look at the ticket."),
        "tickets.step_is_order": gettext_noop("This step is a signed order. Write the order instead of a call."),
        "tickets.step_is_call": gettext_noop("This step is a call. Write down who was called and what was answered."),
        "tickets.reply_out_of_range": gettext_noop("The reply has to be due after now and within {limit} days. Choose another time."),
        "tickets.order_answered": gettext_noop("This order was answered already. Look at the ticket to see what was written."),
        "tickets.signature_needs_account": gettext_noop("An order is signed by a person. Sign in and sign it yourself."),
    }
)
