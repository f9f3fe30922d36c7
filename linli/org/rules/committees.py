"""Building and block committees 楼委会/街委会: terms, roles, and when the next election is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.org.rules.kinds import Kind

NAME_LIMIT = 80
# An election needs about two months: list of voters, candidates, notice, vote.
REMIND_DAYS = 60
LONGEST_YEARS = 10


class CommitteeKind(Kind):
    """What the committee speaks for."""

    BUILDING = "building", gettext_noop("Building committee")
    BLOCK = "block", gettext_noop("Block committee")


class CommitteeRole(Kind):
    """What somebody is in a committee."""

    CHAIR = "chair", gettext_noop("Chair")
    VICE = "vice", gettext_noop("Vice chair")
    REPRESENTATIVE = "representative", gettext_noop("Member")


class TermState(Kind):
    """How a committee stands with its term."""

    RUNNING = "running", gettext_noop("In office")
    ENDING = "ending", gettext_noop("Election due")
    OVER = "over", gettext_noop("Term over")
    NONE = "none", gettext_noop("No term yet")


SHAPES = {TermState.RUNNING: "ok", TermState.ENDING: "watch", TermState.OVER: "stop", TermState.NONE: "none"}


@dataclass(frozen=True, slots=True)
class TermDays:
    """A term, first and last day in office."""

    number: int
    begins_on: date
    ends_on: date


def checked_term(term: TermDays, others: list[TermDays]) -> TermDays:
    """The term as it may be stored beside the committee's other terms."""
    if term.number < 1:
        raise Refused("committees.bad_number")
    if term.ends_on < term.begins_on:
        raise Refused("committees.term_ends_first")
    if term.ends_on > term.begins_on + timedelta(days=366 * LONGEST_YEARS):
        raise Refused("committees.term_too_long", limit=LONGEST_YEARS)
    for other in others:
        if other.number == term.number:
            raise Refused("committees.number_taken", number=term.number)
        if other.begins_on <= term.ends_on and term.begins_on <= other.ends_on:
            raise Refused("committees.terms_overlap", number=other.number, begins=other.begins_on, ends=other.ends_on)
    return term


def state_of(terms: list[TermDays], today: date) -> tuple[TermState, TermDays | None, int]:
    """How the committee stands today, the term that says so, and the days until its end (negative: since)."""
    begun = [term for term in terms if term.begins_on <= today]
    if not begun:
        return TermState.NONE, None, 0
    last = max(begun, key=lambda term: term.ends_on)
    days = (last.ends_on - today).days
    has_successor = any(term.begins_on == last.ends_on + timedelta(days=1) for term in terms)
    if days < 0:
        return TermState.OVER, last, days
    if days <= REMIND_DAYS and not has_successor:
        return TermState.ENDING, last, days
    return TermState.RUNNING, last, days


def register() -> None:
    """Make the verbs of committees known to the house."""
    verbs.register("committee.set_up", facts={"name": str, "committee_kind": str})
    verbs.register("committee.renamed", facts={"name": str})
    verbs.register("committee.ended", facts={"name": str})
    verbs.register("committee.term_begun", facts={"number": int, "begins_on": str, "ends_on": str})
    verbs.register("committee.term_changed", facts={"number": int, "begins_on": str, "ends_on": str})
    verbs.register("committee.member_joined", facts={"person": str, "committee_role": str, "begins_on": str})
    verbs.register("committee.member_left", facts={"person": str, "committee_role": str, "ends_on": str})


refusals(
    {
        "committees.bad_number": gettext_noop("The number of a term begins at 1. Enter 1 or more."),
        "committees.term_ends_first": gettext_noop("The term ends before it begins. Correct one of the two days."),
        "committees.term_too_long": gettext_noop("The term is longer than {limit} years. Correct one of the two days."),
        "committees.number_taken": gettext_noop("There is a term number {number} already. Give this one the next number."),
        "committees.terms_overlap": gettext_noop("Term {number} runs from {begins} to {ends}. Begin this one after it."),
        "committees.name_taken": gettext_noop("There is a committee called {name} already. Choose another name."),
        "committees.over": gettext_noop("The committee {name} has ended. Nothing can be changed in it."),
        "committees.chair_taken": gettext_noop("The committee has a chair already. End that chair's time first."),
        "committees.member_twice": gettext_noop("This person belongs to the committee already. End that first, then give the new role."),
        "committees.not_representative": gettext_noop(
            "Only a representative can belong to a committee. Enter the person as a representative first."
        ),
        "committees.outside_term": gettext_noop("The day lies outside the term ({begins} to {ends}). Choose a day within it."),
        "committees.left_already": gettext_noop("This person has left the committee already. Open the page again."),
        "committees.leaves_first": gettext_noop("The last day lies before the first. Choose a later one."),
    }
)
