"""The catalogue 管理要点: which components, events and matters there are, how long each may take and who acts when nobody else does."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel.calendar import Duration
from linli.kernel.calendar import Kind as Counted
from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.permissions import permissions
from linli.kernel.text import clean_text
from linli.org.rules.kinds import Kind
from linli.org.rules.units import UnitKind
from linli.tickets.rules.clocks import HOUR, Clock, Plan, Track

CODE_LIMIT: Final = 24
NAME_LIMIT: Final = 60
TEXT_LIMIT: Final = 500
WORD_LIMIT: Final = 20
MOST_WORDS: Final = 40
MOST_MILESTONES: Final = 8
REMARK_LIMIT: Final = 200
SOURCE_LIMIT: Final = 120
REGION_LIMIT: Final = 20
# The lists that come along are the country's; a city's own are a further region.
REGION: Final = "cn"
# Major class, minor class, and one more where a list has three.
LEVELS: Final = 3
# What a class may say otherwise than the track's plan.
LIMITED: Final = (Clock.ACCEPT, Clock.FINISH, Clock.OVERALL)


class Permission(StrEnum):
    """What a post or a membership may include about the catalogue and the duty list."""

    READ = "catalogue.read"
    CHANGE = "catalogue.change"
    PROPOSE_DUTY = "duty_list.propose"
    CHANGE_DUTY = "duty_list.change"


class Nature(Kind):
    """What a class is about; its letter begins every code."""

    COMPONENT = "component", gettext_noop("Component")
    EVENT = "event", gettext_noop("Event")
    MATTER = "matter", gettext_noop("Matter")

    @property
    def letter(self) -> str:
        """The first character of the codes."""
        return self.value[0].upper()


class Handling(Kind):
    """Whether one department settles it or several together 联勤联动."""

    SINGLE = "single", gettext_noop("One department")
    JOINT = "joint", gettext_noop("Several departments")


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of the handling with a limit of its own, such as 责令停止 before 拆除."""

    name: str
    duration: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One class as one version of the catalogue has it; what is empty is as the class above says, and at last as the track's plan."""

    code: str
    nature: Nature
    name: str
    parent_code: str = ""
    description: str = ""
    handling: Handling = Handling.SINGLE
    # Kinds of department in the words of the list; the duty list names the units.
    lead: str = ""
    assists: tuple[str, ...] = ()
    limits: Mapping[Clock, Duration] = field(default_factory=dict)
    milestones: tuple[Milestone, ...] = ()
    closing: str = ""
    is_life_safety: bool = False
    fallback_kind: str = ""
    basis: str = ""
    keywords: tuple[str, ...] = ()


# Empty in a minor class means: as in the class above.
INHERITED: Final = ("description", "lead", "assists", "milestones", "closing", "fallback_kind", "basis")


@dataclass(frozen=True)
class Catalogue:
    """One version: every class by its code."""

    version: int
    items: Mapping[str, Item]

    def line(self, code: str) -> tuple[Item, ...]:
        """The class and those above it, the deepest first; nothing for a code that this version does not have."""
        found, item = [], self.items.get(code)
        while item is not None and item not in found:
            found.append(item)
            item = self.items.get(item.parent_code)
        return tuple(found)

    def effective(self, code: str) -> Item:
        """The class with what it leaves empty filled from above; danger to life above is danger to life below."""
        line = self.line(code)
        if not line:
            raise Refused("catalogue.class_unknown", code=code)
        filled: dict[str, Any] = {name: next((found for each in line if (found := getattr(each, name))), ()) or "" for name in INHERITED}
        limits = {clock: duration for each in reversed(line) for clock, duration in each.limits.items()}
        for name in ("assists", "milestones"):
            filled[name] = tuple(filled[name])
        return replace(line[0], **filled, limits=limits, is_life_safety=any(each.is_life_safety for each in line))

    @cached_property
    def below(self) -> Mapping[str, Sequence[Item]]:
        """The classes directly below each code in their order; those at the top stand below the empty one."""
        found: dict[str, list[Item]] = {}
        for item in sorted(self.items.values(), key=lambda each: (order_of(each.nature), each.code)):
            found.setdefault(item.parent_code, []).append(item)
        return found

    @cached_property
    def deepest(self) -> Sequence[Item]:
        """The classes that tickets are given: those with none below."""
        return [item for items in self.below.values() for item in items if item.code not in self.below]

    @cached_property
    def above(self) -> Mapping[str, str]:
        """The code of the class above each class that tickets are given, in their order; one that stands alone has none."""
        return {item.code: item.parent_code for item in self.deepest if item.parent_code}


