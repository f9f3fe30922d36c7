"""What is asked again and again, and which answers nobody needs: for who keeps the answer base; nothing here says who asked.

A topic is a hot issue of the last ninety days of which he sees every ticket. It counts the tickets that came by a card or the public
page, or ended by explaining; behind fewer than three people it is no topic.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from linli.answers.models import AnswerVersion
from linli.answers.queries import nearest
from linli.answers.queries.answers import may_look
from linli.answers.queries.nearest import Suggestion
from linli.insight.models import AnswerFinding, AnswerRound, HotMember
from linli.insight.queries import counting, hot
from linli.insight.queries.hot import IssueLine
from linli.kernel.actor import Actor
from linli.org.rules.people import day_of
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.sources import BY_CARD, BY_PAGE

LEAST_ASKERS: Final = 3
TOPICS: Final = 30
IDLE: Final = 100
# Whoever came later had no time yet to be found.
SETTLED: Final = timedelta(days=30)
_ASKED: Final = Q(ticket__source__in=[BY_CARD, BY_PAGE]) | Q(ticket__verdict=Verdict.EXPLAINED.value)


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter that several people asked about, how many tickets did, and the reviewed answer that is near to it, if there is one."""

    line: IssueLine
    asked: int
    answer: Suggestion | None


@dataclass(frozen=True, slots=True)
class Idle:
    """An answer that holds and that no ticket was near to, or that was near and never stood in a signed reply."""

    version: AnswerVersion
    found_on: date | None


def topics(actor: Actor, at: datetime) -> Sequence[Topic]:
    """What was asked often, what has no answer first; nothing for who reads no tickets. A few statements, however many there are."""
    period = hot.period_of(actor, None)
    if period is None or not hot.may_look(actor):
        return []
    asked = _asked(actor, period.pk)
    lines = hot.lines_among(actor, asked)[:TOPICS]
    answers = nearest.for_clerks_each(actor, [each.text for each in lines], at)
    found = [Topic(line, asked[line.issue.pk], near[0] if near else None) for line, near in zip(lines, answers, strict=True)]
    return sorted(found, key=lambda each: each.answer is not None)


def _asked(actor: Actor, period_id: UUID) -> Mapping[UUID, int]:
    """For each issue that enough people asked about how many tickets asked."""
    seen = hot.visible_to(actor).filter(period_id=period_id, breadth__gte=LEAST_ASKERS)
    rows = HotMember.objects.of(actor.subdistrict_id).filter(_ASKED, issue__in=seen)
    issue = {ticket_id: issue_id for issue_id, ticket_id in rows.values_list("issue_id", "ticket_id")}
    voices: dict[UUID, set[object]] = {}
    tickets: dict[UUID, int] = {}
    for member in counting.members(actor, issue):
        voices.setdefault(issue[member.ticket_id], set()).update(member.voices)
        tickets[issue[member.ticket_id]] = tickets.get(issue[member.ticket_id], 0) + 1
    return {issue_id: tickets[issue_id] for issue_id, ones in voices.items() if len(ones - {counting.FOUND}) >= LEAST_ASKERS}


def looked_since(actor: Actor) -> datetime | None:
    """Since when tickets that ended are looked at for the answers they were near to; None before the first night."""
    found: datetime | None = AnswerRound.objects.of(actor.subdistrict_id).values_list("since_at", flat=True).first()
    return found


def idle(actor: Actor, at: datetime) -> Sequence[Idle]:
    """Answers in use for a month or longer that nothing needed, those that nothing was near to first; for who reads the base."""
    if not may_look(actor):
        return []
    today, settled = day_of(at), at - SETTLED
    findings = AnswerFinding.objects.of(actor.subdistrict_id).values_list("answer_id", "found_on", "used_on")
    known = {answer_id: (found_on, used_on) for answer_id, found_on, used_on in findings}
    used = [answer_id for answer_id, (_, used_on) in known.items() if used_on is not None]
    held = nearest.in_force(actor, is_public=False).filter(valid_from__lte=today, valid_until__gte=today, reviewed_at__lte=settled)
    rows = held.exclude(answer_id__in=used).select_related("unit").order_by("reviewed_at", "pk")[:IDLE]
    found = [Idle(row, known[row.answer_id][0] if row.answer_id in known else None) for row in rows]
    return sorted(found, key=lambda each: each.found_on is not None)
