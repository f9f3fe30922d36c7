"""The closed lists of visits, with the words people read."""

from typing import Final

from django.utils.translation import gettext_noop

from linli.org.rules import kinds as org

NOTE_LIMIT: Final = 2_000
QUESTION_LIMIT: Final = 200
NAME_LIMIT: Final = 40
PEOPLE_AT_MOST: Final = 200
AMOUNT_AT_MOST: Final = 10_000
NEEDS_AT_MOST: Final = 20
GIVEN_AT_MOST: Final = 20


class Kind(org.Kind):
    """Why somebody goes 三访: to find needs, to solve one, to see the effect; with the six posts together; on a round."""

    ROUTINE = "routine", gettext_noop("Routine visit")
    TARGETED = "targeted", gettext_noop("Targeted visit")
    RETURN = "return", gettext_noop("Return visit")
    JOINT = "joint", gettext_noop("Joint visit")
    PATROL = "patrol", gettext_noop("Patrol")


class Outcome(org.Kind):
    """Whom one met; kept apart in every figure of coverage."""

    MET = "met", gettext_noop("Met the one in charge")
    STAFF_ONLY = "staff_only", gettext_noop("Met staff only")
    NOT_OPEN = "not_open", gettext_noop("Not open now")
    COME_LATER = "come_later", gettext_noop("Come another time")
    DECLINED = "declined", gettext_noop("Would rather not")
    MOVED = "moved", gettext_noop("Moved away")
    VACANT = "vacant", gettext_noop("Standing empty")
    CLOSED_DOWN = "closed_down", gettext_noop("Closed down")
    NOT_FOUND = "not_found", gettext_noop("Not found")


# Whoever is there was visited; who only saw staff has visited and not met.
VISITED: Final = frozenset({Outcome.MET, Outcome.STAFF_ONLY})
# Somebody there was disturbed: these are the entries that are capped.
ENTERED: Final = frozenset({Outcome.MET, Outcome.STAFF_ONLY, Outcome.COME_LATER, Outcome.DECLINED})


class Effect(org.Kind):
    """What a return visit sees of what the ticket was about; the reporter's own word is another thing, and his."""

    FIXED = "fixed", gettext_noop("Fixed")
    NOT_FIXED = "not", gettext_noop("Not fixed")
    AGAIN = "again", gettext_noop("Came back again")


class Given(org.Kind):
    """What was left there."""

    SERVICE = "service", gettext_noop("Service")
    MATERIAL = "material", gettext_noop("Material")


class Why(org.Kind):
    """Why a visit is due."""

    AGREED = "agreed", gettext_noop("Agreed with the place")
    TICKET = "ticket", gettext_noop("A ticket was handled")
    ASKED = "asked", gettext_noop("The place asked for it")
    PLANNED = "planned", gettext_noop("Planned by the office")
    PERIOD = "period", gettext_noop("Its turn has come")
    NEVER = "never", gettext_noop("Never visited")


# What the place wants, or was promised: none of these is capped.
FREE: Final = frozenset({Why.AGREED, Why.TICKET, Why.ASKED})
# What somebody lays down; the others are worked out.
LAID: Final = frozenset({Why.AGREED, Why.TICKET, Why.ASKED, Why.PLANNED})


class Ending(org.Kind):
    """How a planned visit ended."""

    DONE = "done", gettext_noop("Was done")
    DROPPED = "dropped", gettext_noop("Dropped")
