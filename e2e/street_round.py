"""Lays a round in a demo's street: shops that asked for a visit, the lists to look at there, doors of a drive, two tickets in hand.

Run inside the house: `python -m e2e.street_round NUMBER`; it prints the ids of the tickets.
"""

import sys
from typing import TYPE_CHECKING

from linli.config.cli import house

if TYPE_CHECKING:
    from uuid import UUID

    from linli.kernel.actor import Actor

STREET, GRID, STATION, INTAKE = "lanting", "W01", "wg-lantian", "cy-zhongxin"
WALKER, DOORS = "lanting-leader", 2
APART_DEGREES = 0.00012
MATTERS = ("岚皋路 118 号门前地砖松动", "岚皋路 120 号门头灯箱松了")


def main(number: int) -> int:
    """Lay them."""
    house.open_keys()
    house.open_house("web")
    from linli.kernel import scope
    from linli.kernel.actor import Actor
    from linli.org.queries.notice import street_of

    actor = Actor.system("demo.round", street_of(STREET).id)
    with scope.scoped(actor):
        lay_shops(actor, number)
        lay_doors(actor)
        for ticket_id in lay_tickets(actor):
            sys.stdout.write(f"{ticket_id}\n")
    return 0


def ground(actor: "Actor") -> tuple["UUID", float, float]:
    """The grid, and its middle: about where the shops lie."""
    from linli.kernel import clock
    from linli.org.queries import grids

    now = next(each for each in grids.in_force(actor, clock.now()) if each.grid.code == GRID)
    west, south, east, north = now.extent.west, now.extent.south, now.extent.east, now.extent.north
    if west is None or south is None or east is None or north is None:
        raise ValueError(f"{GRID} has no border")
    return now.grid.pk, (west + east) / 2, (south + north) / 2


def lay_shops(actor: "Actor", number: int) -> None:
    """Shops in a row that asked for somebody to come today, and the lists that come with the house."""
    from linli.checklists import actions as checklists
    from linli.kernel import clock
    from linli.kernel.errors import Refused
    from linli.org.rules.people import day_of
    from linli.places.actions.drafts import PlaceDraft
    from linli.places.actions.places import add_places
    from linli.places.rules.kinds import Kind
    from linli.places.rules.words import Spot, Words
    from linli.visits.actions.planning import PlanDraft, plan_visit
    from linli.visits.rules.kinds import Kind as VisitKind
    from linli.visits.rules.kinds import Why

    checklists.take_over(actor)
    _grid_id, lon, lat = ground(actor)
    drafts = [
        PlaceDraft(
            words=Words(name=f"巷口小店{at + 1:02}", address=f"岚皋路 {101 + at} 号"),
            kind=Kind.SHOP,
            spot=Spot(lon=lon + at * APART_DEGREES, lat=lat),
        )
        for at in range(number)
    ]
    today = day_of(clock.now())
    for made in add_places(actor, drafts):
        if isinstance(made, Refused):
            raise made
        plan_visit(actor, PlanDraft(place_id=made.pk, kind=VisitKind.TARGETED, due_on=today, why=Why.ASKED))


def lay_doors(actor: "Actor") -> None:
    """Doors of the running drive at which nobody was yet, for the walker to answer for."""
    from linli.accounts.queries import members
    from linli.campaigns.actions.steps import give_owner
    from linli.campaigns.queries import campaigns, targets

    (line,) = campaigns.lines(actor)
    doors = targets.of(actor, line.campaign).filter(stage="").order_by("name", "pk").values_list("pk", flat=True)[:DOORS]
    walker = next(each for each in members(actor) if each.login == WALKER)
    give_owner(actor, line.campaign.pk, list(doors), person_id=walker.person_id)


def lay_tickets(actor: "Actor") -> list[str]:
    """Two matters that the grid's station took on."""
    from linli.org.models import Unit
    from linli.tickets.actions.dispatching import accept
    from linli.tickets.actions.intake import TicketDraft
    from linli.tickets.actions.taking_down import Handing, take_down

    units = dict(Unit.objects.of(actor.subdistrict_id).filter(code__in=(STATION, INTAKE)).values_list("code", "pk"))
    grid_id, _lon, _lat = ground(actor)
    found = []
    for matter in MATTERS:
        draft = TicketDraft(intake_unit_id=units[INTAKE], source="visit", words=matter, matter=matter, grid_id=grid_id)
        ticket = take_down(actor, draft, handing=Handing(lead_unit_id=units[STATION])).ticket
        found.append(str(accept(actor, ticket.pk).pk))
    return found


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
