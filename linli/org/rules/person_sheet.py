"""A spreadsheet of people, judged row by row against the people, units, posts and grids that stand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.org.rules.imports import Verdict
from linli.org.rules.people import PersonKind, PersonWords, parse_day, worded
from linli.org.rules.posts import check_guarded

HEADINGS: Final = {
    "full_name": "姓名",
    "unit": "单位",
    "posts": "岗位",
    "grids": "网格",
    "work_phone": "工作电话",
    "private_phone": "手机",
    "joined_on": "入职日期",
}
REQUIRED_HEADINGS: Final = ("姓名", "单位")
_BETWEEN = re.compile(r"[、,，;；/\n]+")


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One row of the file, and what somebody decided about it: `new`, or the id of the person it is."""

    number: int
    cells: Mapping[str, str]
    decision: str = ""

    def cell(self, name: str) -> str:
        """What stands under the heading of that name."""
        return self.cells.get(HEADINGS[name], "").strip()

    def __repr__(self) -> str:
        return f"<PersonLine {self.number}>"


@dataclass(frozen=True, slots=True)
class Known:
    """A person who stands already under a name of the file."""

    id: UUID
    words: PersonWords
    unit: str
    has_left: bool
    # What is held now, each post with its grid or with none.
    holdings: frozenset[tuple[UUID, UUID | None]]

    def __repr__(self) -> str:
        return f"<Known {self.id}>"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the texts of a file may mean, and what its sender may give."""

    units: Mapping[str, tuple[UUID, ...]]
    posts: Mapping[str, UUID]
    permissions: Mapping[UUID, frozenset[str]]
    grids: Mapping[str, tuple[UUID, ...]]
    # By the name in its one form, however it is spaced.
    known: Mapping[str, tuple[Known, ...]]
    may: frozenset[str]
    today: date


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """What a row would do, or why it cannot."""

    number: int
    cells: Mapping[str, str]
    verdict: Verdict
    words: PersonWords | None = None
    person_id: UUID | None = None
    gifts: tuple[tuple[UUID, UUID | None], ...] = ()
    # People it may be the same as.
    twins: tuple[Known, ...] = field(default=())
    decision: str = ""
    trouble: str = ""

    def __repr__(self) -> str:
        return f"<PlannedPerson {self.number} {self.verdict}>"


def plan(lines: Sequence[PersonLine], around: Surroundings) -> list[PlannedPerson]:
    """Every row with its verdict; the same file again is all `same`."""
    first: dict[tuple[str, str], int] = {}
    planned = []
    for line in lines:
        key = (one_form(line.cell("full_name")), line.cell("unit"))
        planned.append(_judged(line, around, first.setdefault(key, line.number)))
    return planned


def one_form(name: str) -> str:
    """A name without blanks and dots."""
    return re.sub(r"[\s·•・]+", "", name).casefold()


def _judged(line: PersonLine, around: Surroundings, first: int) -> PlannedPerson:
    twins = around.known.get(one_form(line.cell("full_name")), ())
    try:
        if first != line.number:
            raise Refused("org.row_twice", text=line.cell("full_name"), row=first)
        unit_id = _one(around.units, line.cell("unit"), "org.unit_unknown", "org.unit_ambiguous")
        gifts = _gifts(line, around)
        same = _same(line, twins, unit_id)
        words = _words(line, unit_id, same, around.today)
        if same and same.has_left:
            raise Refused("org.person_has_left")
    except Refused as refusal:
        return PlannedPerson(line.number, line.cells, Verdict.REFUSED, twins=twins, decision=line.decision, trouble=refusal.sentence)
    if same is None:
        # Somebody of that name, but of another unit and phone: a person says whether it is the same one.
        verdict = Verdict.UNDECIDED if twins and line.decision != Verdict.NEW else Verdict.NEW
        return PlannedPerson(line.number, line.cells, verdict, words, None, gifts, twins, line.decision)
    missing = tuple(gift for gift in gifts if gift not in same.holdings)
    verdict = Verdict.CHANGED if missing or _differs(same.words, words) else Verdict.SAME
    shown = twins if line.decision else ()
    return PlannedPerson(line.number, line.cells, verdict, words, same.id, missing, shown, line.decision)


def _same(line: PersonLine, twins: Iterable[Known], unit_id: UUID) -> Known | None:
    """Who the row is about: as decided, else the one of that name and unit, else the one of that name and work phone."""
    twins = tuple(twins)
    if line.decision and line.decision != Verdict.NEW:
        return next((each for each in twins if str(each.id) == line.decision), None)
    if line.decision:
        return None
    present = [each for each in twins if not each.has_left]
    phone = _digits(line.cell("work_phone"))
    for matches in (
        [each for each in present if each.words.unit_id == unit_id],
        [each for each in present if phone and _digits(each.words.work_phone) == phone],
    ):
        if len(matches) == 1:
            return matches[0]
    return None


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _words(line: PersonLine, unit_id: UUID, before: Known | None, today: date) -> PersonWords:
    # An empty cell says nothing: what stands stays.
    stands = before.words if before else PersonWords(full_name="")
    typed = PersonWords(
        full_name=line.cell("full_name"),
        kind=stands.kind if before else PersonKind.STAFF.value,
        unit_id=unit_id,
        work_phone=line.cell("work_phone") or stands.work_phone,
        private_phone=line.cell("private_phone") or (None if before else ""),
        joined_on=parse_day(line.cell("joined_on"), field=HEADINGS["joined_on"]) or stands.joined_on,
    )
    return worded(typed, today=today)


def _differs(before: PersonWords, words: PersonWords) -> bool:
    if words.private_phone is not None and words.private_phone != before.private_phone:
        return True
    names = ("full_name", "kind", "unit_id", "work_phone", "joined_on")
    return any(getattr(before, name) != getattr(words, name) for name in names)


def _gifts(line: PersonLine, around: Surroundings) -> tuple[tuple[UUID, UUID | None], ...]:
    posts = [_post(around, text) for text in _parts(line.cell("posts"))]
    grids: list[UUID | None] = [_one(around.grids, text, "org.grid_unknown", "org.grid_ambiguous") for text in _parts(line.cell("grids"))]
    if grids and not posts:
        raise Refused("org.grid_without_post", text=line.cell("grids"))
    for post_id in posts:
        check_guarded(around.permissions[post_id], around.may)
    return tuple((post_id, grid_id) for post_id in posts for grid_id in (grids or [None]))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def _post(around: Surroundings, text: str) -> UUID:
    if text not in around.posts:
        raise Refused("org.post_unknown", text=text)
    return around.posts[text]


def _one(found: Mapping[str, tuple[UUID, ...]], text: str, unknown: str, ambiguous: str) -> UUID:
    if not text:
        raise Refused("kernel.empty", field=gettext("unit"))
    ids = found.get(text, ())
    if len(ids) != 1:
        raise Refused(ambiguous if ids else unknown, text=text)
    return ids[0]


refusals(
    {
        "org.grid_unknown": gettext_noop("There is no grid “{text}” in force. Write the code or the name of one in the list."),
        "org.grid_ambiguous": gettext_noop("Several grids are called “{text}”. Write the code of the one you mean."),
        "org.grid_without_post": gettext_noop("The grid “{text}” stands there without a post. Write the post as well."),
    }
)
