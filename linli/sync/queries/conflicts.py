"""Every read of conflicts."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from django.db.models import Q

from linli.accounts.rules import Permission as AccountPermission
from linli.campaigns.models import CampaignTarget, TargetStep
from linli.campaigns.queries import campaigns, targets
from linli.campaigns.rules.permissions import Permission as StepPermission
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.journal import Told
from linli.kernel.scope.models import OwnedQuerySet
from linli.org.queries.reach import grids_below
from linli.sync.commands import kind_of
from linli.sync.models import Conflict
from linli.sync.rules.kinds import ConflictState
from linli.sync.rules.permissions import Permission
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets
from linli.tickets.queries.faces import story_for

# What adds to a ticket and takes nothing away: whoever did it meanwhile, both stand.
ADDING: Final = frozenset({"ticket.file_attached", "ticket.photo_attached", "ticket.reporter_joined", "ticket.called", "ticket.judged"})
PAGE = 50


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The conflicts about tickets and targets that the actor sees: all for who decides, one's own for everybody else."""
    found: OwnedQuerySet = Conflict.objects.of(actor.subdistrict_id)
    seen = Q(ticket_id__in=tickets.visible_to(actor).values("pk"))
    if campaigns.may_look(actor):
        seen |= Q(target__isnull=False)
    if actor.may(Permission.SETTLE):
        return found.filter(seen)
    return found.filter(seen, account_id=actor.account_id)


def may_look(actor: Actor) -> bool:
    """Whether the pages about phones show this person more than what is his own."""
    return actor.may(Permission.SETTLE) or actor.may(AccountPermission.ADMINISTER)


def own(actor: Actor) -> Sequence[Conflict]:
    """One's own conflicts, latest first, with their tickets."""
    found = Conflict.objects.of(actor.subdistrict_id).filter(account_id=actor.account_id)
    return list(found.select_related("ticket", "target__campaign").order_by("-pk")[:PAGE])


def listed(actor: Actor, *, before: UUID | None = None) -> Sequence[Conflict]:
    """A page of conflicts, the latest first; one more than a page tells there is more."""
    found = visible_to(actor).select_related("ticket", "target__campaign").order_by("-pk")
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found[: PAGE + 1])


def open_count(actor: Actor) -> int:
    """How many wait for somebody."""
    return visible_to(actor).filter(state=ConflictState.OPEN.value).count()


def get_for(actor: Actor, conflict_id: UUID) -> Conflict:
    """One conflict with its ticket, or its target."""
    conflict: Conflict | None = visible_to(actor).select_related("ticket", "target__campaign").filter(pk=conflict_id).first()
    if conflict is None:
        raise NotFound
    return conflict


def may_apply(actor: Actor, conflict: Conflict) -> bool:
    """Whether who decides may himself do what the phone said: it is done in his name."""
    about: CampaignTarget | Ticket | None = conflict.target or conflict.ticket
    permission = str(StepPermission.STEP if conflict.target else kind_of(conflict.kind).permission)
    return actor.may(permission) or (about is not None and about.grid_id in grids_below(actor, actor.limits.get(permission, frozenset())))


def lock_for(actor: Actor, conflict_id: UUID) -> Conflict:
    """One conflict, locked for who may decide it."""
    conflict: Conflict | None = visible_to(actor).filter(pk=conflict_id).select_for_update(of=("self",)).first()
    if conflict is None:
        raise NotFound
    actor.require(Permission.SETTLE)
    return conflict


def theirs(actor: Actor, conflict: Conflict) -> Sequence[Told]:
    """What others did to the ticket between the version that was seen and the conflict, as this actor may read it."""
    if conflict.ticket is None:
        return []
    story = story_for(actor, conflict.ticket, after=conflict.seen)
    return [entry for entry in story if entry.seq <= conflict.current]


def steps_of_others(actor: Actor, conflict: Conflict) -> Sequence[TargetStep]:
    """The steps that others had brought the target between the one that was seen and the conflict, the latest first."""
    if conflict.target is None:
        return []
    steps = targets.story_of(actor, conflict.target)
    return [each for each in steps if conflict.seen < each.number <= conflict.current]


def is_overtaken(current: int, seen: int, own_stretches: Collection[tuple[int, int]]) -> bool:
    """Whether a target made steps after the one that was seen which this device did not bring it; or, after a restore, has lost it."""
    return seen > current or any(
        not any(first < number <= last for first, last in own_stretches) for number in range(seen + 1, current + 1)
    )


def changes_of_others(ticket: Ticket, seen: int, own_stretches: Collection[tuple[int, int]], story: Sequence[Told]) -> bool:
    """Whether somebody else changed the ticket after the version that was seen, in a way that takes something away."""
    # A restored house may be older than what the phone saw: that version is nowhere any more.
    if seen > ticket.journal_seq:
        return True
    return any(
        entry.channel != "job" and entry.verb not in ADDING and not any(first < entry.seq <= last for first, last in own_stretches)
        for entry in story
    )
