"""Every read of partners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import NotFound, Refused
from linli.kernel.models import Subdistrict
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.statements import Asked, Statement
from linli.org.models import Unit
from linli.org.queries.units import open_at
from linli.tickets.models import Partner, PartnerCall, PartnerReceipt, PartnerUsage
from linli.tickets.queries.imports import CENTRE
from linli.tickets.rules.partners import Quota, Right, Span, Used, begins, mark_of
from linli.tickets.rules.permissions import Permission

PAGE = 50


def caller(subdistrict_id: UUID) -> Actor:
    """Whoever shows a token of this subdistrict, before it was looked at: nobody with no permission."""
    return Actor(account_id=None, subdistrict_id=subdistrict_id, channel=Channel.API)


@dataclass(frozen=True, slots=True)
class Greeted:
    """A partner whose token was good, what a request of its key was answered before, and who takes in what it brings."""

    partner_id: UUID
    source: str
    permissions: frozenset[str]
    centre_id: UUID | None
    receipt_id: UUID | None
    quota: Quota
    used: Used

    def require(self, right: Right) -> None:
        """Refuse unless the partner was given the right."""
        if right.value not in self.permissions:
            raise Refused("partners.no_right", right=gettext(right.words))


def greet(actor: Actor, token: str, key: str) -> Greeted:
    """Whose token it is, in one statement; a wrong one and a revoked one are answered alike."""
    now = clock.now()
    found = _GREETED.row(
        street=actor.subdistrict_id,
        mark=mark_of(token),
        key=key,
        at=now,
        minute_at=begins(Span.MINUTE, now),
        day_at=begins(Span.DAY, now),
    )
    if found is None:
        raise Refused("partners.no_token")
    partner_id, source, permissions, centre, receipt, per_minute, per_day, in_minute, in_day = found
    quota, used = Quota(per_minute, per_day), Used(in_minute or 0, in_day or 0)
    return Greeted(partner_id, source, frozenset(permissions), centre, receipt, quota, used)


def _greeted() -> OwnedQuerySet:
    street, mark, at = Asked.id("street"), Asked.id("mark"), Asked.moment("at")
    receipts = PartnerReceipt.objects.of(street).filter(partner_id=OuterRef("pk"), key=Asked.text("key"))
    centres = Unit.objects.of(street).filter(open_at(at), kind=CENTRE).order_by("code")
    found: OwnedQuerySet = (
        Partner.objects.of(street)
        .filter(Q(token_mark=mark) | Q(old_token_mark=mark, old_token_until__gt=at), revoked_at__isnull=True)
        .annotate(
            receipt=Subquery(receipts.values("pk")[:1]),
            centre=Subquery(centres.values("pk")[:1]),
            in_minute=_counted(Span.MINUTE, Asked.moment("minute_at")),
            in_day=_counted(Span.DAY, Asked.moment("day_at")),
        )
        .values_list("pk", "source", "permissions", "centre", "receipt", "per_minute", "per_day", "in_minute", "in_day")
        .order_by("pk")[:1]
    )
    return found


def _counted(span: Span, since_at: Asked) -> Subquery:
    rows = PartnerUsage.objects.of(Asked.id("street")).filter(partner_id=OuterRef("pk"), span=span.value, since_at=since_at)
    return Subquery(rows.order_by().values("partner_id").annotate(whole=Sum("calls")).values("whole"))


_GREETED: Final = Statement(_greeted)


def answer_of(actor: Actor, receipt_id: UUID, body: bytes) -> Mapping[str, Any]:
    """What the request was answered; refused where its key comes with another body."""
    found: PartnerReceipt = PartnerReceipt.objects.of(actor.subdistrict_id).get(pk=receipt_id)
    if found.body_mark != mark_of(body):
        raise Refused("partners.key_used")
    answer: Mapping[str, Any] = found.answer
    return answer


def partners(actor: Actor) -> Sequence[Partner]:
    """Every partner, revoked ones too, in the order in which they came."""
    actor.require(Permission.CHANGE_PARTNERS)
    return list(Partner.objects.of(actor.subdistrict_id).order_by("created_at", "pk"))


def code_of(actor: Actor) -> str:
    """The code of the actor's subdistrict, as it stands in addresses."""
    return str(Subdistrict.objects.values_list("code", flat=True).get(pk=actor.subdistrict_id))


def get_for(actor: Actor, partner_id: UUID) -> Partner:
    """One partner, for who may change partners."""
    actor.require(Permission.CHANGE_PARTNERS)
    found: Partner | None = Partner.objects.of(actor.subdistrict_id).filter(pk=partner_id).first()
    if found is None:
        raise NotFound
    return found


def by_name(actor: Actor, name: str) -> Partner:
    """The partner of that name that has a token."""
    found = next((each for each in partners(actor) if each.name == name and each.revoked_at is None), None)
    if found is None:
        raise Refused("partners.unknown", name=name)
    return found


def lock_for(actor: Actor, partner_id: UUID) -> Partner:
    """The same, locked, and only while it is not revoked."""
    actor.require(Permission.CHANGE_PARTNERS)
    found: Partner | None = (
        Partner.objects.of(actor.subdistrict_id).filter(pk=partner_id, revoked_at__isnull=True).select_for_update(of=("self",)).first()
    )
    if found is None:
        raise NotFound
    return found


def calls(actor: Actor, partner_id: UUID, *, before: UUID | None = None) -> Sequence[PartnerCall]:
    """A page of the log, newest first, after the call named by `before`; one more than a page tells there is more."""
    actor.require(Permission.CHANGE_PARTNERS)
    found = PartnerCall.objects.of(actor.subdistrict_id).filter(partner_id=partner_id)
    mark = found.filter(pk=before).first() if before else None
    if mark is not None:
        found = found.filter(called_at__lte=mark.called_at).exclude(called_at=mark.called_at, pk__gte=mark.pk)
    return list(found.order_by("-called_at", "-pk")[: PAGE + 1])


def used(actor: Actor) -> Mapping[UUID, Used]:
    """How often each partner called in this minute and today; one statement."""
    actor.require(Permission.CHANGE_PARTNERS)
    now = clock.now()
    spans = Q(span=Span.MINUTE.value, since_at=begins(Span.MINUTE, now)) | Q(span=Span.DAY.value, since_at=begins(Span.DAY, now))
    rows = PartnerUsage.objects.of(actor.subdistrict_id).filter(spans).order_by().values_list("partner_id", "span")
    whole: dict[tuple[UUID, str], int] = {(partner_id, span): amount for partner_id, span, amount in rows.annotate(whole=Sum("calls"))}
    return {each: Used(whole.get((each, "minute"), 0), whole.get((each, "day"), 0)) for each, _ in whole}
