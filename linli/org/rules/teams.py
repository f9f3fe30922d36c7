"""Task forces 工作专班 “6+2+X”: which seats there are, what a new version of the template changes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.text import clean_text
from linli.org.rules.kinds import Kind
from linli.org.rules.units import UnitKind

NAME_LIMIT = 80
TITLE_LIMIT = 40
MOST_SEATS = 60
MOST_OF_ONE = 20
MOST_DAYS = 60
FILL_WITHIN_DAYS = 5
# What holds from a moment on holds at least so long: ranges without length exclude nothing.
SHORTEST = timedelta(microseconds=1)


class SeatGroup(Kind):
    """The parts of “6+2+X”, in the order in which they are read."""

    PROFESSIONAL = "professional", gettext_noop("Six professional posts")
    RESIDENTS_COMMITTEE = "residents_committee", gettext_noop("Residents' committee")
    RESPONSIBLE_OFFICE = "responsible_office", gettext_noop("Responsible office")
    CO_BUILDING = "co_building", gettext_noop("Co-building units")
    SECOND_ECHELON = "second_echelon", gettext_noop("Second echelon")


class Leaving(Kind):
    """Why a seat falls vacant."""

    LEFT = "left", gettext_noop("left the subdistrict")
    MOVED = "moved", gettext_noop("took over other work")
    REPLACED = "replaced", gettext_noop("somebody else takes over")
    MISTAKE = "mistake", gettext_noop("entered by mistake")


@dataclass(frozen=True, slots=True)
class SeatSpec:
    """One line of a template: a seat, how many of it there are at least, and who may take it."""

    key: str
    group: SeatGroup
    title: str
    least: int = 1
    # The kinds of unit whose people, or which themselves, may take the seat; none means any.
    unit_kinds: tuple[UnitKind, ...] = ()
    fill_within_days: int = FILL_WITHIN_DAYS


@dataclass(frozen=True, slots=True)
class Change:
    """What a newer version of the template does to one seat."""

    what: str
    key: str
    title: str
    before: str = ""
    number: int = 0


def _six(key: str, title: str) -> SeatSpec:
    return SeatSpec(key, SeatGroup.PROFESSIONAL, title, unit_kinds=(UnitKind.OUTPOST, UnitKind.OFFICE, UnitKind.SERVICE_CENTER))


# What a new subdistrict begins with; the titles are the users' own words, and theirs to edit.
STANDARD_NAME = "6+2+X"
STANDARD: Sequence[SeatSpec] = (
    _six("urban", "城管员"),
    _six("market", "市场监管员"),
    _six("fire", "消防安全员"),
    SeatSpec("police", SeatGroup.PROFESSIONAL, "公安民警", unit_kinds=(UnitKind.OUTPOST,)),
    _six("justice", "司法调解员"),
    _six("sanitation", "绿化市容员"),
    SeatSpec("committee", SeatGroup.RESIDENTS_COMMITTEE, "居民区", unit_kinds=(UnitKind.RESIDENTS_COMMITTEE,)),
    SeatSpec("office", SeatGroup.RESPONSIBLE_OFFICE, "包保科室", unit_kinds=(UnitKind.OFFICE, UnitKind.OPS_CENTER)),
    SeatSpec("partner", SeatGroup.CO_BUILDING, "共建单位", least=0),
    SeatSpec("second", SeatGroup.SECOND_ECHELON, "第二梯队", least=2),
)


def name_field() -> str:
    """What the field for a name is called in refusals."""
    return gettext("name")


def checked_specs(specs: Sequence[SeatSpec]) -> list[SeatSpec]:
    """The lines as they may be stored; a bad one is refused by its row."""
    if not specs:
        raise Refused("teams.no_seats")
    cleaned = [_checked(spec, row) for row, spec in enumerate(specs, start=1)]
    if sum(max(1, spec.least) for spec in cleaned) > MOST_SEATS:
        raise Refused("teams.too_many_seats", limit=MOST_SEATS)
    for what in ("key", "title"):
        words, number = Counter(getattr(spec, what) for spec in cleaned).most_common(1)[0]
        if number > 1:
            raise Refused("teams.seat_twice", title=words)
    return cleaned


def _checked(spec: SeatSpec, row: int) -> SeatSpec:
    title = clean_text(spec.title, field=gettext("seat {row}").format(row=row), limit=TITLE_LIMIT)
    if not 0 <= spec.least <= MOST_OF_ONE:
        raise Refused("teams.bad_number", title=title, limit=MOST_OF_ONE)
    if not 1 <= spec.fill_within_days <= MOST_DAYS:
        raise Refused("teams.bad_days", title=title, limit=MOST_DAYS)
    return replace(spec, title=title)


def seats_of(spec: SeatSpec) -> range:
    """The numbers of the seats a line asks for; a line that asks for none still offers one."""
    return range(1, max(1, spec.least) + 1)


def changes_between(present: Sequence[tuple[SeatSpec, int]], wanted: Sequence[SeatSpec]) -> list[Change]:
    """What adopting `wanted` changes for seats that stand now: each present seat as its line and its number."""
    numbers: dict[str, set[int]] = {}
    lines: dict[str, SeatSpec] = {}
    for spec, number in present:
        numbers.setdefault(spec.key, set()).add(number)
        lines[spec.key] = spec
    kept = {spec.key for spec in wanted}
    found = [Change("removed", key, lines[key].title, number=len(numbers[key])) for key in lines if key not in kept]
    for spec in wanted:
        found += _changes_of(lines.get(spec.key), spec, numbers.get(spec.key, set()))
    return found


def _changes_of(old: SeatSpec | None, new: SeatSpec, numbers: set[int]) -> list[Change]:
    missing = set(seats_of(new)) - numbers
    if old is None:
        return [Change("added", new.key, new.title, number=len(missing))]
    found = []
    if old.title != new.title:
        found.append(Change("retitled", new.key, new.title, before=old.title))
    if missing:
        found.append(Change("more", new.key, new.title, number=len(missing)))
    if (old.group, old.least, old.unit_kinds, old.fill_within_days) != (new.group, new.least, new.unit_kinds, new.fill_within_days):
        found.append(Change("altered", new.key, new.title))
    return found


def check_taker(unit_kinds: Sequence[str], kind: str | None, *, title: str) -> None:
    """Refuse somebody whose unit is of a kind that may not take the seat."""
    if unit_kinds and kind not in unit_kinds:
        words = "、".join(gettext(UnitKind(each).words) for each in unit_kinds)
        raise Refused("teams.wrong_unit", title=title, kinds=words)


VERBS: Mapping[str, Mapping[str, type]] = {
    "team_template.laid": {"name": str, "version": int, "seats": int},
    "team_template.changed": {"name": str, "version": int, "seats": int},
    "team.set_up": {"name": str, "version": int, "seats": int},
    "team.renamed": {"name": str},
    "team.ended": {"name": str},
    "team.seat_added": {"seat": str},
    "team.version_adopted": {"version": int, "added": int, "removed": int},
}


def register() -> None:
    """Make the verbs and refusals of task forces known to the house."""
    for name, facts in VERBS.items():
        verbs.register(name, facts=facts)
    verbs.register("team.seat_filled", facts={"seat": str, "person": str, "unit": str, "from": str})
    verbs.register("team.seat_vacated", facts={"seat": str, "person": str, "unit": str, "until": str}, reasons=Leaving)
    verbs.register("team.fill_by_recomputed", facts={"seat": str, "before": str, "after": str, "is_provisional": bool})


refusals(
    {
        "teams.no_seats": gettext_noop("The template has no seat. Write at least one and save again."),
        "teams.too_many_seats": gettext_noop("The template asks for more than {limit} seats. Ask for fewer."),
        "teams.seat_twice": gettext_noop("The seat {title} is there twice. Give one of them another name."),
        "teams.bad_number": gettext_noop("The least number of the seat {title} is between 0 and {limit}. Enter a number between."),
        "teams.bad_days": gettext_noop("The seat {title} is to be filled within 1 to {limit} working days. Enter a number between."),
        "teams.wrong_unit": gettext_noop("The seat {title} is for: {kinds}. Choose somebody from there, or change the template."),
        "teams.seat_taken": gettext_noop("The seat {title} is filled already. Vacate it first, or choose another seat."),
        "teams.seat_vacant": gettext_noop("The seat {title} is vacant already. Open the page again."),
        "teams.seat_gone": gettext_noop("This seat is no longer part of the task force. Open the page again."),
        "teams.one_taker": gettext_noop("The seat {title} is taken by a person or by a unit. Choose one of them."),
        "teams.not_here_yet": gettext_noop("The seat {title}: the day lies before the seat became vacant. Choose a later one."),
        "teams.name_taken": gettext_noop("There is a task force called {name} already. Choose another name."),
        "teams.template_name_taken": gettext_noop("There is a template called {name} already. Choose another name."),
        "teams.over": gettext_noop("The task force {name} has ended. Nothing can be changed in it."),
        "teams.adopted": gettext_noop("The task force has the newest version of its template already. Nothing needs to be done."),
    }
)
