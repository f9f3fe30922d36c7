"""The closed lists of the exchange, with the words people read."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop

from linli.org.rules.kinds import Kind

SENDER_NAME_LIMIT: Final = 30
NUMBER_LIMIT: Final = 40
FILE_NAME_LIMIT: Final = 120
TEXT_LIMIT: Final = 2_000


class StepKind(Kind):
    """One step between the district and us; each is a row of the ledger."""

    RECEIVED = "received", gettext_noop("Order came in")
    RECEIPT = "receipt", gettext_noop("Receipt")
    FIRST_CONTACT = "first_contact", gettext_noop("First contact")
    RETURN_ASKED = "return_asked", gettext_noop("Return")
    RETURN_ANSWERED = "return_answered", gettext_noop("Answer to the return")
    EXTENSION_ASKED = "extension_asked", gettext_noop("Extension")
    EXTENSION_ANSWERED = "extension_answered", gettext_noop("Answer to the extension")
    REPLIED = "replied", gettext_noop("Reply")
    CALLED_BACK = "called_back", gettext_noop("Call-back result")
    REDISPATCHED = "redispatched", gettext_noop("Given again")
    WITHDRAWN = "withdrawn", gettext_noop("Order taken back")


# What we say to them, in the order in which it is sent; all else they say to us.
OUTGOING: Final = (StepKind.RECEIPT, StepKind.FIRST_CONTACT, StepKind.RETURN_ASKED, StepKind.EXTENSION_ASKED, StepKind.REPLIED)


class TheirState(Kind):
    """How an order stands with the district, as far as the ledger tells."""

    SENT = "sent", gettext_noop("Waits for receipt")
    IN_HAND = "in_hand", gettext_noop("Being handled")
    RETURNING = "returning", gettext_noop("Return asked for")
    ANSWERED = "answered", gettext_noop("Waits for call-back")
    CLOSED = "closed", gettext_noop("Closed by call-back")
    RETURNED = "returned", gettext_noop("Returned to the district")
    WITHDRAWN = "withdrawn", gettext_noop("Taken back")


FINAL: Final = frozenset({TheirState.CLOSED, TheirState.RETURNED, TheirState.WITHDRAWN})


class Incoming(Kind):
    """What a file of theirs holds."""

    ORDERS = "orders", gettext_noop("Orders")
    RESULTS = "results", gettext_noop("Call-back results")
    EXTENSIONS = "extensions", gettext_noop("Answers to extensions")
    RETURNS = "returns", gettext_noop("Answers to returns")
    REDISPATCHES = "redispatches", gettext_noop("Orders given again")
    WITHDRAWALS = "withdrawals", gettext_noop("Orders taken back")
    LIST = "list", gettext_noop("Their list for reconciliation")


# The step that a row of such a file is; a list only says how things stand.
STEP_OF: Final[Mapping[Incoming, StepKind]] = {
    Incoming.ORDERS: StepKind.RECEIVED,
    Incoming.RESULTS: StepKind.CALLED_BACK,
    Incoming.EXTENSIONS: StepKind.EXTENSION_ANSWERED,
    Incoming.RETURNS: StepKind.RETURN_ANSWERED,
    Incoming.REDISPATCHES: StepKind.REDISPATCHED,
    Incoming.WITHDRAWALS: StepKind.WITHDRAWN,
}


class Direction(StrEnum):
    """Whose file it is."""

    IN = "in"
    OUT = "out"


class FileForm(StrEnum):
    """How a file of ours is written."""

    XLSX = "xlsx"
    JSON = "json"


class RowOutcome(Kind):
    """What became of a row that did not simply go through."""

    REFUSED = "refused", gettext_noop("Not taken over")
    QUESTION = "question", gettext_noop("Asks for a decision")
    HELD = "held", gettext_noop("Written down, the ticket could not follow")
    LISTED = "listed", gettext_noop("Stands in their list")


class RowDecision(Kind):
    """What a person decided about a row."""

    SAME = "same", gettext_noop("The same order under a new number")
    OTHER = "other", gettext_noop("Another order")
    SEEN = "seen", gettext_noop("Looked at")


class OrderReturn(Kind):
    """Why an order goes back to the district 退单; each is one that the rules of the hotline know."""

    NOT_OURS = "not_ours", gettext_noop("Not this subdistrict's area")
    NOT_A_DUTY = "not_a_duty", gettext_noop("Not this subdistrict's duty")
    TOO_LITTLE_SAID = "too_little_said", gettext_noop("Too little is said to act on")
    LEGAL_ROUTE = "legal_route", gettext_noop("A legal route is open or under way")
    DUPLICATE = "duplicate", gettext_noop("The same order is being handled already")
