"""Which part of a file came: the heading of a resumable upload."""

import re
from dataclasses import dataclass
from typing import Final

from linli.kernel.errors import Refused
from linli.sync.rules.kinds import PART_LIMIT_BYTES

# Longer than any file that is kept, and short enough to be a number.
_RANGE: Final = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """From which byte on, how many, and how many the whole file has."""

    start: int
    size: int
    total: int


def part_of(heading: str, size: int) -> Part:
    """The part that a Content-Range announces, if the body has just so many bytes."""
    found = _RANGE.fullmatch(heading.strip())
    if found is None:
        raise Refused("field.part_out_of_range")
    first, last, total = map(int, found.groups())
    if size > PART_LIMIT_BYTES:
        raise Refused("field.part_too_large", limit_kb=PART_LIMIT_BYTES // 1024)
    if not first <= last < total or last - first + 1 != size:
        raise Refused("field.part_out_of_range")
    return Part(first, size, total)