def order_of(nature: Nature) -> int:
    """Where a nature stands among the others."""
    return list(Nature).index(nature)


def with_limits(plan: Plan, limits: Mapping[Clock, Duration]) -> Plan:
    """The track's plan with the class's own limits; the city's whole time stays theirs, and no class slows an emergency."""
    if plan.track is Track.EMERGENCY:
        return plan
    own = {clock: duration for clock, duration in limits.items() if plan.track is Track.ROUTINE or clock is not Clock.OVERALL}
    return replace(plan, durations={**plan.durations, **own})


# How durations are written in lists: longest first, so that 工作小时 is not read as 小时. Days of a list are working days.
_COUNTED: Final[Mapping[str, tuple[Counted, int]]] = {
    "工作小时": (Counted.WORKING_MINUTES, HOUR),
    "工作分钟": (Counted.WORKING_MINUTES, 1),
    "工作时": (Counted.WORKING_MINUTES, HOUR),
    "工作日": (Counted.WORKING_DAYS, 1),
    "小时": (Counted.PLAIN_MINUTES, HOUR),
    "分钟": (Counted.PLAIN_MINUTES, 1),
    "天": (Counted.WORKING_DAYS, 1),
    "日": (Counted.WORKING_DAYS, 1),
    "d": (Counted.WORKING_DAYS, 1),
    "": (Counted.WORKING_DAYS, 1),
}
_DURATION: Final = re.compile(rf"(\d{{1,6}})\s*个?\s*({'|'.join(_COUNTED)})")


def read_duration(text: str) -> Duration:
    """A duration as lists write it: 4工作小时, 5个工作日, 30分钟, 3d or a bare 3, which is working days."""
    found = _DURATION.fullmatch(text.strip().casefold())
    if not found:
        raise Refused("catalogue.bad_duration", text=text[:40])
    kind, times = _COUNTED[found[2]]
    return Duration(kind, int(found[1]) * times)


def write_duration(duration: Duration) -> str:
    """The duration as the file has it; reading it gives the same."""
    if duration.kind is Counted.WORKING_DAYS:
        return f"{duration.amount}工作日"
    hours, minutes = divmod(duration.amount, HOUR)
    before = "工作" if duration.kind is Counted.WORKING_MINUTES else ""
    return f"{duration.amount}{before}分钟" if minutes else f"{hours}{before}小时"


def checked(item: Item) -> Item:
    """The class as it may be stored; what cannot be is refused by field."""
    code = clean_text(item.code, field=gettext("code"), limit=CODE_LIMIT)
    # A code begins with that of the class above, as the lists have it: what hangs where is read from the table again.
    if not re.fullmatch(r"[A-Z][0-9A-Z]+", code) or not code.startswith(item.parent_code or item.nature.letter) or code == item.parent_code:
        raise Refused("catalogue.bad_code", code=code, letter=item.nature.letter)
    words: dict[str, Any] = {
        name: clean_text(getattr(item, name), field=field_words(name), limit=limit, required=name == "name")
        for name, limit in (
            ("name", NAME_LIMIT),
            ("description", TEXT_LIMIT),
            ("lead", NAME_LIMIT),
            ("closing", TEXT_LIMIT),
            ("basis", TEXT_LIMIT),
        )
    }
    if len(item.milestones) > MOST_MILESTONES:
        raise Refused("catalogue.too_many_milestones", name=item.name, limit=MOST_MILESTONES)
    return replace(
        item,
        code=code,
        **words,
        assists=_words(item.assists, "assists", NAME_LIMIT),
        milestones=tuple(
            Milestone(clean_text(each.name, field=field_words("milestones"), limit=NAME_LIMIT), each.duration) for each in item.milestones
        ),
        limits={clock: item.limits[clock] for clock in LIMITED if clock in item.limits},
        fallback_kind=UnitKind.named(item.fallback_kind).value if item.fallback_kind else "",
        keywords=_words(item.keywords, "keywords", WORD_LIMIT),
    )


