"""What becomes of one contact card at the desk: bound to a place or to who answers, exchanged, withdrawn."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.forms import DeskForm
from linli.desk.naming import names_for
from linli.desk.places.cards import may_bind_at
from linli.desk.places.forms import form_page
from linli.desk.places.words import choices
from linli.kernel import clock, find
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.org.queries import duties
from linli.places.actions import cards as actions
from linli.places.queries import cards as queries
from linli.places.queries import listing, places
from linli.places.queries.places import PlaceFace
from linli.places.rules.cards import TYPED_AT_MOST, WORN, CardState, Withdrawal, shown
from linli.places.rules.life import OVER
from linli.places.rules.permissions import Permission

FOUND_AT_MOST: Final = 12


class _CodeInput(forms.TextInput):
    """Where a code is typed: no browser offers the last one."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})


class BindForm(DeskForm):
    """Which card hangs at a place, and who answers it."""

    said_as: ClassVar[Mapping[str, str]] = {}
    code = forms.CharField(
        label=_("Code on the card"), max_length=TYPED_AT_MOST, widget=_CodeInput, help_text=_("Seven letters and digits")
    )
    person = forms.ChoiceField(label=_("Who answers"), required=False)


class PersonForm(DeskForm):
    """Who answers a card that belongs to no place."""

    person = forms.ChoiceField(label=_("Who answers"), required=False)


class ReplaceForm(DeskForm):
    """Why a card is exchanged, and for which."""

    reason = forms.ChoiceField(label=_("Why"))
    code = forms.CharField(
        label=_("Code on the new card"),
        max_length=TYPED_AT_MOST,
        required=False,
        widget=_CodeInput,
        help_text=_("Left empty, a new one is made; print it afterwards"),
    )


class WithdrawForm(DeskForm):
    """Why a card is withdrawn."""

    reason = forms.ChoiceField(label=_("Why"))


