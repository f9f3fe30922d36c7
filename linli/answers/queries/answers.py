"""Which answers there are, where each of their versions stands, and one of them to read or to change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from linli.answers.models import Answer, AnswerVersion
from linli.answers.rules.kinds import OPEN, TOLD_BEFORE_DAYS, Audience, Standing, VersionState
from linli.answers.rules.permissions import Permission
from linli.answers.rules.words import Words, standing_of
from linli.kernel import find
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order

PAGE: Final = 50
# More than are shown, because some that hold every pair of characters do not hold the words.
LOOKED_AT: Final = 400
_OPEN: Final = sorted(each.value for each in OPEN)


@dataclass(frozen=True, slots=True)
class Line:
    """A version as the list shows it."""

    version: AnswerVersion
    standing: Standing
    # Days until it ends; below nothing once it is over.
    days_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What of the base somebody wants to see."""

    standing: Standing = Standing.IN_USE
    unit_id: UUID | None = None
    item_code: str = ""
    audience: Audience | None = None
    words: str = ""
    after: UUID | None = None


def may_look(actor: Actor) -> bool:
    """Whether somebody reads the base: an answer lies in no grid, so whoever may in one reads all."""
    return actor.may_somewhere(Permission.READ)


def require(actor: Actor, permission: Permission) -> None:
    """Refuse who may not, in any grid."""
    if not actor.may_somewhere(permission):
        raise Refused("kernel.not_allowed")


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The answers of the chosen subdistrict, for who may read them."""
    found: OwnedQuerySet = Answer.objects.of(actor.subdistrict_id)
    return found if may_look(actor) else found.none()


def versions_visible_to(actor: Actor) -> OwnedQuerySet:
    """Their versions."""
    found: OwnedQuerySet = AnswerVersion.objects.of(actor.subdistrict_id)
    return found if may_look(actor) else found.none()


def get_for(actor: Actor, answer_id: UUID) -> Answer:
    """One answer, if the actor may read it."""
    found: Answer | None = visible_to(actor).filter(pk=answer_id).first()
    if found is None:
        raise NotFound
    return found


def lock_for(actor: Actor, answer_id: UUID, permission: Permission) -> Answer:
    """One answer, locked for a change the actor may make."""
    found: Answer = lock_in_order(visible_to(actor), actor.subdistrict_id, [answer_id])[0]
    require(actor, permission)
    return found


def versions_of(actor: Actor, answer: Answer) -> Sequence[AnswerVersion]:
    """Every version of an answer, the latest first."""
    return list(versions_visible_to(actor).filter(answer=answer).select_related("unit").order_by("-number"))


def open_version(answer: Answer) -> AnswerVersion | None:
    """The version that is being written or waits."""
    found: AnswerVersion | None = _of(answer).filter(state__in=_OPEN).first()
    return found


def version_in_force(answer: Answer) -> AnswerVersion | None:
    """The version that was reviewed last and not taken out, be it expired."""
    found: AnswerVersion | None = _of(answer).filter(state=VersionState.IN_FORCE.value).first()
    return found


def next_number(answer: Answer) -> int:
    """The number of a new version."""
    return _of(answer).count() + 1


def words_of(version: AnswerVersion) -> Words:
    """What a version says."""
    return Words(
        question=version.question,
        wordings=tuple(version.wordings),
        answer=version.text,
        source=version.source,
        link=version.link,
        unit_id=version.unit_id,
        item_code=version.item_code,
        audience=Audience(version.audience),
        valid_from=version.valid_from,
        valid_until=version.valid_until,
    )


def lines(actor: Actor, wish: Wish, today: date) -> Sequence[Line]:
    """A page of what is wished, those that end first at the top; one more than a page tells that there is more."""
    found = _chosen(actor, wish, today)
    if wish.after is not None:
        mark = versions_visible_to(actor).filter(pk=wish.after).first()
        if mark is None:
            raise NotFound
        found = found.filter(Q(valid_until__gt=mark.valid_until) | Q(valid_until=mark.valid_until, pk__gt=mark.pk))
    rows = list(found.select_related("unit").order_by("valid_until", "pk")[: PAGE + 1])
    return [_line(row, today) for row in rows]


def numbers(actor: Actor, today: date) -> Mapping[Standing, int]:
    """How many versions are where; one statement."""
    counts = {each.value: Count("pk", filter=_where(each, today)) for each in Standing}
    found = versions_visible_to(actor).aggregate(**counts)
    return {each: found[each.value] for each in Standing}


def codes_in_use(actor: Actor) -> Sequence[str]:
    """The classes that answers are about, for a list to choose from."""
    found = versions_visible_to(actor).exclude(item_code="").values_list("item_code", flat=True)
    return sorted(set(found.order_by().distinct()))


def next_waiting(actor: Actor, reviewer: UUID, besides: UUID) -> UUID | None:
    """Another answer that waits for somebody like this reviewer."""
    waiting = versions_visible_to(actor).filter(state=VersionState.WAITING.value).exclude(answer_id=besides)
    rows = waiting.order_by("pk").values_list("answer_id", "hands")[:PAGE]
    return next((answer_id for answer_id, hands in rows if str(reviewer) not in hands), None)


def ids_to_tell(actor: Actor, today: date, at_most: int) -> list[UUID]:
    """Answers whose version in force ends soon and of which nobody was told."""
    ending = AnswerVersion.objects.of(actor.subdistrict_id).filter(_where(Standing.ENDING, today), answer__told_at__isnull=True)
    return list(ending.order_by("valid_until", "pk").values_list("answer_id", flat=True)[:at_most])


def lock_all(actor: Actor, answer_ids: Iterable[UUID]) -> Sequence[Answer]:
    """These answers, locked by ascending id, for the house that looks at the calendar."""
    found: Sequence[Answer] = lock_in_order(Answer.objects.of(actor.subdistrict_id), actor.subdistrict_id, answer_ids)
    return found


def _of(answer: Answer) -> OwnedQuerySet:
    found: OwnedQuerySet = AnswerVersion.objects.of(answer.subdistrict_id).filter(answer_id=answer.pk)
    return found


def _line(row: AnswerVersion, today: date) -> Line:
    return Line(row, standing_of(VersionState(row.state), row.valid_until, today), (row.valid_until - today).days)


def _chosen(actor: Actor, wish: Wish, today: date) -> OwnedQuerySet:
    found: OwnedQuerySet = versions_visible_to(actor).filter(_where(wish.standing, today))
    if wish.unit_id is not None:
        found = found.filter(unit_id=wish.unit_id)
    if wish.item_code:
        found = found.filter(item_code=wish.item_code)
    if wish.audience is not None:
        found = found.filter(audience=wish.audience.value)
    return _holding(found, wish.words) if wish.words.strip() else found


def _holding(found: OwnedQuerySet, words: str) -> OwnedQuerySet:
    """Those of the versions that hold the words, by the index of the house and then by what stands there."""
    hits = [hit.id for hit in find.search(words, kinds=[Answer.KIND], limit=LOOKED_AT)]
    rows = found.filter(answer_id__in=hits)
    held: OwnedQuerySet = found.filter(pk__in=[row.pk for row in rows if find.contains(everything(row), words)])
    return held


def everything(version: AnswerVersion) -> str:
    """All that a version says, as it is searched."""
    return "\n".join([version.question, *version.wordings, version.text, version.source])


def _where(standing: Standing, today: date) -> Q:
    soon = today + timedelta(days=TOLD_BEFORE_DAYS)
    in_force = Q(state=VersionState.IN_FORCE.value)
    return {
        Standing.IN_USE: in_force & Q(valid_until__gte=today),
        Standing.ENDING: in_force & Q(valid_until__gte=today, valid_until__lte=soon),
        Standing.EXPIRED: in_force & Q(valid_until__lt=today),
        Standing.WAITING: Q(state=VersionState.WAITING.value),
        Standing.DRAFT: Q(state=VersionState.DRAFT.value),
        Standing.OVER: Q(state__in=[VersionState.WITHDRAWN.value, VersionState.DROPPED.value]),
    }[standing]
