"""How the words of a place are cleaned and compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.find.grams import runs
from linli.kernel.text import clean_text
from linli.places.rules.kinds import (
    ACCURACY_AT_MOST_M,
    ADDRESS_LIMIT,
    CONTACT_NAME_LIMIT,
    KEY_LIMIT,
    NAME_LIMIT,
    PHONE_LIMIT,
    TAG_LIMIT,
    TAGS_AT_MOST,
    ContactPurpose,
    ContactRole,
)

_NAME, _ADDRESS, _TAG, _PHONE = gettext_lazy("Name"), gettext_lazy("Address"), gettext_lazy("Tag"), gettext_lazy("Phone")
# Fields that refusals name.
NOTE, WHY, TITLE, NUMBER = gettext_lazy("Remark"), gettext_lazy("Reason"), gettext_lazy("Title"), gettext_lazy("Number")
_ITS_NAME = gettext_lazy("Name of the place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of a place beside its point and its life."""

    name: str
    address: str = ""
    quiet_from: time | None = None
    quiet_until: time | None = None
    asked_for_none: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a place is, in WGS-84, with the system and the accuracy it came in."""

    lon: float
    lat: float
    coord_system: str = "wgs84"
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactWords:
    """Whom to reach at a place; never printed, since it holds a name and a phone."""

    full_name: str = ""
    phone: str = ""
    role: str = ContactRole.IN_CHARGE.value
    purpose: str = ContactPurpose.EVERYDAY.value

    def __repr__(self) -> str:
        return "<ContactWords>"


def key_of(text: str) -> str:
    """A name or address as it is compared: plain characters without blanks and punctuation."""
    return "".join(runs(text))[:KEY_LIMIT]


def worded(words: Words) -> Words:
    """The words as they may be stored; what cannot be stored is refused by field."""
    name = " ".join(clean_text(words.name, field=_ITS_NAME, limit=NAME_LIMIT).split())
    if not key_of(name):
        raise Refused("places.name_says_nothing", name=name)
    if (words.quiet_from is None) != (words.quiet_until is None) or (words.quiet_from and words.quiet_from == words.quiet_until):
        raise Refused("places.quiet_hours_open")
    return Words(
        name=name,
        address=" ".join(clean_text(words.address, field=_ADDRESS, limit=ADDRESS_LIMIT, required=False).split()),
        quiet_from=words.quiet_from,
        quiet_until=words.quiet_until,
        asked_for_none=words.asked_for_none,
    )


def check_spot(spot: Spot) -> None:
    """Refuse a point that lies nowhere."""
    if not (-180 <= spot.lon <= 180 and -90 <= spot.lat <= 90) or not 0 <= (spot.accuracy_m or 0.0) <= ACCURACY_AT_MOST_M:
        raise Refused("places.point_is_nowhere")


def tagged(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags as they are stored, each once."""
    found = {" ".join(clean_text(tag, field=_TAG, limit=TAG_LIMIT).split()) for tag in tags}
    if len(found) > TAGS_AT_MOST:
        raise Refused("places.too_many_tags", limit=TAGS_AT_MOST)
    return tuple(sorted(found))


def contacted(words: ContactWords) -> ContactWords:
    """The contact as it may be stored: a name, a phone, or both."""
    full_name = " ".join(clean_text(words.full_name, field=_NAME, limit=CONTACT_NAME_LIMIT, required=False).split())
    phone = clean_text(words.phone, field=_PHONE, limit=PHONE_LIMIT, required=False)
    if not full_name and not phone:
        raise Refused("places.contact_is_empty", field=gettext("Phone"))
    if phone and not any(each.isdigit() for each in phone):
        raise Refused("places.phone_has_no_digits", field=gettext("Phone"))
    return ContactWords(
        full_name=full_name, phone=phone, role=ContactRole.named(words.role).value, purpose=ContactPurpose.named(words.purpose).value
    )


refusals(
    {
        "places.name_says_nothing": gettext_noop("The name “{name}” has neither letters nor digits. Write the name on the sign."),
        "places.quiet_hours_open": gettext_noop("Quiet hours need a beginning and another time as their end. Write both, or neither."),
        "places.point_is_nowhere": gettext_noop(
            "The point is not on earth, or its accuracy is below 0 or above 10 kilometres. Correct the degrees, or leave the point out."
        ),
        "places.too_many_tags": gettext_noop("A place has at most {limit} tags. Take one away first."),
        "places.contact_is_empty": gettext_noop("A contact needs a name or a phone. Fill in {field}."),
        "places.phone_has_no_digits": gettext_noop("The field {field} has no digits. Write a number to dial, or leave it empty."),
        "places.do_not_contact": gettext_noop(
            "This person asked not to be contacted. Go there in person, or take the mark off once the person agrees."
        ),
        "places.asked_for_none": gettext_noop(
            "Whoever has this number asked not to be contacted about this place. Go there in person, or enter another contact."
        ),
        "places.merged_into_itself": gettext_noop("A place cannot be merged into itself. Choose the other one."),
        "places.merged_into_nothing": gettext_noop("No other place is chosen. Choose the one that this one is."),
        "places.is_not_merged": gettext_noop(
            "{name} is not merged into another place, so there is nothing to take back. Look at its dossier."
        ),
        "places.is_merged": gettext_noop("{name} was merged into another place. Change that one, or bring this one back first."),
        "places.other_place_there": gettext_noop("There is a place under this id already. Send the new one under an id of its own."),
    }
)
