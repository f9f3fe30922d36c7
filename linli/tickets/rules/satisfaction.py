"""How satisfied somebody is: graded, never yes or no."""

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_noop

from linli.org.rules.kinds import Kind


class Grade(Kind):
    """The grade 满意度; what each counts is a fraction."""

    SATISFIED = "satisfied", gettext_noop("Satisfied")
    MOSTLY = "mostly", gettext_noop("Mostly satisfied")
    FAIR = "fair", gettext_noop("So so")
    DISSATISFIED = "dissatisfied", gettext_noop("Dissatisfied")

    @property
    def counts(self) -> Decimal:
        """The part of an answer that counts as satisfied."""
        return COUNTS[self]

    @property
    def leans_dissatisfied(self) -> bool:
        """Whether somebody above should look before the reply goes out 预警工单."""
        return self in {Grade.FAIR, Grade.DISSATISFIED}


# 满意 1, 基本满意 0.8, 一般 0.6, 不满意 0: the weights districts publish most often.
COUNTS: Final = {
    Grade.SATISFIED: Decimal(1),
    Grade.MOSTLY: Decimal("0.8"),
    Grade.FAIR: Decimal("0.6"),
    Grade.DISSATISFIED: Decimal(0),
}
