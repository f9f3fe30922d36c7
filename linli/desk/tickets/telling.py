"""The story of a ticket: one line of everything that happened to it, newest first, in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop, pgettext

from linli.desk import naming
from linli.desk.story import EntryLine, FactLine, span, tell
from linli.desk.tickets.offers import Sight
from linli.desk.tickets.timing import Due, clock_words, due_of, exact
from linli.desk.words import FACTS
from linli.kernel.journal import Told
from linli.org.rules.kinds import Kind
from linli.tickets.queries.faces import story_for
from linli.tickets.queries.whole import MeetingRow, PromiseRow
from linli.tickets.rules.states import State, state_word

PAGE: Final = 40
DISPATCHED, DECIDED, PROMISED = "ticket.dispatched", "ticket.decided", "ticket.commitment_made"
CORRECTED, JOINED = "ticket.corrected", "ticket.joined"
# What makes a unit lead: the latest of them says why it does.
MADE_LEAD: Final = frozenset({DISPATCHED, DECIDED, "ticket.redispatched", "ticket.escalated", "ticket.duty_decided"})
# Facts that are sentences: they stand as text, the others as one line beside their names.
SENTENCES: Final = ("words", "matter", "line", "done", "what", "decision", "note", "route", "answer", "text", "reply", "tried")
# Where the unit of the entry is who did it; elsewhere it is whom it was done to.
DID_IT: Final = frozenset(
    {
        "ticket.accepted",
        "ticket.returned",
        "ticket.handled_here",
        "ticket.settled_on_spot",
        "ticket.measure_taken",
        "ticket.commitment_taken_on",
        "ticket.commitment_ended",
        "ticket.resolved",
        "ticket.objected",
        "ticket.closed",
        "ticket.upkeep_checked",
    }
)
# Facts that are people: who was called out, who did not answer, who did.
OF_PERSONS: Final = ("called", "missed", "person")
# What a fact is called with this verb; nothing leaves it out.
SAID_OF: Final[Mapping[tuple[str, str], str]] = {
    (DISPATCHED, "unit"): gettext_noop("Leads"),
    (DECIDED, "unit"): gettext_noop("Leads"),
    ("ticket.redispatched", "unit"): gettext_noop("Leads"),
    ("ticket.escalated", "unit"): gettext_noop("Leads"),
    ("ticket.duty_decided", "unit"): gettext_noop("Leads"),
    ("ticket.meeting_called", "unit"): gettext_noop("Calls the meeting"),
    ("ticket.reopened", "is_recurrence"): gettext_noop("The matter has come back"),
    ("ticket.joined", "number"): gettext_noop("Number"),
    # Who took it down stands in the head of the page.
    ("ticket.opened", "unit"): "",
}
# Shown in the head of the page, or at the promise itself.
LEFT_OUT: Final = frozenset({"number", "track", "source", "reporters", "proposals", "is_proposal"})


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise in the story: by whom, what, and how it stands."""

    unit: str
    what: str
    state: str
    word: str
    until: str


