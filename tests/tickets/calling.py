"""Somebody who calls people out by hand, for the tests of emergencies and of shifts."""

from typing import Any
from uuid import UUID

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.tickets import jobs
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.queries import handover as handover_queries
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.handover import Part
from tests.tickets.town import Town

DANGER = ItemDraft(code="E0401", version=1, is_life_safety=True)


def person(town: Town, unit: str = "centre") -> UUID:
    with scope.scoped(town.house):
        return town._person(town.units[unit]).pk


def emergency(town: Town, **facts: Any) -> UUID:
    """One that was taken down; the job that calls people out is done by hand."""
    said: dict[str, Any] = {"track": Track.EMERGENCY, "address": "金沙雅苑地下车库", **facts}
    return town.ticket(**said)


def worker(town: Town) -> Actor:
    return Actor.system("tickets.call_out", town.lanting)


def called_out(town: Town, **facts: Any) -> UUID:
    ticket_id = emergency(town, **facts)
    with scope.scoped(worker(town)):
        jobs.call_out(worker(town), ticket_id, 1)
    return ticket_id


def parts(town: Town) -> dict[Part, list[str]]:
    """The numbers of the tickets in each part of the handover."""
    with scope.scoped(town.centre):
        return {each.part: [row.ticket.number for row in each.rows] for each in handover_queries.sections(town.centre)}
