"""What the log must not repeat."""

import logging
import re
from typing import Final

_TOKEN: Final = re.compile(r"(/set-up/|/way-in/)[^/\s]+")
LONGEST_ADDRESS: Final = 500


class Discreet(logging.Filter):
    """Takes the token of a one-time link out of addresses, where it may still work, and cuts addresses without end."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record stays; what its message is made from is cleaned."""
        if isinstance(record.args, tuple):
            record.args = tuple(_discreet(each) if isinstance(each, str) else each for each in record.args)
        return True


def _discreet(text: str) -> str:
    cleaned = _TOKEN.sub(r"\1…", text)
    return cleaned if len(cleaned) <= LONGEST_ADDRESS else f"{cleaned[:LONGEST_ADDRESS]}…"
