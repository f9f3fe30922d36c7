"""Every read of the sources."""

from collections.abc import Mapping, Sequence

from linli.kernel.actor import Actor
from linli.tickets.models import TicketSource
from linli.tickets.rules.sources import BY_MACHINE, PRESET, Source


def all_of(actor: Actor) -> Sequence[Source]:
    """The list in its order, those not offered any more too; before the subdistrict changed it, the one that comes along."""
    rows = TicketSource.objects.of(actor.subdistrict_id).order_by("place", "pk")
    return [Source(row.code, row.name, row.is_offered, row.journal_seq) for row in rows] or list(PRESET)


def offered(actor: Actor) -> Sequence[Source]:
    """What somebody who takes a matter down may choose."""
    return [each for each in all_of(actor) if each.is_offered and each.code not in BY_MACHINE]


def names(actor: Actor) -> Mapping[str, str]:
    """What each source is called, by its code."""
    return {each.code: each.name for each in all_of(actor)}
