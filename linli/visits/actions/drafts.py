"""A visit as somebody brings it, and the rows it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.checklists.queries import Whole
from linli.checklists.rules import answers as answering
from linli.checklists.rules.answers import Answered
from linli.checklists.rules.items import Seen
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text
from linli.org.rules.people import day_of
from linli.tickets.rules.kinds import NOTE_LIMIT as LINE_LIMIT
from linli.tickets.rules.kinds import WORDS_LIMIT
from linli.visits.models import Visit, VisitAnswer, VisitGiven
from linli.visits.rules.kinds import (
    AMOUNT_AT_MOST,
    GIVEN_AT_MOST,
    NAME_LIMIT,
    NEEDS_AT_MOST,
    NOTE_LIMIT,
    PEOPLE_AT_MOST,
    Effect,
    Given,
    Kind,
    Outcome,
)

# A device's clock may go ahead a little.
AHEAD_AT_MOST: Final = timedelta(minutes=10)
AGREED_AT_MOST_DAYS: Final = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersDraft:
    """What was said to one version of a checklist: only what was touched."""

    checklist_id: UUID
    number: int
    items: Mapping[str, Answered]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedDraft:
    """Something that is to be done: a ticket in the same breath, open, or settled there and then by that line."""

    ticket_id: UUID
    words: str
    class_code: str = ""
    # The item of the checklist where it was seen.
    item: str = ""
    on_spot_line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialDraft:
    """A material handed out, and how many."""

    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """The ticket that was gone to see about, and what was seen; what the reporter says of it is his."""

    ticket_id: UUID
    effect: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDraft:
    """A visit as it is written down; its id was made where it was made."""

    id: UUID
    place_id: UUID
    kind: Kind
    outcome: Outcome
    made_at: datetime
    answers: Sequence[AnswersDraft] = ()
    services: Sequence[str] = ()
    materials: Sequence[MaterialDraft] = ()
    note: str = ""
    needs: Sequence[NeedDraft] = ()
    # How many went, whoever writes it down among them; colleagues by name where somebody names them.
    people: int = 1
    colleague_ids: Sequence[UUID] = ()
    agreed_follow_up_on: date | None = None
    return_for: ReturnDraft | None = None
    campaign_id: UUID | None = None
    was_asked_for: bool = False


@dataclass(slots=True)
class Words:
    """What a draft says, checked: ready to become rows."""

    note: str
    services: list[str]
    materials: list[MaterialDraft]
    needs: list[NeedDraft]
    answers: list[tuple[Whole, dict[str, Answered]]] = field(default_factory=list)


def worded(draft: VisitDraft, versions: Mapping[tuple[UUID, int], Whole], now: datetime) -> Words:
    """The draft's words as they may be stored; refused with what is wrong."""
    check_moment(draft, now)
    if not 1 <= draft.people <= PEOPLE_AT_MOST or len(set(draft.colleague_ids)) >= PEOPLE_AT_MOST:
        raise Refused("visits.people_out_of_range", limit=PEOPLE_AT_MOST)
    if draft.return_for is not None and draft.kind is not Kind.RETURN:
        raise Refused("visits.effect_of_a_return_visit")
    made = Words(
        note=clean_text(draft.note, field=gettext("Note"), limit=NOTE_LIMIT, required=False),
        services=list(dict.fromkeys(clean_text(each, field=gettext("Service"), limit=NAME_LIMIT) for each in draft.services)),
        materials=_materials(draft),
        needs=[_need(each) for each in draft.needs],
    )
    amounts = ((gettext("Service"), made.services, GIVEN_AT_MOST), (gettext("Material"), made.materials, GIVEN_AT_MOST))
    for what, found, limit in (*amounts, (gettext("Need"), made.needs, NEEDS_AT_MOST)):
        if len(found) > limit:
            raise Refused("visits.too_many", what=what, limit=limit)
    if len({need.ticket_id for need in made.needs}) < len(made.needs):
        raise Refused("visits.need_twice")
    for each in draft.answers:
        _answer(each, versions, made, day_of(draft.made_at))
    return made


def check_moment(draft: VisitDraft, now: datetime) -> None:
    """Refuse a visit that is to come, and an agreed day that lies before it or too far ahead."""
    if draft.made_at > now + AHEAD_AT_MOST:
        raise Refused("visits.to_come")
    made_on = day_of(draft.made_at)
    agreed_on = draft.agreed_follow_up_on
    if agreed_on is not None and not made_on <= agreed_on <= made_on + timedelta(days=AGREED_AT_MOST_DAYS):
        raise Refused("visits.agreed_out_of_range", limit=AGREED_AT_MOST_DAYS)


