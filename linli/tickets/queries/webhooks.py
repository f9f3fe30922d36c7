"""Every read of webhooks."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.tickets.models import Webhook, WebhookDelivery
from linli.tickets.rules.partners import Right
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.webhooks import DeliveryState

PAGE = 50


def _of_partner(actor: Actor, partner_id: UUID) -> OwnedQuerySet:
    actor.require(Permission.CHANGE_PARTNERS)
    found: OwnedQuerySet = Webhook.objects.of(actor.subdistrict_id).filter(partner_id=partner_id, ended_at__isnull=True)
    return found


def of_partner(actor: Actor, partner_id: UUID) -> Sequence[Webhook]:
    """The addresses that are told now, in the order in which they came."""
    return list(_of_partner(actor, partner_id).order_by("created_at", "pk"))


def lock_for(actor: Actor, webhook_id: UUID) -> Webhook:
    """One address that is told now, locked."""
    actor.require(Permission.CHANGE_PARTNERS)
    rows = Webhook.objects.of(actor.subdistrict_id).filter(pk=webhook_id, ended_at__isnull=True)
    found: Webhook | None = rows.select_related("partner").select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound
    return found


def deliveries(actor: Actor, partner_id: UUID) -> Sequence[WebhookDelivery]:
    """The latest events of the partner's addresses, newest first."""
    actor.require(Permission.CHANGE_PARTNERS)
    rows = WebhookDelivery.objects.of(actor.subdistrict_id).filter(webhook__partner_id=partner_id).select_related("ticket")
    return list(rows.order_by("-made_at", "-pk")[:PAGE])


def standing(actor: Actor) -> Mapping[UUID, Mapping[str, int]]:
    """How many events wait and how many were given up, by address; one statement."""
    actor.require(Permission.CHANGE_PARTNERS)
    rows = WebhookDelivery.objects.of(actor.subdistrict_id).filter(webhook__ended_at__isnull=True)
    left = rows.filter(state__in=[DeliveryState.WAITING.value, DeliveryState.DEAD.value]).order_by().values_list("webhook_id", "state")
    found: dict[UUID, dict[str, int]] = {}
    for webhook_id, state, many in left.annotate(many=Count("pk")):
        found.setdefault(webhook_id, {})[state] = many
    return found


def listening(actor: Actor) -> Sequence[Webhook]:
    """The addresses that are told now of partners that still may be, locked for reading on."""
    rows = Webhook.objects.of(actor.subdistrict_id).filter(ended_at__isnull=True, partner__revoked_at__isnull=True)
    found = rows.select_related("partner").order_by("pk").select_for_update(of=("self",), skip_locked=True)
    return [each for each in found if Right.HOOKS.value in each.partner.permissions]


def with_due(actor: Actor) -> Sequence[UUID]:
    """The addresses for which an event is due."""
    rows = WebhookDelivery.objects.of(actor.subdistrict_id).filter(state=DeliveryState.WAITING.value, due_at__lte=clock.now())
    return list(rows.order_by("webhook_id").values_list("webhook_id", flat=True).distinct())


def next_due(actor: Actor, webhook_id: UUID) -> WebhookDelivery | None:
    """The event that is longest due for this address, locked; one that another worker is sending is left to him."""
    waits = Q(state=DeliveryState.WAITING.value, due_at__lte=clock.now(), webhook_id=webhook_id)
    rows = WebhookDelivery.objects.of(actor.subdistrict_id).filter(waits).select_related("webhook__partner")
    found: WebhookDelivery | None = rows.order_by("due_at", "event_id").select_for_update(of=("self",), skip_locked=True).first()
    return found
