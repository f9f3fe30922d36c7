"""Answers and their versions: what was said when, by whom, and who looked at it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.answers.rules.kinds import (
    ANSWER_LIMIT,
    CODE_LIMIT,
    LINK_LIMIT,
    OPEN,
    QUESTION_LIMIT,
    REVIEWED,
    SOURCE_LIMIT,
    WHY_LIMIT,
    Audience,
    VersionState,
)
from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.org.models import Unit

_OPEN = sorted(each.value for each in OPEN)
_AUDIENCES = sorted(each.value for each in Audience)
_REVIEWED = sorted(each.value for each in REVIEWED)


class Answer(Aggregate):
    """A question that people ask, whatever is answered to it now."""

    KIND = "answer"

    made_at = models.DateTimeField()
    # When its unit was told that the version in force is about to end; with a new version it is told again.
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "answer"


class AnswerVersion(Owned):
    """One wording of question and answer; once it is reviewed, not a word of it changes any more."""

    answer = OwnedForeignKey(Answer, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=VersionState.choices(), default=VersionState.DRAFT.value)
    question = models.CharField(max_length=QUESTION_LIMIT)
    wordings = models.JSONField(default=list)
    text = models.CharField(max_length=ANSWER_LIMIT)
    source = models.CharField(max_length=SOURCE_LIMIT)
    link = models.CharField(max_length=LINK_LIMIT, blank=True)
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    # A code of the catalogue of its day, as plain text: classes come and go.
    item_code = models.CharField(max_length=CODE_LIMIT, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices())
    valid_from = models.DateField()
    valid_until = models.DateField()
    # Everybody who wrote a word of it: none of them reviews it.
    hands = models.JSONField(default=list)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=WHY_LIMIT, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "answer_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="answer_version_number_once", fields=["subdistrict_id", "answer", "number"]),
            models.UniqueConstraint(
                name="answer_version_one_in_force",
                fields=["subdistrict_id", "answer"],
                condition=Q(state=VersionState.IN_FORCE.value),
            ),
            models.UniqueConstraint(name="answer_version_one_open", fields=["subdistrict_id", "answer"], condition=Q(state__in=_OPEN)),
            models.CheckConstraint(
                name="answer_version_state_is_known", condition=Q(state__in=sorted(each.value for each in VersionState))
            ),
            models.CheckConstraint(name="answer_version_audience_is_known", condition=Q(audience__in=_AUDIENCES)),
            models.CheckConstraint(name="answer_version_has_ground", condition=~Q(question="") & ~Q(text="") & ~Q(source="")),
            models.CheckConstraint(name="answer_version_period", condition=Q(valid_until__gte=F("valid_from"))),
            models.CheckConstraint(
                name="answer_version_reviewed_has_reviewer",
                condition=Q(state__in=_REVIEWED, reviewed_by__isnull=False, reviewed_at__isnull=False)
                | (~Q(state__in=_REVIEWED) & Q(reviewed_by__isnull=True, reviewed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="answer_version_reviewed_by_another", condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("written_by"))
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="answer_version_in_order", fields=["subdistrict_id", "state", "valid_until", "id"]),
        ]
