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

    FIRST_CONTACT = "first_contact", gettext_noop("Contacted first")
    RESPONSE = "response", gettext_noop("Contacted in time")
    RESOLUTION = "resolution", gettext_noop("Solved")
    SATISFACTION = "satisfaction", gettext_noop("Satisfied")
    ON_TIME = "on_time", gettext_noop("Finished in time")
    REWORK = "rework", gettext_noop("Done again")
    RETURN = "return", gettext_noop("Handed back")
    RECURRENCE = "recurrence", gettext_noop("Came back")
    SELF_DISCOVERY = "self_discovery", gettext_noop("Found by ourselves")
    ON_SPOT = "on_spot", gettext_noop("Settled on the spot")


class LeftOut(Kind):
    """Why something is in no numerator and no denominator."""

    EXCLUDED = "excluded", gettext_noop("Excluded by two people")
    IMPORTED = "imported", gettext_noop("Closed elsewhere and taken over")
    PUT_ASIDE = "put_aside", gettext_noop("Merged, redirected, withdrawn or void")
    NOT_YET = "not_yet", gettext_noop("Not that far yet")
    UNREACHABLE = "unreachable", gettext_noop("Not reached after three attempts")
    DECLINED = "declined", gettext_noop("Would not say")
    NOT_SOLVED = "not_solved", gettext_noop("Closed as not solved")


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
