"""What was given and handed out, as one types it in a line."""

import re
from collections.abc import Iterable
from typing import Final

_LISTED: Final = re.compile(r"[、,，;；\n]+")
_AMOUNT: Final = re.compile(r"\s*[x×*]?\s*(\d{1,5})\s*[份张封]?\s*$")


def services_in(text: str) -> list[str]:
    """The names in a line."""
    return [each.strip() for each in _LISTED.split(text) if each.strip()]


def materials_in(text: str) -> list[tuple[str, int]]:
    """The things in a line, each with how many; one where no number stands."""
    return [_material(each) for each in services_in(text)]


def _material(text: str) -> tuple[str, int]:
    found = _AMOUNT.search(text)
    name = text[: found.start()] if found else text
    return name.strip(), int(found[1]) if found else 1


def line_of(materials: Iterable[tuple[str, int]]) -> str:
    """The line back."""
    return "、".join(f"{name} {amount}" for name, amount in materials)