def _materials(draft: VisitDraft) -> list[MaterialDraft]:
    amounts: dict[str, int] = {}
    for each in draft.materials:
        name = clean_text(each.name, field=gettext("Material"), limit=NAME_LIMIT)
        amounts[name] = amounts.get(name, 0) + each.amount
        if each.amount < 0 or amounts[name] > AMOUNT_AT_MOST:
            raise Refused("visits.amount_out_of_range", name=name, limit=AMOUNT_AT_MOST)
    return [MaterialDraft(name=name, amount=amount) for name, amount in amounts.items() if amount]


def _need(need: NeedDraft) -> NeedDraft:
    return replace(
        need,
        words=clean_text(need.words, field=gettext("Need"), limit=WORDS_LIMIT),
        class_code=need.class_code.strip(),
        on_spot_line=clean_text(need.on_spot_line, field=gettext("What was done"), limit=LINE_LIMIT, required=False),
    )


def _answer(draft: AnswersDraft, versions: Mapping[tuple[UUID, int], Whole], made: Words, day: date) -> None:
    """Check the answers to one version; every issue has a need written for it, so that nothing seen is left alone."""
    whole = versions.get((draft.checklist_id, draft.number))
    if whole is None or any(whole is each for each, _ in made.answers):
        raise Refused("checklists.version_unknown")
    items = whole.items_on(day)
    for item in answering.issues(items, draft.items):
        _bind(item.name, item.label, made)
    lines = {need.item: need.words for need in made.needs if need.item}
    given = {name: Answered(said.value, said.note or _line(name, said, lines)) for name, said in draft.items.items()}
    kept = answering.check(items, given)
    if kept:
        made.answers.append((whole, kept))


def _bind(name: str, label: str, made: Words) -> None:
    """Let the issue be the matter of a need: of the one that names it, else of the first that names no item."""
    if any(need.item == name for need in made.needs):
        return
    free = next((place for place, need in enumerate(made.needs) if not need.item), None)
    if free is None:
        raise Refused("visits.issue_left_alone", label=label)
    made.needs[free] = replace(made.needs[free], item=name)


def _line(name: str, said: Answered, lines: Mapping[str, str]) -> str:
    return lines.get(name, "")[: answering.NOTE_LIMIT] if said.value == Seen.ISSUE else ""


def class_of(need: NeedDraft, words: Words) -> str:
    """The class of a need: what was chosen, else what the item says."""
    if need.class_code or not need.item:
        return need.class_code
    found = (item.class_code for whole, _ in words.answers for item in whole.body.items if item.name == need.item)
    return next(found, "")


def given_rows(visit: Visit, words: Words) -> list[VisitGiven]:
    """Services and materials as rows."""
    services = [(Given.SERVICE, name, 1) for name in words.services]
    materials = [(Given.MATERIAL, each.name, each.amount) for each in words.materials]
    return [
        VisitGiven(subdistrict_id=visit.subdistrict_id, visit=visit, kind=kind.value, name=name, amount=amount)
        for kind, name, amount in (*services, *materials)
    ]


def answer_rows(visit: Visit, words: Words) -> list[VisitAnswer]:
    """Answers as rows, each with the version it was said to."""
    return [
        VisitAnswer(
            subdistrict_id=visit.subdistrict_id, visit=visit, version_id=whole.version_id, item=name, value=said.value, note=said.note
        )
        for whole, kept in words.answers
        for name, said in kept.items()
    ]


refusals(
    {
        "visits.to_come": gettext_noop("This visit lies in the future. Set the clock of the phone right, or correct day and hour."),
        "visits.agreed_out_of_range": gettext_noop("An agreed day lies from the visit to {limit} days after it. Choose such a day."),
        "visits.people_out_of_range": gettext_noop("1 to {limit} people go on a visit. Correct the number."),
        "visits.effect_of_a_return_visit": gettext_noop(
            "Only a return visit says what became of a ticket. Choose return visit, or leave it out."
        ),
        "visits.too_many": gettext_noop("{what}: at most {limit} fit one visit. Put several together."),
        "visits.amount_out_of_range": gettext_noop("{name}: 0 to {limit} can be handed out. Correct the number."),
        "visits.need_twice": gettext_noop("Two needs have the same number. Write the second down anew."),
        "visits.issue_left_alone": gettext_noop(
            "“{label}” is an issue that nothing was written for. Say that it was settled, or report it."
        ),
    }
)
