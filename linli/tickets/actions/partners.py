"""Partners: other systems that are given a token, and what they hand in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from linli.geo.coordinates import System, convert
from linli.geo.problems import BadCoordinates
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.inserting import insert_many
from linli.kernel.postgres.prepared import prepared
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions.intake import ItemDraft, Opened, ReporterDraft, TicketDraft, open_ticket
from linli.tickets.models import Partner, PartnerCall, PartnerReceipt, PartnerUsage
from linli.tickets.queries import partners as queries
from linli.tickets.queries import sources
from linli.tickets.queries.following import code_of_form
from linli.tickets.queries.nearby import Near, nearest
from linli.tickets.queries.partners import Greeted
from linli.tickets.queries.understanding import Said, Understood, understand
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.partners import (
    CALLS_KEPT,
    COUNTERS,
    OLD_TOKEN_LIVES,
    PARTNER_NAME_LIMIT,
    RIGHTS,
    USAGE_KEPT,
    Quota,
    Span,
    begins,
    checked_rights,
    mark_of,
    new_token,
)
from linli.tickets.rules.permissions import Permission

SHOWN_NEARBY = 5
DEFAULT_QUOTA = Quota()
TURNED_AWAY = 429
# A call, and one more of its minute and day, by one statement. The counter is that of the connection: no two hold one row.
_NOTE = """
    WITH noted AS (
        INSERT INTO partner_call (subdistrict_id, id, partner_id, what, status, called_at) VALUES (%s, %s, %s, %s, %s, %s)
    )
    INSERT INTO partner_usage AS known (subdistrict_id, id, partner_id, span, since_at, counter, calls)
    VALUES (%s, %s, %s, %s, %s, pg_backend_pid() %% %s, 1), (%s, %s, %s, %s, %s, pg_backend_pid() %% %s, 1)
    ON CONFLICT (subdistrict_id, partner_id, span, since_at, counter) DO UPDATE SET calls = known.calls + 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a partner hands in."""

    words: str
    matter: str = ""
    track: Track = Track.ROUTINE
    class_code: str = ""
    address: str = ""
    point: tuple[float, float] | None = None
    system: System = System.WGS84
    accuracy_m: float | None = None
    outside_number: str = ""
    media_url: str = ""
    reporter: ReporterDraft | None = None
    is_answer_wanted: bool = False
    said_at: datetime | None = None


@write
def add_partner(
    actor: Actor, *, name: str, source: str, rights: Iterable[str] = RIGHTS, quota: Quota = DEFAULT_QUOTA
) -> tuple[Partner, str]:
    """Give another system a token; told now and never again."""
    actor.require(Permission.CHANGE_PARTNERS)
    called = clean_text(name, field=gettext("Name"), limit=PARTNER_NAME_LIMIT)
    known = sources.names(actor)
    if source not in known:
        raise Refused("partners.source_unknown", code=source, known="、".join(sorted(known)))
    if any(each.name == called and each.revoked_at is None for each in queries.partners(actor)):
        raise Refused("partners.name_taken", name=called)
    given = checked_rights(rights)
    quota.check()

    token = new_token(actor.subdistrict_id)
    partner = Partner(
        subdistrict_id=actor.subdistrict_id,
        name=called,
        source=source,
        permissions=given,
        token_mark=mark_of(token),
        per_minute=quota.per_minute,
        per_day=quota.per_day,
        created_at=clock.now(),
    )
    partner.save(force_insert=True)

    journal.record(actor, "partner.added", partner, name=partner.name, source=source, permissions=",".join(partner.permissions))
    return partner, token


@write
def change_partner(actor: Actor, partner_id: UUID, *, rights: Iterable[str], quota: Quota) -> Partner:
    """Give a partner other rights and another quota; its token stays."""
    partner = queries.lock_for(actor, partner_id)
    given = checked_rights(rights)
    quota.check()

    partner.permissions, partner.per_minute, partner.per_day = given, quota.per_minute, quota.per_day
    partner.save(update_fields=["permissions", "per_minute", "per_day"])

    codes, (per_minute, per_day) = ",".join(given), (quota.per_minute, quota.per_day)
    journal.record(actor, "partner.changed", partner, permissions=codes, per_minute=per_minute, per_day=per_day)
    return partner


@write
def rotate_token(actor: Actor, partner_id: UUID) -> tuple[Partner, str]:
    """Give a new token; the one before opens for another day, the one before that no more."""
    partner = queries.lock_for(actor, partner_id)

    token, now = new_token(actor.subdistrict_id), clock.now()
    partner.old_token_mark, partner.old_token_until = partner.token_mark, now + OLD_TOKEN_LIVES
    partner.token_mark = mark_of(token)
    partner.save(update_fields=["old_token_mark", "old_token_until", "token_mark"])

    journal.record(actor, "partner.rotated", partner, name=partner.name)
    return partner, token


def note_call(actor: Actor, partner_id: UUID, what: str, status: int) -> None:
    """Remember that a partner called and how it was answered, and count the call; nothing of what was said is kept."""
    now, here = clock.now(), actor.subdistrict_id
    counted = [each for span in Span for each in (here, uuid7(), partner_id, span.value, begins(span, now), COUNTERS)]
    if status == TURNED_AWAY:
        # Noted, and not counted: who was turned away in one minute has not used up his day.
        PartnerCall(subdistrict_id=here, partner_id=partner_id, what=what, status=status, called_at=now).save(force_insert=True)
        return
    with prepared() as cursor:
        cursor.execute(_NOTE, [here, uuid7(), partner_id, what, status, now, *counted])


@write
def forget_calls(actor: Actor) -> None:
    """Let go of the log and the counters when their time is over."""
    now = clock.now()
    PartnerCall.objects.of(actor.subdistrict_id).filter(called_at__lt=now - CALLS_KEPT).delete()
    PartnerUsage.objects.of(actor.subdistrict_id).filter(since_at__lt=now - USAGE_KEPT).delete()


@write
def revoke_partner(actor: Actor, name: str) -> Partner:
    """Its token opens nothing from now on; what it handed in stays."""
    actor.require(Permission.CHANGE_PARTNERS)
    held = Partner.objects.of(actor.subdistrict_id).filter(name=name, revoked_at__isnull=True)
    partner: Partner | None = held.select_for_update(of=("self",)).first()
    if partner is None:
        raise Refused("partners.unknown", name=name)

    partner.revoked_at = clock.now()
    partner.save(update_fields=["revoked_at"])

    journal.record(actor, "partner.revoked", partner, name=partner.name)
    return partner


@write
def hand_in(actor: Actor, greeted: Greeted, matter: Matter, *, key: str, body: bytes) -> Mapping[str, Any]:
    """Take down what a partner hands in, with grid, class and what is known nearby; the answer is kept under the request's key."""
    now = clock.now()
    if matter.said_at is not None and matter.said_at > now:
        raise Refused("tickets.received_in_the_future")
    point = _wgs84(matter)
    (found,) = understand(actor, [Said(f"{matter.matter}\n{matter.words}", point, matter.class_code)], now, are_decided=False)
    # The house looks; the partner is told numbers and distances alone.
    around = nearest(actor, *point, now, most=SHOWN_NEARBY) if point else []

    opened = open_ticket(actor, _draft(greeted, matter, found, point, _follow_code(actor, greeted, matter, key)))

    answer = _answer(opened, found, around)
    receipt = PartnerReceipt(
        subdistrict_id=actor.subdistrict_id,
        partner_id=greeted.partner_id,
        key=key,
        body_mark=mark_of(body),
        ticket_id=opened.ticket.pk,
        answer=answer,
        answered_at=now,
    )
    insert_many([receipt])
    return told(actor, greeted, answer, key)


