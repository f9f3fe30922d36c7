"""A new grid, and other words for one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.errors import status_of
from linli.desk.org.grid_maps import drawing_map
from linli.desk.org.grids import names_of
from linli.desk.org.moments import as_of, effective_from, today
from linli.desk.org.tabs import tabs_for
from linli.desk.paging import typed_number
from linli.kernel.errors import Refused, Stale
from linli.kernel.ids import parse_uuid7
from linli.kernel.writes import attempt
from linli.org.actions import grids as actions
from linli.org.queries import grids as queries
from linli.org.queries import units
from linli.org.queries.base_map import base_layers
from linli.org.rules.grid_files import kind_choices
from linli.org.rules.grids import CODE_LIMIT, NAME_LIMIT, GridKind, member_lines
from linli.org.rules.outlines import SYSTEM_CHOICES, read_border, system_of
from linli.org.rules.permissions import Permission

LABELS = {"code": "Grid code", "name": "Name of the grid", "why": "Reason", "members": "Members"}


@dataclass(slots=True)
class Draft:
    """What stands in the form."""

    code: str = ""
    name: str = ""
    kind: str = "micro"
    parent: str = ""
    holder: str = ""
    drawn: str = ""
    members: str = ""
    system: str = "wgs84"
    on: str = ""
    why: str = ""
    seen: int = 0
    trouble: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    def blame(self, refusal: Refused) -> None:
        """Say the refusal at the field it speaks of, or above all fields."""
        guilty = next((name for name, word in LABELS.items() if refusal.facts.get("field") == gettext(word)), "")
        guilty = guilty or {"org.border_unreadable": "drawn", "org.grid_code_taken": "code", "desk.bad_day": "on"}.get(refusal.code, "")
        if guilty:
            self.errors[guilty] = refusal.sentence
        else:
            self.trouble = refusal.sentence


def read_draft(post: QueryDict) -> Draft:
    """The form as it was sent."""
    draft = Draft(seen=typed_number(post.get("seen")))
    for name in ("code", "name", "kind", "parent", "holder", "drawn", "members", "system", "on", "why"):
        setattr(draft, name, post.get(name, getattr(draft, name)))
    return draft


def chosen(text: str) -> UUID | None:
    """The row a list names; None where nothing is chosen."""
    return parse_uuid7(text) if text else None


@require_http_methods(["GET", "POST"])
@staff_page
def new_grid(request: StaffRequest) -> HttpResponse:
    """Draw a new grid, or list its members."""
    request.actor.require(Permission.CHANGE_GRIDS)
    if request.method != "POST":
        return _form(request, Draft(kind=request.GET.get("kind", "micro"), parent=request.GET.get("parent", ""), on=f"{today()}"))
    draft = read_draft(request.POST)
    with attempt() as outcome:
        area, _ = read_border(draft.drawn, grid=draft.name or gettext("the new grid"), system=system_of(draft.system))
        grid = actions.create_grid(
            request.actor,
            code=draft.code,
            name=draft.name,
            kind=draft.kind,
            parent_id=chosen(draft.parent),
            area=area,
            members=member_lines(draft.members),
            holder_unit_id=chosen(draft.holder),
            effective_at=effective_from(draft.on),
            why=draft.why,
        )
    if outcome.refusal:
        draft.blame(outcome.refusal)
        return _form(request, draft, status=status_of(outcome.refusal))
    return done(request, "grid", grid.pk)


@require_http_methods(["GET", "POST"])
@staff_page
def edit_grid(request: StaffRequest, grid_id: UUID) -> HttpResponse:
    """Another code, name or holding unit."""
    request.actor.require(Permission.CHANGE_GRIDS)
    grid = queries.get_for(request.actor, grid_id)
    if request.method != "POST":
        holder = str(grid.holder_unit_id or "")
        return _form(request, Draft(grid.code, grid.name, grid.kind, holder=holder, seen=grid.journal_seq), grid_id=grid_id)
    draft = read_draft(request.POST)
    draft.kind = grid.kind
    with attempt() as outcome:
        words = {"code": draft.code, "name": draft.name}
        actions.edit_grid(request.actor, grid_id, seen=draft.seen, **words, holder_unit_id=chosen(draft.holder))
    if isinstance(outcome.refusal, Stale):
        # What was typed stays in the form; what stands now is said above it, and saving once more is saving upon that.
        draft.seen = outcome.refusal.current
        draft.trouble = _meanwhile(grid.code, grid.name)
        return _form(request, draft, status=status_of(outcome.refusal), grid_id=grid_id)
    if outcome.refusal:
        draft.blame(outcome.refusal)
        return _form(request, draft, status=status_of(outcome.refusal), grid_id=grid_id)
    return done(request, "grid", grid_id)


def _meanwhile(code: str, name: str) -> str:
    sentence = gettext(
        "Somebody changed this grid after you opened it: it is now called %(name)s, code %(code)s. What you wrote is kept; save once more "
        "if it is to stand, or leave it."
    )
    return sentence % {"name": name, "code": code}


def _form(request: StaffRequest, draft: Draft, *, status: int = 200, grid_id: UUID | None = None) -> HttpResponse:
    code = request.place.code
    at = as_of("")
    present: Sequence[queries.GridNow] = queries.in_force(request.actor, at)
    return page(
        request,
        "desk/org/grids/form.html",
        status=status,
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="grids",
        draft=draft,
        grid_id=grid_id,
        kind_word=gettext(GridKind(draft.kind).words) if draft.kind in set(GridKind) else "",
        kinds=kind_choices(),
        parents=names_of(present),
        units=[(str(unit.pk), unit.short_name) for unit in units.open_units(request.actor)],
        systems=SYSTEM_CHOICES,
        map=drawing_map(queries.atlas_for(request.actor).at(at).cells, base_layers(request.actor)),
        leave_to=reverse("desk:grid", args=[code, grid_id]) if grid_id else reverse("desk:grids", args=[code]),
        code_limit=CODE_LIMIT,
        name_limit=NAME_LIMIT,
    )
