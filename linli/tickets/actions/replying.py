"""The reply 办结回复: a handler drafts it, the unit's head signs it, and the deputy director too where somebody is not content."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import check_version, write
from linli.tickets.actions import handling
from linli.tickets.models import Reply, Ticket
from linli.tickets.queries import readers, supervised, tickets
from linli.tickets.queries import replies as queries
from linli.tickets.rules import kinds, replies
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.replies import CLOSED, TEXT_LIMIT, TEXTS, Missing, Point, ReplyState, ReplyWords
from linli.tickets.rules.states import State, state_word

_UNSIGNED = {"submitted_at": None, "head_signed_at": None, "head_account_id": None, "head_person_id": None, "is_deputy_needed": False}


@write
def save_reply(actor: Actor, ticket_id: UUID, words: ReplyWords, *, seen: int) -> Reply:
    """Keep what a handler has written so far; whoever was overtaken sees the difference."""
    ticket = tickets.lock_held_for(actor, ticket_id, Permission.HANDLE)
    cleaned = _cleaned(words)
    reply = _to_write(actor, ticket)
    check_version(reply, seen=seen, yours=asdict(cleaned))

    changed = queries.changed_fields(reply, cleaned)
    _set(reply, {**asdict(cleaned), "points": [dict(point) for point in cleaned.points]})
    _store(reply)

    journal.record(actor, "reply.saved", reply, fields=" ".join(changed))
    return reply


@write
def submit_reply(actor: Actor, ticket_id: UUID, *, seen: int) -> Reply:
    """Hand a whole reply to the unit's head."""
    ticket = tickets.lock_held_for(actor, ticket_id, Permission.HANDLE)
    reply = _standing(ticket, ReplyState.DRAFT)
    check_version(reply, seen=seen, yours={})
    replies.check_whole(missing_in(actor, ticket, reply))

    _set(reply, {"state": ReplyState.SUBMITTED.value, "submitted_at": clock.now()})
    _store(reply)

    told = journal.Draft("ticket.reply_submitted", ticket, facts={"unit": str(reply.unit_id)})
    journal.record_many(actor, [journal.Draft("reply.submitted", reply), told])
    return reply


@write
def sign_reply(actor: Actor, ticket_id: UUID, *, seen: int, verifying_unit_id: UUID | None = None) -> Reply:
    """The unit's head signs: the ticket is handled, unless the deputy director has to sign too."""
    ticket = tickets.lock_held_for(actor, ticket_id, Permission.RESOLVE)
    reply = _standing(ticket, ReplyState.SUBMITTED)
    check_version(reply, seen=seen, yours={})
    is_repeated = bool(ticket.reworks or ticket.recurrences)
    is_deputy_needed = replies.needs_deputy(
        queries.words_of(reply), is_repeated=is_repeated, is_supervised=supervised.is_supervised(ticket)
    )

    signed = {"head_signed_at": clock.now(), "head_account_id": actor.account_id, "head_person_id": actor.person_id}
    _set(reply, {**signed, "is_deputy_needed": is_deputy_needed})
    _finish(actor, ticket, reply, is_deputy=False, verifying_unit_id=verifying_unit_id)
    return reply


@write
def countersign_reply(actor: Actor, ticket_id: UUID, *, seen: int, verifying_unit_id: UUID | None = None) -> Reply:
    """The responsible deputy director signs too, and with that the ticket is handled."""
    ticket = tickets.lock_for(actor, ticket_id, Permission.COUNTERSIGN)
    reply = _standing(ticket, ReplyState.COUNTERSIGNING)
    check_version(reply, seen=seen, yours={})
    is_same_person = actor.person_id is not None and actor.person_id == reply.head_person_id
    if actor.account_id in {None, reply.head_account_id} or is_same_person:
        raise Refused("tickets.deputy_is_head")

    _set(reply, {"deputy_signed_at": clock.now(), "deputy_account_id": actor.account_id, "deputy_person_id": actor.person_id})
    _finish(actor, ticket, reply, is_deputy=True, verifying_unit_id=verifying_unit_id)
    return reply


@write
def give_reply_back(actor: Actor, ticket_id: UUID, *, seen: int, note: str) -> Reply:
    """The head or the deputy director gives it back to be written better."""
    may_countersign = actor.may(Permission.COUNTERSIGN)
    ticket = tickets.lock_for(actor, ticket_id, Permission.COUNTERSIGN if may_countersign else Permission.RESOLVE)
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT)
    reply = queries.locked_reply_of(ticket)
    if reply is None or reply.state not in {ReplyState.SUBMITTED, ReplyState.COUNTERSIGNING}:
        raise Refused("tickets.reply_not_submitted")
    if not may_countersign and tickets.unit_of(actor) != reply.unit_id:
        raise Refused("kernel.not_allowed")
    check_version(reply, seen=seen, yours={})

    _set(reply, {**_UNSIGNED, "state": ReplyState.DRAFT.value})
    _store(reply)

    told = journal.Draft("ticket.reply_given_back", ticket, facts={"note": said})
    journal.record_many(actor, [journal.Draft("reply.given_back", reply, facts={"note": said}), told])
    return reply


