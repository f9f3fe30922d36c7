"""What calendars leave for later: other subdistricts adopt, and holders count again."""

from uuid import UUID

from linli.kernel import jobs
from linli.kernel.actor import Actor
from linli.kernel.calendar import actions, queries, recompute


def adopt(actor: Actor) -> None:
    """Adopt what was published in the region since."""
    actions.adopt(actor)


def count_again(actor: Actor, use_id: UUID, cause_seq: int) -> None:
    """Let every holder of deadlines count again; running twice moves nothing a second time."""
    calendar = queries.in_use(actor)
    for holder in recompute.holders().values():
        holder.recompute(actor, calendar)


def register() -> None:
    """Look a few times in the hour for what another subdistrict published."""
    jobs.register_periodic("calendar.adopt", "*/15 * * * *", adopt)
    jobs.register("calendar.recompute", count_again)
