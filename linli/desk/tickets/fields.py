"""The fields that forms about tickets share."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.desk.org.asking import Choices, Words, day_field
from linli.org.rules.kinds import Kind
from linli.tickets.rules.kinds import NOTE_LIMIT

# A day that is only named is meant from the opening of offices.
OPENING = time(9, 0)


def words_field(label: Words, *, required: bool = True, rows: int = 3, limit: int = NOTE_LIMIT, help_text: Words = "") -> forms.CharField:
    """Some sentences."""
    return forms.CharField(
        label=label, max_length=limit, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


def note_field(*, required: bool = True) -> forms.CharField:
    """What stands in the story beside the move."""
    return words_field(pgettext_lazy("said with a move", "Note"), required=required)


def list_field(label: Words, *, required: bool = True, help_text: Words = "") -> forms.ChoiceField:
    """One of a list that the form fills from the ticket."""
    return forms.ChoiceField(label=label, required=required, help_text=help_text)


def kind_field(label: Words, kinds: Iterable[Kind], *, initial: Kind | None = None) -> forms.ChoiceField:
    """One of a closed list, in the reader's language."""
    found = list(kinds)

    def choices() -> Choices:
        first = [] if initial is not None else [("", gettext("Choose …"))]
        return [*first, *((each.value, gettext(each.words)) for each in found)]

    return forms.ChoiceField(label=label, choices=choices, initial=initial.value if initial is not None else None)


def ticks_field(label: Words, *, help_text: Words = "") -> forms.MultipleChoiceField:
    """Any of a list that the form fills from the ticket."""
    return forms.MultipleChoiceField(label=label, required=False, help_text=help_text, widget=forms.CheckboxSelectMultiple)


def granted_field() -> forms.ChoiceField:
    """A signature, or its refusal."""
    return forms.ChoiceField(
        label=_("Decision"),
        choices=lambda: [("", gettext("Choose …")), ("yes", gettext("Approved")), ("no", gettext("Refused"))],
    )


def moment_field(label: Words, *, required: bool = True) -> forms.SplitDateTimeField:
    """A day and a time side by side, each named for who cannot see them."""
    of_day: dict[str, Any] = {"type": "date", "aria-label": _("Day")}
    of_time: dict[str, Any] = {"type": "time", "aria-label": _("Time")}
    widget = forms.SplitDateTimeWidget(date_attrs=of_day, time_attrs=of_time, date_format="%Y-%m-%d", time_format="%H:%M")
    return forms.SplitDateTimeField(
        label=label, required=required, input_date_formats=["%Y-%m-%d"], input_time_formats=["%H:%M"], widget=widget
    )


def opening_of(day: date) -> datetime:
    """The moment meant by a day alone."""
    return timezone.make_aware(datetime.combine(day, OPENING))


__all__ = [
    "day_field",
    "granted_field",
    "kind_field",
    "list_field",
    "moment_field",
    "note_field",
    "opening_of",
    "ticks_field",
    "words_field",
]
