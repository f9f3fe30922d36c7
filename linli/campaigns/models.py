"""Campaigns, their targets, and every step a target was brought."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.campaigns.rules.kinds import NAME_LIMIT, NOTE_LIMIT, TITLE_LIMIT, CampaignKind, CampaignState
from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.org.models import Grid, Person, TaskForce
from linli.places.models import Place
from linli.places.rules import kinds as places


class Campaign(Aggregate):
    """A round or a drive over a set of places that is frozen when it starts."""

    KIND = "campaign"

    name = models.CharField(max_length=NAME_LIMIT)
    kind = models.CharField(max_length=10, choices=CampaignKind.choices())
    state = models.CharField(max_length=10, choices=CampaignState.choices(), default=CampaignState.DRAFT.value)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # The moment from which the denominator stands.
    frozen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # How many were frozen; counted rows must agree with it for good.
    denominator = models.PositiveIntegerField(default=0)
    # A drive's own stage list and the concerns it listens for.
    stages = models.JSONField(default=list)
    concerns = models.JSONField(default=list)
    hold_days = models.PositiveSmallIntegerField(default=30)
    # What everybody waits for who has reached that stage, and the day on which it is promised.
    waits_for = models.CharField(max_length=NAME_LIMIT, blank=True)
    waits_until = models.DateField(null=True)
    # What everybody takes along: a visit to one of its places starts with it.
    kit = models.JSONField(default=dict)

    class Meta:
        db_table = "campaign"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="campaign_name_once", fields=["subdistrict_id", "name"]),
            models.CheckConstraint(name="campaign_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="campaign_kind_is_known", condition=Q(kind__in=sorted(each.value for each in CampaignKind))),
            models.CheckConstraint(name="campaign_ends_after_begin", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="campaign_runs_frozen",
                condition=Q(state=CampaignState.DRAFT.value, frozen_at__isnull=True, denominator=0)
                | Q(state__in=[CampaignState.RUNNING.value, CampaignState.ENDED.value], frozen_at__isnull=False, denominator__gte=1),
            ),
            models.CheckConstraint(
                name="campaign_ended_has_time",
                condition=Q(state=CampaignState.ENDED.value, ended_at__isnull=False)
                | (~Q(state=CampaignState.ENDED.value) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(name="campaign_waits_for_something_named", condition=Q(waits_until__isnull=True) | ~Q(waits_for="")),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="campaign_in_order", fields=["subdistrict_id", "-starts_on", "-id"]),
        ]


class CampaignTarget(Owned):
    """One place of a campaign as it was when it came in; what happens to the place later changes no figure."""

    campaign = OwnedForeignKey(Campaign, on_delete=models.PROTECT, related_name="targets")
    place = OwnedForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=places.NAME_LIMIT)
    place_kind = models.CharField(max_length=20, choices=places.Kind.choices())
    grid = OwnedForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    # Came in after the start: counted apart, never in the denominator.
    is_later = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    owner_person = OwnedForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    owner_team = OwnedForeignKey(TaskForce, on_delete=models.PROTECT, null=True, related_name="+")
    # Where a drive has brought it; the last of its steps.
    stage = models.CharField(max_length=TITLE_LIMIT, blank=True)
    stage_on = models.DateField(null=True)
    stage_by = models.UUIDField(null=True)
    concern = models.CharField(max_length=TITLE_LIMIT, blank=True)
    # When it is looked at once more: what was looked at is to have held until then.
    due_on = models.DateField(null=True)

    class Meta:
        db_table = "campaign_target"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="campaign_target_once", fields=["subdistrict_id", "campaign", "place"]),
            models.CheckConstraint(name="campaign_target_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="campaign_target_one_owner", condition=Q(owner_person__isnull=True) | Q(owner_team__isnull=True)),
            models.CheckConstraint(
                name="campaign_target_stage_is_whole",
                condition=Q(stage="", stage_on__isnull=True, stage_by__isnull=True)
                | (~Q(stage="") & Q(stage_on__isnull=False, stage_by__isnull=False)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="campaign_target_in_order", fields=["subdistrict_id", "campaign", "name", "id"]),
            models.Index(name="campaign_target_by_place", fields=["subdistrict_id", "place"]),
            models.Index(name="campaign_target_due", fields=["subdistrict_id", "due_on"], condition=Q(due_on__isnull=False)),
        ]


class TargetStep(Owned):
    """One step of a target in a drive; steps are appended, never changed."""

    target = OwnedForeignKey(CampaignTarget, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=TITLE_LIMIT)
    concern = models.CharField(max_length=TITLE_LIMIT, blank=True)
    note = models.CharField(max_length=NOTE_LIMIT, blank=True)
    on = models.DateField()
    by = models.UUIDField()
    recorded_at = models.DateTimeField()
    # What was handed out and done for the shop on that occasion.
    materials = models.PositiveSmallIntegerField(default=0)
    services = models.PositiveSmallIntegerField(default=0)
    person_times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "campaign_target_step"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="campaign_target_step_once", fields=["subdistrict_id", "target", "number"]),
            models.CheckConstraint(name="campaign_target_step_has_stage", condition=~Q(stage="")),
        ]
