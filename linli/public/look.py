"""How a public page looks: its language and its size of type stand in the address, since nothing is kept in the browser."""

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import to_locale

CHINESE: Final = "zh-hans"
ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class Look:
    """Chinese in usual type, unless the address says otherwise."""

    language: str = CHINESE
    is_big: bool = False

    @property
    def tag(self) -> str:
        """The language as HTML names it."""
        return to_locale(self.language).replace("_", "-")

    @property
    def query(self) -> str:
        """What every link carries on to the next page."""
        said = {**({"lang": self.language} if self.language != CHINESE else {}), **({"big": "1"} if self.is_big else {})}
        return f"?{urlencode(said)}" if said else ""

    # A link to the same page without a query needs the bare mark.
    @property
    def resized(self) -> str:
        """The query of the same page in the other size."""
        return replace(self, is_big=not self.is_big).query or "?"

    @property
    def translated(self) -> str:
        """The query of the same page in the other language."""
        return replace(self, language=CHINESE if self.language == ENGLISH else ENGLISH).query or "?"


def look_of(request: HttpRequest) -> Look:
    """What the address asks for; anything it does not know is the usual."""
    is_english = request.GET.get("lang") == ENGLISH
    return Look(language=ENGLISH if is_english else CHINESE, is_big=request.GET.get("big") == "1")
