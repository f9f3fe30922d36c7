"""Keeping filters of one's own."""

from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.writes import write
from linli.tickets.models import SavedFilter
from linli.tickets.queries.queue import own_filters
from linli.tickets.rules.queue import MOST_FILTERS, Wanted, clean_name, query_of


@write
def save_filter(actor: Actor, *, name: str, wanted: Wanted) -> SavedFilter:
    """Keep these filters under a name of one's own; the same name again means these from now on."""
    account_id, called, query = _account_of(actor), clean_name(name), query_of(wanted)
    kept = own_filters(actor)
    if kept.count() >= MOST_FILTERS and not kept.filter(name=called).exists():
        raise Refused("tickets.too_many_filters", limit=MOST_FILTERS)

    made = SavedFilter(subdistrict_id=actor.subdistrict_id, account_id=account_id, name=called, query=query, saved_at=clock.now())
    # Pressed twice at once: the unique key decides, and both mean the same.
    SavedFilter.objects.bulk_create(
        [made], update_conflicts=True, unique_fields=["subdistrict_id", "account_id", "name"], update_fields=["query", "saved_at"]
    )
    return made


@write
def drop_filter(actor: Actor, *, name: str) -> None:
    """Forget a filter of one's own."""
    _account_of(actor)
    dropped, _ = own_filters(actor).filter(name=name).delete()
    if not dropped:
        raise NotFound


def _account_of(actor: Actor) -> UUID:
    if actor.account_id is None:
        raise Refused("kernel.not_allowed")
    return actor.account_id
