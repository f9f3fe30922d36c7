"""Taking a file of theirs over: each row by itself, their number as the key; the same file again changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.hotline.actions.following import Followed, follow
from linli.hotline.actions.receiving import receive
from linli.hotline.actions.sending import PURPOSE
from linli.hotline.models import HotlineFile, HotlineOrder, HotlineRow, HotlineSender
from linli.hotline.queries import orders as queries
from linli.hotline.queries.senders import mapping_of
from linli.hotline.rules.kinds import FILE_NAME_LIMIT, STEP_OF, Direction, Incoming, RowOutcome
from linli.hotline.rules.reading import Read, Record, mark_of, read_file
from linli.kernel import clock, files, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, refusals
from linli.kernel.inserting import insert_many
from linli.kernel.writes import attempt, write
from linli.tickets.rules.permissions import Permission


@dataclass(slots=True)
class Account:
    """What became of the rows of one file."""

    created: int = 0
    duplicate: int = 0
    refused: int = 0
    rows: list[HotlineRow] = field(default_factory=list)


@write
def take_file(actor: Actor, sender_id: UUID, *, name: str, content: bytes, kind: Incoming | None = None) -> HotlineFile:
    """Every row of a file of theirs as an order, a step or a line of their list; a row that cannot be is named, the others stand."""
    actor.require(Permission.EXCHANGE)
    sender = HotlineSender.objects.of(actor.subdistrict_id).select_for_update(of=("self",)).filter(pk=sender_id).first()
    if sender is None:
        raise NotFound
    read = read_file(mapping_of(sender), content, name=name, kind=kind)
    file = HotlineFile(
        subdistrict_id=actor.subdistrict_id,
        sender=sender,
        direction=Direction.IN.value,
        kind=read.kind.value,
        name=name[-FILE_NAME_LIMIT:],
        digest=mark_of(content.hex()),
        rows=len(read.rows),
        at=clock.now(),
        account_id=actor.account_id,
        person_id=actor.person_id,
    )
    file.save(force_insert=True)
    files.store(actor, file, name=file.name, content=BytesIO(content), purpose=PURPOSE)

    account = _ROADS.get(read.kind, _take_steps)(actor, file, read)

    insert_many(account.rows)
    file.created, file.duplicate, file.refused = account.created, account.duplicate, account.refused
    file.save(update_fields=["created", "duplicate", "refused"])
    facts = {"name": file.name, "kind": file.kind, "row_count": file.rows}
    facts |= {"created": file.created, "duplicate": file.duplicate, "refused": file.refused}
    journal.record_many(actor, [journal.Draft("hotline_file.taken", file, facts=facts)])
    return file


def _take_orders(actor: Actor, file: HotlineFile, read: Read) -> Account:
    account = Account()
    _refuse(account, file, read)
    received = receive(actor, file, _good(read))
    account.created, account.duplicate = received.created, received.duplicate
    for record, outcome, reason, order_id in received.rows:
        account.refused += outcome is RowOutcome.REFUSED
        account.rows.append(_row(file, record.row, outcome, number=record.number, reason=reason, order_id=order_id))
    return account


def _take_list(actor: Actor, file: HotlineFile, read: Read) -> Account:
    account, good = Account(), _good(read)
    _refuse(account, file, read)
    known = queries.by_number(actor, file.sender_id, [each.number for each in good])
    seen: set[str] = set()
    for record in good:
        if record.number in seen:
            account.duplicate += 1
            continue
        seen.add(record.number)
        account.created += 1
        order = known.get(record.number)
        line = _row(file, record.row, RowOutcome.LISTED, number=record.number, order_id=order.pk if order else None)
        line.state, line.due_at = record.codes["state"], record.moments.get("due_at")
        account.rows.append(line)
    return account


def _take_steps(actor: Actor, file: HotlineFile, read: Read) -> Account:
    account, good = Account(), _good(read)
    _refuse(account, file, read)
    known = queries.by_number(actor, file.sender_id, [each.number for each in good])
    for record in good:
        found = _tried(lambda record=record: _follow(actor, file, read.kind, known, record))  # type: ignore[misc]
        order = known.get(record.number)
        if isinstance(found, Refused):
            account.refused += 1
            account.rows.append(_row(file, record.row, RowOutcome.REFUSED, number=record.number, reason=found.sentence))
        elif found.is_repeat:
            account.duplicate += 1
        else:
            account.created += 1
            if found.trouble:
                held = _row(
                    file, record.row, RowOutcome.HELD, number=record.number, reason=found.trouble, order_id=order.pk if order else None
                )
                account.rows.append(held)
    return account


def _follow(actor: Actor, file: HotlineFile, kind: Incoming, known: Mapping[str, HotlineOrder], record: Record) -> Followed:
    if record.number not in known:
        raise Refused("hotline.number_unknown", number=record.number)
    return follow(actor, file, STEP_OF[kind], known[record.number].pk, record)


def _tried(act: Callable[[], Followed]) -> Followed | Refused:
    """What a row leads to, or why it is refused; nothing of a refused row stays."""
    found: list[Followed] = []
    with attempt() as outcome:
        found.append(act())
    return outcome.refusal or found[0]


def _good(read: Read) -> list[Record]:
    return [record for _, record in read.rows if isinstance(record, Record)]


def _refuse(account: Account, file: HotlineFile, read: Read) -> None:
    for row, record in read.rows:
        if isinstance(record, Refused):
            account.refused += 1
            account.rows.append(_row(file, row.number, RowOutcome.REFUSED, reason=record.sentence))


def _row(
    file: HotlineFile, number_of_row: int, outcome: RowOutcome, *, number: str = "", reason: str = "", order_id: UUID | None = None
) -> HotlineRow:
    return HotlineRow(
        subdistrict_id=file.subdistrict_id,
        file_id=file.pk,
        row=number_of_row,
        outcome=outcome.value,
        number=number,
        reason=reason,
        order_id=order_id,
    )


_ROADS: Mapping[Incoming, Callable[[Actor, HotlineFile, Read], Account]] = {Incoming.ORDERS: _take_orders, Incoming.LIST: _take_list}

refusals(
    {
        "hotline.number_unknown": gettext_noop("There is no order {number} here. Take the file of orders over first, then this one again."),
    }
)
