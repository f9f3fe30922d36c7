"""What a visit to a place starts with: the kit of the campaign the place is in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from linli.campaigns.models import CampaignTarget
from linli.campaigns.rules import kit
from linli.campaigns.rules.kinds import CampaignState
from linli.campaigns.rules.kit import Kit
from linli.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class KitAt:
    """A kit, and the campaign it is of."""

    campaign: str
    kit: Kit


def kits_at(actor: Actor, place_ids: Iterable[UUID]) -> Mapping[UUID, KitAt]:
    """For each of these places the kit of the running campaign it is in, the one that began last; one statement.

    What to hand out is no secret of who sees campaigns: whoever visits the place is told.
    """
    wanted = set(place_ids)
    if not wanted:
        return {}
    rows = CampaignTarget.objects.of(actor.subdistrict_id).filter(
        Q(place_id__in=wanted) | Q(place__merged_into_id__in=wanted), campaign__state=CampaignState.RUNNING.value
    )
    columns = ("place_id", "place__merged_into_id", "campaign__name", "campaign__kit")
    found: dict[UUID, KitAt] = {}
    for place_id, into_id, name, row in rows.order_by("campaign__starts_on", "campaign_id").values_list(*columns):
        own = kit.read(row)
        if own:
            found[into_id or place_id] = KitAt(name, own)
    return found


def as_json(own: Kit) -> dict[str, Any]:
    """The kit as a phone keeps it."""
    return {"services": list(own.services), "materials": [{"name": name, "count": amount} for name, amount in own.materials]}
