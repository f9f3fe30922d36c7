"""Closed lists with the words people read."""

from enum import StrEnum
from typing import Self

from django.utils.translation import gettext, gettext_noop, override

from linli.kernel.errors import Refused, refusals


class Kind(StrEnum):
    """A stored code with its English words, which are the translations' source."""

    words: str

    def __new__(cls, code: str, words: str = "") -> "Kind":
        kind = str.__new__(cls, code)
        kind._value_ = code
        kind.words = words
        return kind

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """What Django's fields want to know."""
        return [(each.value, each.words) for each in cls]

    @classmethod
    def named(cls, text: str) -> Self:
        """The member of that code or of those words, in either language of the house; anything else is refused."""
        wanted = text.strip().casefold()
        for language in ("zh-hans", "en"):
            with override(language):
                for each in cls:
                    if wanted in {each.value, gettext(each.words).casefold()}:
                        return each
        raise Refused("org.kind_unknown", text=text, choices="、".join(gettext(each.words) for each in cls))


refusals({"org.kind_unknown": gettext_noop("There is no kind “{text}”. Write one of: {choices}.")})
