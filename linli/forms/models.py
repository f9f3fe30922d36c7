"""Registered forms, who fills them, what they ask, which questions are one, and what came back."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.forms.rules.kinds import (
    BASIS_LIMIT,
    FIELD_LIMIT,
    FILE_NAME_LIMIT,
    NAME_LIMIT,
    PURPOSE_LIMIT,
    SENDER_LIMIT,
    WHY_LIMIT,
    FormState,
    Frequency,
    Subject,
)
from linli.kernel.burden import REASON_LIMIT
from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.org.models import Grid, Person, Post, Unit
from linli.places.models import Place

CODE_LIMIT = 30
_ENDED = [FormState.EXPIRED.value, FormState.WITHDRAWN.value]


class Form(Aggregate):
    """A form on the list, or on its way there, or off it."""

    KIND = "form"

    name = models.CharField(max_length=NAME_LIMIT)
    sender = models.CharField(max_length=SENDER_LIMIT)
    basis = models.CharField(max_length=BASIS_LIMIT)
    # Which clause names personal data; empty where none does, and then none is filled in.
    personal_basis = models.CharField(max_length=BASIS_LIMIT, blank=True)
    purpose = models.CharField(max_length=PURPOSE_LIMIT)
    frequency = models.CharField(max_length=12, choices=Frequency.choices())
    subject = models.CharField(max_length=10, choices=Subject.choices())
    # Which kinds of places or grids it has rows for, and below which grids; all grids where none is named.
    kinds = models.JSONField(default=list)
    grid_ids = models.JSONField(default=list)
    owner_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    owner_person = OwnedForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    # What stands above the rows of the sender's own sheet.
    titles = models.JSONField(default=list)
    head = models.JSONField(default=list)
    task_reason = models.CharField(max_length=REASON_LIMIT, blank=True)
    task_until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=FormState.choices(), default=FormState.PROPOSED.value)
    expires_on = models.DateField()
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    why = models.CharField(max_length=WHY_LIMIT, blank=True)
    # When it dropped out of the list.
    ended_at = models.DateTimeField(null=True)
    # When its owner was told that it is about to end; renewed, he is told again.
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "form"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="form_name_once",
                fields=["subdistrict_id", "name"],
                condition=Q(state__in=[FormState.PROPOSED.value, FormState.APPROVED.value]),
            ),
            models.CheckConstraint(name="form_has_ground", condition=~Q(name="") & ~Q(sender="") & ~Q(basis="") & ~Q(purpose="")),
            models.CheckConstraint(name="form_state_is_known", condition=Q(state__in=sorted(each.value for each in FormState))),
            models.CheckConstraint(
                name="form_one_owner",
                condition=Q(owner_unit__isnull=True, owner_person__isnull=False) | Q(owner_unit__isnull=False, owner_person__isnull=True),
            ),
            models.CheckConstraint(
                name="form_decided_has_decider",
                condition=Q(state=FormState.PROPOSED.value, decided_at__isnull=True, decided_by__isnull=True)
                | Q(state=FormState.WITHDRAWN.value)
                | (
                    Q(state__in=[FormState.APPROVED.value, FormState.REFUSED.value, FormState.EXPIRED.value])
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
            ),
            models.CheckConstraint(name="form_decided_by_another", condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by"))),
            models.CheckConstraint(name="form_refused_has_reason", condition=~Q(state=FormState.REFUSED.value) | ~Q(why="")),
            models.CheckConstraint(
                name="form_ended_has_time",
                condition=Q(state__in=_ENDED, ended_at__isnull=False) | (~Q(state__in=_ENDED) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="form_task_is_whole",
                condition=Q(task_reason="", task_until__isnull=True) | (~Q(task_reason="") & Q(task_until__isnull=False)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="form_in_order", fields=["subdistrict_id", "state", "expires_on", "id"]),
        ]


class FormFiller(Owned):
    """A post, a unit or a grid that fills the form."""

    form = OwnedForeignKey(Form, on_delete=models.PROTECT, related_name="fillers")
    post = OwnedForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    grid = OwnedForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "form_filler"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="form_filler_is_one",
                condition=Q(post__isnull=False, unit__isnull=True, grid__isnull=True)
                | Q(post__isnull=True, unit__isnull=False, grid__isnull=True)
                | Q(post__isnull=True, unit__isnull=True, grid__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="form_filler_of_form", fields=["subdistrict_id", "form"])]


class FormField(Owned):
    """One question of a form, in the column in which the sender's sheet has it."""

    form = OwnedForeignKey(Form, on_delete=models.PROTECT, related_name="fields")
    name = models.CharField(max_length=FIELD_LIMIT)
    group = models.CharField(max_length=FIELD_LIMIT, blank=True)
    column = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "form_field"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="form_field_once", fields=["subdistrict_id", "form", "group", "name"]),
            models.CheckConstraint(name="form_field_has_name", condition=~Q(name="")),
        ]


