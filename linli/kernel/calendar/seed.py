"""The national calendar as the State Council announced it, 2004 to the last year the library knows; read once, edited on the desk since."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from linli.kernel.calendar.days import Day, Hours

REGION: Final = "cn"
REGION_NAME: Final = "全国"
FIRST_YEAR: Final = 2004
# What most street offices post at the door; a version of its own says otherwise.
HOURS: Final = (Hours(9 * 60, 11 * 60 + 30), Hours(13 * 60, 17 * 60))

# The library says the short names; these are the ones on the announcements.
_NAMES: Final[Mapping[str, str]] = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利七十周年纪念日",
}


def announced() -> list[Day]:
    """Every day off and every make-up day the library knows, in order."""
    # Heavy for every process that only counts: its tables are a thousand lines.
    from chinese_calendar.constants import holidays, workdays

    found = [Day(on, False, _NAMES[str(name)]) for on, name in holidays.items()]
    found += [Day(on, True, _NAMES[str(name)]) for on, name in workdays.items()]
    return sorted(day for day in found if day.on.year >= FIRST_YEAR)


def years(days: list[Day]) -> list[int]:
    """The years the announcements cover: a year is whole or not there."""
    return list(range(FIRST_YEAR, max((day.on for day in days), default=date(FIRST_YEAR - 1, 1, 1)).year + 1))
