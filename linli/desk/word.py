"""A verb of the house as people read it."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Word:
    """A verb as people read it."""

    words: str | Promise
    icon: str
