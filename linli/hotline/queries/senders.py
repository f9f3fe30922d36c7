"""The platforms that send orders, and what their files mean."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.hotline.models import HotlineSender
from linli.hotline.rules.mapping import SenderMapping, read_mapping
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, refusals
from linli.tickets.models import Ticket
from linli.tickets.rules.permissions import Permission


def senders(actor: Actor) -> Sequence[HotlineSender]:
    """Every sender by name, with its unit."""
    actor.require(Permission.EXCHANGE)
    return list(HotlineSender.objects.of(actor.subdistrict_id).select_related("unit").order_by("name"))


def get_sender(actor: Actor, sender_id: UUID) -> HotlineSender:
    """One sender, for who exchanges with it."""
    found = next((each for each in senders(actor) if each.pk == sender_id), None)
    if found is None:
        raise NotFound
    return found


def sender_named(actor: Actor, name: str) -> HotlineSender:
    """The sender of that name; without a name the only one there is."""
    known = senders(actor)
    fitting = [each for each in known if each.name == name] if name else known
    if len(fitting) != 1:
        raise Refused("hotline.sender_unclear", known="、".join(each.name for each in known))
    return fitting[0]


def sender_of(ticket: Ticket) -> HotlineSender | None:
    """The sender by whose source the ticket came in with a number of its own."""
    if not ticket.outside_number:
        return None
    found: HotlineSender | None = HotlineSender.objects.of(ticket.subdistrict_id).filter(source=ticket.source).first()
    return found


def mapping_of(sender: HotlineSender) -> SenderMapping:
    """What its files mean."""
    return _meaning(sender.mapping)


def example() -> str:
    """The mapping that comes along, to begin from."""
    return files("linli.hotline.presets").joinpath("district.txt").read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def _meaning(text: str) -> SenderMapping:
    return read_mapping(text)


refusals(
    {
        "hotline.sender_unclear": gettext_noop("It is not clear whose file this is. Name the sender with --mapping; there are: {known}."),
    }
)
