"""Contact cards 联心卡 at the desk: the list, making some, and the sheet of stickers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.chains import journal_page
from linli.desk.door import StaffRequest, is_partial, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.naming import names_for
from linli.desk.paging import parse_mark
from linli.desk.picking import Pick, menu_of
from linli.desk.places.dossier import Asked, section
from linli.desk.places.forms import form_page
from linli.desk.places.listing import require_look, wanted_of
from linli.desk.places.words import word
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import parse_uuid7
from linli.kernel.writes import attempt
from linli.maps.codes import code_of
from linli.org.queries.reach import grids_below
from linli.places.actions import cards as actions
from linli.places.queries import cards as queries
from linli.places.queries import listing, places
from linli.places.queries.cards import PRINTED_AT_MOST, CardFace, CardsWanted
from linli.places.rules.cards import CARDS_AT_MOST, CardState
from linli.places.rules.cards import shown as shown_code
from linli.places.rules.life import OVER
from linli.places.rules.listing import Quick, Wanted
from linli.places.rules.permissions import Permission
from linli.tickets.queries import at_place
from linli.tickets.queries import queue as tickets
from linli.tickets.rules.states import state_word

SHAPES: Final[Mapping[CardState, str]] = {CardState.BLANK: "none", CardState.BOUND: "ok", CardState.WITHDRAWN: "stop"}
# Three by seven fill the sheets that every stationer sells.
ON_A_SHEET: Final = 21
ASKED_SHOWN: Final = 3


class NumberForm(DeskForm):
    """How many blank cards are made."""

    number = forms.IntegerField(label=_("How many"), min_value=1, max_value=CARDS_AT_MOST, initial=ON_A_SHEET)


@require_safe
@staff_page
def list_cards(request: StaffRequest) -> HttpResponse:
    """A page of cards by the filters of the address."""
    wanted, before = _wanted(request), parse_mark(request.GET.get("before"))
    rows = queries.page(request.actor, wanted, before=before)
    shown = rows[: queries.PAGE]
    counts = queries.counts(request.actor)
    grids = [(name, grid_id, wanted.grid_ids) for grid_id, name in listing.grids(request.actor)]
    conditions = _query(wanted)
    return page(
        request,
        "desk/places/cards.html",
        current="places",
        lines=lines_of(shown),
        chips=[
            Pick(word(state), _address(wanted, state=None if wanted.state is state else state), wanted.state is state, str(counts[state]))
            for state in CardState
        ],
        menu=menu_of(gettext("Grid"), grids, lambda ids: _address(wanted, grid_ids=ids)),
        conditions=conditions,
        is_filtered=bool(conditions),
        begin=f"?{conditions}",
        further=f"?{conditions}&before={shown[-1].id}" if len(rows) > queries.PAGE else "",
        is_later=before is not None,
        total=sum(counts.values()),
        may_make=request.actor.may(Permission.MAKE_CARDS),
        may_bind=request.actor.may(Permission.BIND_CARDS) or Permission.BIND_CARDS in request.actor.limits,
    )


@require_http_methods(["GET", "POST"])
@staff_page
def make_cards(request: StaffRequest) -> HttpResponse:
    """Make so many blank cards, and go and print them."""
    require_look(request)
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.saved(lambda: actions.make_cards(request.actor, form.cleaned_data["number"]))
        if made:
            return _print(request, made)
    if not request.actor.may(Permission.MAKE_CARDS):
        raise Refused("kernel.not_allowed")
    hint = gettext("They are printed blank, and bound where they are handed over.")
    leave_to = reverse("desk:places_cards", args=[request.place.code])
    return form_page(request, form, title=gettext("Make contact cards"), save=gettext("Make and print"), hint=hint, leave_to=leave_to)


@require_http_methods(["GET", "POST"])
@staff_page
def make_for_places(request: StaffRequest) -> HttpResponse:
    """GET: which places of the list's filters have no card. POST: make one for each, bound from the beginning, and go and print them."""
    wanted = wanted_of(request)
    if not request.actor.may(Permission.MAKE_CARDS):
        raise Refused("kernel.not_allowed")
    found, trouble = _without_card(request, wanted), ""
    if request.method == "POST":
        made: list[Any] = []
        with attempt() as outcome:
            made += actions.make_for_places(request.actor, found)
        if outcome.refusal is None:
            return _print(request, made)
        trouble = outcome.refusal.sentence
    faces = places.faces(request.actor, found)
    return page(
        request,
        "desk/places/cards_offer.html",
        status=422 if trouble else 200,
        current="places",
        query=request.GET.urlencode(),
        number=len(found),
        is_full=len(found) == CARDS_AT_MOST,
        limit=CARDS_AT_MOST,
        faces=[faces[each] for each in found if each in faces],
        trouble=trouble,
    )


def _without_card(request: StaffRequest, wanted: Wanted) -> Sequence[UUID]:
    """The place that is named, or those of the filters that live and have no card; as many as are made at once."""
    named = request.GET.get("place")
    if named:
        return [places.get_for(request.actor, parse_uuid7(named)).pk]
    return listing.Listing.open(request.actor).first_ids(replace(wanted, quick=Quick.NO_CARD), CARDS_AT_MOST)