def missing_in(actor: Actor, ticket: Ticket, reply: Reply) -> tuple[Missing, ...]:
    """What this reply still lacks, as far as the actor may know whom it answers."""
    knows = readers.knows_reporter(actor, ticket)
    return replies.missing(queries.words_of(reply), knows_reporter=knows, is_answer_wanted=ticket.is_answer_wanted)


def _finish(actor: Actor, ticket: Ticket, reply: Reply, *, is_deputy: bool, verifying_unit_id: UUID | None) -> None:
    is_last = is_deputy or not reply.is_deputy_needed
    state = ReplyState.SIGNED if is_last else ReplyState.COUNTERSIGNING
    _set(reply, {"state": state.value, "signed_at": clock.now() if is_last else None})
    _store(reply)
    facts = {"unit": str(reply.unit_id), "is_deputy": is_deputy}
    told = journal.Draft("ticket.reply_signed", ticket, facts=facts)
    journal.record_many(actor, [journal.Draft("reply.signed", reply, facts={"is_deputy": is_deputy}), told])
    if is_last:
        # The signature is what resolves, whoever signs last: a deputy director belongs to no unit that holds tickets.
        signer = replace(actor, permissions=actor.permissions | {Permission.RESOLVE, Permission.DISPATCH})
        handling.resolve(signer, ticket.pk, outcome=Verdict(reply.outcome), done=reply.done, verifying_unit_id=verifying_unit_id or None)


def _to_write(actor: Actor, ticket: Ticket) -> Reply:
    """The draft of this round; another unit's begins anew with the unit that has the ticket now."""
    if State(ticket.state) is not State.IN_PROGRESS:
        raise Refused("tickets.reply_not_in_hand", state=state_word(State(ticket.state)))
    reply = queries.locked_reply_of(ticket)
    if reply is None:
        return Reply(
            subdistrict_id=actor.subdistrict_id,
            ticket_id=ticket.pk,
            round=ticket.reworks,
            unit_id=ticket.lead_unit_id or ticket.intake_unit_id,
            state=ReplyState.DRAFT.value,
            begun_at=clock.now(),
        )
    if reply.unit_id != ticket.lead_unit_id:
        _set(reply, {**_UNSIGNED, "unit_id": ticket.lead_unit_id, "state": ReplyState.DRAFT.value})
    if reply.state != ReplyState.DRAFT:
        raise Refused("tickets.reply_is_signed")
    return reply


def _standing(ticket: Ticket, state: ReplyState) -> Reply:
    reply = queries.locked_reply_of(ticket)
    if reply is None:
        raise NotFound
    if reply.unit_id != ticket.lead_unit_id:
        raise Refused("tickets.reply_of_another")
    if reply.state != state:
        raise Refused("tickets.reply_is_signed" if state is ReplyState.DRAFT else "tickets.reply_not_submitted")
    return reply


def _cleaned(words: ReplyWords) -> ReplyWords:
    said: dict[str, Any] = {
        name: clean_text(getattr(words, name), field=gettext(above), limit=TEXT_LIMIT, required=False) for name, above in TEXTS.items()
    }
    chosen: dict[str, Any] = {name: str(kind(getattr(words, name))) if getattr(words, name) else "" for name, kind in CLOSED.items()}
    if chosen["outcome"] and Verdict(chosen["outcome"]) not in kinds.SAID:
        raise Refused("tickets.judge_choose")
    points = [
        Point(
            asked=clean_text(point["asked"], field=gettext("Point of the matter"), limit=kinds.WORDS_LIMIT),
            answer=clean_text(point["answer"], field=gettext("Answer"), limit=TEXT_LIMIT, required=False),
        )
        for point in words.points
    ]
    return replace(words, **said, **chosen, points=points)


def _set(reply: Reply, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(reply, name, value)


def _store(reply: Reply) -> None:
    if reply.journal_seq:
        reply.save(update_fields=[each.name for each in reply._meta.concrete_fields if each.name not in _KEPT])
    else:
        reply.save(force_insert=True)


# What the journal moves, and what never changes.
_KEPT = frozenset({"id", "subdistrict_id", "ticket", "round", "begun_at", "journal_seq", "journal_head"})
