"""Where matters come from 诉求来源: a list that every subdistrict edits, beginning with the one that comes along."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import refusals
from linli.kernel.journal import verbs
from linli.tickets.rules.kinds import CODE_LIMIT

SOURCE_NAME_LIMIT: Final = 20
MOST_SOURCES: Final = 60
# So many stand in the form to be pressed; the others in a list beside them.
PRESSED: Final = 3
# What the desk's form is begun with: somebody is on the phone.
CALL: Final = "call"
HOTLINE: Final = "hotline"
# What people hand in themselves, behind a card or on the public page.
BY_CARD: Final = "card"
BY_PAGE: Final = "snapshot"


@dataclass(frozen=True, slots=True)
class Source:
    """One source; one that is not offered any more keeps its name for the tickets that came by it."""

    code: str
    name: str
    is_offered: bool = True
    # The version in the journal, 0 before the subdistrict has a list of its own.
    seen: int = 0


# In the order of the form: what a phone desk needs first.
_NAMES: Final[Mapping[str, str]] = {
    CALL: "来电",
    "visit": "上门走访",
    HOTLINE: "12345",
    BY_CARD: "联心卡扫码",
    "patrol": "巡查",
    "wechat": "微信",
    "district_platform": "区平台",
    "committee": "居委转办",
    "street_council": "街委会",
    "leader": "领导交办",
    "police": "110 非警情",
    "delegate": "代表委员",
    "petition": "信访转办",
    BY_PAGE: "随手拍",
    "risk_rule": "风险规则",
}
# What no hand types: a rule of the house opens these.
BY_MACHINE: Final = frozenset({"risk_rule"})
PRESET: Final = tuple(Source(code, name) for code, name in _NAMES.items())


@dataclass(frozen=True, slots=True)
class WantedSource:
    """A line of the list as somebody sends it; without a code it is a new one."""

    name: str
    is_offered: bool = True
    code: str = ""
    seen: int = 0


def next_code(taken: Mapping[str, object]) -> str:
    """A code that never meant another source here."""
    number = 1
    while f"own_{number}" in taken:
        number += 1
    return f"own_{number}"[:CODE_LIMIT]


def register() -> None:
    """Make the verbs of the list known to the house."""
    facts = {"code": str, "name": str, "is_offered": bool}
    verbs.register("ticket_source.added", facts=facts)
    verbs.register("ticket_source.changed", facts=facts)


refusals(
    {
        "tickets.source_unknown": gettext_noop("The list of sources has no {code}. Choose one of the list."),
        "tickets.source_twice": gettext_noop("“{name}” stands in the list twice. Keep one of them."),
        "tickets.too_many_sources": gettext_noop("More than {limit} sources. Rename one that nobody uses any more."),
    }
)
