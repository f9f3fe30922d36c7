"""Every read of the administrative tree above the subdistricts; reference data that everybody may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.kernel.actor import Actor
from linli.org.models import Area


@dataclass(frozen=True, slots=True)
class Branch:
    """An area where it stands in the tree."""

    area: Area
    depth: int


def tree() -> list[Branch]:
    """All areas from the top down, neighbours in the order of their codes; one statement."""
    below: dict[object, list[Area]] = {}
    for area in Area.objects.order_by("-code"):
        below.setdefault(area.parent_id, []).append(area)
    found: list[Branch] = []
    waiting = [(area, 0) for area in below.get(None, [])]
    while waiting:
        area, depth = waiting.pop()
        found.append(Branch(area, depth))
        waiting += [(child, depth + 1) for child in below.get(area.pk, [])]
    return found


def path_of(actor: Actor) -> Sequence[Area]:
    """The areas above the actor's subdistrict, from the top down; empty where nobody has said where it lies."""
    known = {area.pk: area for area in Area.objects.all()}
    area = next((each for each in known.values() if each.subdistrict_id == actor.subdistrict_id), None)
    path: list[Area] = []
    while area is not None:
        path.append(area)
        area = known.get(area.parent_id) if area.parent_id else None
    return path[::-1]
