"""How files of a sender are laid out: a text that a person edits, and what it means.

[in orders]            what their files hold, field by field
number = 工单编号
[out replied xlsx]     what goes out, in this order
number = 工单编号
[words verdict]        their word = ours
已解决 = solved
[times]                how they write a moment; the first is also how we write it
%Y-%m-%d %H:%M:%S
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, gettext_noop, override

from linli.hotline.rules.kinds import OUTGOING, FileForm, Incoming, OrderReturn, StepKind, TheirState
from linli.kernel.errors import Refused, refusals
from linli.org.rules.kinds import Kind
from linli.tickets.rules.kinds import Decision, ExtensionReason, Verdict
from linli.tickets.rules.replies import AnswerWay, ClaimFinding, FactFinding, Responsibility
from linli.tickets.rules.satisfaction import Grade

ZONE: Final = ZoneInfo("Asia/Shanghai")
HEADING_LIMIT: Final = 60
MAPPING_LIMIT: Final = 20_000
DEFAULT_TIMES: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y-%m-%d")


class Yes(Kind):
    """Yes and no, as they are written."""

    YES = "yes", gettext_noop("Yes")
    NO = "no", gettext_noop("No")


# What a file of theirs may hold, the needed fields first, and how many of them are needed.
_IN: Final[Mapping[Incoming, tuple[int, tuple[str, ...]]]] = {
    Incoming.ORDERS: (
        2,
        (
            *("number", "words", "title", "reporter", "phone", "address", "class_words", "sent_at"),
            *("accept_by", "contact_by", "return_by", "due_at"),
        ),
    ),
    Incoming.RESULTS: (2, ("number", "verdict", "grade", "manner", "was_contacted", "do_again", "note", "at", "due_at")),
    Incoming.EXTENSIONS: (2, ("number", "decision", "due_at", "note", "at")),
    Incoming.RETURNS: (2, ("number", "decision", "note", "at")),
    Incoming.REDISPATCHES: (1, ("number", "note", "at", "due_at")),
    Incoming.WITHDRAWALS: (1, ("number", "note", "at")),
    Incoming.LIST: (2, ("number", "state", "due_at")),
}
_ALWAYS_OUT: Final = ("number", "our_number", "step", "at", "unit", "unit_phone", "person", "note")
_REPLY_OUT: Final = (
    *("has_contacted", "contact_person", "contacted_at", "first_call", "why_no_call", "has_looked", "looked_at"),
    *("fact_finding", "fact_note", "claim_finding", "claim_note", "outcome", "done", "answer_way", "answered_at", "answer_points"),
    *("is_public", "grade", "grade_reason", "feedback", "signed_unit", "responsibility", "responsibility_note"),
    *("responsible_person", "deputy_person", "particulars"),
)
_OUT: Final[Mapping[StepKind, tuple[str, ...]]] = {
    StepKind.RECEIPT: _ALWAYS_OUT,
    StepKind.FIRST_CONTACT: _ALWAYS_OUT,
    StepKind.RETURN_ASKED: (*_ALWAYS_OUT, "reason"),
    StepKind.EXTENSION_ASKED: (*_ALWAYS_OUT, "reason", "amount"),
    StepKind.REPLIED: (*_ALWAYS_OUT, *_REPLY_OUT),
}
# The closed lists behind fields, by the group under which their words stand.
GROUPS: Final[Mapping[str, type[Kind]]] = {
    "verdict": Verdict,
    "grade": Grade,
    "yes": Yes,
    "decision": Decision,
    "state": TheirState,
    "step": StepKind,
    "fact": FactFinding,
    "claim": ClaimFinding,
    "way": AnswerWay,
    "responsibility": Responsibility,
    "extension_reason": ExtensionReason,
    "return_reason": OrderReturn,
}
GROUP_OF: Final[Mapping[str, str]] = {
    **{name: name for name in ("verdict", "grade", "decision", "state", "step", "responsibility")},
    **dict.fromkeys(("was_contacted", "do_again", "has_contacted", "has_looked", "is_public"), "yes"),
    "manner": "grade",
    "outcome": "verdict",
    "fact_finding": "fact",
    "claim_finding": "claim",
    "answer_way": "way",
}
_SECTION: Final = re.compile(r"\[\s*(\w+)(?:\s+(\w+))?(?:\s+(\w+))?\s*\]")


@dataclass(frozen=True, slots=True)
class OutLayout:
    """One file of ours: its form, and field and heading in their order."""

    form: FileForm
    columns: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SenderMapping:
    """What a sender's files mean."""

    incoming: Mapping[Incoming, Mapping[str, str]]
    outgoing: Mapping[StepKind, OutLayout]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    times: Sequence[str] = DEFAULT_TIMES

    def code_of(self, group: str, word: str) -> str | None:
        """Our code for their word; the house's own words are known without being mapped."""
        known = self.words.get(group, {})
        if word in known:
            return known[word]
        return next((code for code, ours in _own_words(group).items() if word in {code, ours}), None)

    def word_of(self, group: str, code: str) -> str:
        """Their word for our code; the house's own where none is mapped."""
        mapped = next((word for word, each in self.words.get(group, {}).items() if each == code), None)
        return mapped or _own_words(group).get(code, code)

    def moment(self, at: datetime) -> str:
        """A moment as they write it."""
        return at.astimezone(ZONE).strftime(self.times[0])


