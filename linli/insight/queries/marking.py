"""Who has which hot issue in hand: a mark is found by the ticket it was laid on, whatever became of its group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from linli.insight.models import HotIssue, HotMark, HotMember, HotReading
from linli.insight.rules.marking import MAY
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks that stand on some issues; where groups became one, one issue may have several."""

    by_issue: Mapping[UUID, list[HotMark]]

    def of(self, issue: HotIssue) -> list[HotMark]:
        """Those on one issue, the oldest first."""
        return self.by_issue.get(issue.pk, [])

    @property
    def people(self) -> set[UUID]:
        """Who has one of them in hand."""
        return {mark.taken_by for marks in self.by_issue.values() for mark in marks}


def may_mark(actor: Actor) -> bool:
    """Whether somebody takes issues in hand; every ticket of one he sees at all, so one grid is enough."""
    return actor.may_somewhere(MAY)


def require_mark(actor: Actor) -> None:
    """Refuse everybody else."""
    if not may_mark(actor):
        raise Refused("hot_mark.not_yours")


def marks_on(actor: Actor, issues: Iterable[HotIssue]) -> Marks:
    """The marks of these issues, which the actor may see; one statement, none for no issues.

    The ticket is counted by the issue, or, where it came in before the days that are counted, is of its group now.
    """
    known = {issue.oldest_id: issue.pk for issue in issues}
    if not known:
        return Marks({})
    readings = HotReading.objects.of(actor.subdistrict_id).filter(ticket_id=OuterRef("ticket_id"))
    members = HotMember.objects.of(actor.subdistrict_id).filter(ticket_id=OuterRef("ticket_id"), issue_id__in=known.values())
    rows = HotMark.objects.of(actor.subdistrict_id).filter(let_go_at__isnull=True)
    found: dict[UUID, list[HotMark]] = {}
    for mark in rows.annotate(
        group=Subquery(readings.values("oldest_id")[:1]), issue_ids=ArraySubquery(members.values("issue_id"))
    ).order_by("taken_at", "pk"):
        for issue_id in {*mark.issue_ids, *([known[mark.group]] if mark.group in known else [])}:
            found.setdefault(issue_id, []).append(mark)
    return Marks(found)


def is_any(actor: Actor) -> bool:
    """Whether anything was ever in somebody's hand here."""
    return bool(HotMark.objects.of(actor.subdistrict_id).exists())


def lock_group(actor: Actor, oldest_id: UUID) -> None:
    """Make others wait who would lay a mark on the same issue."""
    if HotReading.objects.of(actor.subdistrict_id).filter(ticket_id=oldest_id).select_for_update(of=("self",)).first() is None:
        raise NotFound


def mark_on(actor: Actor, issue: HotIssue, mark_id: UUID) -> HotMark:
    """One of its marks, let go of or not, locked."""
    found: HotMark | None = HotMark.objects.of(actor.subdistrict_id).filter(pk=mark_id).select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound
    if found.let_go_at is not None:
        raise Refused("hot_mark.let_go_already")
    if mark_id not in {each.pk for each in marks_on(actor, [issue]).of(issue)}:
        raise NotFound
    return found