def told(actor: Actor, greeted: Greeted, answer: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The answer as it goes out: the code to follow the case by is worked out again, since it is kept nowhere."""
    code = code_of_form(actor.subdistrict_id, f"{greeted.partner_id}/{key}") if answer["has_reporter"] else None
    return {**{name: value for name, value in answer.items() if name != "has_reporter"}, "follow_code": code}


def _follow_code(actor: Actor, greeted: Greeted, matter: Matter, key: str) -> str:
    return code_of_form(actor.subdistrict_id, f"{greeted.partner_id}/{key}") if matter.reporter else ""


def _wgs84(matter: Matter) -> tuple[float, float] | None:
    # Programs write 0, 0 where they know no place; as a point it lies in the sea off Africa.
    if matter.point in {None, (0, 0)}:
        return None
    try:
        ((lon, lat),) = convert([matter.point], matter.system, System.WGS84)
    except BadCoordinates:
        raise Refused("tickets.point_is_nowhere") from None
    return float(lon), float(lat)


def _draft(greeted: Greeted, matter: Matter, found: Understood, point: tuple[float, float] | None, follow_code: str) -> TicketDraft:
    lon, lat = point or (None, None)
    return TicketDraft(
        intake_unit_id=_centre(greeted),
        source=greeted.source,
        words=matter.words,
        matter=matter.matter,
        track=matter.track,
        item=_item(matter, found),
        address=matter.address,
        lon=lon,
        lat=lat,
        point_system=matter.system.value if point else "",
        point_accuracy_m=matter.accuracy_m,
        grid_id=found.grid_id,
        outside_number=matter.outside_number,
        media_url=matter.media_url,
        is_answer_wanted=matter.is_answer_wanted,
        reporter=None if matter.reporter is None else replace(matter.reporter, follow_code=follow_code),
        reported_at=matter.said_at,
    )


def _centre(greeted: Greeted) -> UUID:
    if greeted.centre_id is None:
        raise Refused("imports.no_centre")
    return greeted.centre_id


def _item(matter: Matter, found: Understood) -> ItemDraft | None:
    """The class that was named, or one the words are like; what nobody is sure of a person chooses."""
    item, suggestion = found.item, found.suggestion
    if item is None or (suggestion is not None and not suggestion.is_preselected):
        return None
    return ItemDraft(
        code=item.code,
        version=found.version,
        is_life_safety=item.is_life_safety,
        is_set_by_machine=not matter.class_code,
        durations=item.limits,
    )


def _answer(opened: Opened, found: Understood, around: Sequence[Near]) -> dict[str, Any]:
    ticket, item = opened.ticket, found.item
    return {
        "id": str(ticket.pk),
        "number": ticket.number,
        "state": ticket.state,
        "received_at": ticket.received_at.isoformat(),
        "due_at": None if ticket.due_at is None else ticket.due_at.isoformat(),
        "class_code": ticket.item_code,
        "class_name": item.name if item is not None and ticket.item_code else None,
        "is_class_set_by_machine": ticket.is_item_set_by_machine,
        "is_life_safety": ticket.is_life_safety,
        "grid_id": None if ticket.grid_id is None else str(ticket.grid_id),
        "nearby": [{"number": each.number, "distance_m": round(each.distance_m, 1), "is_open": each.is_open} for each in around],
        "has_reporter": bool(opened.follow_code),
    }
