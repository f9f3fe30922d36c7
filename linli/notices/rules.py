"""What a notice may say: a registered sentence and plain facts for its gaps; and when a link in a letter still works."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.permissions import permissions
from linli.org.rules.kinds import Kind

LINK_LIVES: Final = timedelta(days=7)
# Days and hours are the street's.
ZONE: Final = ZoneInfo("Asia/Shanghai")
# When the one digest of the day is written.
MORNING: Final = time(8, 0)
CARRIER_NAME_LIMIT: Final = 40
ACCOUNT_LIMIT: Final = 80
SECRET_LIMIT: Final = 200
ANSWER_LIMIT: Final = 40
DELIVERED_KEPT: Final = timedelta(days=30)


class Permission(StrEnum):
    """What a post or a membership may include about the ways in which people are told."""

    CHANGE = "notices.change_channels"


class CarrierKind(Kind):
    """A protocol by which a message leaves the house."""

    WECOM = "wecom", gettext_noop("WeCom group robot")
    DINGTALK = "dingtalk", gettext_noop("DingTalk group robot")
    SMS = "sms", gettext_noop("Text messages by a gateway")
    ALIYUN = "aliyun", gettext_noop("Text messages by Aliyun")
    WEBHOOK = "webhook", gettext_noop("Webhook of a unit's own system")


# What reaches one person by his number; the others reach a group or a system.
PERSONAL: Final = frozenset({CarrierKind.SMS, CarrierKind.ALIYUN})


class Subject(Kind):
    """For whom a choice holds; the nearest one holds."""

    STREET = "street", gettext_noop("The subdistrict")
    UNIT = "unit", gettext_noop("A unit")
    PERSON = "person", gettext_noop("A person")


class Way(Kind):
    """By which way one message goes."""

    MAIL = "mail", gettext_noop("Letter")
    SMS = "sms", gettext_noop("Text message")
    GROUP = "group", gettext_noop("Group or system")


class Standing(Kind):
    """Where a message stands."""

    WAITING = "waiting", gettext_noop("waiting")
    DELIVERED = "delivered", gettext_noop("delivered")
    DEAD = "dead", gettext_noop("given up")


@dataclass(frozen=True, slots=True)
class Choice:
    """How somebody is told besides in the house itself."""

    by_mail: bool = True
    by_sms: bool = False
    is_digest: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None

    def check(self) -> None:
        """Refuse hours that begin and never end."""
        if (self.quiet_from is None) != (self.quiet_until is None) or (self.quiet_from is not None and self.quiet_from == self.quiet_until):
            raise Refused("notices.quiet_unfit")


def digest(sentences: Sequence[str]) -> str:
    """Everything in one message: how many there are, and what the latest says."""
    if len(sentences) == 1:
        return sentences[0]
    return gettext("{number} new notices. The latest: {sentence}").format(number=len(sentences), sentence=sentences[-1])


def held_until(choice: Choice, now: datetime, *, is_urgent: bool) -> datetime | None:
    """When a message that must not go now goes; None for at once. What is urgent goes through everything."""
    if is_urgent:
        return None
    moment = _next(MORNING, now) if choice.is_digest else now
    quiet_ends = _quiet_ends(choice, moment)
    if quiet_ends is not None:
        return quiet_ends
    return moment if choice.is_digest else None


def _quiet_ends(choice: Choice, moment: datetime) -> datetime | None:
    begin, end = choice.quiet_from, choice.quiet_until
    if begin is None or end is None:
        return None
    at = moment.astimezone(ZONE).time()
    is_quiet = begin <= at < end if begin < end else at >= begin or at < end
    return _next(end, moment) if is_quiet else None


def _next(at: time, after: datetime) -> datetime:
    """The next moment of that hour of the street's day, later than `after`."""
    local = after.astimezone(ZONE)
    found = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return found if found > local else found + timedelta(days=1)


# Sentences are said in the reader's language when he reads, so a notice stores the key and the facts.
SENTENCES: Final[dict[str, str]] = {
    "note.written": gettext_noop("{author} wrote the note “{title}”."),
    "note.edited": gettext_noop("{author} changed the note “{title}”."),
}


# Facts that are codes, and their words.
WORDS: Final[dict[str, Mapping[str, str]]] = {}


def register(sentences: Mapping[str, str], words: Mapping[str, Mapping[str, str]] | None = None) -> None:
    """Make a room's sentences known, and the words for facts that are codes; a kind is said once only."""
    WORDS.update(words or {})
    for kind, text in sentences.items():
        if SENTENCES.setdefault(kind, text) != text:
            raise ValueError(f"the notice {kind} already has another sentence")


def sentence(kind: str, facts: Mapping[str, str]) -> str:
    """The notice in the reader's language."""
    said = {name: gettext(WORDS[name][value]) if value in WORDS.get(name, {}) else value for name, value in facts.items()}
    return gettext(SENTENCES[kind]).format_map(defaultdict(lambda: "–", said))


def register_channels() -> None:
    """Make permission, verbs and the alarm known to the house."""
    permissions({Permission.CHANGE: gettext_noop("Say how units and people are told")})
    verbs.register("carrier.added", facts={"name": str, "carrier_kind": str, "host": str})
    verbs.register("carrier.tried", facts={"name": str})
    verbs.register("carrier.ended", facts={"name": str})
    verbs.register(
        "notice_choice.made", facts={"subject": str, "by_mail": bool, "by_sms": bool, "is_digest": bool, "quiet": str, "group": str}
    )
    register({"carrier.tried": gettext_noop("This is a test of the channel. Nothing has to be done.")})
    register(
        {"carrier.dead": gettext_noop("A message by “{carrier}” was given up after {attempts} attempts. Look at it and send it again.")}
    )


refusals(
    {
        "notices.quiet_unfit": gettext_noop(
            "Quiet hours: say both when they begin and when they end, at different times; or leave both empty."
        ),
        "notices.carrier_taken": gettext_noop("Name: there is a channel called {name} already. Choose another name."),
        "notices.carrier_lacks": gettext_noop("{field}: this kind of channel needs it. Fill it in."),
        "notices.carrier_is_personal": gettext_noop("Group: text messages reach one person, not a group. Choose a robot or a webhook."),
        "notices.not_dead": gettext_noop("This message was not given up, or somebody has sent it again already. Open the page again."),
        "notices.link_gone": gettext_noop("This link was used or has expired. Sign in with your login, or ask the centre for the ticket."),
    }
)
