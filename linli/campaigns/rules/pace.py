"""How a part of a campaign stands beside the even pace: a word for an area, never for a person."""

from typing import Final

from django.utils.translation import gettext_noop

from linli.campaigns.rules.coverage import Share
from linli.org.rules.kinds import Kind

# So many hundredths behind the even pace are caught up in a few good days; more are not.
BEHIND_AT_MOST: Final = 10.0


class Standing(Kind):
    """What an area needs."""

    FINE = "ok", gettext_noop("On its way")
    WATCH = "watch", gettext_noop("Behind")
    HELP = "act", gettext_noop("Needs people")


def standing(share: Share, even_percent: float, lacking: int) -> Standing:
    """Without owners, or far behind, an area needs people; a little behind it is watched."""
    behind = even_percent - share.percent
    if share.left and (lacking or behind > BEHIND_AT_MOST):
        return Standing.HELP
    return Standing.WATCH if share.left and behind > 0 else Standing.FINE