@require_safe
@staff_page
def print_cards(request: StaffRequest) -> HttpResponse:
    """Sheets of stickers: of one card, of what was made together, or of the list's filters."""
    named, wanted, before = request.GET.get("card"), _wanted(request), parse_mark(request.GET.get("before"))
    if named:
        rows = [queries.card_face(queries.get_for(request.actor, parse_uuid7(named)))]
    else:
        rows = queries.page(request.actor, wanted, before=before, limit=PRINTED_AT_MOST)
    shown = rows[:PRINTED_AT_MOST]
    # What holds no more is printed for nobody.
    living = [each for each in shown if each.state is not CardState.WITHDRAWN]
    stickers = [{"card": each, "qr": code_of(_public(request, "card", each.code))} for each in living]
    return page(
        request,
        "desk/places/cards_print.html",
        current="places",
        sheets=[stickers[begin : begin + ON_A_SHEET] for begin in range(0, len(stickers), ON_A_SHEET)],
        number=len(stickers),
        further=f"?{_query(wanted)}&before={shown[-1].id}" if len(rows) > PRINTED_AT_MOST else "",
        typed_at=_public(request, "cards").partition("//")[2],
    )


@require_safe
@staff_page
def card_journal(request: StaffRequest, card_id: UUID) -> HttpResponse:
    """Every entry of the card's chain."""
    card = queries.get_for(request.actor, card_id)
    title = gettext("Contact card {code}").format(code=shown_code(card.code))
    return journal_page(request, card, title=title, back_to=reverse("desk:places_cards", args=[request.place.code]), current="places")


@section(15, "cards", "desk/places/card_section.html")
def tell_cards(asked: Asked) -> Mapping[str, Any] | None:
    """The card that hangs there, what was asked through it, and the ones before it."""
    found = queries.of_places(asked.actor, asked.ids)
    through = at_place.asked_through(asked.actor, [each.id for each in found]) if found and tickets.may_look(asked.actor) else []
    return {
        "lines": lines_of(found),
        "is_bare": not any(each.state is CardState.BOUND for each in found) and asked.face.stage not in OVER,
        "through": [
            (each, reverse("desk:ticket", args=[asked.code, each.ticket_id]), state_word(each.state)) for each in through[:ASKED_SHOWN]
        ],
        "number": len(through),
        "code": asked.code,
        "place_id": asked.face.id,
        "may_make": asked.actor.may(Permission.MAKE_CARDS),
        "may_bind": may_bind_at(asked.actor, asked.face.grid_id),
    }


def lines_of(found: Sequence[CardFace]) -> list[dict[str, Any]]:
    """Cards as lines: their state in words, and who answers by name."""
    names = names_for([], person_ids={each.person_id for each in found}).of_id if any(each.person_id for each in found) else {}
    return [
        {
            "card": each,
            "state": word(each.state),
            "shape": SHAPES[each.state],
            "reason": "" if each.reason is None else word(each.reason),
            "person": names.get(each.person_id, "") if each.person_id is not None else "",
        }
        for each in found
    ]


def may_bind_at(actor: Actor, grid_id: UUID | None) -> bool:
    """Whether this person may change the card of a place in that grid."""
    return actor.may(Permission.BIND_CARDS) or grid_id in grids_below(actor, actor.limits.get(Permission.BIND_CARDS, frozenset()))


def _print(request: StaffRequest, made: Sequence[Any]) -> HttpResponse:
    """Go to the sheets of what was made together."""
    where = f"{reverse('desk:places_cards_print', args=[request.place.code])}?batch={made[0].batch}"
    return HttpResponse(headers={"HX-Redirect": where}) if is_partial(request) else HttpResponseRedirect(where, status=303)


def _public(request: StaffRequest, name: str, *args: str) -> str:
    """Where the anonymous door answers, as it is printed."""
    return request.build_absolute_uri(reverse(f"public:{name}", args=[request.place.code, *args]))


def _wanted(request: StaffRequest) -> CardsWanted:
    """The filters of the address, for who sees places at all; not found for words that no page of ours has written."""
    require_look(request)
    batch = request.GET.get("batch")
    try:
        return CardsWanted(
            state=next(map(CardState, request.GET.getlist("state")), None),
            grid_ids=frozenset(map(UUID, request.GET.getlist("grid"))),
            batch=parse_uuid7(batch) if batch else None,
        )
    except ValueError as trouble:
        raise NotFound from trouble


def _query(wanted: CardsWanted) -> str:
    state = [("state", wanted.state.value)] if wanted.state is not None else []
    batch = [("batch", str(wanted.batch))] if wanted.batch is not None else []
    return urlencode([*state, *(("grid", each) for each in sorted(map(str, wanted.grid_ids))), *batch])


def _address(wanted: CardsWanted, **changed: Any) -> str:
    return f"?{_query(replace(wanted, **changed))}"


urlpatterns = [
    path("cards/", list_cards, name="places_cards"),
    path("cards/new", make_cards, name="places_cards_new"),
    path("cards/for", make_for_places, name="places_cards_for"),
    path("cards/print", print_cards, name="places_cards_print"),
    path("cards/<uuid:card_id>/journal", card_journal, name="card_journal"),
]
