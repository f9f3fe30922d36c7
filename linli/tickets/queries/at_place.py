"""The tickets that touch a place: those that name it, and those at its spot or under its address."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db.models import Q

from linli.geo.boxes import box
from linli.geo.distances import distances_m
from linli.kernel.actor import Actor
from linli.tickets.queries.tickets import visible_to
from linli.tickets.rules.kinds import FROM_CARD
from linli.tickets.rules.nearness import is_same_address
from linli.tickets.rules.states import OPEN, State

# A shop's front, not its neighbours'.
AT_M: Final = 30.0
AT_MOST: Final = 100


class Touch(StrEnum):
    """How a ticket touches a place."""

    NAMED = "named"
    ADDRESS = "address"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Touching:
    """A ticket at a place, without the reporter's words."""

    ticket_id: UUID
    number: str
    matter: str
    state: State
    received_at: datetime
    ended_at: datetime | None
    holder: str
    touch: Touch
    distance_m: float | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self.state in OPEN


def touching(actor: Actor, place_ids: Collection[UUID], *, address: str, point: tuple[float, float] | None) -> Sequence[Touching]:
    """The latest of the tickets the actor may see that name one of the places, or lie within 30 m, or have its address; one statement."""
    wanted = Q(place_id__in=place_ids)
    if address:
        wanted |= Q(address=address)
    if point is not None:
        field = box(*point, AT_M)
        wanted |= Q(lat__gte=field.south, lat__lte=field.north, lon__gte=field.west, lon__lte=field.east)
    columns = ("pk", "number", "matter", "state", "received_at", "ended_at", "holder_unit__short_name", "place_id", "address", "lon", "lat")
    rows = visible_to(actor).filter(wanted).order_by("-received_at", "-pk").values_list(*columns)[:AT_MOST]
    found = []
    for pk, number, matter, state, received_at, ended_at, holder, place_id, written, lon, lat in rows:
        away = float(distances_m([point], [(lon, lat)])[0, 0]) if point is not None and lon is not None else None
        touch = _touch(place_id in place_ids, is_same_address(address, written), away)
        if touch is not None:
            found.append(Touching(pk, number, matter, State(state), received_at, ended_at, holder or "", touch, away))
    return found


def _touch(is_named: bool, is_same: bool, away_m: float | None) -> Touch | None:
    """The surest way in which a ticket touches the place; none when it stands in a corner of the box."""
    if is_named:
        return Touch.NAMED
    if is_same:
        return Touch.ADDRESS
    return Touch.NEAR if away_m is not None and away_m <= AT_M else None


def asked_through(actor: Actor, card_ids: Collection[UUID]) -> Sequence[Touching]:
    """What was asked through these contact cards and the actor may see, the latest first; one statement."""
    columns = ("pk", "number", "matter", "state", "received_at", "ended_at", "holder_unit__short_name")
    found = visible_to(actor).filter(origin_kind=FROM_CARD, origin_id__in=card_ids).order_by("-received_at", "-pk")
    return [
        Touching(pk, number, matter, State(state), received_at, ended_at, holder or "", Touch.NAMED, None)
        for pk, number, matter, state, received_at, ended_at, holder in found.values_list(*columns)[:AT_MOST]
    ]
