"""A command becomes what it says, and its receipt, in one transaction."""

from collections.abc import Mapping
from uuid import UUID

from pydantic import BaseModel

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.inserting import insert_many
from linli.kernel.journal import story_of
from linli.kernel.writes import write
from linli.sync.actions import campaigns
from linli.sync.actions.conflicts import keep, keep_step
from linli.sync.commands import Changes, Done, Kind, NotYet, kind_of, ticket_of
from linli.sync.models import Receipt
from linli.sync.queries import conflicts, receipts
from linli.sync.rules.commands import Command, Kept, check_moment, check_size, digest, follows, reason_of
from linli.sync.rules.kinds import KIND_LIMIT, Status
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets


@write
def carry_out(actor: Actor, command: Command, known: Mapping[UUID, Kept], prepared: tuple[object, ...] = ()) -> Kept:
    """Do what the command says and keep its receipt; NotYet where something it needs has not come, and then nothing is stored."""
    kind, payload = checked(command)
    turn = follows(command, known, is_additive=kind.is_additive)
    if turn is Status.WAITING:
        raise NotYet("field.predecessor_missing")
    if turn is Status.REFUSED:
        raise Refused("field.predecessor_refused", reason=reason_of(command, known))

    if kind.is_additive:
        done: Done = kind.apply(actor, payload, *prepared)
        return _kept(actor, command, Status.APPLIED, done)
    change = _on_target if kind.changes is Changes.TARGET else _on_ticket
    return change(actor, command, kind, payload, is_doomed=turn is Status.CONFLICT)


def prepare(actor: Actor, command: Command, known: Mapping[UUID, Kept]) -> tuple[object, ...]:
    """What takes long, before the transaction is opened, if the command's turn has come."""
    prepare_ = kind_of(command.kind).prepare
    if prepare_ is None:
        return ()
    kind, payload = checked(command)
    if follows(command, known, is_additive=kind.is_additive) is not None:
        return ()
    return (prepare_(actor, payload),)


@write
def refuse(actor: Actor, command: Command, refusal: Refused) -> Kept:
    """Keep that the rules said no, in the words that the phone is answered with each time."""
    receipt = _receipt(command, actor.subdistrict_id, Status.REFUSED)
    receipt.code, receipt.message = refusal.code, refusal.sentence
    insert_many([receipt])
    return receipts.kept(receipt)


def checked(command: Command) -> tuple[Kind, BaseModel]:
    """Kind and payload of a command that may be looked at."""
    check_size(command)
    kind = kind_of(command.kind)
    check_moment(command.made_at, clock.now())
    payload = kind.read(command.payload)
    return kind, payload


def _on_ticket(actor: Actor, command: Command, kind: Kind, payload: BaseModel, *, is_doomed: bool) -> Kept:
    if kind.permission is None or command.seen is None:
        raise Refused("field.bad_payload", field="seen", why="-")
    ticket = tickets.lock_for(actor, ticket_of(payload), kind.permission)  # type: ignore[arg-type]
    if is_doomed or _is_overtaken(actor, command, ticket, command.seen):
        conflict = keep(actor, command, ticket)
        return _kept(actor, command, Status.CONFLICT, Done({"conflict_id": str(conflict.pk), **_stands(ticket)}))

    before = ticket.journal_seq
    changed: Ticket = kind.apply(actor, payload)
    return _kept(actor, command, Status.APPLIED, Done(_stands(changed), ticket.stream, before, changed.journal_seq))


def _on_target(actor: Actor, command: Command, kind: Kind, payload: BaseModel, *, is_doomed: bool) -> Kept:
    if command.seen is None:
        raise Refused("field.bad_payload", field="seen", why="-")
    held = campaigns.hold(actor, payload)
    own = () if held.steps == command.seen else receipts.own_stretches(actor, command.device_id, held.about)
    if is_doomed or conflicts.is_overtaken(held.steps, command.seen, own):
        conflict = keep_step(actor, command, held.target, held.steps)
        return _kept(actor, command, Status.CONFLICT, Done({"conflict_id": str(conflict.pk), **held.stands}))

    done: Done = kind.apply(actor, payload)
    result = {**done.result, "version": held.steps + 1}
    return _kept(actor, command, Status.APPLIED, Done(result, held.about, held.steps, held.steps + 1))


def _is_overtaken(actor: Actor, command: Command, ticket: Ticket, seen: int) -> bool:
    if seen == ticket.journal_seq:
        return False
    own = receipts.own_stretches(actor, command.device_id, ticket.stream)
    return conflicts.changes_of_others(ticket, seen, own, story_of(ticket, after=seen))


def _stands(ticket: Ticket) -> dict[str, object]:
    return {"ticket_id": str(ticket.pk), "number": ticket.number, "state": ticket.state, "version": ticket.journal_seq}


def _kept(actor: Actor, command: Command, status: Status, done: Done) -> Kept:
    receipt = _receipt(command, actor.subdistrict_id, status)
    receipt.result = dict(done.result)
    if status is Status.CONFLICT:
        refusal = Refused("field.changed_meanwhile")
        receipt.code, receipt.message = refusal.code, refusal.sentence
    receipt.about, receipt.version_before, receipt.version_after = done.about, done.before, done.after
    insert_many([receipt])
    return receipts.kept(receipt)


def _receipt(command: Command, subdistrict_id: UUID, status: Status) -> Receipt:
    return Receipt(
        id=command.id,
        subdistrict_id=subdistrict_id,
        device_id=command.device_id,
        device_seq=command.device_seq,
        kind=command.kind[:KIND_LIMIT],
        digest=digest(command),
        status=status.value,
        made_at=command.made_at,
    )
