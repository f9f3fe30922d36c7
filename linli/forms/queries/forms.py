"""Which forms there are, who fills them, and one of them to read or to change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count

from linli.forms.models import Form, FormField, FormFiller, FormReturn
from linli.forms.rules import plans
from linli.forms.rules.kinds import TOLD_BEFORE_DAYS, FillerKind, FormState, Frequency, Subject
from linli.forms.rules.permissions import Permission
from linli.forms.rules.plans import Filler, Plan
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order

SHOWN: Final = 300
RETURNS_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form as the list shows it."""

    form: Form
    state: FormState
    frequency: Frequency
    fillers: tuple[str, ...]
    fields: int
    # Days until it ends, for those on the list.
    days_left: int | None

    @property
    def ends_soon(self) -> bool:
        return self.days_left is not None and self.days_left <= TOLD_BEFORE_DAYS


def may_look(actor: Actor) -> bool:
    """Whether somebody sees the list of forms at all: what one may decline is no secret of some grids."""
    return actor.may(Permission.READ) or bool(actor.limits.get(Permission.READ))


def may_fill(actor: Actor) -> bool:
    """Whether somebody takes forms away filled in, everywhere or for some grids."""
    return actor.may(Permission.FILL) or bool(actor.limits.get(Permission.FILL))


def check_fillable(actor: Actor, form: Form) -> None:
    """Refused to who does not fill forms, and for one that is not in use."""
    if not may_fill(actor):
        actor.require(Permission.FILL)
    plans.check_living(FormState(form.state), form.name)


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The forms of the chosen subdistrict, for who may see them."""
    found: OwnedQuerySet = Form.objects.of(actor.subdistrict_id)
    return found if may_look(actor) else found.none()


def get_for(actor: Actor, form_id: UUID) -> Form:
    """One form with its owner, if the actor may see it."""
    form: Form | None = visible_to(actor).select_related("owner_unit").filter(pk=form_id).first()
    if form is None:
        raise NotFound
    return form


def lock(actor: Actor, form_id: UUID) -> Form:
    """One form, locked."""
    form: Form = lock_in_order(visible_to(actor), actor.subdistrict_id, [form_id])[0]
    return form


def lock_for(actor: Actor, form_id: UUID, permission: Permission) -> Form:
    """One form, locked for a change the actor may make."""
    form = lock(actor, form_id)
    actor.require(permission)
    return form


def lines(actor: Actor, states: Iterable[FormState], today: date) -> Sequence[FormLine]:
    """The forms in these states, those that end first at the top; two statements."""
    found = visible_to(actor).filter(state__in=sorted(each.value for each in states))
    rows = list(found.annotate(field_count=Count("fields")).order_by("expires_on", "name", "pk")[:SHOWN])
    names = filler_names(actor, [form.pk for form in rows])
    return [
        FormLine(
            form=form,
            state=FormState(form.state),
            frequency=Frequency(form.frequency),
            fillers=names.get(form.pk, ()),
            fields=form.field_count,
            days_left=(form.expires_on - today).days if form.state == FormState.APPROVED else None,
        )
        for form in rows
    ]


def numbers(actor: Actor) -> Mapping[FormState, int]:
    """How many forms are in each state; one statement."""
    rows = visible_to(actor).values_list("state").annotate(number=Count("pk")).values_list("state", "number")
    return {FormState(state): number for state, number in rows}


def filler_names(actor: Actor, form_ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """What those who fill each form are called, posts first; one statement."""
    rows = FormFiller.objects.of(actor.subdistrict_id).filter(form_id__in=set(form_ids)).select_related("post", "unit", "grid")
    found: dict[UUID, list[tuple[int, str]]] = {}
    for row in rows.order_by("pk"):
        word = (0, row.post.name) if row.post else (1, row.unit.short_name) if row.unit else (2, row.grid.name)
        found.setdefault(row.form_id, []).append(word)
    return {form_id: tuple(name for _order, name in sorted(names)) for form_id, names in found.items()}


def fillers_of(actor: Actor, form: Form) -> tuple[Filler, ...]:
    """Who fills the form, by id."""
    rows = FormFiller.objects.of(actor.subdistrict_id).filter(form=form).order_by("pk").values_list("post_id", "unit_id", "grid_id")
    kinds = (FillerKind.POST, FillerKind.UNIT, FillerKind.GRID)
    return tuple(Filler(kind, each) for row in rows for kind, each in zip(kinds, row, strict=True) if each)


def plan_of(actor: Actor, form: Form) -> Plan:
    """What the form's rows say of its plan."""
    return Plan(
        name=form.name,
        sender=form.sender,
        basis=form.basis,
        personal_basis=form.personal_basis,
        purpose=form.purpose,
        frequency=Frequency(form.frequency),
        subject=Subject(form.subject),
        kinds=frozenset(form.kinds),
        grid_ids=frozenset(map(UUID, form.grid_ids)),
        fillers=fillers_of(actor, form),
        owner_unit_id=form.owner_unit_id,
        owner_person_id=form.owner_person_id,
        expires_on=form.expires_on,
        task_reason=form.task_reason,
        task_until=form.task_until,
    )


def fields_of(actor: Actor, form: Form) -> Sequence[FormField]:
    """What the form asks, in the order of the sender's columns."""
    return list(FormField.objects.of(actor.subdistrict_id).filter(form=form).order_by("column", "pk"))


def returns_of(actor: Actor, form: Form) -> Sequence[FormReturn]:
    """The sheets that came back last."""
    return list(FormReturn.objects.of(actor.subdistrict_id).filter(form=form).order_by("-taken_at", "-pk")[:RETURNS_SHOWN])


def return_for(actor: Actor, form_id: UUID, return_id: UUID) -> FormReturn:
    """One sheet that came back, with its form, for who may see it."""
    form = get_for(actor, form_id)
    found: FormReturn | None = FormReturn.objects.of(actor.subdistrict_id).filter(pk=return_id, form=form).select_related("form").first()
    if found is None or not may_fill(actor):
        raise NotFound
    return found


def ids_over(actor: Actor, today: date, at_most: int) -> list[UUID]:
    """Forms on the list whose last day is over."""
    found = Form.objects.of(actor.subdistrict_id).filter(state=FormState.APPROVED.value, expires_on__lt=today)
    return list(found.order_by("expires_on", "pk").values_list("pk", flat=True)[:at_most])


def ids_to_tell(actor: Actor, today: date, at_most: int) -> list[UUID]:
    """Forms on the list that end soon and of which nobody was told."""
    found = Form.objects.of(actor.subdistrict_id).filter(state=FormState.APPROVED.value, told_at__isnull=True, expires_on__gte=today)
    found = found.filter(expires_on__lte=today + timedelta(days=TOLD_BEFORE_DAYS))
    return list(found.order_by("expires_on", "pk").values_list("pk", flat=True)[:at_most])


def lock_all(actor: Actor, form_ids: Iterable[UUID]) -> Sequence[Form]:
    """These forms, locked by ascending id, for the house that looks at the calendar."""
    found: Sequence[Form] = lock_in_order(Form.objects.of(actor.subdistrict_id), actor.subdistrict_id, form_ids)
    return found
