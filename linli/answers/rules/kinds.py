"""The closed lists and limits of the answer base, with the words people read."""

from typing import Final

from django.utils.translation import gettext_noop

from linli.org.rules.kinds import Kind

QUESTION_LIMIT: Final = 200
WORDINGS_AT_MOST: Final = 8
ANSWER_LIMIT: Final = 2_000
SOURCE_LIMIT: Final = 300
LINK_LIMIT: Final = 300
CODE_LIMIT: Final = 20
WHY_LIMIT: Final = 200
# Nobody looks again at what has no end: rules change, and so do places and hours.
MONTHS_AT_MOST: Final = 24
TOLD_BEFORE_DAYS: Final = 30
# What one subdistrict keeps.
ANSWERS_AT_MOST: Final = 10_000


class VersionState(Kind):
    """Where a version of an answer stands; only one in force is ever offered."""

    DRAFT = "draft", gettext_noop("Being written")
    WAITING = "waiting", gettext_noop("Waits for review")
    IN_FORCE = "in_force", gettext_noop("Reviewed")
    REPLACED = "replaced", gettext_noop("Replaced by a later one")
    WITHDRAWN = "withdrawn", gettext_noop("Taken out")
    DROPPED = "dropped", gettext_noop("Not gone on with")


class Audience(Kind):
    """Who may read it."""

    PUBLIC = "public", gettext_noop("Everybody")
    CLERKS = "clerks", gettext_noop("Staff only")


class Standing(Kind):
    """What of the base a list shows."""

    IN_USE = "in_use", gettext_noop("In use")
    ENDING = "ending", gettext_noop("Expire soon")
    EXPIRED = "expired", gettext_noop("Expired")
    WAITING = "waiting", gettext_noop("Wait for review")
    DRAFT = "draft", gettext_noop("Being written")
    OVER = "over", gettext_noop("Taken out")


OPEN: Final = frozenset({VersionState.DRAFT, VersionState.WAITING})
# What was looked at by a second person, now or once.
REVIEWED: Final = frozenset({VersionState.IN_FORCE, VersionState.REPLACED, VersionState.WITHDRAWN})
