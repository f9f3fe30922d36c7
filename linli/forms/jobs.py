"""What is done about forms by the clock."""

from linli.forms.actions import sweeping
from linli.kernel import jobs
from linli.kernel.actor import Actor


def sweep(actor: Actor) -> None:
    """Let forms whose day is over drop out, and tell owners of those about to end; come back while there may be more."""
    if sweeping.expire_due(actor) + sweeping.tell_of_expiry(actor) >= sweeping.CHUNK:
        jobs.queue_for_subdistrict("forms.sweep", actor.subdistrict_id, once=True)


def register() -> None:
    """Make the jobs of forms known by name; 19:50 UTC is 03:50 in the street."""
    jobs.register_periodic("forms.sweep", "50 19 * * *", sweep)
