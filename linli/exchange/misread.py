"""What is wrong with a field of a body, in a sentence for people: what it has to be instead."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

_NUMBER: Final = _("This has to be a number.")
_MOMENT: Final = _("This is no moment. Write it like 2026-11-24T08:30:00+08:00.")
_OBJECT: Final = _("An object with its fields belongs here.")
# By the kind of the fault, as who reads the body calls it; what is in braces it says itself.
_SENTENCES: Final[Mapping[str, str]] = {
    "missing": _("This field is missing. Add it."),
    "extra_forbidden": _("There is no such field. Correct its name, or leave it out."),
    "string_type": _("This has to be text."),
    "string_unicode": _("This is no text in UTF-8. Correct it."),
    "string_too_long": _("At most {max_length} characters fit here. Shorten it."),
    "enum": _("This has to be one of these: {expected}."),
    "finite_number": _NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "greater_than_equal": _("This has to be {ge} or more."),
    "less_than_equal": _("This has to be {le} or less."),
    "bool_type": _("This has to be true or false."),
    "bool_parsing": _("This has to be true or false."),
    "timezone_aware": _("The moment needs its zone. Write it like 2026-11-24T08:30:00+08:00."),
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "model_attributes_type": _OBJECT,
    "model_type": _OBJECT,
    "dict_type": _OBJECT,
}
NO_JSON: Final = _("The body is no JSON, or not all of it came. Send it whole, in UTF-8.")


def sentence(error: Mapping[str, Any]) -> str:
    """The sentence in the caller's language; of a kind that has none, the words of who read the body."""
    said = _SENTENCES.get(str(error.get("type", "")))
    if said is None:
        return str(error.get("msg", ""))
    return gettext(said).format(**error.get("ctx", {}))
