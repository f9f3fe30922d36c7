"""What the desk shows of the learnt classes: the version in use with its figures, those before it, and the tickets it was wrong about."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.tickets.models import ClassModel, ClassModelVersion, Ticket
from linli.tickets.queries import learning, tickets
from linli.tickets.rules.catalogue import Permission
from linli.tickets.rules.figures import Changes, Figures, Mistaken, changes
from linli.tickets.rules.learning import LEAST


@dataclass(frozen=True)
class Kept:
    """A version with its figures, without what it learnt."""

    row: ClassModelVersion
    figures: Figures | None


@dataclass(frozen=True)
class Learnt:
    """The version in use, and all that are kept."""

    row: ClassModel
    used: Kept
    before: Kept | None
    versions: Sequence[Kept]
    # Its classifier cannot be read.
    is_stand_in: bool

    @property
    def changes(self) -> Changes | None:
        """What is different from the version before; None where nobody can say."""
        if self.before is None or self.before.figures is None or self.used.figures is None:
            return None
        return changes(self.used.figures, self.before.figures)


def learnt(actor: Actor) -> Learnt | None:
    """What is learnt, for who may see the catalogue; None before the first version."""
    actor.require(Permission.READ)
    row = learning.row_of(actor)
    if row is None:
        return None
    versions = [Kept(each, Figures.loaded(each.figures)) for each in learning.versions(actor)]
    older = [each for each in versions if each.row.number <= row.version_number]
    stands_in = learning.of_version(actor.subdistrict_id, row.version_id).is_stand_in
    return Learnt(row, older[0], older[1] if len(older) > 1 else None, versions, stands_in)


def missing(actor: Actor) -> int:
    """How many tickets with a class that a person said are missing until a night can learn from them."""
    actor.require(Permission.READ)
    return LEAST - learning.count_confirmed(actor, LEAST)


@dataclass(frozen=True)
class Wrong:
    """Tickets of one class that were taken for another: how many, and those of the latest that the actor may see."""

    mistaken: Mistaken
    tickets: Sequence[Ticket]


def wrong(actor: Actor, code: str, said: str) -> Wrong:
    """The tickets of one pair of classes, by the version in use; not found where it has no such pair."""
    actor.require(Permission.READ)
    row = learning.row_of(actor)
    found = None if row is None else Figures.loaded(learning.figures_of(actor, row.version_id))
    mistaken = next((each for each in found.mistaken if (each.code, each.said) == (code, said)), None) if found else None
    if mistaken is None:
        raise NotFound
    return Wrong(mistaken, list(tickets.visible_to(actor).filter(pk__in=mistaken.ticket_ids).order_by("-pk")))
