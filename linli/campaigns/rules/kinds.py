"""The closed lists of campaigns, with the words people read."""

from typing import Final

from django.utils.translation import gettext_noop

from linli.org.rules.kinds import Kind

NAME_LIMIT: Final = 80
TITLE_LIMIT: Final = 30
NOTE_LIMIT: Final = 200
STAGES_AT_MOST: Final = 12
REASONS_AT_MOST: Final = 12
# A campaign is gone through within a year, or it is no campaign.
DAYS_AT_MOST: Final = 366
# So many places are frozen in one go; a whole subdistrict has fewer.
TARGETS_AT_MOST: Final = 20_000


class CampaignKind(Kind):
    """What a campaign is made of."""

    ROUND = "round", gettext_noop("Visit round")
    DRIVE = "drive", gettext_noop("Drive, door by door")


class CampaignState(Kind):
    """Where a campaign stands; its denominator is frozen from the second on."""

    DRAFT = "draft", gettext_noop("Being prepared")
    RUNNING = "running", gettext_noop("Running")
    ENDED = "ended", gettext_noop("Ended")


class Meaning(Kind):
    """What a stage stands for, whatever the campaign calls it."""

    CONTACTED = "contacted", gettext_noop("Contacted")
    CONCERNS = "concerns", gettext_noop("Has concerns")
    AGREED = "agreed", gettext_noop("Agreed")
    DEPOSIT = "deposit", gettext_noop("Deposit paid")
    WAITING = "waiting", gettext_noop("Waits for something outside")
    DONE = "done", gettext_noop("Work done")
    LOOKED_AGAIN = "looked_again", gettext_noop("Looked at again by somebody else")
    HELD = "held", gettext_noop("Still so after the waiting time")
    # What only some drives know, between the first word and the work.
    STEP = "step", gettext_noop("A step of this campaign's own")
