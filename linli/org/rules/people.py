"""People."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.text import clean_text
from linli.org.rules.kinds import Kind

NAME_LIMIT = 40
PHONE_LIMIT = 40
EMAIL_LIMIT = 120
# Only whether it can be one: whether letters arrive there, the post office says. No line end, no second address, no name around it.
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
# Days are the street's days; every subdistrict lies in this zone.
ZONE = ZoneInfo("Asia/Shanghai")


class PersonKind(Kind):
    """Who somebody is to the subdistrict."""

    STAFF = "staff", gettext_noop("Staff")
    REPRESENTATIVE = "representative", gettext_noop("Representative")


@dataclass(frozen=True, slots=True)
class PersonWords:
    """What somebody says about a person; never printed, since it holds a name and phones."""

    full_name: str
    kind: str = PersonKind.STAFF.value
    unit_id: UUID | None = None
    work_phone: str = ""
    # None leaves the private phone as it is: who edits the rest never sees it.
    private_phone: str | None = ""
    joined_on: date | None = None
    # None leaves it as it is, as a file without that column does.
    email: str | None = None

    def __repr__(self) -> str:
        return "<PersonWords>"


def worded(words: PersonWords, *, today: date) -> PersonWords:
    """The words as they may be stored; what cannot be stored is refused by field."""
    kind = PersonKind.named(words.kind)
    if kind is PersonKind.STAFF and words.unit_id is None:
        raise Refused("org.staff_needs_unit")
    private = words.private_phone
    return PersonWords(
        full_name=one_line(clean_text(words.full_name, field=gettext("name"), limit=NAME_LIMIT)),
        kind=kind.value,
        unit_id=words.unit_id,
        work_phone=clean_phone(words.work_phone, field=gettext("work phone")),
        private_phone=None if private is None else clean_phone(private, field=gettext("private phone")),
        joined_on=words.joined_on or today,
        email=None if words.email is None else clean_email(words.email),
    )


def one_line(text: str) -> str:
    """The text without line ends; inner blanks as single ones."""
    return " ".join(text.split())


def clean_phone(text: str, *, field: str) -> str:
    """A phone as it is dialled: digits, blanks, dashes, an extension; anything without at least five digits is refused."""
    cleaned = one_line(clean_text(text, field=field, limit=PHONE_LIMIT, required=False))
    if cleaned and sum(character.isdecimal() for character in cleaned) < 5:
        raise Refused("org.bad_phone", field=field)
    return cleaned


def clean_email(text: str) -> str:
    """An address as it is written to; empty stays empty, anything that cannot be one is refused."""
    cleaned = one_line(clean_text(text, field=gettext("e-mail"), limit=EMAIL_LIMIT, required=False))
    if cleaned and not _ADDRESS.fullmatch(cleaned):
        raise Refused("org.bad_email", field=gettext("e-mail"))
    return cleaned


def parse_day(text: str, *, field: str) -> date | None:
    """A day as people and spreadsheets write it; none for an empty text."""
    plain = text.strip().replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").replace("日", "")
    if not plain:
        return None
    try:
        year, month, day = (int(part) for part in plain.split(" ")[0].split("-"))
        return date(year, month, day)
    except ValueError:
        raise Refused("org.bad_day", field=field, text=text) from None


def day_of(moment: datetime) -> date:
    """The street's day of a moment."""
    return moment.astimezone(ZONE).date()


def begin_of(day: date) -> datetime:
    """The first moment of the street's day."""
    return datetime.combine(day, time(), ZONE)


def register() -> None:
    """Make the verbs of people known to the house; names and phones are never facts."""
    verbs.register("person.created", facts={"kind": str, "unit": str, "joined_on": str})
    verbs.register("person.changed", facts={"fields": list, "kind": str, "unit": str})
    verbs.register("person.left", facts={"left_on": str})
    verbs.register("person.returned", facts={"joined_on": str})


refusals(
    {
        "org.staff_needs_unit": gettext_noop("Staff belong to a unit. Choose the unit, or enter the person as a representative."),
        "org.bad_phone": gettext_noop("The field {field} is no phone number. Write at least five digits, or leave it empty."),
        "org.bad_email": gettext_noop("The field {field} is no address. Write one like bangong@example.cn, or leave it empty."),
        "org.bad_day": gettext_noop("The field {field} says “{text}”, which is no day. Write it like 2026-11-22."),
        "org.person_has_left": gettext_noop("This person has left. Let them come back first."),
        "org.leaves_in_future": gettext_noop("{day} is still to come. Enter on that day that somebody leaves."),
        "org.left_before_joining": gettext_noop("The last day is before the first. Choose {day} or later."),
    }
)
