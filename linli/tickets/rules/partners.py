"""Tokens of partners: which subdistrict stands in them, and what is kept of them."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.org.rules.kinds import Kind
from linli.tickets.rules.permissions import Permission

PARTNER_NAME_LIMIT: Final = 40
KEY_LIMIT: Final = 80
# Days are the street's days.
ZONE: Final = ZoneInfo("Asia/Shanghai")
# So long the token before the last one still opens, so that nobody has to change it at night.
OLD_TOKEN_LIVES: Final = timedelta(hours=24)
CALLS_KEPT: Final = timedelta(days=90)
USAGE_KEPT: Final = timedelta(days=3)
PER_MINUTE: Final = 600
PER_DAY: Final = 50_000
QUOTA_LIMIT: Final = 100_000_000
# Counters of a partner and minute, so that requests of one partner do not wait for each other.
COUNTERS: Final = 64


class Right(Kind):
    """What a partner may be given; nobody outside reads who reported."""

    CREATE = Permission.OPEN.value, gettext_noop("Hand matters in")
    READ_OWN = "partners.read_own", gettext_noop("Read what it handed in itself")
    READ_LIST = "partners.read_list", gettext_noop("Read the neutral list of all matters")
    HOOKS = "partners.webhooks", gettext_noop("Be told by webhook")


# What a new partner gets where nothing else is said.
RIGHTS: Final = (Right.CREATE, Right.READ_OWN)


class Span(Kind):
    """Over which time calls are counted."""

    MINUTE = "minute", gettext_noop("in a minute")
    DAY = "day", gettext_noop("in a day")


@dataclass(frozen=True, slots=True)
class Quota:
    """How often a partner may call."""

    per_minute: int = PER_MINUTE
    per_day: int = PER_DAY

    def check(self) -> None:
        """Refuse what cannot be meant."""
        for field, number in ((gettext_noop("Calls a minute"), self.per_minute), (gettext_noop("Calls a day"), self.per_day)):
            if not 1 <= number <= QUOTA_LIMIT:
                raise Refused("partners.quota_unfit", field=gettext(field), limit=QUOTA_LIMIT)


@dataclass(frozen=True, slots=True)
class Used:
    """How often a partner called in this minute and on this day."""

    minute: int = 0
    day: int = 0


def begins(span: Span, now: datetime) -> datetime:
    """When the minute, or the street's day, began."""
    if span is Span.MINUTE:
        return now.replace(second=0, microsecond=0)
    return now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)


def seconds_left(span: Span, now: datetime) -> int:
    """After how many whole seconds the next minute or day begins."""
    after = begins(span, now) + (timedelta(minutes=1) if span is Span.MINUTE else timedelta(days=1))
    return max(1, int((after - now).total_seconds()) + 1)


def check_quota(quota: Quota, used: Used, now: datetime) -> None:
    """Refuse a call too many, with the seconds after which the next is welcome."""
    if used.day >= quota.per_day:
        raise Refused("partners.too_many", limit=quota.per_day, span=gettext(Span.DAY.words), seconds=seconds_left(Span.DAY, now))
    if used.minute >= quota.per_minute:
        raise Refused("partners.too_many", limit=quota.per_minute, span=gettext(Span.MINUTE.words), seconds=seconds_left(Span.MINUTE, now))


def checked_rights(codes: Iterable[str]) -> list[str]:
    """The rights in their order; refused for one that there is not, and for none at all."""
    wanted = set(codes)
    if not wanted or not wanted <= set(Right):
        raise Refused("partners.rights_unfit")
    return [right.value for right in Right if right.value in wanted]


_TOKEN: Final = re.compile(r"lt_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")
_KEY: Final = re.compile(rf"[\x21-\x7e]{{1,{KEY_LIMIT}}}")


def new_token(subdistrict_id: UUID) -> str:
    """A token of that subdistrict: told once."""
    return f"lt_{subdistrict_id.hex}_{secrets.token_urlsafe(32)}"


def subdistrict_of(token: str) -> UUID | None:
    """The subdistrict that stands in a token; None for what is none of ours."""
    found = _TOKEN.fullmatch(token)
    return UUID(found[1]) if found else None


def mark_of(text: str | bytes) -> UUID:
    """What is kept of a token or a body: half of its digest, from which nothing is learnt."""
    return UUID(bytes=sha256(text if isinstance(text, bytes) else text.encode()).digest()[:16])


def is_key(text: str) -> bool:
    """Whether this may be the key of a request."""
    return _KEY.fullmatch(text) is not None


def register() -> None:
    """Make the verbs of partners known to the house."""
    verbs.register("partner.added", facts={"name": str, "source": str, "permissions": str})
    verbs.register("partner.changed", facts={"permissions": str, "per_minute": int, "per_day": int})
    verbs.register("partner.rotated", facts={"name": str})
    verbs.register("partner.revoked", facts={"name": str})


refusals(
    {
        "partners.name_taken": gettext_noop("There is a partner called {name} already. Revoke that one first, or choose another name."),
        "partners.unknown": gettext_noop("There is no partner called {name}, or it was revoked. `linli partners list` shows them."),
        "partners.source_unknown": gettext_noop("There is no source {code}. There are: {known}. Choose one with --source."),
        "partners.no_token": gettext_noop(
            "The token is missing, wrong or revoked. Send it as “Authorization: Bearer …”, or ask for a new one."
        ),
        "partners.no_key": gettext_noop("Idempotency-Key is missing or is not 1 to 80 plain characters. Send a new one with each matter."),
        "partners.no_right": gettext_noop("This token was not given the right to do that: {right}. Ask the subdistrict for it."),
        "partners.too_many": gettext_noop("More than {limit} calls {span}. Call again after {seconds} seconds."),
        "partners.quota_unfit": gettext_noop("{field}: this number cannot be used. Write a whole one from 1 to {limit}."),
        "partners.rights_unfit": gettext_noop("Rights: none is chosen that can be. Choose at least one of the list."),
        "partners.key_used": gettext_noop("This Idempotency-Key was used for another body. Send this one with a key of its own."),
    }
)
