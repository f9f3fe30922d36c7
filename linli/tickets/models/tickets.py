"""The ticket."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.org.models import Grid, Unit
from linli.places.models import Place
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.kinds import (
    ADDRESS_LIMIT,
    CODE_LIMIT,
    FROM_CARD,
    MEDIA_URL_LIMIT,
    NUMBER_LIMIT,
    SAID,
    UNSAID,
    ClosingBasis,
    Level,
    Measure,
    Verdict,
    VerifiedBy,
    codes,
)
from linli.tickets.rules.states import ASIDE, OPEN, State

_OPEN: Final = codes(OPEN)
_ASIDE: Final = codes(ASIDE)
# In these somebody acts on the neutral text: it has to be there.
_HANDED_ON: Final = codes(OPEN - {State.RECEIVED})
_LED: Final = codes([State.DISPATCHED, State.IN_PROGRESS, State.RESOLVED])
_SAID_DONE: Final = codes([State.RESOLVED, State.CLOSED])
_UNSAFE_WITHOUT_MEASURE: Final = codes([State.DELIBERATING, State.DEFERRED])
# Every state and the column that says since when.
TIME_OF: Final = {
    State.RECEIVED: "received_at",
    State.DISPATCHED: "dispatched_at",
    State.IN_PROGRESS: "started_at",
    State.DELIBERATING: "deliberating_at",
    State.DEFERRED: "deferred_at",
    State.RESOLVED: "resolved_at",
    State.CLOSED: "ended_at",
    State.MERGED: "ended_at",
    State.REDIRECTED: "ended_at",
    State.WITHDRAWN: "ended_at",
    State.VOID: "ended_at",
}


def _every_state_has_its_time() -> Q:
    whole = Q(pk__isnull=True)
    for state, column in TIME_OF.items():
        whole |= Q(state=state.value, **{f"{column}__isnull": False})
    return whole


class Ticket(Aggregate):
    """A matter from the street to its verified close."""

    KIND = "ticket"

    number = models.CharField(max_length=NUMBER_LIMIT)
    state = models.CharField(max_length=20)
    track = models.CharField(max_length=20)
    level = models.CharField(max_length=20, choices=Level.choices(), default=Level.SUBDISTRICT.value)
    # What the reporter said, for the centre and whoever verifies; what everybody else reads.
    words = models.TextField(blank=True)
    matter = models.TextField(blank=True)
    # Through which door, and by which of the subdistrict's sources 诉求来源; the number the source itself gave.
    channel = models.CharField(max_length=20)
    source = models.CharField(max_length=CODE_LIMIT)
    outside_number = models.CharField(max_length=CODE_LIMIT, blank=True)
    # Where a partner says that a picture lies: nobody here fetches it.
    media_url = models.CharField(max_length=MEDIA_URL_LIMIT, blank=True)
    is_answer_wanted = models.BooleanField(default=False)
    # The catalogue's class in the version that was chosen.
    item_code = models.CharField(max_length=CODE_LIMIT, null=True)
    item_version = models.PositiveIntegerField(null=True)
    is_item_set_by_machine = models.BooleanField(default=False)
    is_life_safety = models.BooleanField(default=False)
    has_open_hazard = models.BooleanField(default=False)
    measure = models.CharField(max_length=20, choices=Measure.choices(), blank=True)
    measure_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    measure_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=ADDRESS_LIMIT, blank=True)
    # WGS-84, and how exactly in which system the point came in.
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    point_system = models.CharField(max_length=20, blank=True)
    point_accuracy_m = models.FloatField(null=True)
    grid = OwnedForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    # The shop, compound or empty unit that it is about, where somebody named it.
    place = OwnedForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    # Who has it now; who leads; who took it in; against whom it is.
    holder_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    lead_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    intake_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    about_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    # The nearest of the running clocks, copied for the queue.
    due_at = models.DateTimeField(null=True)
    due_kind = models.CharField(max_length=20, blank=True)
    # How long everything may take, as the plan stood at intake.
    plan = models.JSONField()
    hops = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    # How often the very thing came back after it was closed.
    recurrences = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    deliberating_at = models.DateTimeField(null=True)
    deferred_at = models.DateTimeField(null=True)
    review_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    # When the city was answered, whose call-back closes.
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # On which day somebody looks whether it came back, and since when he is asked to.
    recheck_on = models.DateField(null=True)
    recheck_asked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Verdict.choices(), blank=True)
    done_by_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    closing_basis = models.CharField(max_length=20, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict.choices(), blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_by_kind = models.CharField(max_length=20, choices=VerifiedBy.choices(), blank=True)
    verified_by_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    import_id = models.UUIDField(null=True)
    # What a source where others may nod or shake their heads counted.
    likes = models.PositiveIntegerField(default=0)
    dislikes = models.PositiveIntegerField(default=0)
    # What it came from, such as a visit or a risk rule: they stand above tickets, so no key points at them.
    origin_kind = models.CharField(max_length=30, blank=True)
    origin_id = models.UUIDField(null=True)
    parent = OwnedForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    merged_into = OwnedForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    state_before = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "ticket"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ticket_number_once", fields=["subdistrict_id", "number"]),
            models.CheckConstraint(name="ticket_track_is_known", condition=Q(track__in=codes(Track))),
            models.CheckConstraint(name="ticket_open_has_holder", condition=~Q(state__in=_OPEN) | Q(holder_unit__isnull=False)),
            models.CheckConstraint(
                name="ticket_open_has_clock",
                condition=~Q(state__in=_OPEN) | Q(due_at__isnull=False, due_kind__in=codes(Clock)),
            ),
            models.CheckConstraint(name="ticket_ended_has_no_clock", condition=Q(state__in=_OPEN) | Q(due_at__isnull=True, due_kind="")),
            # Which also says which states there are.
            models.CheckConstraint(name="ticket_every_state_has_its_time", condition=_every_state_has_its_time()),
            models.CheckConstraint(name="ticket_handed_on_has_matter", condition=~Q(state__in=_HANDED_ON) | ~Q(matter="")),
            models.CheckConstraint(name="ticket_led_has_lead", condition=~Q(state__in=_LED) | Q(lead_unit__isnull=False)),
            models.CheckConstraint(
                name="ticket_deferred_has_review", condition=~Q(state=State.DEFERRED.value) | Q(review_at__isnull=False)
            ),
            models.CheckConstraint(
                name="ticket_hazard_has_measure",
                condition=~Q(state__in=_UNSAFE_WITHOUT_MEASURE, has_open_hazard=True)
                | Q(measure__in=codes(Measure), measure_unit__isnull=False, measure_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_resolved_has_doer", condition=~Q(state=State.RESOLVED.value) | (Q(done_by_unit__isnull=False) & ~Q(outcome=""))
            ),
            models.CheckConstraint(
                name="ticket_closed_has_verdict",
                condition=~Q(state=State.CLOSED.value)
                | Q(
                    verdict__in=codes(Verdict),
                    verified_by_kind__in=codes(VerifiedBy),
                    closing_basis__in=codes(ClosingBasis),
                    verified_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="ticket_verdict_is_of_closed",
                condition=Q(state=State.CLOSED.value) | Q(verdict="", verified_by_kind="", closing_basis="", verified_at__isnull=True),
            ),
            # Who did it says solved, explained or not; that nobody could be asked, only a call-back finds.
            models.CheckConstraint(name="ticket_outcome_is_said", condition=Q(outcome__in=["", *codes(SAID)])),
            models.CheckConstraint(
                name="ticket_unsaid_is_of_a_call",
                condition=~Q(verdict__in=codes(UNSAID)) | Q(verified_by_kind=VerifiedBy.CALLBACK.value),
            ),
            # The doer never closes his own (国标 30428.8): what is unknown would pass, so both are asked for by name.
            models.CheckConstraint(
                name="ticket_verifier_is_not_doer",
                condition=~Q(verified_by_kind__in=codes([VerifiedBy.UNIT, VerifiedBy.CALLBACK]))
                | (Q(verified_by_unit__isnull=False, done_by_unit__isnull=False) & ~Q(verified_by_unit=F("done_by_unit"))),
            ),
            models.CheckConstraint(
                name="ticket_sample_rule_is_of_the_spot",
                condition=Q(verified_by_kind=VerifiedBy.SAMPLE_RULE.value, closing_basis=ClosingBasis.ON_SPOT.value)
                | (~Q(verified_by_kind=VerifiedBy.SAMPLE_RULE.value) & ~Q(closing_basis=ClosingBasis.ON_SPOT.value)),
            ),
            models.CheckConstraint(
                name="ticket_on_spot_is_no_danger", condition=~Q(closing_basis=ClosingBasis.ON_SPOT.value) | Q(is_life_safety=False)
            ),
            models.CheckConstraint(
                name="ticket_imported_names_its_import",
                condition=Q(verified_by_kind=VerifiedBy.IMPORTED.value, closing_basis=ClosingBasis.IMPORTED.value, import_id__isnull=False)
                | (~Q(verified_by_kind=VerifiedBy.IMPORTED.value) & ~Q(closing_basis=ClosingBasis.IMPORTED.value)),
            ),
            models.CheckConstraint(name="ticket_merged_has_target", condition=~Q(state=State.MERGED.value) | Q(merged_into__isnull=False)),
            models.CheckConstraint(name="ticket_not_merged_into_itself", condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id"))),
            models.CheckConstraint(name="ticket_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))),
            models.CheckConstraint(
                name="ticket_put_aside_knows_before",
                condition=Q(state__in=_ASIDE, state_before__in=codes(OPEN)) | (~Q(state__in=_ASIDE) & Q(state_before="")),
            ),
            models.CheckConstraint(
                name="ticket_item_has_version",
                condition=Q(item_code__isnull=True, item_version__isnull=True) | Q(item_code__isnull=False, item_version__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_origin_is_whole",
                condition=Q(origin_kind="", origin_id__isnull=True) | (~Q(origin_kind="") & Q(origin_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="ticket_answered_is_done", condition=Q(answered_at__isnull=True) | Q(state__in=_SAID_DONE, resolved_at__isnull=False)
            ),
            models.CheckConstraint(name="ticket_rechecked_is_closed", condition=Q(recheck_on__isnull=True) | Q(state=State.CLOSED.value)),
            models.CheckConstraint(
                name="ticket_recheck_asked_has_day", condition=Q(recheck_asked_at__isnull=True) | Q(recheck_on__isnull=False)
            ),
            models.CheckConstraint(
                name="ticket_point_is_on_earth",
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__isnull=False, lat__isnull=False, lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # The queue: what is due first; a unit's own; a state's own.
            models.Index(name="ticket_by_due", fields=["subdistrict_id", "due_at", "id"], condition=Q(due_at__isnull=False)),
            models.Index(
                name="ticket_by_holder_due", fields=["subdistrict_id", "holder_unit", "due_at", "id"], condition=Q(due_at__isnull=False)
            ),
            models.Index(
                name="ticket_by_state_due",
                fields=["subdistrict_id", "state", "due_at", "id"],
                include=["grid"],
                condition=Q(due_at__isnull=False),
            ),
            # A rare state among what has ended.
            models.Index(name="ticket_by_state_latest", fields=["subdistrict_id", "state", "-received_at", "-id"], include=["grid"]),
            # What a filter of the queue asks for, each in the order of the queue and of open tickets alone: a rare class, grid or track
            # would else be looked for through everything that is open.
            models.Index(
                name="ticket_by_item_due", fields=["subdistrict_id", "item_code", "due_at", "id"], condition=Q(due_at__isnull=False)
            ),
            models.Index(name="ticket_by_grid_due", fields=["subdistrict_id", "grid", "due_at", "id"], condition=Q(due_at__isnull=False)),
            models.Index(name="ticket_by_track_due", fields=["subdistrict_id", "track", "due_at", "id"], condition=Q(due_at__isnull=False)),
            models.Index(
                name="ticket_bounced",
                fields=["subdistrict_id", "due_at", "id"],
                include=["grid"],
                condition=Q(due_at__isnull=False, returns__gt=0),
            ),
            models.Index(
                name="ticket_in_danger",
                fields=["subdistrict_id", "due_at", "id"],
                include=["grid"],
                condition=Q(due_at__isnull=False, has_open_hazard=True),
            ),
            models.Index(name="ticket_by_outside_number", fields=["subdistrict_id", "outside_number"], condition=~Q(outside_number="")),
            models.Index(name="ticket_latest", fields=["subdistrict_id", "-received_at", "-id"]),
            models.Index(name="ticket_by_lead", fields=["subdistrict_id", "lead_unit", "-received_at"]),
            models.Index(name="ticket_by_grid", fields=["subdistrict_id", "grid", "-received_at"]),
            models.Index(
                name="ticket_to_recheck",
                fields=["subdistrict_id", "recheck_on"],
                condition=Q(recheck_on__isnull=False, recheck_asked_at__isnull=True),
            ),
            # What one import brought.
            models.Index(
                name="ticket_by_import",
                fields=["subdistrict_id", "import_id", "-received_at", "-id"],
                condition=Q(import_id__isnull=False),
            ),
            # What was asked through a contact card.
            models.Index(
                name="ticket_by_card",
                fields=["subdistrict_id", "origin_id", "-received_at", "-id"],
                condition=Q(origin_kind=FROM_CARD),
            ),
            # Nearby, by leakproof comparison of numbers.
            models.Index(name="ticket_by_point", fields=["subdistrict_id", "lat", "lon"], condition=Q(lat__isnull=False)),
        ]


class NumberStripe(Owned):
    """One of several counters of a subdistrict and month, so that nobody waits for another's number (docs/adr/0016)."""

    month = models.CharField(max_length=4)
    stripe = models.PositiveSmallIntegerField()
    next_number = models.PositiveIntegerField()

    class Meta:
        db_table = "ticket_number_stripe"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ticket_number_stripe_once", fields=["subdistrict_id", "month", "stripe"]),
            models.CheckConstraint(name="ticket_number_stripe_counts_from_one", condition=Q(next_number__gte=1)),
        ]
