"""What visits do when something below them has happened."""

from uuid import UUID

from linli.kernel import jobs
from linli.kernel.actor import Actor
from linli.visits.actions import planning


def plan_return(actor: Actor, ticket_id: UUID, cause_seq: int) -> None:
    """Plan the return visit of a handled ticket; running twice plans it once."""
    planning.plan_return(actor, ticket_id)


def register() -> None:
    """Make the jobs of visits known by name; handled tickets queue them."""
    jobs.register("visits.plan_return", plan_return)
