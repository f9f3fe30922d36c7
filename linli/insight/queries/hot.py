"""The hot issues as somebody may see them: summaries of the latest count, and the tickets behind each.

Who sees some grids or units only is shown the issues of which he sees every ticket: a figure over tickets that one may not see would
tell of them. Who may not know reporters is told neither how many spoke nor how hot it is, which follows from that; nor is the unit
that one of the tickets is about.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, Exists, F, OuterRef, Subquery, Value

from linli.insight.models import HotIssue, HotMember, HotPeriod
from linli.insight.rules.counting import Period
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope.models import OwnedQuerySet
from linli.lang.hot import Parts
from linli.lang.veiling import heading
from linli.org.queries.reach import grids_below
from linli.tickets.queries.readers import knows_reporters, own_unit
from linli.tickets.queries.tickets import reach_of, within
from linli.tickets.rules.kinds import codes
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN

PAGE: Final = 30
# A count that was asked for and has not come by then is asked for again.
WAITED_FOR: Final = timedelta(minutes=2)
_OPEN: Final = codes(OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which issues a list shows: with a ticket of these classes, with one in these grids, with one that is still open."""

    class_codes: frozenset[str] = frozenset()
    grid_ids: frozenset[UUID] = frozenset()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class IssueLine:
    """A hot issue as a list shows it; without knowledge of reporters there is no heat."""

    issue: HotIssue
    title: str
    # The reporter's own words, for who may know him.
    said: str
    item_code: str
    grid: str
    knows: bool
    # All that it says, in the words this person may know.
    text: str
    # Its place in the order, counted over issues that not everybody sees.
    rank: int
    # How many the same issue had in as many days before; None for who may not see each of those tickets.
    before: int | None

    @property
    def parts(self) -> Parts:
        """What its heat is made of."""
        row = self.issue
        return Parts(row.breadth, row.likes, row.dislikes, row.recent / row.tickets, row.days, row.unsolved / row.tickets)

    @property
    def unsolved_percent(self) -> int:
        """Of a hundred tickets how many are not closed as solved."""
        return round(100 * self.issue.unsolved / self.issue.tickets)


def may_look(actor: Actor) -> bool:
    """Whether somebody reads tickets at all, everywhere or for some grids."""
    return actor.may(Permission.READ) or bool(actor.limits.get(Permission.READ))


def require_look(actor: Actor) -> None:
    """Refuse whoever reads no tickets."""
    if not may_look(actor):
        raise Refused("kernel.not_allowed")


def asked_periods(actor: Actor) -> OwnedQuerySet:
    """The periods that somebody asked for."""
    found: OwnedQuerySet = HotPeriod.objects.of(actor.subdistrict_id).filter(is_standing=False)
    return found


def period_of(actor: Actor, period: Period | None) -> HotPeriod | None:
    """The period of these days as it was asked for; the standing one where no days are named."""
    found: HotPeriod | None = HotPeriod.objects.of(actor.subdistrict_id).filter(**_named(period)).first()
    return found


def _named(period: Period | None) -> dict[str, Any]:
    return {"is_standing": True} if period is None else {"is_standing": False, "first_on": period.first_on, "last_on": period.last_on}


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The issues of which the actor may see every ticket."""
    found: OwnedQuerySet = HotIssue.objects.of(actor.subdistrict_id)
    if not may_look(actor):
        return found.none()
    reach = reach_of(actor)
    if reach.is_everywhere:
        return found
    seen = within(reach.kind, actor.subdistrict_id, reach.below, reach.unit_id).filter(pk=OuterRef("ticket_id"))
    unseen = _members(actor).filter(~Exists(seen))
    return found.filter(~Exists(unseen))


def lines(actor: Actor, period: HotPeriod, wanted: Wanted, codes: Collection[str] = (), after: UUID | None = None) -> Sequence[IssueLine]:
    """A page of issues behind that one; one more tells that there is more. `codes`: the classes wanted and those below."""
    found = visible_to(actor).filter(period_id=period.pk)
    if wanted.class_codes:
        found = found.filter(Exists(_members(actor).filter(ticket__item_code__in=codes)))
    if wanted.grid_ids:
        found = found.filter(Exists(_members(actor).filter(ticket__grid_id__in=grids_below(actor, wanted.grid_ids))))
    if wanted.is_open:
        found = found.filter(Exists(_members(actor).filter(ticket__state__in=_OPEN)))
    order = _order(actor)
    if after is not None:
        last = HotIssue.objects.of(actor.subdistrict_id).filter(period_id=period.pk, oldest_id=after)
        found = found.filter(**{f"{order}__gt": Subquery(last.values(order))})
    return [_line(actor, row) for row in _told(actor, found.order_by(order)[: PAGE + 1])]


def lines_among(actor: Actor, issue_ids: Collection[UUID]) -> Sequence[IssueLine]:
    """Those of these issues that the actor may see, in the order in which he sees them; one statement."""
    return [_line(actor, row) for row in _told(actor, visible_to(actor).filter(pk__in=issue_ids).order_by(_order(actor)))]


def line_for(actor: Actor, period: Period | None, oldest_id: UUID) -> IssueLine:
    """One issue of these days, with its period, if the actor may see every ticket of it; one statement."""
    named = {f"period__{name}": value for name, value in _named(period).items()}
    rows = visible_to(actor).filter(oldest_id=oldest_id, **named).select_related("period")
    for row in _told(actor, rows[:1]):
        return _line(actor, row)
    raise NotFound


def is_on_its_way(period: HotPeriod, now: datetime) -> bool:
    """Whether the count was asked for and is on its way."""
    return period.counted_at is None and period.asked_at > now - WAITED_FOR


def _members(actor: Actor) -> OwnedQuerySet:
    found: OwnedQuerySet = HotMember.objects.of(actor.subdistrict_id).filter(issue_id=OuterRef("pk"))
    return found


def _order(actor: Actor) -> str:
    return "rank" if knows_reporters(actor) else "rank_by_tickets"


def _told(actor: Actor, rows: Any) -> Any:
    """With the words that stand for all, and whether one ticket is about the actor's own unit."""
    unit_id = own_unit(actor)
    about: Any = Value(value=False, output_field=BooleanField())
    if unit_id is not None:
        about = Exists(_members(actor).filter(ticket__about_unit_id=unit_id))
    return rows.annotate(
        said_matter=F("speaker__matter"),
        said_words=F("speaker__words"),
        said_class=F("speaker__item_code"),
        said_grid=F("speaker__grid__name"),
        is_about_us=about,
    )


def _line(actor: Actor, row: Any) -> IssueLine:
    knows = knows_reporters(actor) and not row.is_about_us
    matter, words = heading(row.said_matter), heading(row.said_words) if knows else ""
    said = words if matter and words != matter else ""
    text = f"{row.said_matter}\n{row.said_words if knows else ''}"
    before = row.before if actor.may(Permission.READ) else None
    rank = getattr(row, _order(actor))
    return IssueLine(row, matter or words, said, row.said_class or "", row.said_grid or "", knows, text, rank, before)
