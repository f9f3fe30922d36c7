"""Keeping filters of places of one's own."""

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.writes import write
from linli.places.models import PlaceFilter
from linli.places.queries.listing import own_filters
from linli.places.rules.listing import MOST_FILTERS, Wanted, clean_filter_name, query_of


@write
def save_filter(actor: Actor, *, name: str, wanted: Wanted) -> PlaceFilter:
    """Keep these filters under a name of one's own; the same name again means these from now on."""
    if actor.account_id is None:
        raise Refused("kernel.not_allowed")
    called, query, kept = clean_filter_name(name), query_of(wanted), own_filters(actor)
    if kept.count() >= MOST_FILTERS and not kept.filter(name=called).exists():
        raise Refused("places.too_many_filters", limit=MOST_FILTERS)

    made = PlaceFilter(subdistrict_id=actor.subdistrict_id, account_id=actor.account_id, name=called, query=query, saved_at=clock.now())
    # Pressed twice at once: the unique key decides, and both mean the same.
    PlaceFilter.objects.bulk_create(
        [made], update_conflicts=True, unique_fields=["subdistrict_id", "account_id", "name"], update_fields=["query", "saved_at"]
    )
    return made


@write
def drop_filter(actor: Actor, *, name: str) -> None:
    """Forget a filter of one's own."""
    dropped, _ = own_filters(actor).filter(name=name).delete()
    if not dropped:
        raise NotFound
