"""Work that must reach every subdistrict, one transaction each."""

from collections.abc import Callable
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.scope.context import scoped
from linli.kernel.scope.models import Subdistrict


class NothingTouched(RuntimeError):
    """A backfill that changed no row at all: under forced policies that is how a forgotten scope looks."""


def each_subdistrict(job: str) -> list[Actor]:
    """The house as actor in each subdistrict in turn; the caller opens `scoped(actor)`, one transaction each."""
    # Not a generator that holds the scope open: a loop's body that raises or breaks cannot reach into a generator,
    # and its transaction would stay open behind the caller's back.
    return [Actor.system(job, each) for each in Subdistrict.objects.order_by("code").values_list("id", flat=True)]


def backfill(job: str, change: Callable[[UUID], int]) -> int:
    """Run `change` (which returns how many rows it touched) in every subdistrict; raise when it touched none anywhere."""
    touched = 0
    for actor in each_subdistrict(job):
        with scoped(actor):
            touched += change(actor.subdistrict_id)
    if not touched:
        raise NothingTouched(f"the backfill {job} touched no row in any subdistrict")
    return touched
