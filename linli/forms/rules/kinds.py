"""The closed lists of the form registry, with the words people read."""

from typing import Final

from django.utils.translation import gettext_noop

from linli.org.rules.kinds import Kind

NAME_LIMIT: Final = 60
SENDER_LIMIT: Final = 60
BASIS_LIMIT: Final = 300
PURPOSE_LIMIT: Final = 200
WHY_LIMIT: Final = 200
FIELD_LIMIT: Final = 60
FIELDS_AT_MOST: Final = 100
FILLERS_AT_MOST: Final = 30
ROWS_AT_MOST: Final = 5_000
VALUE_LIMIT: Final = 500
FILE_NAME_LIMIT: Final = 200
# Who still needs the form after a year says so again.
MONTHS_AT_MOST: Final = 12
TOLD_BEFORE_DAYS: Final = 30


class FormState(Kind):
    """Where a form stands in its life; only an approved one is asked."""

    PROPOSED = "proposed", gettext_noop("Waits for approval")
    APPROVED = "approved", gettext_noop("On the list")
    REFUSED = "refused", gettext_noop("Not admitted")
    EXPIRED = "expired", gettext_noop("Expired")
    WITHDRAWN = "withdrawn", gettext_noop("Withdrawn")


class Frequency(Kind):
    """How often it is filled."""

    ONCE = "once", gettext_noop("Once")
    YEARLY = "yearly", gettext_noop("Every year")
    HALF_YEARLY = "half_yearly", gettext_noop("Every half-year")
    QUARTERLY = "quarterly", gettext_noop("Every quarter")
    MONTHLY = "monthly", gettext_noop("Every month")
    WEEKLY = "weekly", gettext_noop("Every week")


class Subject(Kind):
    """What one row of it is about; no form has a row for each person."""

    PLACE = "place", gettext_noop("One row for each place")
    GRID = "grid", gettext_noop("One row for each grid")
    STREET = "street", gettext_noop("One row for the subdistrict")


class FillerKind(Kind):
    """Who fills it."""

    POST = "post", gettext_noop("Post")
    UNIT = "unit", gettext_noop("Unit")
    GRID = "grid", gettext_noop("Grid")


class Sureness(Kind):
    """How sure the comparison is; a person decides."""

    SAME = "same", gettext_noop("Very alike")
    LIKELY = "likely", gettext_noop("Perhaps")
