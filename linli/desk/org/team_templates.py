"""The page on which a template of task forces is laid and changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.org.asking import Asked, ask
from linli.desk.paging import typed_number
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.writes import attempt
from linli.org.actions import teams as actions
from linli.org.queries import teams as queries
from linli.org.rules.permissions import Permission
from linli.org.rules.teams import FILL_WITHIN_DAYS, MOST_SEATS, NAME_LIMIT, STANDARD, STANDARD_NAME, TITLE_LIMIT, SeatGroup, SeatSpec
from linli.org.rules.units import UnitKind

BLANKS = 3


@dataclass(slots=True)
class Sheet:
    """What stands in the form: the name, the lines as typed, and the version they were begun on."""

    name: str
    lines: Sequence[SeatSpec]
    seen: int = 0


@require_http_methods(["GET", "POST"])
@staff_page
def new_template(request: StaffRequest) -> HttpResponse:
    """Lay a template, beginning with the standard one."""
    request.actor.require(Permission.CHANGE_TEAMS)
    if request.method != "POST":
        return _form(request, Sheet(STANDARD_NAME, STANDARD))
    sheet = read(request.POST)
    with attempt() as outcome:
        template = actions.lay_template(request.actor, name=sheet.name, specs=named(sheet.lines))
    return _form(request, sheet, refusal=outcome.refusal) if outcome.refusal else done(request, "team_template", template.pk)


@require_http_methods(["GET", "POST"])
@staff_page
def template(request: StaffRequest, template_id: UUID) -> HttpResponse:
    """A template as it stands; saving makes its next version."""
    row = queries.get_template(request.actor, template_id)
    if request.method != "POST":
        lines = queries.lines_of(request.actor, template_id, row.version)
        return _form(request, Sheet(row.name, lines, row.journal_seq), version=row.version)
    request.actor.require(Permission.CHANGE_TEAMS)
    sheet = read(request.POST)
    with attempt() as outcome:
        actions.change_template(request.actor, template_id, seen=sheet.seen, name=sheet.name, specs=named(sheet.lines))
    return _form(request, sheet, version=row.version, refusal=outcome.refusal) if outcome.refusal else done(request, "teams")


def read(post: QueryDict) -> Sheet:
    """The form as sent; lines without a title are left out, numbers that are none are refused by the rule."""
    count = min(typed_number(post.get("count", "")), MOST_SEATS + BLANKS)
    lines = [_line(post, at) for at in range(count) if post.get(f"title-{at}", "").strip()]
    return Sheet(post.get("name", ""), lines, typed_number(post.get("seen", "")))


def named(lines: Sequence[SeatSpec]) -> list[SeatSpec]:
    """The lines with a key each; a new one gets its own, which stays with it through later versions."""
    return [SeatSpec(line.key or uuid7().hex, line.group, line.title, line.least, line.unit_kinds, line.fill_within_days) for line in lines]


def _line(post: QueryDict, at: int) -> SeatSpec:
    group = post.get(f"group-{at}", "")
    kinds = post.getlist(f"kinds-{at}")
    return SeatSpec(
        key=post.get(f"key-{at}", "")[:40],
        group=SeatGroup(group) if group in set(SeatGroup) else SeatGroup.PROFESSIONAL,
        title=post.get(f"title-{at}", ""),
        least=typed_number(post.get(f"least-{at}", "")),
        unit_kinds=tuple(kind for kind in UnitKind if kind in kinds),
        fill_within_days=typed_number(post.get(f"days-{at}", "")),
    )


def _form(request: StaffRequest, sheet: Sheet, *, version: int = 0, refusal: Refused | None = None) -> HttpResponse:
    blank = SeatSpec("", SeatGroup.CO_BUILDING, "", 1, (), FILL_WITHIN_DAYS)
    may_change = request.actor.may(Permission.CHANGE_TEAMS)
    lines = [*sheet.lines, *([blank] * BLANKS if may_change else [])]
    asked = Asked(
        tab="teams",
        heading=_("Lay a template") if not version else sheet.name,
        sub=gettext("version {number}").format(number=version) if version else "",
        crumb=_("Task forces"),
        leave_to=reverse("desk:teams", args=[request.place.code]),
        save=_("Save"),
        what=_("Save as a new version") if version else _("Save the template"),
        why=_("Task forces keep their version until somebody adopts the new one."),
        extra={
            "sheet": sheet,
            "lines": lines,
            "groups": list(SeatGroup),
            "kinds": list(UnitKind),
            "may_change": may_change,
            "name_limit": NAME_LIMIT,
            "title_limit": TITLE_LIMIT,
        },
        template="desk/org/teams/template.html",
    )
    return ask(request, None, asked, refusal)
