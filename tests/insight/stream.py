"""Tickets of a street that say something about a few matters, and what the jobs make of them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from linli.insight.actions import counting, gathering
from linli.insight.models import HotIssue, HotMember, HotPeriod, HotReading
from linli.insight.rules.counting import Period
from linli.kernel import clock, journal, scope
from linli.tickets.actions import intake
from linli.tickets.actions.intake import ReporterDraft
from linli.tickets.models import Ticket
from tests.tickets.town import BEGIN, Town

MIXER = "丽景新城附近的搅拌站日夜施工，噪音和灰尘让居民没法睡觉，请尽快取缔"
MIXERS = (MIXER, f"{MIXER}！已经反映多次", f"投诉{MIXER}")
LAMP = "兰田路上的路灯坏了半个月没人来修，晚上出门一片漆黑很不安全"
SCHOOL = "枫桥小学门口放学时车停得满街都是"


def said(town: Town, words: str, *, days_ago: float = 1, phone: str = "", name: str = "", **facts: Any) -> UUID:
    """A ticket that came in so many days before today, from somebody with that phone; from nobody without phone and name."""
    came, now = BEGIN - timedelta(days=days_ago), clock.now()
    reporter = ReporterDraft(full_name=name, phone=phone) if phone or name else None
    draft = town.draft(words=words, matter=words[:14], reporter=reporter, **facts)
    with clock.told_by(lambda: min(came, now)), scope.scoped(town.centre):
        return intake.open_ticket(town.centre, draft).ticket.pk


def gathered(town: Town, most: int = gathering.CHUNK) -> int:
    """Take in everything there is, in chunks of that size."""
    number = 0
    while True:
        with scope.scoped(town.house):
            found = gathering.gather(town.house, most)
        number += found
        if found < most:
            return number


def groups(town: Town) -> set[frozenset[UUID]]:
    """Which tickets are together."""
    with scope.scoped(town.house):
        found: dict[UUID, set[UUID]] = {}
        for ticket_id, oldest_id in HotReading.objects.values_list("ticket_id", "oldest_id"):
            found.setdefault(oldest_id, set()).add(ticket_id)
        assert all(oldest_id in members for oldest_id, members in found.items())
        return {frozenset(members) for members in found.values()}


def counted(town: Town, period: Period | None = None) -> tuple[HotPeriod, Sequence[HotIssue]]:
    """The issues of the standing period, or of these days as if somebody had asked for them."""
    with scope.scoped(town.house):
        if period is None:
            row = counting.count_standing(town.house)
        else:
            row = counting.ask_period(town.house, period.first_on, period.last_on)
            counting.count_period(town.house, row.pk)
            row.refresh_from_db()
        return row, list(HotIssue.objects.filter(period_id=row.pk).order_by("rank"))


def members(town: Town, issue: HotIssue) -> set[UUID]:
    """The tickets of an issue."""
    with scope.scoped(town.house):
        return set(HotMember.objects.filter(issue_id=issue.pk).values_list("ticket_id", flat=True))


def changed(town: Town, ticket_id: UUID, **facts: Any) -> None:
    """Something happened to a ticket, and its journal tells that something did."""
    with scope.scoped(town.house):
        row = Ticket.objects.get(pk=ticket_id)
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(update_fields=[*facts])
        journal.record(town.house, "ticket.rechecked", row, note="")


def closed(town: Town, ticket_id: UUID, verdict: str = "solved") -> None:
    """A unit has done it and another has looked."""
    changed(
        town,
        ticket_id,
        state="closed",
        lead_unit_id=town.units["chengguan"],
        verdict=verdict,
        verified_by_kind="callback",
        closing_basis="verified",
        verified_by_unit_id=town.units["centre"],
        done_by_unit_id=town.units["chengguan"],
        verified_at=BEGIN,
        resolved_at=BEGIN,
        ended_at=BEGIN,
        due_at=None,
        due_kind="",
        outcome="solved",
    )


def forgotten(town: Town) -> None:
    """Nothing is known of any group any more, as in a house that is new."""
    with town.database.connect("superuser") as superuser:
        superuser.execute("DELETE FROM hot_shelf; DELETE FROM hot_reading; DELETE FROM hot_progress")
