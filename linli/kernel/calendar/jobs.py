"""What calendars leave for later: other subdistricts adopt, and holders count again."""

from uuid import UUID

from linli.kernel import jobs
from linli.kernel.actor import Actor
from linli.kernel.calendar import actions, queries, recompute


def adopt(actor: Actor) -> None:
    """Adopt what was published in the region since, and catch up with what was counted on the old version meanwhile."""
    actions.adopt(actor)
    # Whoever was writing while the version was adopted had read the old one, and became visible after everything was counted again.
    _count_all(actor)


def count_again(actor: Actor, use_id: UUID, cause_seq: int) -> None:
    """Let every holder of deadlines count again; running twice moves nothing a second time."""
    _count_all(actor)


def _count_all(actor: Actor) -> None:
    calendar = queries.in_use(actor)
    for holder in recompute.holders().values():
        holder.recompute(actor, calendar)


def register() -> None:
    """Look a few times in the hour for what another subdistrict published."""
    jobs.register_periodic("calendar.adopt", "*/15 * * * *", adopt)
    jobs.register("calendar.recompute", count_again)
