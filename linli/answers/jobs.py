"""What is done about answers by the clock."""

from linli.answers.actions import sweeping
from linli.kernel import jobs
from linli.kernel.actor import Actor


def sweep(actor: Actor) -> None:
    """Tell who answers for what is about to end; come back while there may be more."""
    if sweeping.tell_of_expiry(actor) >= sweeping.CHUNK:
        jobs.queue_for_subdistrict("answers.sweep", actor.subdistrict_id, once=True)


def register() -> None:
    """Make the jobs of answers known by name; 19:40 UTC is 03:40 in the street."""
    jobs.register_periodic("answers.sweep", "40 19 * * *", sweep)
