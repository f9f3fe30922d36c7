"""Forms of the desk: a refusal stands beside its field, what was typed stays, and who was overtaken sees what stands now."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext

from linli.desk.errors import status_of
from linli.desk.paging import typed_number
from linli.kernel.errors import Refused, Stale
from linli.kernel.writes import attempt

T = TypeVar("T")


class DeskForm(forms.Form):
    """A form that can be told what the rules have against it."""

    # What the rules call a field, in English, and the field here.
    said_as: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.status = 200
        self.seen = self._seen()

    def _seen(self) -> int:
        typed = str(self.data.get("seen", ""))
        # What no page of ours sends is a version that never was: the edit comes back as overtaken.
        return typed_number(typed)

    def is_valid(self) -> bool:
        """Django's; a form that is not comes back with the number that says so."""
        is_right = super().is_valid()
        self.status = 200 if is_right else 422
        return is_right

    def offer_choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """Fill a list to choose from."""
        cast(forms.ChoiceField, self.fields[name]).choices = list(choices)

    def blame(self, refusal: Refused) -> None:
        """Say the refusal beside the field it speaks of, or above all fields."""
        self.status = status_of(refusal)
        word = refusal.facts.get("field")
        guilty = next((field for said, field in self.said_as.items() if gettext(said) == word), None)
        self.add_error(guilty, refusal.sentence)
        if isinstance(refusal, Stale):
            # Saving again is then said knowing what the other one wrote.
            self.seen = refusal.current
            for each in refusal.differences:
                if each.field in self.fields and each.theirs:
                    self.add_error(each.field, gettext("Now it says: {theirs}").format(theirs=each.theirs))

    def saved(self, act: Callable[[], T]) -> T | None:
        """What the action gives; None when it was refused, which then stands in the form."""
        results: list[T] = []
        with attempt() as outcome:
            results.append(act())
        if outcome.refusal:
            self.blame(outcome.refusal)
            return None
        return results[0]

    def chosen_id(self, name: str) -> UUID | None:
        """The id chosen in a list; none for the empty choice."""
        value = self.cleaned_data.get(name)
        return UUID(value) if value else None
