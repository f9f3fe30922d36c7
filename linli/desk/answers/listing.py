"""The list of answers: what is in use, what ends soon, what waits; found by words, unit and class."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.answers.queries import answers as queries
from linli.answers.queries.answers import Wish
from linli.answers.rules.kinds import Audience, Standing
from linli.answers.rules.permissions import Permission
from linli.desk.answers.naming import class_names
from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.paging import parse_mark
from linli.desk.picking import Pick
from linli.kernel import clock
from linli.org.queries import units
from linli.org.rules.people import day_of

LONGEST: Final = 60
SHAPES: Final[Mapping[Standing, str]] = {
    Standing.IN_USE: "ok",
    Standing.ENDING: "act",
    Standing.EXPIRED: "stop",
    Standing.WAITING: "watch",
    Standing.DRAFT: "none",
    Standing.OVER: "none",
}


@require_safe
@staff_page
def list_answers(request: StaffRequest) -> HttpResponse:
    """What is wished for, those that end first at the top."""
    queries.require(request.actor, Permission.READ)
    wish, today = _wish(request), day_of(clock.now())
    lines = queries.lines(request.actor, wish, today)
    shown = lines[: queries.PAGE]
    codes = class_names(request.actor)
    return page(
        request,
        "desk/answers/list.html",
        current="answers",
        lines=[(line, SHAPES[line.standing], codes.get(line.version.item_code, line.version.item_code)) for line in shown],
        next_at=_address(request, wish, after=str(shown[-1].version.pk)) if len(lines) > queries.PAGE else "",
        picks=_picks(request, wish),
        wish=wish,
        is_narrowed=bool(wish.words or wish.unit_id or wish.item_code or wish.audience),
        units=[(unit.pk, unit.short_name) for unit in units.open_units(request.actor)],
        codes=[(code, codes.get(code, code)) for code in queries.codes_in_use(request.actor)],
        audiences=[(each, gettext(each.words)) for each in Audience],
        may_write=request.actor.may_somewhere(Permission.WRITE),
        today=today,
    )


def _wish(request: StaffRequest) -> Wish:
    asked = request.GET
    unit = asked.get("unit", "")
    return Wish(
        standing=next((each for each in Standing if each.value == asked.get("show")), Standing.IN_USE),
        unit_id=_id(unit),
        item_code=asked.get("class", "")[:20].replace("\x00", ""),
        audience=next((each for each in Audience if each.value == asked.get("for")), None),
        words=asked.get("q", "")[:LONGEST].replace("\x00", "").strip(),
        after=parse_mark(asked.get("after")),
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _address(request: StaffRequest, wish: Wish, **changed: str) -> str:
    said = {
        "show": wish.standing.value if wish.standing is not Standing.IN_USE else "",
        "q": wish.words,
        "unit": str(wish.unit_id or ""),
        "class": wish.item_code,
        "for": wish.audience.value if wish.audience else "",
        **changed,
    }
    asked = urlencode({name: value for name, value in said.items() if value})
    return f"{reverse('desk:answers', args=[request.place.code])}{'?' if asked else ''}{asked}"


def _picks(request: StaffRequest, wish: Wish) -> list[Pick]:
    numbers = queries.numbers(request.actor, day_of(clock.now()))
    found = []
    for each in Standing:
        show = "" if each is Standing.IN_USE else each.value
        found.append(Pick(gettext(each.words), _address(request, wish, show=show), each is wish.standing, str(numbers[each] or "")))
    return found


urlpatterns = [path("", list_answers, name="answers")]
