"""The learnt classes at the desk: what the version in use learnt, how good it is and where it is wrong, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.paging import typed_number
from linli.desk.tickets.rulebook import book_page
from linli.kernel.writes import attempt
from linli.tickets.actions import learning as actions
from linli.tickets.queries import catalogue
from linli.tickets.queries import learnt as queries
from linli.tickets.queries.learnt import Learnt
from linli.tickets.rules.catalogue import Permission
from linli.tickets.rules.figures import EVERY, Change, Figures, Method, sure_of
from linli.tickets.rules.learning import CLASSIFIED_FROM, CLASSIFIED_OF_A_CLASS, LEAST, LEAST_OF_A_CLASS
from linli.tickets.rules.queue import Sort, Wanted, write_wanted
from linli.tickets.rules.states import State

TAB: Final = "tickets_learnt"
# Stands in an address for a ticket of which nothing was said.
NOTHING: Final = "-"


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class: its tickets, how many were known, and from which share on it is called sure."""

    code: str
    name: str
    times: int
    right: int
    percent: int
    strong: int | None
    likely: int | None
    # It has too few tickets for thresholds of its own.
    is_by_all: bool
    is_in_use: bool
    address: str


@dataclass(frozen=True, slots=True)
class AboveRow:
    """A class above, or all others together, and from which share on it is said where no minor class is sure."""

    code: str
    name: str
    likely: int | None


@dataclass(frozen=True, slots=True)
class Pair:
    """One class that was taken for another."""

    name: str
    said: str
    times: int
    args: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Moved:
    """A class that is known better or worse than before."""

    name: str
    before: int
    now: int


@require_safe
@staff_page
def show_learnt(request: StaffRequest) -> HttpResponse:
    """What the subdistrict's own tickets taught about classes; before that, what is still missing."""
    found = queries.learnt(request.actor)
    names = {code: item.name for code, item in catalogue.in_use(request.actor).items.items()}
    return book_page(
        request,
        "learnt.html",
        tab_on=TAB,
        found=found,
        may_change=request.actor.may(Permission.CHANGE),
        **(_shown(found, names) if found else {"missing": queries.missing(request.actor), "has_classes": bool(names), "least": LEAST}),
    )


def _shown(found: Learnt, names: Mapping[str, str]) -> dict[str, object]:
    figures = found.used.figures
    if figures is None:
        return {"figures": None}
    share, low, high = figures.accuracy
    mean, mean_low, mean_high = figures.macro_f1
    method = Method(found.used.row.method)
    return {
        "figures": figures,
        "share": f"{share:.1%}",
        "interval": f"{low:.1%} – {high:.1%}",
        # Of few tickets a mean over classes would be mostly chance.
        "mean": f"{mean:.3f}" if figures.judged >= CLASSIFIED_FROM else "",
        "mean_interval": f"{mean_low:.3f} – {mean_high:.3f}",
        "method": gettext(method.words),
        "others": [(gettext(each.words), right) for each, right in figures.right_by.items() if each is not method],
        "examples_percent": round(100 * figures.by_examples / max(1, figures.judged)),
        "classified_from": CLASSIFIED_FROM,
        "classified_of_a_class": CLASSIFIED_OF_A_CLASS,
        "least_of_a_class": LEAST_OF_A_CLASS,
        "rows": class_rows(figures, names),
        "above": above_rows(figures, names),
        "pairs": [_pair(each.code, each.said, each.times, names) for each in figures.mistaken],
        "changes": _changes(found, names),
    }


def class_rows(figures: Figures, names: Mapping[str, str]) -> list[ClassRow]:
    """The classes that it learnt, those with most tickets first."""
    rows = []
    for code, each in sorted(figures.classes.items(), key=lambda one: (-one[1].times, one[0])):
        if each.times:
            sure = sure_of(code, figures.thresholds)
            rows.append(
                ClassRow(
                    code,
                    names.get(code, code),
                    each.times,
                    each.right,
                    round(100 * each.found),
                    _percent(sure.strong),
                    _percent(sure.likely),
                    code not in figures.thresholds,
                    code in names,
                    urlencode(write_wanted(replace(Wanted(), states=frozenset(State), class_codes=frozenset({code}), sort=Sort.NEWEST))),
                )
            )
    return rows


def above_rows(figures: Figures, names: Mapping[str, str]) -> list[AboveRow]:
    """The classes above with a threshold of their own by their codes, then what holds for the others."""
    ranked = sorted(figures.thresholds_above.items(), key=lambda one: (one[0] == EVERY, one[0]))
    return [
        AboveRow(code, gettext("every other class") if code == EVERY else names.get(code, code), _percent(sure.likely))
        for code, sure in ranked
    ]


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _pair(code: str, said: str, times: int, names: Mapping[str, str]) -> Pair:
    return Pair(names.get(code, code), names.get(said, said) or gettext("no class"), times, (code, said or NOTHING))


def _changes(found: Learnt, names: Mapping[str, str]) -> dict[str, Sequence[object]] | None:
    changed = found.changes
    if changed is None:
        return None
    return {
        "new": [names.get(code, code) for code in changed.new],
        "gone": [names.get(code, code) for code in changed.gone],
        "better": [_moved(each, names) for each in changed.better],
        "worse": [_moved(each, names) for each in changed.worse],
    }


def _moved(change: Change, names: Mapping[str, str]) -> Moved:
    return Moved(names.get(change.code, change.code), round(100 * change.before), round(100 * change.now))


@require_safe
@staff_page
def show_mistaken(request: StaffRequest, item_code: str, said_code: str) -> HttpResponse:
    """The tickets of one class that the version in use took for another, as far as one may see them."""
    found = queries.wrong(request.actor, item_code, "" if said_code == NOTHING else said_code)
    names = {code: item.name for code, item in catalogue.in_use(request.actor).items.items()}
    pair = _pair(found.mistaken.code, found.mistaken.said, found.mistaken.times, names)
    return book_page(request, "mistaken.html", tab_on=TAB, pair=pair, tickets=found.tickets, shown=len(found.mistaken.ticket_ids))


@require_POST
@staff_page
def go_back(request: StaffRequest) -> HttpResponse:
    """Use the version before again; nights learn nothing until somebody says so."""
    with attempt() as outcome:
        row = actions.go_back(request.actor, seen=typed_number(request.POST.get("seen", "")))
        said = gettext("Version {number} is in use, and stays until you let the house learn again.")
        messages.success(request, said.format(number=row.version_number))
    if outcome.refusal:
        raise outcome.refusal
    return done(request, TAB)


@require_POST
@staff_page
def learn_on(request: StaffRequest) -> HttpResponse:
    """Let the nights learn again."""
    with attempt() as outcome:
        actions.learn_on(request.actor, seen=typed_number(request.POST.get("seen", "")))
        messages.success(request, gettext("The house learns again from tonight on."))
    if outcome.refusal:
        raise outcome.refusal
    return done(request, TAB)


urlpatterns = [
    path("catalogue/learnt/", show_learnt, name=TAB),
    path("catalogue/learnt/back", go_back, name="tickets_learnt_back"),
    path("catalogue/learnt/on", learn_on, name="tickets_learnt_on"),
    path("catalogue/learnt/<slug:item_code>/<slug:said_code>/", show_mistaken, name="tickets_mistaken"),
]
