"""Channels and who is told by which: named by whoever may, chosen for the subdistrict, a unit, or by a person for himself."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext

from linli.kernel import clock, jobs, journal, outbound
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.notices.models import Carrier, NoticeChoice, NoticeDelivery
from linli.notices.queries import channels as queries
from linli.notices.rules import (
    ACCOUNT_LIMIT,
    CARRIER_NAME_LIMIT,
    PERSONAL,
    SECRET_LIMIT,
    CarrierKind,
    Choice,
    Permission,
    Standing,
    Subject,
    Way,
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CarrierDraft:
    """A channel as somebody wants it."""

    name: str
    kind: CarrierKind
    address: str
    user: str = ""
    secret: str = ""
    signature: str = ""
    template: str = ""

    def check(self) -> None:
        """Refuse what the protocol cannot do without."""
        secret, words = ("secret", gettext("Secret")), (("signature", gettext("Name it is signed with")), ("template", gettext("Template")))
        needed = {
            CarrierKind.ALIYUN: (("user", gettext("Account")), secret, *words),
            CarrierKind.SMS: (secret,),
            CarrierKind.WEBHOOK: (secret,),
        }
        for name, field in needed.get(self.kind, ()):
            if not getattr(self, name).strip():
                raise Refused("notices.carrier_lacks", field=field)


@write
def add_carrier(actor: Actor, draft: CarrierDraft) -> Carrier:
    """Name a channel; its address and secret are encrypted, and shown to nobody again."""
    actor.require(Permission.CHANGE)
    name = clean_text(draft.name, field=gettext("Name"), limit=CARRIER_NAME_LIMIT)
    place = outbound.checked(draft.address.strip(), settings.LINLI_OUTBOUND_ALLOW)
    draft.check()
    if any(each.name == name for each in queries.carriers(actor)):
        raise Refused("notices.carrier_taken", name=name)

    carrier = Carrier(
        subdistrict_id=actor.subdistrict_id,
        name=name,
        kind=draft.kind.value,
        host=place.host,
        user=clean_text(draft.user, field=gettext("Account"), limit=ACCOUNT_LIMIT, required=False),
        signature=clean_text(draft.signature, field=gettext("Name it is signed with"), limit=ACCOUNT_LIMIT, required=False),
        template=clean_text(draft.template, field=gettext("Template"), limit=ACCOUNT_LIMIT, required=False),
        created_at=clock.now(),
    )
    secret = clean_text(draft.secret, field=gettext("Secret"), limit=SECRET_LIMIT, required=False)
    carrier.address = outbound.sealed_secret(carrier, "address", draft.address.strip())
    carrier.secret = outbound.sealed_secret(carrier, "secret", secret)
    carrier.save(force_insert=True)

    journal.record(actor, "carrier.added", carrier, name=name, carrier_kind=carrier.kind, host=place.host)
    return carrier


@write
def end_carrier(actor: Actor, carrier_id: UUID) -> Carrier:
    """Send nothing by it any more; who was told by it is told in the house."""
    carrier = queries.carrier_for(actor, carrier_id)

    carrier.ended_at = clock.now()
    carrier.save(update_fields=["ended_at"])
    NoticeChoice.objects.of(actor.subdistrict_id).filter(carrier_id=carrier.pk).update(carrier_id=None)

    journal.record(actor, "carrier.ended", carrier, name=carrier.name)
    return carrier


@write
def try_carrier(actor: Actor, carrier_id: UUID) -> Carrier:
    """Send a sentence that says nothing to the group; to a person it goes with the next notice."""
    carrier = queries.carrier_for(actor, carrier_id)
    if CarrierKind(carrier.kind) in PERSONAL:
        raise Refused("notices.carrier_is_personal")

    journal.record(actor, "carrier.tried", carrier, name=carrier.name)
    now = clock.now()
    row = NoticeDelivery(
        subdistrict_id=actor.subdistrict_id,
        way=Way.GROUP.value,
        carrier_id=carrier.pk,
        kind="carrier.tried",
        about=carrier.stream,
        cause_seq=carrier.journal_seq,
        state=Standing.WAITING.value,
        made_at=now,
        due_at=now,
    )
    row.save(force_insert=True)
    jobs.queue_for_subdistrict("notices.deliver", actor.subdistrict_id, delivery_id=row.pk)
    return carrier


@write
def choose(actor: Actor, subject: Subject, subject_id: UUID, choice: Choice, *, carrier_id: UUID | None = None) -> NoticeChoice:
    """Say how the subdistrict, a unit or a person is told; everybody may say it for himself."""
    found = queries.choice_of(actor, subject, subject_id)
    choice.check()
    carrier = queries.carrier_for(actor, carrier_id) if carrier_id is not None and subject is not Subject.PERSON else None
    if carrier is not None and CarrierKind(carrier.kind) in PERSONAL:
        raise Refused("notices.carrier_is_personal")

    row = found or NoticeChoice(subdistrict_id=actor.subdistrict_id, subject=subject.value, subject_id=subject_id)
    row.by_mail, row.by_sms, row.is_digest = choice.by_mail, choice.by_sms, choice.is_digest
    row.quiet_from, row.quiet_until = choice.quiet_from, choice.quiet_until
    row.carrier_id = carrier.pk if carrier is not None else None
    row.save(force_insert=found is None)

    quiet = f"{choice.quiet_from:%H:%M}–{choice.quiet_until:%H:%M}" if choice.quiet_from and choice.quiet_until else ""
    journal.record(
        actor,
        "notice_choice.made",
        row,
        subject=subject.value,
        by_mail=choice.by_mail,
        by_sms=choice.by_sms,
        is_digest=choice.is_digest,
        quiet=quiet,
        group=carrier.name if carrier is not None else "",
    )
    return row


@write
def send_again(actor: Actor, delivery_id: UUID) -> NoticeDelivery:
    """Put a message that was given up on its way again."""
    row = queries.dead_for(actor, delivery_id)
    if row is None:
        raise Refused("notices.not_dead")
    row.state, row.attempts, row.due_at, row.ended_at = Standing.WAITING.value, 0, clock.now(), None
    row.save(update_fields=["state", "attempts", "due_at", "ended_at"])
    return row
