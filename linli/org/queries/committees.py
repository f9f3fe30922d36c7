"""Every read of committees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.org.models import Committee, CommitteeMember, CommitteeTerm
from linli.org.rules.committees import SHAPES, CommitteeRole, TermDays, TermState, state_of
from linli.org.rules.permissions import Permission

# Those that need somebody's attention come first.
_ORDER = [TermState.OVER, TermState.NONE, TermState.ENDING, TermState.RUNNING]
_ROLES = list(CommitteeRole)


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody in a committee: an id; the page asks for the name."""

    member_id: UUID
    person_id: UUID
    role: CommitteeRole
    begins_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A committee as it stands on a day: its term, how long still, and who is in it."""

    committee: Committee
    state: TermState
    term: TermDays | None
    days: int
    members: Sequence[Seated]

    @property
    def shape(self) -> str:
        """The shape and colour of the state."""
        return SHAPES[self.state]

    @property
    def chair_id(self) -> UUID | None:
        """The person in the chair, if anybody is."""
        return next((each.person_id for each in self.members if each.role is CommitteeRole.CHAIR), None)

    @property
    def days_over(self) -> int:
        """How many days the term has been over."""
        return -self.days


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The committees the actor may read."""
    found: OwnedQuerySet = Committee.objects.of(actor.subdistrict_id)
    return found if actor.may(Permission.READ) else found.none()


def get_for(actor: Actor, committee_id: UUID) -> Committee:
    """One committee, if the actor may read it."""
    found: Committee | None = visible_to(actor).select_related("grid").filter(pk=committee_id).first()
    if found is None:
        raise NotFound
    return found


def lock_for(actor: Actor, committee_id: UUID) -> Committee:
    """One committee, locked for a change the actor may make."""
    found: Committee = lock_in_order(visible_to(actor), actor.subdistrict_id, [committee_id])[0]
    actor.require(Permission.CHANGE_TEAMS)
    return found


def terms_of(actor: Actor, committee_id: UUID) -> Sequence[CommitteeTerm]:
    """The committee's terms, newest first."""
    return list(CommitteeTerm.objects.of(actor.subdistrict_id).filter(committee_id=committee_id).order_by("-begins_on"))


def members_of(actor: Actor, term_ids: Sequence[UUID]) -> Sequence[CommitteeMember]:
    """Everybody who ever belonged to these terms, in the order they joined."""
    return list(CommitteeMember.objects.of(actor.subdistrict_id).filter(term_id__in=term_ids).order_by("begins_on", "pk"))


def standings(actor: Actor, today: date) -> Sequence[Standing]:
    """Every committee that exists today, those without a running term first, then those that must soon elect."""
    found = visible_to(actor).select_related("grid").filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
    made = _standings(actor, list(found.order_by("name")), today)
    return sorted(made, key=lambda each: (_ORDER.index(each.state), each.days, each.committee.name))


def standing(actor: Actor, committee: Committee, today: date) -> Standing:
    """How one committee stands today."""
    return _standings(actor, [committee], today)[0]


def _standings(actor: Actor, committees: Sequence[Committee], today: date) -> list[Standing]:
    terms: dict[UUID, list[CommitteeTerm]] = {each.pk: [] for each in committees}
    for term in CommitteeTerm.objects.of(actor.subdistrict_id).filter(committee_id__in=list(terms)):
        terms[term.committee_id].append(term)
    present = CommitteeMember.objects.of(actor.subdistrict_id).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), term__committee_id__in=list(terms), begins_on__lte=today
    )
    members: dict[UUID, list[Seated]] = {}
    for each in present.order_by("begins_on", "pk"):
        seated = Seated(each.pk, each.person_id, CommitteeRole(each.role), each.begins_on, each.ends_on)
        members.setdefault(each.term_id, []).append(seated)
    return [_standing(each, terms[each.pk], members, today) for each in committees]


def _standing(committee: Committee, terms: Sequence[CommitteeTerm], members: dict[UUID, list[Seated]], today: date) -> Standing:
    days_of = {days_of_term(term): term.pk for term in terms}
    state, term, days = state_of(list(days_of), today)
    seated = members.get(days_of[term], []) if term else []
    return Standing(committee, state, term, days, sorted(seated, key=lambda each: _ROLES.index(each.role)))


def days_of_term(term: CommitteeTerm) -> TermDays:
    """The term's number and days."""
    return TermDays(term.number, term.begins_on, term.ends_on)
