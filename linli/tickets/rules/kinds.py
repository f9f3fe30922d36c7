"""The closed lists of tickets, with the words people read; sources and classes are data and stand elsewhere."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop

from linli.org.rules.kinds import Kind

NUMBER_LIMIT: Final = 16
WORDS_LIMIT: Final = 12_000
MATTER_LIMIT: Final = 2_000
ADDRESS_LIMIT: Final = 200
NOTE_LIMIT: Final = 2_000
CODE_LIMIT: Final = 40
NAME_LIMIT: Final = 40
PHONE_LIMIT: Final = 40
EMAIL_LIMIT: Final = 120
MEDIA_URL_LIMIT: Final = 500
REPORT_TO_LIMIT: Final = 60
# More than 90 days is not a delay but a decision, and has another place (挂账).
DEFERRED_AT_MOST_DAYS: Final = 90
# The first time and one renewal; the second renewal is for the joint meeting.
DEFERRED_AT_A_DESK: Final = 2
# Within so many days the reporter may say that it is not done after all.
REOPEN_WITHIN_DAYS: Final = 30
# Who waits longer for the reporter defers, or closes as explained.
PAUSED_AT_MOST_DAYS: Final = 30
PARTS_AT_MOST: Final = 20
# What a ticket says of its origin where somebody who walked brought it.
FROM_VISIT: Final = "visit"
FROM_PATROL: Final = "patrol_finding"
# Where somebody asked through a contact card.
FROM_CARD: Final = "contact_card"


def codes(kinds: Iterable[StrEnum]) -> list[str]:
    """What is stored of these, in order: constraints and migrations know plain text alone."""
    return sorted(each.value for each in kinds)


class Level(Kind):
    """Where a matter is handled; escalation goes one up."""

    MICRO_GRID = "micro_grid", gettext_noop("Micro-grid")
    GRID = "grid", gettext_noop("Grid")
    SUBDISTRICT = "subdistrict", gettext_noop("Subdistrict")
    OUTSIDE = "outside", gettext_noop("Outside the subdistrict")


class Verdict(Kind):
    """What a verification found; they are kept apart in every figure."""

    SOLVED = "solved", gettext_noop("Solved")
    EXPLAINED = "explained", gettext_noop("Explained")
    NOT_SOLVED = "not_solved", gettext_noop("Not solved")
    # Nobody answered three times, or would not say: neither of the three above.
    UNREACHABLE = "unreachable", gettext_noop("Not reached after three attempts")
    DECLINED = "declined", gettext_noop("Would not say")


# What the doer may say of his own work, and what somebody who was asked can answer.
SAID: Final = frozenset({Verdict.SOLVED, Verdict.EXPLAINED, Verdict.NOT_SOLVED})
# What only a call-back can find.
UNSAID: Final = frozenset({Verdict.UNREACHABLE, Verdict.DECLINED})


class VerifiedBy(Kind):
    """Who verified."""

    REPORTER = "reporter", gettext_noop("The reporter")
    UNIT = "unit", gettext_noop("Another unit")
    CALLBACK = "callback", gettext_noop("A call-back")
    SAMPLE_RULE = "sample_rule", gettext_noop("The blind sample of what was settled on the spot")
    IMPORTED = "imported", gettext_noop("Taken over from elsewhere")


class ClosingBasis(StrEnum):
    """How it came that a ticket is closed."""

    VERIFIED = "verified"
    ON_SPOT = "on_spot"
    IMPORTED = "imported"


class Measure(Kind):
    """What keeps people safe until the matter itself is settled 先处置，后定责."""

    FENCED = "fenced", gettext_noop("Fenced off")
    CLEARED = "cleared", gettext_noop("Cleared away")
    SWITCHED_OFF = "switched_off", gettext_noop("Switched off")
    GUARDED = "guarded", gettext_noop("Guarded")


class ReturnReason(Kind):
    """Why a unit hands a ticket back."""

    NOT_OURS = "not_ours", gettext_noop("Not this unit's duty")
    WRONG_PLACE = "wrong_place", gettext_noop("Not in this unit's area")
    TOO_LITTLE_SAID = "too_little_said", gettext_noop("Too little is said to act on")
    DUPLICATE = "duplicate", gettext_noop("The same is being handled already")


class DeferralReason(Kind):
    """Why something must wait: no other reason defers."""

    LAW = "law", gettext_noop("The law or a policy has to come first")
    PLAN = "plan", gettext_noop("It stands in a plan for later")
    MONEY = "money", gettext_noop("Money has to be granted first")


class RedirectReason(Kind):
    """Why a matter is not for this house; the route that is, is told."""

    EMERGENCY = "emergency", gettext_noop("For the emergency numbers 110, 119, 120, 122")
    LEGAL_ROUTE = "legal_route", gettext_noop("For a court, arbitration, discipline, review, disclosure or petition")
    NO_NEW_FACT = "no_new_fact", gettext_noop("Answered before, and nothing new is said")
    SECRET = "secret", gettext_noop("Touches a secret or somebody's privacy")
    NOT_A_DUTY = "not_a_duty", gettext_noop("For the market or for neighbours to settle")
    AGAINST_LAW = "against_law", gettext_noop("Asks for what the law or good morals forbid")


class RequestKind(Kind):
    """What is asked for beside the handling, and answered by a signature."""

    RETURN = "return", gettext_noop("Hand back")
    EXTENSION = "extension", gettext_noop("More time")
    ASSIST = "assist", gettext_noop("Help of another unit")
    DEFERRAL = "deferral", gettext_noop("Deferral")
    VOID = "void", gettext_noop("Annulment")
    OBJECTION = "objection", gettext_noop("Objection to the dispatch")
    PAUSE = "pause", gettext_noop("Pause of the clocks")
    NOBODY = "nobody", gettext_noop("Nobody takes it")


class Decision(Kind):
    """What became of a request."""

    APPROVED = "approved", gettext_noop("Approved")
    REFUSED = "refused", gettext_noop("Refused")


class MeetingReason(Kind):
    """Why a ticket lies before a meeting."""

    SECOND_RETURN = "second_return", gettext_noop("Returned twice")
    OBJECTION = "objection", gettext_noop("A unit objects to the dispatch")
    SEVERAL_PARTIES = "several_parties", gettext_noop("Several parties have to act together")
    NOBODY_TAKES_IT = "nobody_takes_it", gettext_noop("No unit can take it")


class ObjectionReason(Kind):
    """Why a unit says that the dispatch itself is wrong 派单异议; reviewed, and counted as upheld or overruled."""

    OTHER_DUTY = "other_duty", gettext_noop("The duty list gives it to another unit")
    WRONG_CLASS = "wrong_class", gettext_noop("It is of another class")
    NO_POWER = "no_power", gettext_noop("This unit has no power to act there")
    COMMUNITY_MATTER = "community_matter", gettext_noop("It may not be passed on to a committee")


class Ruling(Kind):
    """What became of an objection."""

    UPHELD = "upheld", gettext_noop("Upheld, another unit leads")
    OVERRULED = "overruled", gettext_noop("Overruled, the unit leads")


class ExtensionReason(Kind):
    """Why the work needs more time than the plan gives."""

    COMPLEX = "complex", gettext_noop("More has to be found out than was known")
    OTHERS = "others", gettext_noop("Others have to do their part first")
    MATERIAL = "material", gettext_noop("Parts or material are on their way")
    WEATHER = "weather", gettext_noop("The weather does not allow it")


class AssistReason(Kind):
    """Why another unit is needed."""

    POWER = "power", gettext_noop("Only that unit has the power")
    MEANS = "means", gettext_noop("That unit has the people or tools")
    PLACE = "place", gettext_noop("That unit has the keys of the place")


class PauseReason(Kind):
    """For whom the clocks stand still; the whole time stands still only where the reporter asked for the delay."""

    WAITING = "waiting", gettext_noop("Waiting for the reporter")
    REPORTER_ASKED = "reporter_asked", gettext_noop("The reporter asked for a later day")


class Threshold(Kind):
    """From how well words must fit a class that a ticket is dispatched without a person."""

    OFF = "", gettext_noop("A person always confirms")
    STRONG = "strong", gettext_noop("When the words fit very well")
    LIKELY = "likely", gettext_noop("When the words fit at all well")


class ReportWay(Kind):
    """How something is reported upward; each has its own clock."""

    PHONE = "phone", gettext_noop("By phone")
    WRITTEN = "written", gettext_noop("In writing")
