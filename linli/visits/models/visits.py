"""A visit, who took part, what was said, left and needed."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from linli.checklists.models import ChecklistVersion
from linli.checklists.rules.answers import NOTE_LIMIT as LINE_LIMIT
from linli.checklists.rules.answers import VALUE_LIMIT
from linli.checklists.rules.items import NAME_LIMIT as ITEM_LIMIT
from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.org.models import Grid, Person, Unit
from linli.places.models import Place
from linli.tickets.models import Ticket
from linli.visits.rules.kinds import NAME_LIMIT, Effect, Given, Kind, Outcome

_KINDS: Final = sorted(each.value for each in Kind)
_OUTCOMES: Final = sorted(each.value for each in Outcome)


class Visit(Aggregate):
    """Somebody went to a place; written down once and never changed."""

    KIND = "visit"

    place = OwnedForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    # The grid it lay in then: a new cut does not move what was done.
    grid = OwnedForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices())
    outcome = models.CharField(max_length=20, choices=Outcome.choices())
    # By the device, and the street's day of it; how long it took is nobody's business.
    made_at = models.DateTimeField()
    visited_on = models.DateField()
    recorded_at = models.DateTimeField()
    account_id = models.UUIDField(null=True)
    person = OwnedForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    # How many went, whoever wrote it down among them.
    people = models.PositiveSmallIntegerField(default=1)
    note = models.TextField(blank=True)
    # Whether it counts against the cap, and whether it went beyond it: what happened is kept, and shown.
    is_capped = models.BooleanField()
    is_above_cap = models.BooleanField(default=False)
    # Said by the house when a card was bound here, never by who writes the visit down.
    is_card_bound = models.BooleanField(default=False)
    # The ticket whose effect it went to see, and what it saw.
    return_ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, null=True, related_name="+")
    effect = models.CharField(max_length=20, choices=Effect.choices(), blank=True)
    # Of a campaign, which stands above visits.
    campaign_id = models.UUIDField(null=True)

    class Meta:
        db_table = "visit"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="visit_kind_is_known", condition=Q(kind__in=_KINDS)),
            models.CheckConstraint(name="visit_outcome_is_known", condition=Q(outcome__in=_OUTCOMES)),
            models.CheckConstraint(name="visit_has_somebody", condition=Q(people__gte=1)),
            models.CheckConstraint(name="visit_above_cap_is_capped", condition=Q(is_above_cap=False) | Q(is_capped=True)),
            models.CheckConstraint(
                name="visit_effect_is_of_a_ticket",
                condition=Q(return_ticket__isnull=True, effect="")
                | Q(return_ticket__isnull=False, effect__in=sorted(each.value for each in Effect)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="visit_by_place", fields=["subdistrict_id", "place", "-visited_on"]),
            models.Index(name="visit_latest", fields=["subdistrict_id", "-made_at", "-id"]),
            models.Index(name="visit_by_account", fields=["subdistrict_id", "account_id", "-made_at"]),
            models.Index(name="visit_by_campaign", fields=["subdistrict_id", "campaign_id"], condition=Q(campaign_id__isnull=False)),
        ]


class VisitParticipant(Owned):
    """A colleague who went along by name; others are only counted."""

    visit = OwnedForeignKey(Visit, on_delete=models.PROTECT, related_name="participants")
    person = OwnedForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "visit_participant"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="visit_participant_once", fields=["subdistrict_id", "visit", "person"]),
        ]


class VisitAnswer(Owned):
    """What was said to one item of one version; what nobody touched has no row."""

    visit = OwnedForeignKey(Visit, on_delete=models.PROTECT, related_name="answers")
    version = OwnedForeignKey(ChecklistVersion, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=ITEM_LIMIT)
    value = models.CharField(max_length=VALUE_LIMIT)
    note = models.CharField(max_length=LINE_LIMIT, blank=True)

    class Meta:
        db_table = "visit_answer"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="visit_answer_once", fields=["subdistrict_id", "visit", "version", "item"]),
            models.CheckConstraint(name="visit_answer_says_something", condition=~Q(value="") & ~Q(item="")),
        ]


class VisitGiven(Owned):
    """A service given or a material handed out, and how many."""

    visit = OwnedForeignKey(Visit, on_delete=models.PROTECT, related_name="given")
    kind = models.CharField(max_length=20, choices=Given.choices())
    name = models.CharField(max_length=NAME_LIMIT)
    amount = models.PositiveIntegerField()

    class Meta:
        db_table = "visit_given"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="visit_given_once", fields=["subdistrict_id", "visit", "kind", "name"]),
            models.CheckConstraint(name="visit_given_is_some", condition=Q(amount__gte=1) & ~Q(name="")),
            models.CheckConstraint(name="visit_given_kind_is_known", condition=Q(kind__in=sorted(each.value for each in Given))),
        ]


class VisitNeed(Owned):
    """The ticket that a need opened in the same breath; the item it came from, where it came from one."""

    visit = OwnedForeignKey(Visit, on_delete=models.PROTECT, related_name="needs")
    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=ITEM_LIMIT, blank=True)
    is_on_spot = models.BooleanField(default=False)

    class Meta:
        db_table = "visit_need"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="visit_need_ticket_once", fields=["subdistrict_id", "ticket"]),
        ]
