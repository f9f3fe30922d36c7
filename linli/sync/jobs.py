"""What is done by the clock."""

from linli.kernel import jobs
from linli.kernel.actor import Actor
from linli.sync.actions import attachments


def sweep_attachments(actor: Actor) -> None:
    """Remove parts of files that nobody asked for within a fortnight."""
    attachments.forget_old(actor)


def register() -> None:
    """Make the jobs known by name; 18:30 UTC is 02:30 in the street."""
    jobs.register_periodic("sync.sweep_attachments", "30 18 * * *", sweep_attachments)