def _words(texts: Iterable[str], name: str, limit: int) -> tuple[str, ...]:
    cleaned = [clean_text(text, field=field_words(name), limit=limit, required=False) for text in texts]
    kept = tuple(dict.fromkeys(text for text in cleaned if text))
    if len(kept) > MOST_WORDS:
        raise Refused("catalogue.too_many_words", field=field_words(name), limit=MOST_WORDS)
    return kept


def field_words(name: str) -> str:
    """What a field of a class is called in a sentence."""
    return gettext(_FIELD_WORDS[name])


def check_tree(items: Mapping[str, Item]) -> None:
    """Refuse a class below one that is not there, below another nature, or below itself."""
    for item in items.values():
        above, depth = item, 1
        while above.parent_code:
            depth += 1
            parent = items.get(above.parent_code)
            if parent is None or parent.nature is not item.nature or depth > LEVELS:
                raise Refused("catalogue.bad_parent", name=item.name, code=item.code, parent=above.parent_code)
            above = parent


def differing(before: Item, after: Item) -> list[str]:
    """The fields in which two versions of a class differ."""
    return [each.name for each in fields(Item) if getattr(before, each.name) != getattr(after, each.name)]


_FIELD_WORDS: Final = {
    "name": gettext_noop("name"),
    "description": gettext_noop("description of the problem"),
    "lead": gettext_noop("lead department"),
    "assists": gettext_noop("assisting departments"),
    "milestones": gettext_noop("steps with limits"),
    "closing": gettext_noop("closing conditions"),
    "basis": gettext_noop("legal basis"),
    "keywords": gettext_noop("keywords"),
    "source": gettext_noop("source"),
    "remark": gettext_noop("remark"),
}


def register() -> None:
    """Make the verb and the permissions of the catalogue known to the house."""
    permissions(
        {
            Permission.READ: gettext_noop("See the catalogue and the duty list"),
            Permission.CHANGE: gettext_noop("Publish versions of the catalogue"),
            Permission.PROPOSE_DUTY: gettext_noop("Propose lines of the duty list"),
            Permission.CHANGE_DUTY: gettext_noop("Confirm and end lines of the duty list"),
        }
    )
    counts = {"new_count": int, "changed_count": int, "lapsed_count": int}
    learnt = ("version", "ticket_count", "class_count", "catalogue", "judged", "right_before", "right")
    verbs.register("class_model.learnt", facts={**dict.fromkeys(learnt, int), "learnt_by": str})
    verbs.register("class_model.taken_back", facts={"version": int, "before": int})
    verbs.register("class_model.let_learn", facts={"version": int})
    verbs.register("catalogue.published", facts={"version": int, "before": int, "source": str, "remark": str, **counts})


refusals(
    {
        "catalogue.class_unknown": gettext_noop("The catalogue in use has no class {code}. Choose one from the list."),
        "catalogue.bad_duration": gettext_noop("“{text}” is not a limit. Write it like 4工作小时, 5工作日 or 30分钟."),
        "catalogue.bad_code": gettext_noop("The code “{code}” is none. Write {letter} and then digits, as in {letter}0102."),
        "catalogue.bad_parent": gettext_noop("{name} ({code}) cannot stand below {parent}. Choose a class above it of the same kind."),
        "catalogue.too_many_milestones": gettext_noop(
            "{name} has more than {limit} steps with limits. Keep those that somebody waits for."
        ),
        "catalogue.no_change": gettext_noop("Nothing is different from the version in use. Change a class first."),
        "catalogue.preset_unknown": gettext_noop("The house has no catalogue {preset}. Choose one from the list."),
        "catalogue.none_yet": gettext_noop("There is no catalogue yet. Take one over first; the duty list speaks of its classes."),
        "catalogue.too_many_words": gettext_noop("The field {field} has more than {limit} words. Keep the ones that decide."),
    }
)