@require_http_methods(["GET", "POST"])
@staff_page
def bind_at_place(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Bind a blank card to this place."""
    place = places.get_for(request.actor, place_id)
    if not may_bind_at(request.actor, place.grid_id):
        raise Refused("kernel.not_allowed")
    form = BindForm(request.POST or None, initial={"code": request.GET.get("code", "")[:TYPED_AT_MOST]})
    form.offer_choices("person", [("", gettext("Whoever answers for the grid")), *_speakers(request.actor)])
    if request.method == "POST" and form.is_valid():
        person_id = form.chosen_id("person")
        if form.saved(lambda: actions.bind(request.actor, form.cleaned_data["code"], place_id=place_id, person_id=person_id)):
            messages.success(request, gettext("The card is bound."))
            return done(request, "place", place_id)
    hint = gettext("Whoever scans it asks about this place, and reads who answers.")
    return form_page(request, form, title=gettext("Bind a contact card"), save=gettext("Bind it"), place=place, hint=hint)


@require_http_methods(["GET", "POST"])
@staff_page
def bind_card(request: StaffRequest, card_id: UUID) -> HttpResponse:
    """Look for the place of a blank card; or bind it to who answers, wherever that is."""
    card = queries.get_for(request.actor, card_id)
    if not request.actor.may(Permission.BIND_CARDS) and Permission.BIND_CARDS not in request.actor.limits:
        raise Refused("kernel.not_allowed")
    form = PersonForm(request.POST or None)
    form.offer_choices("person", [("", gettext("Choose …")), *_speakers(request.actor)])
    bound = None
    if request.method == "POST" and form.is_valid():
        bound = form.saved(lambda: actions.bind(request.actor, card.code, person_id=form.chosen_id("person")))
    if bound is not None:
        messages.success(request, gettext("The card is bound."))
        return done(request, "places_cards")
    words = request.GET.get("q", "").strip()[:80]
    return form_page(
        request,
        form,
        title=gettext("Bind card {code}").format(code=shown(card.code)),
        save=gettext("Bind it to this person"),
        template="desk/places/card_bind.html",
        leave_to=_cards(request),
        card=card,
        words=words,
        found=[(face, gettext(face.kind.words)) for face in _found(request, words)] if words else [],
        may_name=request.actor.may(Permission.BIND_CARDS),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def replace_card(request: StaffRequest, card_id: UUID) -> HttpResponse:
    """Exchange a card that is worn or lost; a new one that was made is printed next."""
    card = _bound(request, card_id)
    form = ReplaceForm(request.POST or None)
    form.offer_choices("reason", choices(WORN))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        new = form.saved(lambda: actions.replace(request.actor, card_id, reason=Withdrawal(said["reason"]), code=said["code"]))
        if new is not None:
            messages.success(request, gettext("Exchanged: the new card is {code}.").format(code=shown(new.code)))
            return _back(request, card.place_id)
    title = gettext("Exchange card {code}").format(code=shown(card.code))
    return form_page(request, form, title=title, save=gettext("Exchange it"), place=card.place, **_leave(request, card.place_id))


@require_http_methods(["GET", "POST"])
@staff_page
def withdraw_card(request: StaffRequest, card_id: UUID) -> HttpResponse:
    """Say that a card holds no more."""
    card = _bound(request, card_id)
    form = WithdrawForm(request.POST or None)
    form.offer_choices("reason", choices(Withdrawal))
    gone = None
    if request.method == "POST" and form.is_valid():
        gone = form.saved(lambda: actions.withdraw(request.actor, card_id, reason=Withdrawal(form.cleaned_data["reason"])))
    if gone is not None:
        messages.success(request, gettext("The card holds no more."))
        return _back(request, card.place_id)
    title = gettext("Withdraw card {code}").format(code=shown(card.code))
    hint = gettext("Whoever scans it is told so, and shown the street's own page.")
    return form_page(request, form, title=title, save=gettext("Withdraw it"), place=card.place, hint=hint, **_leave(request, card.place_id))


def _bound(request: StaffRequest, card_id: UUID) -> Any:
    """The card, for who may change it where its place is."""
    card = queries.get_for(request.actor, card_id)
    if card.place_id is not None:
        is_let_in = may_bind_at(request.actor, card.place.grid_id)
    else:
        is_let_in = request.actor.may(Permission.MAKE_CARDS if card.state == CardState.BLANK else Permission.BIND_CARDS)
    if not is_let_in:
        raise Refused("kernel.not_allowed")
    return card


def _speakers(actor: Actor) -> list[tuple[str, str]]:
    """Who stands on a public notice, with grid and role; nobody for who does not see the organisation."""
    held = [each for each in duties.held(actor, clock.now()) if each.role.is_public]
    names = names_for([], person_ids={each.person_id for each in held}).of_id if held else {}
    grids = dict(listing.grids(actor)) if held else {}
    found = {
        str(each.person_id): f"{names[each.person_id]} · {each.role.name} · {grids.get(each.grid_id, '')}"
        for each in reversed(held)
        if each.person_id in names
    }
    return sorted(found.items(), key=lambda pair: pair[1])


def _found(request: StaffRequest, words: str) -> Sequence[PlaceFace]:
    hits = find.search(words, kinds=["place"], limit=FOUND_AT_MOST * 4)
    faces = places.faces(request.actor, [hit.id for hit in hits]).values()
    return [face for face in faces if face.merged_into_id is None and face.stage not in OVER][:FOUND_AT_MOST]


def _cards(request: StaffRequest) -> str:
    return reverse("desk:places_cards", args=[request.place.code])


def _leave(request: StaffRequest, place_id: UUID | None) -> dict[str, str]:
    return {} if place_id is not None else {"leave_to": _cards(request)}


def _back(request: StaffRequest, place_id: UUID | None) -> HttpResponse:
    return done(request, "place", place_id) if place_id is not None else done(request, "places_cards")


urlpatterns = [
    path("cards/<uuid:card_id>/bind", bind_card, name="card_bind"),
    path("cards/<uuid:card_id>/replace", replace_card, name="card_replace"),
    path("cards/<uuid:card_id>/withdraw", withdraw_card, name="card_withdraw"),
    path("<uuid:place_id>/card", bind_at_place, name="place_card_bind"),
]
