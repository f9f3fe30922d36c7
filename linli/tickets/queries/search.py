"""Finding tickets by number, by words, by place, and by the end of a reporter's phone number."""

import re
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q

from linli.kernel import clock, find
from linli.kernel.actor import Actor
from linli.tickets.models import Reporter, Ticket
from linli.tickets.queries.readers import is_hidden_from, knows_reporter, knows_reporters
from linli.tickets.queries.tickets import visible_to
from linli.tickets.rules.numbers import numbers_meant

FOUND_AT_MOST: Final = 30
# More than is shown: some that hold every pair of characters do not hold the words, or are not this reader's to see.
LOOKED_AT: Final = 400


def search(actor: Actor, words: str) -> Sequence[Any]:
    """The tickets that are meant, those of that number first, then what was received last; words nobody may read find nothing."""
    seen = visible_to(actor)
    numbered = list(_dressed(seen.filter(_has_number(actor, words))).order_by("-received_at", "-pk")[:FOUND_AT_MOST])
    hits = find.search(words, kinds=[Ticket.KIND], limit=LOOKED_AT)
    known = {ticket.pk for ticket in numbered}
    candidates = _dressed(seen.filter(pk__in=[hit.id for hit in hits])).order_by("-received_at", "-pk")
    read = [ticket for ticket in candidates if ticket.pk not in known and find.contains(_readable(actor, ticket), words)]
    return [*numbered, *read][:FOUND_AT_MOST]


def _has_number(actor: Actor, words: str) -> Q:
    meant = numbers_meant(words, clock.now())
    wanted = Q(number__in=meant)
    # The city's own number of an order tells by which door it came in.
    text = words.strip()
    if knows_reporters(actor) and re.fullmatch(r"[0-9A-Za-z-]{6,40}", text):
        wanted |= Q(~is_hidden_from(actor), outside_number=text)
    return wanted


def _dressed(found: Any) -> Any:
    return found.defer("plan").select_related("holder_unit", "grid")


def _readable(actor: Actor, ticket: Ticket) -> str:
    own = f"{ticket.number}\n{ticket.matter}\n{ticket.address}"
    return f"{own}\n{ticket.words}" if knows_reporter(actor, ticket) else own


def callers(actor: Actor) -> Any:
    """The reporters whom this actor may know, for a search by the end of a number."""
    found = Reporter.objects.of(actor.subdistrict_id).filter(ticket__in=visible_to(actor).values("pk"))
    return found.select_related("ticket") if knows_reporters(actor) else found.none()


def tickets_of(actor: Actor, found: Sequence[Reporter]) -> Sequence[Any]:
    """The tickets of these reporters, the last one first; one about the reader's own unit is not told of."""
    wanted = {each.ticket_id for each in found if knows_reporter(actor, each.ticket)}
    return list(_dressed(visible_to(actor).filter(pk__in=wanted)).order_by("-received_at", "-pk"))
