"""The nights in which the street's own tickets taught it classes: the real learning, at its moment, over what had come in by then."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

from linli.config.street.laying.stories import Beat
from linli.kernel.actor import Actor
from linli.org.rules.people import ZONE, day_of
from linli.tickets.actions import learning
from linli.tickets.queries import nights
from linli.tickets.queries.learning import Night
from linli.tickets.rules.learning import learn

# Enough to see what came between; whether a night leaves a version, its own rules decide.
_DAYS_AGO: Final = (45, 0)
# When the house learns.
_HOUR: Final = time(3, 15)


def beats(actor: Actor, now: datetime) -> Iterator[Beat]:
    """Each night as one thing that happens among the others."""
    tonight = datetime.combine(day_of(now), _HOUR, tzinfo=ZONE)
    last = tonight if tonight <= now else tonight - timedelta(days=1)
    for days in _DAYS_AGO:
        yield Beat(last - timedelta(days=days), partial(learn_by_night, actor))


def learn_by_night(actor: Actor) -> None:
    """What the job of a night does."""
    present_id, material = nights.material(actor)
    learning.take_over(actor, Night(present_id, learn(material) if material else None))
