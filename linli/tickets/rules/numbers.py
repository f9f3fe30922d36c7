"""The number of a ticket: the local month and a count within it, short enough to say on the phone."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeVar

# So many writers take numbers in one street at once without one waiting for another (docs/adr/0016).
STRIPES: Final = 32

Stripe = TypeVar("Stripe")


def number_text(month: str, count: int) -> str:
    """2611-0187; a month with more than 9,999 goes on with five digits."""
    return f"{month}-{count:04d}"


def share(amount: int, nexts: Mapping[Stripe, int]) -> tuple[list[int], dict[Stripe, int]]:
    """The lowest `amount` numbers of these stripes in order, and what each counts on with."""
    after, taken = dict(nexts), []
    for _ in range(amount):
        lowest = min(after, key=after.__getitem__)
        taken.append(after[lowest])
        after[lowest] += STRIPES
    return taken, after


# Somebody who says the end of a number alone means one of the last months.
MONTHS_MEANT: Final = 24
_WHOLE: Final = re.compile(r"(\d{4})-?(\d{4,5})")
_END: Final = re.compile(r"\d{1,5}")


def numbers_meant(words: str, now: datetime) -> list[str]:
    """The numbers that somebody may mean who types 2611-0187, #26110187, 0187 or 187; none for other words."""
    text = words.strip().removeprefix("#").strip()
    whole, end = _WHOLE.fullmatch(text), _END.fullmatch(text)
    found = [f"{whole[1]}-{whole[2]}"] if whole else []
    if end:
        first = now.year * 12 + now.month - 1
        # The subdistrict's month may be one ahead of the world's.
        found += [
            number_text(f"{month // 12 % 100:02d}{month % 12 + 1:02d}", int(text)) for month in range(first + 1, first - MONTHS_MEANT, -1)
        ]
    return found
