"""Contact cards 联心卡: a code on a sticker, and whose it is."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.models import Aggregate, OwnedForeignKey
from linli.org.models import Person
from linli.places.models.places import Place
from linli.places.rules.cards import CARD_LONG, CardState, Withdrawal

_STATES = sorted(each.value for each in CardState)
_REASONS = sorted(each.value for each in Withdrawal)


class ContactCard(Aggregate):
    """One card; whoever scans it asks about its place, or asks the person it names. What it belonged to stays when it is withdrawn."""

    KIND = "contact_card"

    code = models.CharField(max_length=CARD_LONG)
    state = models.CharField(max_length=20, choices=CardState.choices())
    place = OwnedForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="cards")
    # Who answers, where it is not simply whoever answers for the place's grid.
    person = OwnedForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    # What was made together is printed together.
    batch = models.UUIDField()
    made_at = models.DateTimeField()
    bound_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, choices=Withdrawal.choices(), blank=True)
    replaced_by = OwnedForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced")

    class Meta:
        db_table = "contact_card"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="contact_card_code_once", fields=["subdistrict_id", "code"]),
            # Two living cards of one place, and whoever scans the one would not know of the other.
            models.UniqueConstraint(
                name="contact_card_one_for_a_place", fields=["subdistrict_id", "place"], condition=Q(state=CardState.BOUND.value)
            ),
            models.UniqueConstraint(
                name="contact_card_one_for_a_person",
                fields=["subdistrict_id", "person"],
                condition=Q(state=CardState.BOUND.value, place__isnull=True),
            ),
            models.CheckConstraint(name="contact_card_state_is_known", condition=Q(state__in=_STATES)),
            models.CheckConstraint(name="contact_card_has_code", condition=~Q(code="")),
            models.CheckConstraint(
                name="contact_card_blank_is_nobodys",
                condition=~Q(state=CardState.BLANK.value) | Q(place__isnull=True, person__isnull=True, bound_at__isnull=True),
            ),
            models.CheckConstraint(
                name="contact_card_bound_is_somebodys",
                condition=~Q(state=CardState.BOUND.value)
                | (Q(bound_at__isnull=False) & (Q(place__isnull=False) | Q(person__isnull=False))),
            ),
            models.CheckConstraint(
                name="contact_card_withdrawn_has_reason",
                condition=Q(state=CardState.WITHDRAWN.value, withdrawn_at__isnull=False, reason__in=_REASONS)
                | (~Q(state=CardState.WITHDRAWN.value) & Q(withdrawn_at__isnull=True, reason="", replaced_by__isnull=True)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="contact_card_by_state", fields=["subdistrict_id", "state", "-id"]),
            models.Index(name="contact_card_by_batch", fields=["subdistrict_id", "batch", "-id"]),
            models.Index(name="contact_card_by_place", fields=["subdistrict_id", "place"]),
        ]
