"""The rates of the loop: always a numerator, a denominator, and what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import sqrt

from django.utils.translation import gettext_noop

from linli.org.rules.kinds import Kind

# Below this many the rate alone would say more than is known.
FEW = 30
# The normal distribution's 97.5 per cent point.
_Z = 1.959964


class Rate(Kind):
    """What is measured; each compares like with like only."""

    FIRST_CONTACT = "first_contact", gettext_noop("First-contact rate")
    RESPONSE = "response", gettext_noop("Response rate")
    RESOLUTION = "resolution", gettext_noop("Resolution rate")
    SATISFACTION = "satisfaction", gettext_noop("Satisfaction rate")
    ON_TIME = "on_time", gettext_noop("On-time rate")
    REWORK = "rework", gettext_noop("Rework rate")
    RETURN = "return", gettext_noop("Return rate")
    RECURRENCE = "recurrence", gettext_noop("Recurrence rate")
    SELF_DISCOVERY = "self_discovery", gettext_noop("Self-discovery rate")
    ON_SPOT = "on_spot", gettext_noop("On-the-spot rate")


class LeftOut(Kind):
    """Why something is in no numerator and no denominator."""

    EXCLUDED = "excluded", gettext_noop("Excluded by two people")
    IMPORTED = "imported", gettext_noop("Closed elsewhere and taken over")
    PUT_ASIDE = "put_aside", gettext_noop("Merged, redirected, withdrawn or void")
    NOT_YET = "not_yet", gettext_noop("Not that far yet")
    UNREACHABLE = "unreachable", gettext_noop("Not reached after three attempts")
    DECLINED = "declined", gettext_noop("Would not say")
    UNGRADED = "ungraded", gettext_noop("Closed without a grade")
    NOT_SOLVED = "not_solved", gettext_noop("Closed as not solved")
    ABOUT_US = "about_us", gettext_noop("Complaints about your own unit")


# They say whether somebody reported, and what he said of it: only who may know reporters is told, and never of complaints about his unit.
OF_REPORTERS = frozenset({Rate.SATISFACTION, Rate.SELF_DISCOVERY})


@dataclass(frozen=True, slots=True)
class Figure:
    """One rate: the numerator may be a sum of fractions; every exclusion with its number."""

    numerator: Decimal
    denominator: int
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)

    @property
    def share(self) -> Decimal | None:
        """The rate; none of nothing."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def is_of_few(self) -> bool:
        """Whether the interval has to stand beside it."""
        return 0 < self.denominator < FEW

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which shares the true one lies, 19 times in 20 (Wilson, 1927)."""
        if not self.denominator:
            return None
        number, share = self.denominator, float(self.numerator) / self.denominator
        middle = share + _Z**2 / (2 * number)
        reach = _Z * sqrt(share * (1 - share) / number + _Z**2 / (4 * number**2))
        whole = 1 + _Z**2 / number
        return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)
