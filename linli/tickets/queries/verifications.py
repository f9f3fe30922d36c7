"""Every read of verifications, call-backs, samples and exclusions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.tickets.models import CallAttempt, Exclusion, Sample, Ticket, Verification
from linli.tickets.queries import readers
from linli.tickets.queries.tickets import unit_of, visible_to
from linli.tickets.rules.kinds import ClosingBasis
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State
from linli.tickets.rules.verifications import CallResult

PAGE: Final = 50


def calls_of(actor: Actor, ticket: Ticket) -> Sequence[CallAttempt]:
    """Every attempt to reach somebody about it, in order; only for who may know that there is somebody."""
    readers.require_reporter(actor, ticket)
    return list(CallAttempt.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk).order_by("round", "number"))


def attempts(ticket: Ticket) -> int:
    """How often somebody tried in vain in this round."""
    found = CallAttempt.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk, round=ticket.reworks)
    return found.exclude(result__in=[CallResult.REACHED.value, CallResult.DECLINED.value]).count()


def calls_this_round(ticket: Ticket) -> list[CallResult]:
    """What became of the calls of this round, in order."""
    found = CallAttempt.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk, round=ticket.reworks)
    return [CallResult(result) for result in found.order_by("number").values_list("result", flat=True)]


def verifications_of(actor: Actor, ticket: Ticket) -> Sequence[Verification]:
    """What everybody who was asked or went to look found; the reporters' words only for who may know them."""
    found = Verification.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk)
    if not readers.knows_reporter(actor, ticket):
        found = found.filter(kind="unit")
    return list(found.select_related("unit").order_by("verified_at", "pk"))


def drawable(actor: Actor, since: datetime) -> Sequence[Ticket]:
    """Tickets settled on the spot since then that were not drawn yet."""
    found = Ticket.objects.of(actor.subdistrict_id).filter(
        state=State.CLOSED.value, closing_basis=ClosingBasis.ON_SPOT.value, ended_at__gte=since, samples__isnull=True
    )
    return list(found.order_by("pk"))


def samples_for(actor: Actor) -> Sequence[Sample]:
    """Drawn tickets that this actor's unit may look at; one's own work is never among them."""
    found = _samples(actor).filter(looked_at__isnull=True).select_related("ticket", "ticket__grid")
    return list(found.order_by("chosen_at", "pk")[:PAGE])


def get_sample(actor: Actor, sample_id: UUID) -> Sample:
    """One drawn ticket to look at."""
    found: Sample | None = _samples(actor).filter(pk=sample_id).select_related("ticket", "ticket__grid").first()
    if found is None:
        raise NotFound
    return found


def lock_sample(actor: Actor, sample_id: UUID) -> Sample:
    """One drawn ticket, locked to say what was seen."""
    found: Sample = lock_in_order(_samples(actor), actor.subdistrict_id, [sample_id])[0]
    return found


def _samples(actor: Actor) -> OwnedQuerySet:
    found: OwnedQuerySet = Sample.objects.of(actor.subdistrict_id)
    unit_id = unit_of(actor)
    # Blind: for who did the work, and for who may not verify, there are no samples.
    return found.exclude(done_by_unit_id=unit_id) if actor.may(Permission.VERIFY) else found.none()


def exclusions_open(actor: Actor) -> Sequence[Exclusion]:
    """Exclusions that were asked for and not decided."""
    actor.require(Permission.EXCLUDE)
    found = Exclusion.objects.of(actor.subdistrict_id).filter(decided_at__isnull=True)
    return list(found.select_related("ticket", "concerned_unit", "first_unit").order_by("asked_at", "pk")[:PAGE])


def exclusion_of(ticket: Ticket) -> Exclusion | None:
    """The exclusion of the ticket that stands or waits."""
    found: Exclusion | None = (
        Exclusion.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk).exclude(decision="refused").order_by("asked_at").first()
    )
    return found


def get_exclusion(actor: Actor, exclusion_id: UUID) -> Exclusion:
    """One exclusion, for who decides on them."""
    actor.require(Permission.EXCLUDE)
    found: Exclusion | None = (
        Exclusion.objects.of(actor.subdistrict_id)
        .filter(pk=exclusion_id, ticket__in=visible_to(actor).values("pk"))
        .select_related("ticket", "concerned_unit", "first_unit")
        .first()
    )
    if found is None:
        raise NotFound
    return found
