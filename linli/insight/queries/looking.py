"""Tickets that ended, and the reviewed answers that were near to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from linli.answers.queries import nearest
from linli.insight.models import AnswerFinding, AnswerRound
from linli.kernel.actor import Actor
from linli.lang.reading import plain
from linli.org.rules.people import day_of
from linli.tickets.models import Reply, Ticket
from linli.tickets.rules.replies import ReplyState


@dataclass(frozen=True, slots=True)
class Ended:
    """A ticket that ended, as it is asked with, and what its signed replies answer."""

    ticket_id: UUID
    at: datetime
    text: str
    replies: Sequence[str]


def round_of(actor: Actor) -> AnswerRound | None:
    """How far was looked."""
    found: AnswerRound | None = AnswerRound.objects.of(actor.subdistrict_id).first()
    return found


def ended_after(actor: Actor, at: datetime, ticket_id: UUID, most: int) -> Sequence[Ended]:
    """The next tickets that ended, one after another by the moment and the id; two statements."""
    rows: Any = Ticket.objects.of(actor.subdistrict_id).filter(Q(ended_at__gt=at) | Q(ended_at=at, pk__gt=ticket_id))
    told = list(rows.order_by("ended_at", "pk").values_list("pk", "ended_at", "matter", "words")[:most])
    signed = Reply.objects.of(actor.subdistrict_id).filter(ticket_id__in=[row[0] for row in told], state=ReplyState.SIGNED.value)
    replies: dict[UUID, list[str]] = {}
    for answered_id, points in signed.values_list("ticket_id", "answer_points") if told else ():
        replies.setdefault(answered_id, []).append(plain(points))
    return [Ended(pk, ended_at, f"{matter}\n{words}", replies.get(pk, [])) for pk, ended_at, matter, words in told]


def findings(actor: Actor, ended: Sequence[Ended], at: datetime) -> Mapping[UUID, tuple[date, date | None]]:
    """For each answer that was near to one of them the last day on which it was, and on which it stood in a signed reply."""
    found: dict[UUID, tuple[date, date | None]] = {}
    for ticket, near in zip(ended, nearest.for_clerks_each(actor, [each.text for each in ended], at), strict=True):
        day = day_of(ticket.at)
        for each in near:
            stood = any(plain(each.version.text) in reply for reply in ticket.replies)
            before = found.get(each.version.answer_id, (day, None))
            found[each.version.answer_id] = (max(day, before[0]), day if stood else before[1])
    return found


def kept(actor: Actor, answer_ids: Sequence[UUID]) -> Mapping[UUID, AnswerFinding]:
    """What is known of these answers already."""
    rows = AnswerFinding.objects.of(actor.subdistrict_id).filter(answer_id__in=answer_ids)
    return {row.answer_id: row for row in rows}
