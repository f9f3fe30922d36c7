"""Which facts of the journal hold personal values: rooms say so, so that erasure reaches them there too."""

from collections.abc import Mapping
from typing import Final

# The fact belongs to no single field: it goes when nothing is known of the person any more.
WHOLE_PERSON: Final = ""

_FACTS: Final[dict[tuple[str, str], str]] = {}


def register(verb: str, fields: Mapping[str, str]) -> None:
    """Say for a verb which fact repeats which encrypted field of its aggregate (or tells of the WHOLE_PERSON)."""
    for fact, field in fields.items():
        if _FACTS.setdefault((verb, fact), field) != field:
            raise ValueError(f"the fact {fact} of {verb} is already said to repeat another field")


def registered() -> Mapping[tuple[str, str], str]:
    """Field by verb and fact."""
    return dict(_FACTS)
