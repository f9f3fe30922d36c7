"""What partners are told by webhook: a closed list of events, neutral bodies, and how often somebody who does not answer is tried."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.outbound.places import URL_LIMIT
from linli.notices import rules as notices
from linli.org.rules.kinds import Kind

HOOKS_AT_MOST: Final = 5
ANSWER_LIMIT: Final = 40
CODE_LIMIT: Final = 40
EVENT_LIMIT: Final = 40
DELIVERED_KEPT: Final = timedelta(days=30)
ADDRESS_LIMIT: Final = URL_LIMIT


class Event(Kind):
    """What a partner may be told of."""

    RECEIVED = "request.received", gettext_noop("Received")
    DISPATCHED = "request.dispatched", gettext_noop("Given to a unit")
    STARTED = "request.started", gettext_noop("Being handled")
    DEFERRED = "request.deferred", gettext_noop("Deferred")
    RESOLVED = "request.resolved", gettext_noop("Said to be done")
    CLOSED = "request.closed", gettext_noop("Verified and closed")
    REOPENED = "request.reopened", gettext_noop("Opened again")
    PUT_ASIDE = "request.put_aside", gettext_noop("Put aside")


# No journal entry: somebody pressed the button.
TEST: Final = "test"
EVENT_OF: Final[Mapping[str, Event]] = {
    "ticket.opened": Event.RECEIVED,
    "ticket.dispatched": Event.DISPATCHED,
    "ticket.redispatched": Event.DISPATCHED,
    "ticket.escalated": Event.DISPATCHED,
    "ticket.decided": Event.DISPATCHED,
    "ticket.accepted": Event.STARTED,
    "ticket.handled_here": Event.STARTED,
    "ticket.resumed": Event.STARTED,
    "ticket.deferral_decided": Event.DEFERRED,
    "ticket.resolved": Event.RESOLVED,
    "ticket.settled_on_spot": Event.CLOSED,
    "ticket.closed": Event.CLOSED,
    "ticket.reworked": Event.REOPENED,
    "ticket.reopened": Event.REOPENED,
    "ticket.undone": Event.REOPENED,
    "ticket.merged": Event.PUT_ASIDE,
    "ticket.redirected": Event.PUT_ASIDE,
    "ticket.withdrawn": Event.PUT_ASIDE,
}


class DeliveryState(Kind):
    """Where an event stands on its way."""

    WAITING = "waiting", gettext_noop("waiting")
    DELIVERED = "delivered", gettext_noop("delivered")
    DEAD = "dead", gettext_noop("given up")


def checked_events(codes: Iterable[str]) -> list[str]:
    """The events in their order; refused for one that there is not, and for none at all."""
    wanted = set(codes)
    if not wanted or not wanted <= set(Event):
        raise Refused("webhooks.events_unfit")
    return [event.value for event in Event if event.value in wanted]


def register() -> None:
    """Make verbs and sentences known to the house."""
    verbs.register("webhook.added", facts={"partner": str, "host": str, "events": str})
    verbs.register("webhook.ended", facts={"host": str})
    verbs.register("webhook.tried", facts={"host": str})
    verbs.register("webhook.sent_again", facts={"events": int})
    notices.register(
        {"webhook.dead": gettext_noop("{partner} did not take an event after {attempts} attempts. Look at its page and send it again.")}
    )


refusals(
    {
        "webhooks.events_unfit": gettext_noop("Events: none is chosen that can be. Choose at least one of the list."),
        "webhooks.too_many": gettext_noop("A partner has at most {limit} addresses. Stop one of them first."),
        "webhooks.nothing_dead": gettext_noop(
            "Nothing was given up at this address, or somebody has sent it again already. Open the page again."
        ),
    }
)
