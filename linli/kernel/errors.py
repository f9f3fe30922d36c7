"""What the house says when it does not do a thing: a code for programs, a sentence for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_noop

_SENTENCES: dict[str, str] = {}


def refusals(sentences: Mapping[str, str]) -> None:
    """Register the sentences of a room's refusals; a code is said once only."""
    for code, sentence in sentences.items():
        if _SENTENCES.setdefault(code, sentence) != sentence:
            raise ValueError(f"the refusal {code} already has another sentence")


def registered_refusals() -> Mapping[str, str]:
    """Every code with its English sentence."""
    return dict(_SENTENCES)


class Refused(Exception):
    """A wish the rules do not allow; nothing was written."""

    def __init__(self, code: str, /, **facts: object) -> None:
        if code not in _SENTENCES:
            raise LookupError(f"no sentence is registered for the refusal {code}")
        super().__init__(code)
        self.code = code
        self.facts = facts

    @property
    def sentence(self) -> str:
        """The refusal in the reader's language, with the way out."""
        return gettext(_SENTENCES[self.code]).format(**self.facts)

    def __str__(self) -> str:
        return self.sentence

    def __reduce__(self) -> tuple[Any, ...]:
        # As it stands, whatever its class wants to be made of: a refusal of another process comes whole.
        return type(self).__new__, (type(self), *self.args), self.__dict__


class NotFound(Refused):
    """Missing and not visible answer alike, so that nobody learns what exists elsewhere."""

    def __init__(self) -> None:
        super().__init__("kernel.not_found")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that somebody else changed: what the reader wrote and what stands there now."""

    field: str
    yours: str
    theirs: str


class Stale(Refused):
    """The form was opened before somebody else saved; both versions are kept for a person to choose."""

    def __init__(self, *, current: int, differences: tuple[Difference, ...]) -> None:
        super().__init__("kernel.stale")
        self.current = current
        self.differences = differences


refusals(
    {
        "kernel.not_found": gettext_noop("This does not exist, or it is not yours to see. Go back to the list and look there."),
        "kernel.not_allowed": gettext_noop("Your post does not include this. Ask the administrator of your subdistrict for it."),
        "kernel.stale": gettext_noop("Somebody else saved this after you opened it. What you wrote is kept; choose what is to stand."),
        "kernel.busy": gettext_noop("Somebody is working on this right now. Nothing was changed; try again in a few seconds."),
        "kernel.bad_id": gettext_noop("This reference is not one of ours. Open the page again from the list."),
        "kernel.nul": gettext_noop(
            "The field {field} contains an invisible character (NUL) that cannot be stored. Paste the text again without it."
        ),
        "kernel.too_long": gettext_noop("The field {field} is {length} characters long; at most {limit} fit. Shorten it and save again."),
        "kernel.empty": gettext_noop("The field {field} is empty. Write something there and save again."),
        "kernel.bad_character": gettext_noop(
            "The field {field} contains half a character that cannot be stored. Paste the text again without it."
        ),
        "kernel.only_looking": gettext_noop(
            "You are looking at several subdistricts at once, and there nothing can be changed. Choose one subdistrict first."
        ),
        "kernel.other_scope": gettext_noop("This belongs to another subdistrict. Choose that subdistrict first."),
    }
)
