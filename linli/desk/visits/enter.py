"""A visit written down at the desk, from paper: the card of the place beside the form, everything in one save."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.campaigns.queries.kits import kits_at
from linli.checklists.queries import Whole
from linli.checklists.rules.answers import NOTE_LIMIT, VALUE_LIMIT, Answered
from linli.checklists.rules.items import Item, ItemKind, Seen
from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.forms import DeskForm
from linli.desk.naming import names_for
from linli.desk.tickets.class_choices import Groups, class_field, for_new_tickets
from linli.desk.tickets.fields import day_field, kind_field, moment_field
from linli.desk.visits.frame import require_reader, visits_page
from linli.desk.visits.given import line_of, materials_in, services_in
from linli.desk.visits.made import rows_of
from linli.kernel import clock, find
from linli.kernel.errors import Refused
from linli.kernel.ids import parse_uuid7, uuid7
from linli.kernel.writes import attempt
from linli.org.rules.people import day_of
from linli.places.queries import cards, places
from linli.places.rules.cards import TYPED_AT_MOST, shown
from linli.tickets.rules.kinds import NOTE_LIMIT as LINE_LIMIT
from linli.visits.actions import visits as actions
from linli.visits.actions.cards import bind_card
from linli.visits.actions.drafts import AnswersDraft, MaterialDraft, NeedDraft, ReturnDraft, VisitDraft
from linli.visits.queries import preparation
from linli.visits.queries.card import Preparation
from linli.visits.rules.kinds import NOTE_LIMIT as VISIT_NOTE_LIMIT
from linli.visits.rules.kinds import PEOPLE_AT_MOST, Effect, Kind, Outcome
from linli.visits.rules.permissions import Permission

NEEDS: Final = 3
FOUND_AT_MOST: Final = 20
# What a desk can write down; photo and place are for who was there.
_WRITTEN: Final = frozenset(ItemKind) - {ItemKind.NOTE, ItemKind.PHOTO, ItemKind.LOCATION}


def _radios() -> forms.RadioSelect:
    """Buttons to press side by side."""
    return forms.RadioSelect(attrs={"class": "quiet"})


def _line(label: Any, limit: int, *, help_text: Any = "", named: bool = False) -> forms.CharField:
    """One line; where no label stands beside it, it says its name itself."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **({"aria-label": label} if named else {})})
    return forms.CharField(label=label, max_length=limit, required=False, help_text=help_text, widget=widget)


