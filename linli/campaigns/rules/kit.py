"""What everybody takes along in a campaign: the services to offer and the things to hand out, with how many of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text
from linli.visits.rules.kinds import AMOUNT_AT_MOST, GIVEN_AT_MOST, NAME_LIMIT

_SERVICE, _MATERIAL = gettext_lazy("Service"), gettext_lazy("Material")


@dataclass(frozen=True, slots=True)
class Kit:
    """Services by name, things with how many a place gets; a visit starts with them and may say otherwise."""

    services: tuple[str, ...] = ()
    materials: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.services or self.materials)


EMPTY: Final = Kit()


def checked_kit(kit: Kit) -> Kit:
    """The kit as it may be stored; names as long and amounts as large as a visit may say them."""
    services = dict.fromkeys(clean_text(each, field=_SERVICE, limit=NAME_LIMIT) for each in kit.services)
    materials = {clean_text(name, field=_MATERIAL, limit=NAME_LIMIT): amount for name, amount in kit.materials}
    if max(len(services), len(materials)) > GIVEN_AT_MOST:
        raise Refused("campaigns.kit_too_large", limit=GIVEN_AT_MOST)
    for name, amount in materials.items():
        if not 1 <= amount <= AMOUNT_AT_MOST:
            raise Refused("campaigns.kit_amount", name=name, limit=AMOUNT_AT_MOST)
    return Kit(tuple(services), tuple(materials.items()))


def stored(kit: Kit) -> dict[str, Any]:
    """The kit as the campaign's row keeps it."""
    return {"services": list(kit.services), "materials": [[name, amount] for name, amount in kit.materials]}


def read(row: Mapping[str, Any]) -> Kit:
    """The kit back from the campaign's row; a row of before has none."""
    return Kit(tuple(row.get("services", ())), tuple((name, amount) for name, amount in row.get("materials", ())))


def said(kit: Kit) -> str:
    """The kit in a line, for the journal."""
    return " ".join([*kit.services, *(f"{name}×{amount}" for name, amount in kit.materials)])


refusals(
    {
        "campaigns.kit_too_large": gettext_noop("A kit has at most {limit} services and {limit} things. Leave some out."),
        "campaigns.kit_amount": gettext_noop("“{name}”: each place gets 1 to {limit} of it. Correct the number."),
    }
)