@dataclass(frozen=True, slots=True)
class Voice:
    """What a party said at a meeting."""

    unit: str
    said: str
    is_present: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the story."""

    seq: int
    at: datetime
    icon: str
    title: str
    who: str
    sentences: Sequence[FactLine]
    facts: Sequence[FactLine]
    pledges: Sequence[Pledge] = ()
    voices: Sequence[Voice] = ()
    options: Sequence[str] = ()
    erased: Sequence[FactLine] = field(default=())


@dataclass(frozen=True, slots=True)
class Tale:
    """A page of the story, the names on it, and from where the older ones go on."""

    entries: Sequence[Happening]
    before: int | None
    # The same, as an address carries it.
    before_mark: str
    is_later: bool
    # What the last dispatch on this page was founded on.
    dispatch: Mapping[str, Any]
    # The entries themselves, oldest first.
    told: Sequence[Told]


def tale_of(sight: Sight, *, before: int | None = None) -> Tale:
    """What happened, newest first, a page at a time."""
    shown = span(sight.ticket.journal_seq, before=before, limit=PAGE)
    told = story_for(sight.actor, sight.ticket, after=shown.after, limit=shown.limit)
    dispatch = next((entry.facts for entry in reversed(told) if entry.verb in MADE_LEAD), {})
    older = shown.after + 1 if shown.after else None
    return Tale(happenings(sight, told), older, sight.mark_of(older) if older else "", before is not None, dispatch, told)


def happenings(sight: Sight, told: Sequence[Told]) -> list[Happening]:
    """These entries in words, newest first."""
    named = _named(sight, told)
    lines = {line.seq: line for line in tell(told, called=named).entries}
    happened = [_happening(sight, entry, lines[entry.seq]) for entry in told]
    return _gathered(sight, told, happened)[::-1]


def _named(sight: Sight, told: Sequence[Told]) -> naming.Names:
    """Who is who: persons by name, accounts only where no person is written; the units are known already."""
    accounts = {entry.account_id for entry in told if entry.person_id is None}
    spoken_of = {naming.parsed(each) for entry in told for name in OF_PERSONS for each in _listed(entry.facts.get(name))}
    people = naming.names_for(accounts, person_ids={entry.person_id for entry in told} | spoken_of)
    return replace(people, of_id={**sight.unit_names, **people.of_id})


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _happening(sight: Sight, entry: Told, line: EntryLine) -> Happening:
    facts = [each for each in line.facts if each.name not in LEFT_OUT or (entry.verb, each.name) in SAID_OF]
    if entry.verb == CORRECTED:
        # The entry holds everything as it stands since; what stayed as it was is not told again.
        facts = [each for each in facts if each.name in {"fields", *_corrected(str(entry.facts.get("fields") or ""))}]
    sentences = [each for name in SENTENCES for each in facts if each.name == name and each.value and not each.is_erased]
    others = [_said(sight, entry, each) for each in facts if each.name not in SENTENCES and not each.is_erased]
    reason = _word_of(entry.reason)
    if reason:
        others.insert(0, FactLine(_reason_word(entry.verb), reason, False, None))
    return Happening(
        seq=entry.seq,
        at=entry.made_at or entry.recorded_at,
        icon=line.icon,
        title=line.words,
        who=_who(sight, entry, line.who),
        sentences=sentences,
        facts=[each for each in others if each.value],
        erased=[each for each in facts if each.is_erased],
    )


def _reason_word(verb: str) -> str:
    """What the code of an entry is: what was done, what was decided, what came of it, or why."""
    if verb.endswith("_decided"):
        return pgettext("code of an entry", "Decided")
    if verb == "ticket.measure_taken":
        return pgettext("code of an entry", "Measure")
    return pgettext("code of an entry", "Result") if verb == "ticket.called" else gettext("Reason")


def _said(sight: Sight, entry: Told, fact: FactLine) -> FactLine:
    """A fact whose value is a code of ours, in words; the unit that did it stands beside the name already."""
    value, named = str(entry.facts.get(fact.name) or ""), SAID_OF.get((entry.verb, fact.name))
    if named is not None:
        return replace(fact, label=gettext(named) if named else "", value=fact.value if named else "")
    if fact.name == "unit" and entry.verb in DID_IT:
        return replace(fact, value="")
    said = _SAID_AS.get(fact.name)
    return replace(fact, value=said(sight, value) if said is not None else _word_of(value) or fact.value)


def _units(sight: Sight, value: str) -> str:
    return "、".join(sight.unit_name(naming.parsed(each)) for each in value.split(",") if each)


def _moment(sight: Sight, value: str) -> str:
    return exact(datetime.fromisoformat(value), sight.now) if value else ""


def _state(sight: Sight, value: str) -> str:
    return state_word(State(value)) if value in set(State) else value


def _fields(sight: Sight, value: str) -> str:
    return "、".join(str(FACTS.get(each, each)) for each in _corrected(value))


def _corrected(value: str) -> Sequence[str]:
    """The facts that hold what was corrected."""
    return list(dict.fromkeys(_COLUMNS.get(each, each) for each in value.split(",") if each))


def _class(sight: Sight, value: str) -> str:
    return sight.whole.item_name if value == sight.ticket.item_code and sight.whole.item_name else value


# Columns that another fact has the words for.
_COLUMNS: Final = {"item_code": "class_code", "grid_id": "grid", "lon": "point", "lat": "point"}
_SAID_AS: Final[Mapping[str, Callable[[Sight, str], str]]] = {
    "fields": _fields,
    "class_code": _class,
    "assists": _units,
    "other_unit": _units,
    "from_unit": _units,
    "clock": lambda sight, value: clock_words(value),
    "state": _state,
    "review_at": _moment,
    "due_at": _moment,
    "until": _moment,
    "reply_due_at": _moment,
}


@cache
def _codes() -> Mapping[str, str]:
    """Every code of the closed lists of tickets, whichever it comes from; read when all rooms are there."""
    lists = [kind for kind in Kind.__subclasses__() if kind.__module__.startswith("linli.tickets.rules.")]
    return {each.value: each.words for kind in lists for each in kind if each.value}


def _word_of(code: str) -> str:
    return gettext(_codes()[code]) if code in _codes() else ""


def _who(sight: Sight, entry: Told, name: str) -> str:
    if entry.channel == "public":
        # Nobody who may not know of a reporter learns from the story that there is one.
        return gettext("the reporter") if sight.face.knows_reporter else ""
    if not entry.channel and entry.account_id is None and entry.person_id is None:
        # Who did it is not this reader's to know, and it was not the house.
        return ""
    unit = sight.unit_name(naming.parsed(entry.facts.get("unit"))) if entry.verb in DID_IT else ""
    return " ".join(each for each in (unit, name) if each)


def _gathered(sight: Sight, told: Sequence[Told], happened: Sequence[Happening]) -> list[Happening]:
    """What a meeting decided stands with its positions and promises; other promises show how they stand."""
    found: list[Happening] = []
    is_meeting, before = False, ""
    for entry, each in zip(told, happened, strict=True):
        # Thirty calls about one pipe are one line, not a screen of them above what was said.
        is_one_more, before = entry.verb == JOINED == before and _is_alike(found[-1], each), entry.verb
        if is_one_more:
            found[-1] = _with_more(found[-1], each)
            continue
        if entry.verb == PROMISED and is_meeting:
            found[-1] = replace(found[-1], pledges=[*found[-1].pledges, *_pledges(sight, entry)])
            continue
        is_meeting = entry.verb == DECIDED
        if is_meeting:
            found.append(_with_voices(sight, entry, each))
        elif entry.verb == PROMISED:
            found.append(replace(each, sentences=(), facts=(), pledges=_pledges(sight, entry)))
        else:
            found.append(each)
    return found


def _is_alike(first: Happening, more: Happening) -> bool:
    return first.who == more.who and [fact.name for fact in first.facts] == [fact.name for fact in more.facts]


def _with_more(first: Happening, more: Happening) -> Happening:
    """One line for both, at the later moment."""
    facts = [replace(one, value=f"{one.value}、{other.value}") for one, other in zip(first.facts, more.facts, strict=True)]
    return replace(more, facts=facts)


def _with_voices(sight: Sight, entry: Told, each: Happening) -> Happening:
    ended: list[MeetingRow] = [row for row in sight.whole.meetings if row.ended_at is not None]
    meeting = min(ended, key=lambda row: abs((row.ended_at or entry.recorded_at) - entry.recorded_at), default=None)
    if meeting is None:
        return each
    voices = [Voice(sight.unit_name(naming.parsed(said["unit"])), said["said"], said["is_present"]) for said in meeting.positions]
    return replace(each, voices=voices, options=list(meeting.options))


def _pledges(sight: Sight, entry: Told) -> list[Pledge]:
    unit_id, what = naming.parsed(entry.facts.get("unit")), entry.facts.get("what")
    rows = [row for row in sight.promises if row.unit_id == unit_id and row.what == what]
    return [pledge_of(sight, row) for row in rows[:1]]


def pledge_of(sight: Sight, row: PromiseRow) -> Pledge:
    """A promise as it stands now."""
    state, word = _standing(sight, row)
    return Pledge(sight.unit_name(row.unit_id), row.what, state, word, exact(row.due_at, sight.now))


def _standing(sight: Sight, row: PromiseRow) -> tuple[str, str]:
    if row.ended_at is not None:
        return ("ok", gettext("kept")) if row.is_kept else ("none", gettext("taken back"))
    if row.taken_on_at is None:
        return "none", gettext("not answered yet")
    yellow = next((each.yellow_at for each in sight.clocks if each.commitment_id == row.id), None)
    due: Due = due_of(row.due_at, sight.now, yellow)
    return due.state, due.left