class FieldMatch(Owned):
    """What a person decided: that a question is, or is not, something known, or the question of another form."""

    field = OwnedForeignKey(FormField, on_delete=models.PROTECT, related_name="matches")
    fact = models.CharField(max_length=CODE_LIMIT, blank=True)
    other = OwnedForeignKey(FormField, on_delete=models.PROTECT, null=True, related_name="+")
    is_same = models.BooleanField()
    decided_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)

    class Meta:
        db_table = "form_field_match"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="form_field_match_fact_once", fields=["subdistrict_id", "field", "fact"], condition=Q(other__isnull=True)
            ),
            models.UniqueConstraint(
                name="form_field_match_other_once", fields=["subdistrict_id", "field", "other"], condition=Q(other__isnull=False)
            ),
            models.CheckConstraint(
                name="form_field_match_is_one", condition=Q(fact="", other__isnull=False) | (~Q(fact="") & Q(other__isnull=True))
            ),
            models.CheckConstraint(name="form_field_match_not_itself", condition=Q(other__isnull=True) | ~Q(other=F("field"))),
        ]


class FormReturn(Owned):
    """A sheet that came back for a period: how many rows were kept, and why the others were not."""

    form = OwnedForeignKey(Form, on_delete=models.PROTECT, related_name="returns")
    period_on = models.DateField()
    file_name = models.CharField(max_length=FILE_NAME_LIMIT)
    taken_at = models.DateTimeField()
    taken_by = models.UUIDField(null=True)
    rows = models.PositiveIntegerField()
    refused = models.PositiveIntegerField(default=0)
    # Answers about persons: compared, never kept.
    left_out = models.PositiveIntegerField(default=0)
    # Each row that was not kept, with its reason; and headings that nobody registered.
    troubles = models.JSONField(default=list)
    strangers = models.JSONField(default=list)

    class Meta:
        db_table = "form_return"
        indexes: ClassVar[list[models.Index]] = [models.Index(name="form_return_latest", fields=["subdistrict_id", "form", "-taken_at"])]


class FormAnswer(Owned):
    """What one row said for a period, by field; about a place, a grid, or the subdistrict as a whole."""

    form = OwnedForeignKey(Form, on_delete=models.PROTECT, related_name="answers")
    period_on = models.DateField()
    place = OwnedForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    grid = OwnedForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    values = models.JSONField(default=dict)
    taken_at = models.DateTimeField()

    class Meta:
        db_table = "form_answer"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="form_answer_of_place_once", fields=["subdistrict_id", "form", "period_on", "place"], condition=Q(place__isnull=False)
            ),
            models.UniqueConstraint(
                name="form_answer_of_grid_once", fields=["subdistrict_id", "form", "period_on", "grid"], condition=Q(grid__isnull=False)
            ),
            models.UniqueConstraint(
                name="form_answer_of_street_once",
                fields=["subdistrict_id", "form", "period_on"],
                condition=Q(place__isnull=True, grid__isnull=True),
            ),
            models.CheckConstraint(name="form_answer_of_one", condition=Q(place__isnull=True) | Q(grid__isnull=True)),
        ]