class VisitForm(DeskForm):
    """Everything that stands on the paper; only whom one met is needed."""

    said_as: ClassVar = {"Note": "note", "Service": "services", "Material": "materials"}
    visit_id = forms.CharField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Whom one met"),
        choices=lambda: [(each.value, gettext(each.words)) for each in Outcome],
        widget=_radios(),
    )
    kind = kind_field(_("Kind of visit"), Kind, initial=Kind.ROUTINE)
    made_at = moment_field(_("When"))
    people = forms.IntegerField(label=_("People who went"), min_value=1, max_value=PEOPLE_AT_MOST, initial=1)
    note = forms.CharField(label=_("What was said"), max_length=VISIT_NOTE_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    services = _line(_("Services given"), 400, help_text=_("Several with commas"))
    materials = _line(_("Handed out"), 400, help_text=_("Such as: letter 1, poster 2"))
    agreed_follow_up_on = day_field(_("Agreed to come again on"), required=False)
    card_code = _line(_("Contact card left there"), TYPED_AT_MOST, help_text=_("The seven letters and digits on it"))
    was_asked_for = forms.BooleanField(label=_("The place asked for this visit"), required=False)

    def __init__(self, *args: Any, card: Preparation, day: datetime, classes: Groups, **options: Any) -> None:
        super().__init__(*args, **options)
        self.card = card
        asked = [each for each in card.asked if each.ticket_id is not None]
        self.tickets = {str(each.ticket_id): each for each in asked}
        for number in range(NEEDS):
            self.fields[f"need_{number}"] = _line(_("Need"), LINE_LIMIT, named=True)
            self.fields[f"class_{number}"] = class_field(_("Class"), classes)
            self.fields[f"spot_{number}"] = _line(_("Settled there and then"), LINE_LIMIT, named=True)
        for each in asked:
            self.fields[f"effect_{each.ticket_id}"] = forms.ChoiceField(
                label=f"#{each.number} {each.question}",
                required=False,
                choices=_effects,
                widget=_radios(),
            )
        for name, whole, item in self._items(day):
            facts = card.facts.get(whole.id, {})
            self.fields[name] = _item_field(item, facts.get(item.name, ""))
            if item.kind is ItemKind.LOOK:
                self.fields[f"{name}_note"] = _line(item.label, NOTE_LIMIT, named=True)

    def _items(self, day: datetime) -> Iterator[tuple[str, Whole, Item]]:
        self.listed: list[tuple[Whole, list[tuple[str, Item]]]] = []
        for place, whole in enumerate(self.card.lists):
            shown = [(f"c{place}_{item.name}", item) for item in whole.items_on(day_of(day)) if item.kind in _WRITTEN]
            self.listed.append((whole, shown))
            yield from ((name, whole, item) for name, item in shown)

    @property
    def lists(self) -> list[tuple[Whole, list[tuple[Item, Any, Any]]]]:
        """Every checklist with its items, each with its field and the line beside it."""
        return [
            (whole, [(item, self[name], self[f"{name}_note"] if item.kind is ItemKind.LOOK else None) for name, item in shown])
            for whole, shown in self.listed
        ]

    @property
    def needs(self) -> list[tuple[Any, ...]]:
        """The lines for needs."""
        return [tuple(self[name] for name in _names(number)) for number in range(NEEDS)]

    @property
    def effects(self) -> list[Any]:
        """The questions of tickets that were handled."""
        return [self[name] for name in self.fields if name.startswith("effect_")]

    def draft(self, place_id: UUID) -> VisitDraft:
        """The visit as it was typed."""
        said = self.cleaned_data
        returned = next((name for name in said if name.startswith("effect_") and said[name]), "")
        return VisitDraft(
            id=parse_uuid7(said["visit_id"]),
            place_id=place_id,
            kind=Kind.RETURN if returned else Kind(said["kind"]),
            outcome=Outcome(said["outcome"]),
            made_at=said["made_at"],
            answers=[answers for place in range(len(self.listed)) if (answers := self._answers(place)) is not None],
            services=services_in(said["services"]),
            materials=[MaterialDraft(name=name, amount=amount) for name, amount in materials_in(said["materials"])],
            note=said["note"],
            needs=self._needs(),
            people=said["people"],
            agreed_follow_up_on=said["agreed_follow_up_on"],
            return_for=ReturnDraft(UUID(returned.removeprefix("effect_")), Effect(said[returned])) if returned else None,
            was_asked_for=said["was_asked_for"],
        )

    def _answers(self, place: int) -> AnswersDraft | None:
        whole, shown = self.listed[place]
        said = self.cleaned_data
        touched = {}
        for name, item in shown:
            value = said.get(name) or ""
            text = " ".join(value) if isinstance(value, list) else value.isoformat() if hasattr(value, "isoformat") else str(value)
            if text or said.get(f"{name}_note"):
                touched[item.name] = Answered(text, said.get(f"{name}_note") or "")
        return AnswersDraft(checklist_id=whole.id, number=whole.number, items=touched) if touched else None

    def _needs(self) -> list[NeedDraft]:
        """What was typed as a need, and every issue that no line of its own was typed for."""
        said, visit_id = self.cleaned_data, parse_uuid7(self.cleaned_data["visit_id"])
        found = [
            NeedDraft(
                ticket_id=_derived(visit_id, number),
                words=said[f"need_{number}"],
                class_code=said[f"class_{number}"],
                on_spot_line=said[f"spot_{number}"],
            )
            for number in range(NEEDS)
            # Its class, or how it was settled, without what it was: the rules ask for it.
            if any(said[name].strip() for name in _names(number))
        ]
        seen = [(name, item) for _, shown in self.listed for name, item in shown if said.get(name) == Seen.ISSUE]
        for name, item in seen:
            line = said.get(f"{name}_note") or ""
            # Without a line there is nothing to hand on: the rules ask for it.
            if line:
                words = f"{item.label}：{line}"
                found.append(NeedDraft(ticket_id=_derived(visit_id, NEEDS + len(found)), words=words, item=item.name))
        return found


def _names(number: int) -> list[str]:
    """The fields of one line for a need."""
    return [f"{name}_{number}" for name in ("need", "class", "spot")]


def _derived(visit_id: UUID, number: int) -> UUID:
    """A number for a ticket that is the same however often the form is sent: the visit's own with another end."""
    return UUID(int=visit_id.int ^ (number + 1))


def _effects() -> list[tuple[str, Any]]:
    return [("", gettext("Not looked at")), *((each.value, gettext(each.words)) for each in Effect)]


def _item_field(item: Item, fact: str) -> forms.Field:
    if item.kind is ItemKind.LOOK:
        choices = [("", gettext("Not looked at")), *((each.value, gettext(each.words)) for each in Seen)]
        return forms.ChoiceField(label=item.label, required=False, choices=choices, help_text=item.hint)
    options = [(option.name, option.label) for option in item.options]
    if item.kind is ItemKind.CHOICE:
        return forms.ChoiceField(label=item.label, required=False, choices=[("", "–"), *options], initial=fact, help_text=item.hint)
    if item.kind is ItemKind.CHOICES:
        return forms.MultipleChoiceField(label=item.label, required=False, choices=options, initial=fact.split(), help_text=item.hint)
    if item.kind is ItemKind.DATE:
        return day_field(item.label, required=False, help_text=item.hint)
    field = _line(item.label, VALUE_LIMIT, help_text=item.hint)
    field.initial = fact
    return field


@require_http_methods(["GET", "POST"])
@staff_page
def new_visit(request: StaffRequest) -> HttpResponse:
    """Choose the place, then write down what the paper says."""
    require_reader(request.actor)
    typed = request.GET.get("place", "")
    if not typed:
        return _choose(request)
    place = places.get_for(request.actor, parse_uuid7(typed))
    if not request.actor.may(Permission.RECORD) and Permission.RECORD not in request.actor.limits:
        raise Refused("kernel.not_allowed")
    card, now = preparation(request.actor, place.pk), clock.now()
    kit = kits_at(request.actor, [place.pk]).get(place.pk)
    given = kit.kit if kit else card
    started = {"services": "、".join(given.services), "materials": line_of(given.materials)}
    initial = {"visit_id": str(uuid7()), "made_at": timezone.localtime(now), **started}
    form = VisitForm(
        request.POST if request.method == "POST" else None, card=card, day=now, classes=for_new_tickets(request.actor), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        visit = form.saved(lambda: actions.record_visit(request.actor, form.draft(place.pk)))
        if visit is not None:
            if visit.is_above_cap:
                messages.warning(request, gettext("Written down. This visit went above the cap of the month; the supervisor sees it."))
            else:
                messages.success(request, gettext("Written down."))
            _bind(request, visit.pk, form.cleaned_data["card_code"])
            return done(request, "visit", visit.pk)
    return visits_page(
        request,
        "enter.html",
        tab_on="visits",
        status=form.status,
        form=form,
        place=place,
        card=card,
        kit=kit,
        given="·".join(filter(None, (form["services"].value(), form["materials"].value()))),
        last=rows_of([card.last])[0] if card.last is not None else None,
        responsible=_responsible(card),
        hung=shown(hung) if (hung := cards.living(request.actor, [place.pk]).get(place.pk, "")) else "",
        leave_to=reverse("desk:visits", args=[request.place.code]),
        optional=gettext("may stay empty"),
        where=request.get_full_path(),
    )


def _bind(request: StaffRequest, visit_id: UUID, code: str) -> None:
    """The card that was left there; what is wrong with its code is said, and the visit stands."""
    if not code.strip():
        return
    with attempt() as outcome:
        bind_card(request.actor, visit_id, code)
    if outcome.refusal is not None:
        messages.warning(request, gettext("The visit is written down, the card is not bound: {why}").format(why=outcome.refusal.sentence))


def _responsible(card: Preparation) -> list[tuple[str, str]]:
    names = names_for([], person_ids=[person_id for _, person_id in card.responsible]).of_id
    return [(role, names[person_id]) for role, person_id in card.responsible if person_id in names]


def _choose(request: StaffRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:80]
    return visits_page(request, "choose.html", tab_on="visits", words=words, found=_found(request, words) if words else [])


def _found(request: StaffRequest, words: str) -> Sequence[Any]:
    hits = find.search(words, kinds=["place"], limit=FOUND_AT_MOST * 4)
    faces = places.faces(request.actor, [hit.id for hit in hits])
    return [(face, gettext(face.kind.words)) for face in faces.values() if face.merged_into_id is None][:FOUND_AT_MOST]


urlpatterns = [path("new/", new_visit, name="visit_new")]