def _own_words(group: str) -> dict[str, str]:
    with override("zh-hans"):
        return {each.value: gettext(each.words) for each in GROUPS[group]}


@dataclass(slots=True)
class _Draft:
    incoming: dict[Incoming, dict[str, str]] = field(default_factory=dict)
    outgoing: dict[StepKind, tuple[FileForm, list[tuple[str, str]]]] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    times: list[str] = field(default_factory=list)


def read_mapping(text: str) -> SenderMapping:
    """What the text says; refused with the line that cannot be understood."""
    if len(text) > MAPPING_LIMIT:
        raise Refused("hotline.mapping_long", limit=MAPPING_LIMIT)
    draft, section = _Draft(), ("", "", "")
    for number, line in _lines(text):
        found = _SECTION.fullmatch(line)
        if found:
            section = (found[1], found[2] or "", found[3] or "")
            _begin(draft, section, number, line)
        else:
            _add(draft, section, number, line)
    _check_whole(draft)
    return SenderMapping(
        draft.incoming,
        {kind: OutLayout(form, tuple(columns)) for kind, (form, columns) in draft.outgoing.items()},
        draft.words,
        tuple(draft.times) or DEFAULT_TIMES,
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.strip()
        if said and not said.startswith("#"):
            yield number, said


def _begin(draft: _Draft, section: tuple[str, str, str], number: int, line: str) -> None:
    way, kind, form = section
    if way == "in" and kind in list(Incoming) and not form:
        draft.incoming.setdefault(Incoming(kind), {})
    elif way == "out" and kind in OUTGOING and form in list(FileForm):
        draft.outgoing.setdefault(StepKind(kind), (FileForm(form), []))
    elif way == "words" and kind in GROUPS and not form:
        draft.words.setdefault(kind, {})
    elif section != ("times", "", ""):
        raise Refused("hotline.mapping_section", line=number, text=line[:40])


def _add(draft: _Draft, section: tuple[str, str, str], number: int, line: str) -> None:
    way, kind, _ = section
    if way == "times":
        draft.times.append(_time_form(line, number))
        return
    name, sign, heading = (part.strip() for part in line.partition("="))
    if not (way and name and sign and heading) or len(heading) > HEADING_LIMIT:
        raise Refused("hotline.mapping_line", line=number, text=line[:40])
    if way == "words":
        if heading not in list(GROUPS[kind]):
            raise Refused("hotline.mapping_word", line=number, text=heading[:40], choices="、".join(GROUPS[kind]))
        draft.words[kind][name] = heading
        return
    known = _IN[Incoming(kind)][1] if way == "in" else _OUT[StepKind(kind)]
    taken = draft.incoming[Incoming(kind)] if way == "in" else dict(draft.outgoing[StepKind(kind)][1])
    if name not in known:
        raise Refused("hotline.mapping_field", line=number, text=name[:40], choices="、".join(known))
    if name in taken or heading in taken.values():
        raise Refused("hotline.mapping_twice", line=number, text=line[:40])
    if way == "in":
        draft.incoming[Incoming(kind)][name] = heading
    else:
        draft.outgoing[StepKind(kind)][1].append((name, heading))


def _time_form(line: str, number: int) -> str:
    try:
        at = datetime(2026, 11, 23, 8, 5, 9, tzinfo=ZONE)
        datetime.strptime(at.strftime(line), line).replace(tzinfo=ZONE)
    except ValueError:
        raise Refused("hotline.mapping_time", line=number, text=line[:40]) from None
    return line


def _check_whole(draft: _Draft) -> None:
    for kind, said in draft.incoming.items():
        needed, names = _IN[kind]
        missing = [name for name in names[:needed] if name not in said]
        if missing:
            raise Refused("hotline.mapping_needs", section=f"[in {kind.value}]", fields="、".join(missing))
    for step, (form, columns) in draft.outgoing.items():
        if "number" not in dict(columns):
            raise Refused("hotline.mapping_needs", section=f"[out {step.value} {form.value}]", fields="number")
    if not draft.incoming and not draft.outgoing:
        raise Refused("hotline.mapping_empty")


refusals(
    {
        "hotline.mapping_long": gettext_noop("The mapping is longer than {limit} characters. Leave out what no file of theirs holds."),
        "hotline.mapping_section": gettext_noop(
            "Mapping, line {line}: “{text}” begins no part of a mapping. Write [in orders], [out replied xlsx], [words verdict] or [times]."
        ),
        "hotline.mapping_line": gettext_noop("Mapping, line {line}: “{text}” cannot be understood. Write: field = their heading."),
        "hotline.mapping_field": gettext_noop("Mapping, line {line}: there is no field {text} here. Choose one of: {choices}."),
        "hotline.mapping_word": gettext_noop("Mapping, line {line}: there is no word {text} here. Choose one of: {choices}."),
        "hotline.mapping_twice": gettext_noop("Mapping, line {line}: “{text}” names a field or heading a second time. Remove one."),
        "hotline.mapping_time": gettext_noop(
            "Mapping, line {line}: “{text}” is no way to write a moment. Write it like %Y-%m-%d %H:%M:%S."
        ),
        "hotline.mapping_needs": gettext_noop("Mapping, {section}: the field {fields} is missing. Name the heading under which it stands."),
        "hotline.mapping_empty": gettext_noop("The mapping names no file. Begin with the example, or write a part such as [in orders]."),
    }
)
