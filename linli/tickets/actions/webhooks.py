"""Telling partners: their addresses, what happened since the last look, and the sending of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext

from linli.accounts import queries as accounts
from linli.kernel import clock, jobs, journal, outbound
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.writes import write
from linli.notices import actions as notices
from linli.tickets.models import Partner, Webhook, WebhookDelivery
from linli.tickets.queries import outside, partners
from linli.tickets.queries import webhooks as queries
from linli.tickets.queries.outside import Outline
from linli.tickets.rules.partners import Right
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.webhooks import (
    DELIVERED_KEPT,
    EVENT_OF,
    HOOKS_AT_MOST,
    TEST,
    DeliveryState,
    Event,
    checked_events,
)

# Entries that are read at once; what is left over is read in the next minute.
CHUNK: Final = 500


@write
def add_webhook(actor: Actor, partner_id: UUID, *, address: str, events: Iterable[str]) -> tuple[Webhook, str]:
    """Tell the partner at this address from now on; the secret of the signature is told now and never again."""
    partner = partners.lock_for(actor, partner_id)
    place = outbound.checked(address.strip(), settings.LINLI_OUTBOUND_ALLOW)
    wanted = checked_events(events)
    if Right.HOOKS.value not in partner.permissions:
        raise Refused("partners.no_right", right=gettext(Right.HOOKS.words))
    if len(queries.of_partner(actor, partner_id)) >= HOOKS_AT_MOST:
        raise Refused("webhooks.too_many", limit=HOOKS_AT_MOST)

    secret, mark = outbound.new_secret(), journal.mark_now()
    hook = Webhook(
        subdistrict_id=actor.subdistrict_id,
        partner_id=partner.pk,
        address=address.strip(),
        events=wanted,
        mark_epoch=mark.epoch,
        mark_xid=mark.xid,
        mark_entry_id=mark.entry_id,
        created_at=clock.now(),
    )
    hook.secret = outbound.sealed_secret(hook, "secret", secret)
    hook.save(force_insert=True)

    journal.record(actor, "webhook.added", hook, partner=str(partner.pk), host=place.host, events=",".join(wanted))
    return hook, secret


@write
def end_webhook(actor: Actor, webhook_id: UUID) -> Webhook:
    """Tell this address nothing more; what waits for it is given up."""
    hook = queries.lock_for(actor, webhook_id)

    hook.ended_at = clock.now()
    hook.save(update_fields=["ended_at"])
    waiting = WebhookDelivery.objects.of(actor.subdistrict_id).filter(webhook_id=hook.pk, state=DeliveryState.WAITING.value)
    waiting.update(state=DeliveryState.DEAD.value, ended_at=clock.now(), answer="ended")

    journal.record(actor, "webhook.ended", hook, host=_host(hook))
    return hook


@write
def try_webhook(actor: Actor, webhook_id: UUID) -> Webhook:
    """Send an event that says nothing, to see whether it arrives."""
    hook = queries.lock_for(actor, webhook_id)

    now, event_id = clock.now(), uuid7()
    body = {"id": str(event_id), "event": TEST, "at": now.isoformat(), "jurisdiction_id": partners.code_of(actor)}
    _waiting(hook, event_id, TEST, body, now).save(force_insert=True)

    journal.record(actor, "webhook.tried", hook, host=_host(hook))
    jobs.queue_for_subdistrict("tickets.send_webhook", actor.subdistrict_id, webhook_id=hook.pk)
    return hook


@write
def send_again(actor: Actor, webhook_id: UUID) -> int:
    """Put what was given up for this address on its way again; how many events that are."""
    hook = queries.lock_for(actor, webhook_id)

    dead = WebhookDelivery.objects.of(actor.subdistrict_id).filter(webhook_id=hook.pk, state=DeliveryState.DEAD.value)
    many = dead.update(state=DeliveryState.WAITING.value, attempts=0, due_at=clock.now(), ended_at=None)
    if not many:
        raise Refused("webhooks.nothing_dead")

    journal.record(actor, "webhook.sent_again", hook, events=many)
    jobs.queue_for_subdistrict("tickets.send_webhook", actor.subdistrict_id, webhook_id=hook.pk)
    return int(many)


@write
def collect(actor: Actor) -> None:
    """Write down what happened since the last look, for every address that is told of it, and send what is due."""
    for hook in queries.listening(actor):
        _collect_for(actor, hook)
    for webhook_id in queries.with_due(actor):
        jobs.queue_for_subdistrict("tickets.send_webhook", actor.subdistrict_id, webhook_id=webhook_id)


def _collect_for(actor: Actor, hook: Webhook) -> None:
    verbs = [verb for verb, event in EVENT_OF.items() if event.value in hook.events]
    mark = journal.Mark(hook.mark_epoch, hook.mark_xid, hook.mark_entry_id)
    entries, after = journal.news(actor.subdistrict_id, verbs, mark, limit=CHUNK)
    if entries:
        rows = _deliveries(actor, hook, entries)
        # The key decides: an entry that was written down already is not sent twice.
        WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    hook.mark_epoch, hook.mark_xid, hook.mark_entry_id = after.epoch, after.xid, after.entry_id
    hook.save(update_fields=["mark_epoch", "mark_xid", "mark_entry_id"])


def _deliveries(actor: Actor, hook: Webhook, entries: Sequence[journal.News]) -> list[WebhookDelivery]:
    """Of what the partner may read; what it may not read, it is not told of."""
    reader = _reader(actor, hook.partner)
    if not reader.permissions & {Right.READ_OWN.value, Right.READ_LIST.value}:
        return []
    wanted = {UUID(entry.stream.partition("/")[2]) for entry in entries}
    tickets = list(outside.readable(reader, hook.partner_id).filter(pk__in=wanted).select_related("lead_unit"))
    known = dict(zip([each.pk for each in tickets], outside.outlines(reader, tickets), strict=True))
    code, rows = partners.code_of(actor), []
    for entry in entries:
        ticket_id = UUID(entry.stream.partition("/")[2])
        if ticket_id in known:
            event = EVENT_OF[entry.verb]
            row = _waiting(hook, entry.id, event.value, _body(code, entry, event, known[ticket_id]), clock.now())
            row.ticket_id = ticket_id
            rows.append(row)
    return rows


def _body(code: str, entry: journal.News, event: Event, seen: Outline) -> Mapping[str, object]:
    """Nothing of a person, and no words of anybody: whoever wants more asks for the request."""
    return {
        "id": str(entry.id),
        "event": event.value,
        "at": entry.recorded_at.isoformat(),
        "jurisdiction_id": code,
        "service_request_id": seen.number,
        "service_code": seen.service_code,
        "status": seen.status,
        "state": seen.state.value,
        "is_own": seen.is_own,
    }


def _waiting(hook: Webhook, event_id: UUID, event: str, body: Mapping[str, object], now: datetime) -> WebhookDelivery:
    return WebhookDelivery(
        subdistrict_id=hook.subdistrict_id,
        webhook_id=hook.pk,
        event_id=event_id,
        event=event,
        body=json.dumps(body, ensure_ascii=False),
        state=DeliveryState.WAITING.value,
        made_at=now,
        due_at=now,
    )


@write
def send_next(actor: Actor, webhook_id: UUID) -> bool:
    """Send the event that is longest due; whether it was taken, and the next may be sent at once.

    The row is locked meanwhile and its end is written in the same transaction: an event that was taken is not sent again. Should the
    worker die between the two, the receiver knows the second copy by its id.
    """
    found = queries.next_due(actor, webhook_id)
    if found is None:
        return False
    answer, retry_after_s = _sent(found)
    found.attempts += 1
    found.answer = answer
    if answer.startswith("http_2"):
        found.state, found.ended_at = DeliveryState.DELIVERED.value, clock.now()
    else:
        _later(actor, found, retry_after_s)
    found.save(update_fields=["attempts", "answer", "state", "ended_at", "due_at"])
    return found.state == DeliveryState.DELIVERED.value


def _sent(delivery: WebhookDelivery) -> tuple[str, int | None]:
    hook, body = delivery.webhook, delivery.body.encode()
    headers = outbound.signed_headers(outbound.opened_secret(hook, "secret"), str(delivery.event_id), body, clock.now())
    try:
        answer = outbound.ask_at(hook.address, body, headers, allowed=settings.LINLI_OUTBOUND_ALLOW)
    except outbound.NoAnswer as trouble:
        return trouble.code, None
    return f"http_{answer.status}", answer.retry_after_s


def _later(actor: Actor, delivery: WebhookDelivery, retry_after_s: int | None) -> None:
    pause, now = outbound.next_try(delivery.attempts, retry_after_s), clock.now()
    partner: Partner = delivery.webhook.partner
    if pause is not None and partner.revoked_at is None:
        delivery.due_at = now + pause
        return
    delivery.state, delivery.ended_at = DeliveryState.DEAD.value, now
    # One alarm for an address, until somebody has done something about it.
    notices.tell(
        actor,
        accounts.members_who_may(actor, Permission.CHANGE_PARTNERS),
        kind="webhook.dead",
        about=partner.stream,
        cause_seq=delivery.webhook.journal_seq,
        facts={"partner": partner.name, "attempts": str(delivery.attempts)},
    )


@write
def forget_deliveries(actor: Actor) -> None:
    """Let go of what was delivered long ago."""
    old = WebhookDelivery.objects.of(actor.subdistrict_id).filter(
        state=DeliveryState.DELIVERED.value, ended_at__lt=clock.now() - DELIVERED_KEPT
    )
    old.delete()


def _reader(actor: Actor, partner: Partner) -> Actor:
    """The partner as it would ask itself."""
    return Actor(account_id=None, subdistrict_id=actor.subdistrict_id, channel=Channel.API, permissions=frozenset(partner.permissions))


def _host(hook: Webhook) -> str:
    return outbound.host_of(hook.address)
