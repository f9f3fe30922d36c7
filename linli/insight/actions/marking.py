"""Taking a hot issue in hand, noting a line on it, letting go of it: by whoever may call meetings and sees all of it."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.insight.models import HotMark
from linli.insight.queries import hot
from linli.insight.queries import marking as queries
from linli.insight.rules.counting import Period
from linli.insight.rules.marking import NOTE_LIMIT
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import check_version, write


@write
def take_in_hand(actor: Actor, period: Period | None, oldest_id: UUID, *, note: str) -> HotMark:
    """Say that one has this issue in hand from now on; refused where somebody has it already."""
    issue = hot.line_for(actor, period, oldest_id).issue
    queries.require_mark(actor)
    queries.lock_group(actor, oldest_id)
    said = _said(note)
    if queries.marks_on(actor, [issue]).of(issue):
        raise Refused("hot_mark.taken_already")

    mark = HotMark(subdistrict_id=actor.subdistrict_id, ticket_id=oldest_id, note=said, taken_by=_who(actor), taken_at=clock.now())
    mark.save(force_insert=True)

    journal.record(actor, "hot_mark.taken", mark, ticket=str(oldest_id), note=said)
    return mark


@write
def note_on(actor: Actor, period: Period | None, oldest_id: UUID, mark_id: UUID, *, seen: int, note: str) -> HotMark:
    """Say another line about it."""
    mark = _mark(actor, period, oldest_id, mark_id)
    said = _said(note)
    check_version(mark, seen=seen, yours={"note": said})

    mark.note = said
    mark.save(update_fields=["note"])

    journal.record(actor, "hot_mark.noted", mark, note=said)
    return mark


@write
def let_go(actor: Actor, period: Period | None, oldest_id: UUID, mark_id: UUID, *, seen: int) -> HotMark:
    """Say that nobody has it in hand any more; what was said stays in the journal."""
    mark = _mark(actor, period, oldest_id, mark_id)
    check_version(mark, seen=seen, yours={})

    mark.let_go_at = clock.now()
    mark.save(update_fields=["let_go_at"])

    journal.record(actor, "hot_mark.let_go", mark)
    return mark


def _mark(actor: Actor, period: Period | None, oldest_id: UUID, mark_id: UUID) -> HotMark:
    issue = hot.line_for(actor, period, oldest_id).issue
    queries.require_mark(actor)
    return queries.mark_on(actor, issue, mark_id)


def _said(note: str) -> str:
    return clean_text(" ".join(note.split()), field=_("Note"), limit=NOTE_LIMIT, required=False)


def _who(actor: Actor) -> UUID:
    who = actor.person_id or actor.account_id
    if who is None:
        raise Refused("hot_mark.not_yours")
    return who
