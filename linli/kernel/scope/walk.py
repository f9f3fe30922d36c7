"""Work that must reach every subdistrict, one transaction each."""

from collections.abc import Callable, Iterator
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.scope.context import scoped
from linli.kernel.scope.models import Subdistrict


class NothingTouched(RuntimeError):
    """A backfill that changed no row at all: under forced policies that is how a forgotten scope looks."""


def each_subdistrict(job: str) -> Iterator[Actor]:
    """The house as actor in each subdistrict in turn, with that scope open."""
    for subdistrict_id in Subdistrict.objects.order_by("code").values_list("id", flat=True):
        actor = Actor.system(job, subdistrict_id)
        with scoped(actor):
            yield actor


def backfill(job: str, change: Callable[[UUID], int]) -> int:
    """Run `change` (which returns how many rows it touched) in every subdistrict; raise when it touched none anywhere."""
    touched = 0
    for subdistrict_id in list(Subdistrict.objects.order_by("code").values_list("id", flat=True)):
        with scoped(Actor.system(job, subdistrict_id)):
            touched += change(subdistrict_id)
    if not touched:
        raise NothingTouched(f"the backfill {job} touched no row in any subdistrict")
    return touched
