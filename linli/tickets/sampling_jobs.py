"""What the loop does by itself every night about what was settled on the spot."""

from linli.kernel import jobs
from linli.kernel.actor import Actor
from linli.tickets.actions import sampling


def draw_sample(actor: Actor) -> None:
    """Draw the blind sample of what was settled on the spot."""
    sampling.draw(actor)


def register() -> None:
    """20:30 UTC is 04:30 in the street."""
    jobs.register_periodic("tickets.draw_sample", "30 20 * * *", draw_sample)
