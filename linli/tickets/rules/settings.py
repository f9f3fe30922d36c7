"""What a subdistrict may settle for its own tickets."""

from enum import StrEnum


class SettingCode(StrEnum):
    """The names under which it is kept."""

    # From how well words must fit a class that a ticket is dispatched without a person; off where nobody settled it.
    THRESHOLD = "threshold"
