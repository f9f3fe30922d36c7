"""What an item of a checklist is, and how a version keeps it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from linli.checklists.rules.show_if import Condition, names_in, parse
from linli.kernel import burden
from linli.kernel.burden import SafetyTask
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text
from linli.org.rules.kinds import Kind

NAME_LIMIT: Final = 40
LABEL_LIMIT: Final = 80
HINT_LIMIT: Final = 300
SECTION_LIMIT: Final = 40
CLASS_LIMIT: Final = 24
SHOW_IF_LIMIT: Final = 300
ITEMS_AT_MOST: Final = 80
OPTIONS_AT_MOST: Final = 40
_NAME: Final = re.compile(rf"[a-z][a-z0-9_]{{0,{NAME_LIMIT - 1}}}")


class ItemKind(Kind):
    """What an item asks; a *look* is what nobody looked at until somebody says what he saw."""

    LOOK = "look", gettext_noop("Something to look at")
    NUMBER = "number", gettext_noop("A number")
    CHOICE = "choice", gettext_noop("One of a list")
    CHOICES = "choices", gettext_noop("Several of a list")
    TEXT = "text", gettext_noop("Text")
    DATE = "date", gettext_noop("A day")
    PHOTO = "photo", gettext_noop("Photo")
    LOCATION = "location", gettext_noop("Place where one stands")
    NOTE = "note", gettext_noop("Note to read")


class Seen(Kind):
    """What somebody says who looked; that nobody looked is said by saying nothing."""

    FINE = "fine", gettext_noop("Seen, fine")
    ISSUE = "issue", gettext_noop("Issue")
    NOT_APPLICABLE = "na", gettext_noop("Not applicable")


LISTED: Final = frozenset({ItemKind.CHOICE, ItemKind.CHOICES})
# What a later visit finds filled in: facts that stay true, such as opening hours.
FACTS: Final = frozenset({ItemKind.NUMBER, ItemKind.CHOICE, ItemKind.CHOICES, ItemKind.TEXT, ItemKind.DATE})


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list."""

    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to look at, to ask or to read."""

    name: str
    kind: ItemKind
    label: str
    hint: str = ""
    section: str = ""
    options: tuple[Option, ...] = ()
    show_if: str = ""
    is_safety: bool = False
    # The last answer is filled in next time.
    is_kept: bool = False
    is_required: bool = False
    # Of which class of the catalogue a ticket is that an issue opens.
    class_code: str = ""

    @property
    def condition(self) -> Condition | None:
        """When it shows; None for always."""
        return parse(self.show_if) if self.show_if else None


@dataclass(frozen=True, slots=True)
class Body:
    """A whole version: its items in order, and the safety task that asks for more than is asked else."""

    items: tuple[Item, ...]
    task: SafetyTask | None = None

    def on(self, day: date) -> tuple[Item, ...]:
        """The items as they stand on a day: when the safety task is over, nothing of what only it may ask is asked."""
        if self.task is not None and self.task.is_on(day):
            return self.items
        return tuple(replace(item, is_required=False) for item in self.items if item.kind is not ItemKind.LOCATION)


def checked_item(item: Item, task: SafetyTask | None) -> Item:
    """The item as it may be published by itself; refused with what is wrong with it."""
    if not _NAME.fullmatch(item.name):
        raise Refused("checklists.bad_name", name=item.name[:NAME_LIMIT])
    worded = replace(
        item,
        label=clean_text(item.label, field=gettext("Label"), limit=LABEL_LIMIT),
        hint=clean_text(item.hint, field=gettext("Hint"), limit=HINT_LIMIT, required=False),
        section=clean_text(item.section, field=gettext("Section"), limit=SECTION_LIMIT, required=False),
        class_code=clean_text(item.class_code, field=gettext("Class"), limit=CLASS_LIMIT, required=False),
        show_if=clean_text(item.show_if, field=gettext("Show if"), limit=SHOW_IF_LIMIT, required=False),
        options=_options(item),
    )
    for text in (worded.name, worded.label):
        burden.check_words(text)
    _check_demands(worded, task)
    if worded.is_kept and (worded.is_safety or worded.kind not in FACTS):
        raise Refused("checklists.kept_safety", label=worded.label)
    if worded.show_if:
        parse(worded.show_if)
    return worded


def _check_demands(item: Item, task: SafetyTask | None) -> None:
    if item.kind is ItemKind.LOCATION:
        burden.check_demand(burden.NO_LOCATION, task, is_safety=item.is_safety)
    if item.is_required:
        burden.check_demand(burden.NO_PHOTO if item.kind is ItemKind.PHOTO else burden.NO_DUTY, task, is_safety=item.is_safety)


def _options(item: Item) -> tuple[Option, ...]:
    if item.kind not in LISTED:
        return ()
    if not 1 <= len(item.options) <= OPTIONS_AT_MOST:
        raise Refused("checklists.option_count", limit=OPTIONS_AT_MOST)
    found: list[Option] = []
    for option in item.options:
        if not _NAME.fullmatch(option.name):
            raise Refused("checklists.bad_name", name=option.name[:NAME_LIMIT])
        if any(option.name == each.name for each in found):
            raise Refused("checklists.name_twice", name=option.name)
        label = clean_text(option.label, field=gettext("Label"), limit=LABEL_LIMIT)
        burden.check_words(label)
        found.append(Option(option.name, label))
    return tuple(found)


def checked_body(items: Sequence[Item], task: SafetyTask | None) -> Body:
    """The whole version as it may be published: every item by itself, and all of them together."""
    made = tuple(checked_item(item, task) for item in items)
    check_together(made)
    return Body(made, task)


def check_together(items: Sequence[Item]) -> None:
    """Refuse too few or too many items, a name twice, a condition on what is not there, and a circle of conditions."""
    if not 1 <= len(items) <= ITEMS_AT_MOST:
        raise Refused("checklists.item_count", count=len(items), limit=ITEMS_AT_MOST)
    names = [item.name for item in items]
    twice = next((name for place, name in enumerate(names) if name in names[:place]), "")
    if twice:
        raise Refused("checklists.name_twice", name=twice)
    asked = {item.name: names_in(parse(item.show_if)) if item.show_if else frozenset() for item in items}
    for name, used in asked.items():
        missing = sorted(used - set(names))
        if missing:
            raise Refused("checklists.condition_on_nothing", name=name, missing=missing[0])
    circle = circle_in(asked)
    if circle:
        raise Refused("checklists.circle", names=" → ".join(circle))


def circle_in(asked: Mapping[str, Iterable[str]]) -> list[str]:
    """One circle of names that wait for each other, back to where it begins; empty where there is none."""
    done: set[str] = set()
    for first in asked:
        line: list[str] = []
        found = _walk(asked, first, line, done)
        if found:
            return found
    return []


def _walk(asked: Mapping[str, Iterable[str]], name: str, line: list[str], done: set[str]) -> list[str]:
    if name in line:
        return [*line[line.index(name) :], name]
    if name in done:
        return []
    line.append(name)
    for other in sorted(asked[name]):
        found = _walk(asked, other, line, done)
        if found:
            return found
    done.add(line.pop())
    return []


def stored(body: Body) -> dict[str, Any]:
    """The version as the database keeps it."""
    task = None if body.task is None else {"reason": body.task.reason, "until": body.task.until_on.isoformat()}
    return {"items": [_stored(item) for item in body.items], "task": task}


def _stored(item: Item) -> dict[str, Any]:
    plain = {
        "name": item.name,
        "kind": item.kind.value,
        "label": item.label,
        "hint": item.hint,
        "section": item.section,
        "options": [[option.name, option.label] for option in item.options],
        "show_if": item.show_if,
        "safety": item.is_safety,
        "kept": item.is_kept,
        "required": item.is_required,
        "class": item.class_code,
    }
    # What is empty is left out: a phone fetches these.
    return {name: value for name, value in plain.items() if value not in ("", False, [])}


def restored(kept: Mapping[str, Any]) -> Body:
    """The version again."""
    task = kept.get("task")
    items = tuple(
        Item(
            name=each["name"],
            kind=ItemKind(each["kind"]),
            label=each["label"],
            hint=each.get("hint", ""),
            section=each.get("section", ""),
            options=tuple(Option(name, label) for name, label in each.get("options", ())),
            show_if=each.get("show_if", ""),
            is_safety=each.get("safety", False),
            is_kept=each.get("kept", False),
            is_required=each.get("required", False),
            class_code=each.get("class", ""),
        )
        for each in kept["items"]
    )
    return Body(items, None if task is None else SafetyTask(task["reason"], date.fromisoformat(task["until"])))


refusals(
    {
        "checklists.bad_name": gettext_noop(
            "“{name}” is no name of an item. Write small Latin letters, digits and _, beginning with a letter, at most 40."
        ),
        "checklists.name_twice": gettext_noop("The name {name} is there twice. Give one of them another name."),
        "checklists.option_count": gettext_noop("A list to choose from has 1 to {limit} choices. Add what is missing or remove some."),
        "checklists.item_count": gettext_noop(
            "A checklist has 1 to {limit} items, this one has {count}. Divide it into several, or add the first."
        ),
        "checklists.condition_on_nothing": gettext_noop(
            "{name} is shown by what {missing} says, and there is no {missing}. Correct the condition."
        ),
        "checklists.circle": gettext_noop("These wait for each other, so none would ever show: {names}. Take one condition away."),
        "checklists.kept_safety": gettext_noop(
            "“{label}” cannot be filled in from last time: safety is looked at anew, and only facts are kept. Switch that off."
        ),
    }
)
