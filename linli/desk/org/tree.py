"""The governance tree 治理树: who stands below whom, who answers, and where somebody is missing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.org.branches import Branch, find, picture, pruned, walk
from linli.desk.org.tabs import tabs_for
from linli.desk.templatetags.desk import dot
from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.org.queries import duties, grids, people, teams
from linli.org.queries.grids import GridNow
from linli.org.rules.grids import GridKind
from linli.org.rules.permissions import Permission

# The first look shows who answers; blocks, compounds and buildings open with their grid.
SHALLOW = 2


@require_safe
@staff_page
def tree(request: StaffRequest) -> HttpResponse:
    """The structure of today as a picture and as a list; one grid with everything below it where the address names one."""
    request.actor.require(Permission.READ)
    whole, missing = _root(request, clock.now())
    asked = request.GET.get("of", "")
    chosen = find(whole, asked) if asked else None
    if asked and chosen is None:
        raise NotFound
    root = chosen or pruned(whole, SHALLOW, folded)
    return page(
        request,
        "desk/org/tree.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="org",
        picture=picture(root),
        lines=walk(root)[1:],
        is_empty=not whole.below,
        chosen=chosen,
        missing=missing,
        missing_words=ngettext("%(count)d vacancy or gap", "%(count)d vacancies and gaps", missing) % {"count": missing},
        may_change=request.actor.may(Permission.CHANGE_GRIDS),
    )


def folded(branch: Branch) -> str:
    """What a branch says when what stands below it is not drawn."""
    count = len(walk(branch)) - 1
    return branch.words + dot() + ngettext("%(count)d below", "%(count)d below", count) % {"count": count}


def _root(request: StaffRequest, at: datetime) -> tuple[Branch, int]:
    standing = grids.in_force(request.actor, at)
    names = _names(request, at)
    gaps: dict[UUID, list[str]] = {}
    for gap in duties.gaps(request.actor, at):
        gaps.setdefault(gap.grid.pk, []).append(gap.role.name)
    forces = _task_forces(request, at)
    below: dict[UUID | None, list[GridNow]] = {}
    for now in standing:
        below.setdefault(now.parent_id, []).append(now)

    def branch(now: GridNow) -> Branch:
        lacking = gaps.get(now.grid.pk, [])
        return Branch(
            key=str(now.grid.pk),
            title=now.grid.name,
            words=names.get(now.grid.pk, "") or gettext(GridKind(now.grid.kind).words),
            state="act" if lacking else "ok",
            state_word=gettext("nobody is {roles}").format(roles=gettext(", ").join(lacking)) if lacking else "",
            address=reverse("desk:grid", args=[request.place.code, now.grid.pk]),
            # Where there is more below, the picture opens there.
            opens=f"{reverse('desk:org', args=[request.place.code])}?of={now.grid.pk}" if now.grid.pk in below else "",
            below=[*(branch(each) for each in below.get(now.grid.pk, [])), *forces.get(now.grid.pk, [])],
        )

    count = ngettext("%(count)d grid", "%(count)d grids", len(standing)) % {"count": len(standing)}
    root = Branch("root", request.place.name, count, below=[*(branch(each) for each in below.get(None, [])), *forces.get(None, [])])
    vacant = sum(each.state == "act" for group in forces.values() for each in group)
    return root, sum(map(len, gaps.values())) + vacant


def _names(request: StaffRequest, at: datetime) -> Mapping[UUID, str]:
    """The first role that somebody holds for each grid, with the name."""
    found = duties.held(request.actor, at)
    cards = people.cards(request.actor, [duty.person_id for duty in found])
    names: dict[UUID, str] = {}
    for duty in found:
        if duty.person_id in cards:
            names.setdefault(duty.grid_id, f"{duty.role.name} {cards[duty.person_id].full_name}")
    return names


def _task_forces(request: StaffRequest, at: datetime) -> Mapping[UUID | None, Sequence[Branch]]:
    """Task forces below their grid, each with the seats that nobody fills."""
    vacant: dict[UUID, list[str]] = {}
    for vacancy in teams.vacancies(request.actor):
        vacant.setdefault(vacancy.task_force_id, []).append(vacancy.title)
    found: dict[UUID | None, list[Branch]] = {}
    for line in teams.lines(request.actor, at):
        team = line.task_force
        lacking = vacant.get(team.pk, [])
        found.setdefault(team.grid_id, []).append(
            Branch(
                key=str(team.pk),
                title=team.name,
                words=gettext("Task force"),
                state="act" if lacking else "ok",
                state_word=gettext("vacant: {seats}").format(seats=gettext(", ").join(lacking)) if lacking else "",
                address=reverse("desk:team", args=[request.place.code, team.pk]),
            )
        )
    return found
