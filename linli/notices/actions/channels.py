"""Telling people by all ways: at once, held back for the morning or the end of the quiet hours, and until it went."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import override

from linli.accounts import queries as accounts
from linli.kernel import clock, jobs, outbound
from linli.kernel.actor import Actor
from linli.kernel.models import Subdistrict
from linli.kernel.writes import write
from linli.notices import letters, rules
from linli.notices.actions import tell
from linli.notices.carriers import Account, Message, Outcome, carrier_for
from linli.notices.models import Carrier, Notice, NoticeDelivery
from linli.notices.queries import channels as queries
from linli.notices.queries import to_be_mailed
from linli.notices.queries.channels import Reader
from linli.notices.rules import CarrierKind, Permission, Standing, Way
from linli.org.queries import people

# A letter is tried by its own job at once and for some hours; after that it is looked at again.
LETTER_PAUSE: Final = timedelta(hours=3)
GONE: Final = "no_address"


@write
def tell_by_all_ways(
    actor: Actor,
    readers: Iterable[UUID],
    *,
    kind: str,
    about: str,
    cause_seq: int,
    facts: Mapping[str, str],
    unit_id: UUID | None = None,
    is_urgent: bool = False,
) -> None:
    """Tell each reader once in the house and by the ways chosen for him, and the group of his unit once; nothing of it keeps anybody."""
    wanted = list(readers)
    tell(actor, wanted, kind=kind, about=about, cause_seq=cause_seq, facts=facts)
    told, group_id = queries.readers(actor, wanted, unit_id)
    mailed = set(to_be_mailed(actor, wanted, kind=kind, about=about, cause_seq=cause_seq))
    made = _personal(actor, told, mailed, kind=kind, about=about, cause_seq=cause_seq, is_urgent=is_urgent)
    if group_id is not None and wanted:
        made.append(_row(actor, Way.GROUP, kind, about, cause_seq, carrier_id=group_id, facts=dict(facts)))
    # The keys decide: telling the same cause again makes nothing anew.
    NoticeDelivery.objects.bulk_create(made, ignore_conflicts=True)
    _queue(actor, [each for each in made if not each.is_held])


def _personal(
    actor: Actor, told: Sequence[Reader], mailed: set[UUID], *, kind: str, about: str, cause_seq: int, is_urgent: bool
) -> list[NoticeDelivery]:
    here = {"account_id__in": [each.account_id for each in told], "kind": kind, "about": about, "cause_seq": cause_seq}
    notices = dict(Notice.objects.of(actor.subdistrict_id).filter(**here).values_list("account_id", "pk"))
    sms_id = queries.sms_carrier(actor) if any(each.choice.by_sms for each in told) else None
    found, now = [], clock.now()
    for reader in told:
        notice_id = notices[reader.account_id]
        held = rules.held_until(reader.choice, now, is_urgent=is_urgent)
        ways = [Way.MAIL] if reader.choice.by_mail and notice_id in mailed else []
        ways += [Way.SMS] if reader.choice.by_sms and sms_id and reader.person_id else []
        for way in ways:
            row = _row(actor, way, kind, about, cause_seq, carrier_id=sms_id if way is Way.SMS else None)
            row.notice_id, row.account_id, row.is_held = notice_id, reader.account_id, held is not None
            row.due_at = held or (now + LETTER_PAUSE if way is Way.MAIL else now)
            found.append(row)
    return found


def _row(
    actor: Actor, way: Way, kind: str, about: str, cause_seq: int, *, carrier_id: UUID | None, facts: Mapping[str, str] | None = None
) -> NoticeDelivery:
    now = clock.now()
    return NoticeDelivery(
        subdistrict_id=actor.subdistrict_id,
        way=way.value,
        kind=kind,
        about=about,
        cause_seq=cause_seq,
        carrier_id=carrier_id,
        facts=dict(facts or {}),
        state=Standing.WAITING.value,
        made_at=now,
        due_at=now,
    )


def _queue(actor: Actor, rows: Sequence[NoticeDelivery]) -> None:
    for row in rows:
        if row.way == Way.MAIL and row.notice_id is not None:
            jobs.queue_for_subdistrict("notices.mail", actor.subdistrict_id, notice_id=row.notice_id)
        else:
            jobs.queue_for_subdistrict("notices.deliver", actor.subdistrict_id, delivery_id=row.pk)


@write
def send_due(actor: Actor) -> None:
    """Queue what has to go now: what was held back in one message for each reader, everything else by itself."""
    held, single = set(), []
    for row in queries.due(actor):
        if row.is_held and row.account_id is not None:
            held.add((row.account_id, row.way))
        elif row.way == Way.MAIL:
            _try_letter_again(actor, row)
            single.append(row)
        else:
            single.append(row)
    for account_id, way in sorted(held, key=str):
        # Each by its own name: the worker looks before it starts whether every name that is queued is known.
        if way == Way.MAIL:
            jobs.queue_for_subdistrict("notices.digest_letter", actor.subdistrict_id, account_id=account_id)
        else:
            jobs.queue_for_subdistrict("notices.digest_text", actor.subdistrict_id, account_id=account_id)
    _queue(actor, [row for row in single if row.state == Standing.WAITING])


def _try_letter_again(actor: Actor, row: NoticeDelivery) -> None:
    row.attempts += 1
    row.due_at = clock.now() + LETTER_PAUSE
    if outbound.next_try(row.attempts, None) is None:
        _give_up(actor, row, "no_post_office", "")
    row.save(update_fields=["attempts", "due_at", "state", "ended_at", "answer"])


@write
def deliver(actor: Actor, delivery_id: UUID) -> None:
    """Hand one message over; its end is written in the transaction that holds its row, so that what went is never sent again."""
    row = queries.waiting_for(actor, delivery_id)
    if row is None:
        return
    if row.notice is None:
        facts, phone = row.facts, ""
    else:
        facts, phone = row.notice.facts, _phone(actor, row.account_id)
        if not phone:
            _ended(row, Standing.DEAD, GONE)
            return
    _send(actor, [row], _words(actor, _said(row.kind, facts)), phone)


@write
def deliver_digest(actor: Actor, account_id: UUID) -> None:
    """Hand everything that was held back for this reader over in one text message."""
    rows = queries.held_for(actor, account_id, Way.SMS)
    if not rows:
        return
    phone = _phone(actor, account_id)
    if not phone:
        for row in rows:
            _ended(row, Standing.DEAD, GONE)
        return
    sentences = [_said(row.kind, row.notice.facts) for row in rows if row.notice]
    _send(actor, rows, _words(actor, _digest(sentences)), phone)


@write
def mail_digest(actor: Actor, account_id: UUID) -> None:
    """One letter with everything that was held back for this reader; while the post office does not answer, all of it waits."""
    rows = queries.held_for(actor, account_id, Way.MAIL)
    notices = [row.notice for row in rows if row.notice and row.notice.mailed_at is None]
    letter = letters.digest_for(actor, account_id, notices) if notices else None
    for row in rows:
        _ended(row, Standing.DELIVERED if letter else Standing.DEAD, "" if letter else GONE)
    if letter is None:
        return
    now = clock.now()
    Notice.objects.of(actor.subdistrict_id).filter(pk__in=[each.pk for each in notices]).update(mailed_at=now)
    # Last of all: a letter that went cannot be taken back, and whatever fails before it leaves nothing written.
    letter.send()


def _send(actor: Actor, rows: Sequence[NoticeDelivery], text: str, phone: str) -> None:
    carrier: Carrier = rows[0].carrier
    account = Account(
        address=outbound.opened_secret(carrier, "address"),
        user=carrier.user,
        secret=outbound.opened_secret(carrier, "secret"),
        signature=carrier.signature,
        template=carrier.template,
    )
    if carrier.ended_at is not None:
        outcome = Outcome("ended", is_final=True)
    else:
        outcome = carrier_for(CarrierKind(carrier.kind)).send(account, Message(rows[0].pk, text, clock.now(), phone))
    for row in rows:
        _note(actor, row, carrier, outcome)


def _note(actor: Actor, row: NoticeDelivery, carrier: Carrier, outcome: Outcome) -> None:
    row.attempts += 1
    if outcome.is_delivered:
        _ended(row, Standing.DELIVERED, outcome.code)
        return
    pause = None if outcome.is_final else outbound.next_try(row.attempts, outcome.retry_after_s)
    if pause is None:
        _give_up(actor, row, outcome.code, carrier.name)
    else:
        row.answer, row.due_at = outcome.code, clock.now() + pause
    row.save(update_fields=["attempts", "answer", "due_at", "state", "ended_at"])


def _ended(row: NoticeDelivery, state: Standing, answer: str) -> None:
    row.state, row.answer, row.ended_at = state.value, answer, clock.now()
    row.save(update_fields=["attempts", "state", "answer", "ended_at"])


def _give_up(actor: Actor, row: NoticeDelivery, answer: str, carrier: str) -> None:
    row.state, row.answer, row.ended_at = Standing.DEAD.value, answer, clock.now()
    # One alarm for a channel and day.
    day = clock.now().astimezone(rules.ZONE).date()
    facts = {"carrier": carrier or row.way, "attempts": str(row.attempts)}
    about = f"carrier/{row.carrier_id or actor.subdistrict_id}"
    tell(
        actor,
        accounts.members_who_may(actor, Permission.CHANGE),
        kind="carrier.dead",
        about=about,
        cause_seq=day.toordinal(),
        facts=facts,
    )


def _phone(actor: Actor, account_id: UUID | None) -> str:
    person_id = accounts.persons_of(actor, [account_id]).get(account_id) if account_id else None
    return people.mobiles_of(actor, [person_id]).get(person_id, "") if person_id else ""


def _words(actor: Actor, sentence: str) -> str:
    """With the street's name, by which robots know the house; messages are in the house's first language."""
    name = Subdistrict.objects.values_list("name", flat=True).get(pk=actor.subdistrict_id)
    return f"【{name}】{sentence}"


def _digest(sentences: Sequence[str]) -> str:
    with override(settings.LANGUAGE_CODE):
        return rules.digest(sentences)


def _said(kind: str, facts: Mapping[str, str]) -> str:
    with override(settings.LANGUAGE_CODE):
        return rules.sentence(kind, facts)


@write
def forget_deliveries(actor: Actor) -> None:
    """Let go of what went long ago."""
    old = NoticeDelivery.objects.of(actor.subdistrict_id).filter(
        state=Standing.DELIVERED.value, ended_at__lt=clock.now() - rules.DELIVERED_KEPT
    )
    old.delete()
