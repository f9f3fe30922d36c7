"""New orders become tickets by the house's one import, and are bound to their number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.hotline.actions.orders import aim, retime
from linli.hotline.actions.stepping import StepDraft, add_steps, filing
from linli.hotline.models import HotlineFile, HotlineOrder, HotlineStep
from linli.hotline.queries import orders as queries
from linli.hotline.queries.senders import mapping_of
from linli.hotline.rules.kinds import Incoming, RowOutcome, StepKind, TheirState
from linli.hotline.rules.reading import Record, mark_of
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, refusals
from linli.kernel.inserting import insert_many
from linli.tickets.actions import importing
from linli.tickets.actions.importing import FileDraft
from linli.tickets.actions.intake import CHUNK
from linli.tickets.models import ImportRun, Ticket
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.first_look import without_names
from linli.tickets.rules.imports import Column, MappingDraft, Message
from linli.tickets.rules.states import State

_COLUMNS: Final = {
    "number": Column.OUTSIDE_NUMBER,
    "words": Column.WORDS,
    "title": Column.MATTER,
    "reporter": Column.REPORTER,
    "phone": Column.PHONE,
    "address": Column.ADDRESS,
    "sent_at": Column.RECEIVED_AT,
}


@dataclass(slots=True)
class Received:
    """What became of the orders of a file, and the rows that a person has to look at."""

    created: int = 0
    duplicate: int = 0
    rows: list[tuple[Record, RowOutcome, str, UUID | None]] = field(default_factory=list)


def receive(actor: Actor, file: HotlineFile, records: Sequence[Record], *, is_asked: bool = True) -> Received:
    """Take orders over: a number that is known stays that order, a known matter under another number is asked about."""
    found, known = Received(), queries.by_number(actor, file.sender_id, [each.number for each in records])
    alike = _alike(actor, file, records) if is_asked else {}
    fresh: dict[str, Record] = {}
    marks = _marks(actor, known.values())
    for record in records:
        before = alike.get(record.content_mark)
        if record.number in known:
            found.duplicate += 1
            # A row that was read before says nothing, even where something newer was said since.
            if (known[record.number].pk, record.mark) not in marks:
                _compare(actor, file, known[record.number], record, found)
        elif record.number in fresh:
            found.duplicate += 1
        elif before is not None:
            sentence = Refused("hotline.number_changed", number=record.number, before=before.number).sentence
            found.rows.append((record, RowOutcome.QUESTION, sentence, before.pk))
        else:
            fresh[record.number] = record
    _bind_all(actor, file, list(fresh.values()), found)
    return found


def _marks(actor: Actor, orders: Iterable[HotlineOrder]) -> set[tuple[UUID, UUID]]:
    """What was said of these orders before."""
    steps = HotlineStep.objects.of(actor.subdistrict_id).filter(order_id__in=[each.pk for each in orders])
    return set(steps.values_list("order_id", "mark"))


def _alike(actor: Actor, file: HotlineFile, records: Sequence[Record]) -> Mapping[UUID, HotlineOrder]:
    marks = {each.content_mark for each in records}
    same = HotlineOrder.objects.of(actor.subdistrict_id).filter(sender_id=file.sender_id, content_mark__in=marks)
    return {each.content_mark: each for each in same}


def _compare(actor: Actor, file: HotlineFile, order: HotlineOrder, record: Record, found: Received) -> None:
    """A known number said otherwise: its deadline may move, its words may not without somebody looking."""
    order = queries.lock_order(actor, order.pk)
    told = {name: text for name, text in record.texts.items() if name in _TOLD and text}
    at = record.moments.get("sent_at") or clock.now()
    add_steps(actor, [StepDraft(order=order, kind=StepKind.RECEIVED, at=at, mark=record.mark, said=told, file=file, row=record.row)])
    retime(actor, order, record.moments.get("due_at"))
    if order.content_mark != record.content_mark and order.content_mark != by_hand_mark(order):
        sentence = Refused("hotline.words_changed", number=record.number, ticket=order.ticket.number).sentence
        found.rows.append((record, RowOutcome.QUESTION, sentence, order.pk))


def by_hand_mark(order: HotlineOrder) -> UUID:
    """The mark of an order whose ticket was typed: nothing is known of how the district wrote it."""
    return mark_of(f"{order.number}\x1f{order.ticket_id}")


def _bind_all(actor: Actor, file: HotlineFile, records: Sequence[Record], found: Received) -> None:
    typed = _typed(actor, file, records)
    tickets: dict[str, Ticket] = {}
    new = [each for each in records if each.number not in typed]
    if new:
        _open(actor, file, new, tickets, found)
    found.created += len(tickets)
    found.duplicate += len(typed)
    for order in _bind(actor, file, [(each, ticket) for each in records if (ticket := tickets.get(each.number) or typed.get(each.number))]):
        # What came by the file was born with their deadline.
        if order.number in typed:
            aim(actor, order)


def _open(actor: Actor, file: HotlineFile, new: Sequence[Record], tickets: dict[str, Ticket], found: Received) -> None:
    """Every new order as a ticket by a run of the house's import, or as its refusal."""
    run = _run(actor, file, len(new))
    for start in range(0, len(new), CHUNK):
        chunk = new[start : start + CHUNK]
        for record, outcome in zip(chunk, _imported(actor, run, chunk), strict=True):
            if isinstance(outcome, Refused):
                found.rows.append((record, RowOutcome.REFUSED, outcome.sentence, None))
            else:
                tickets[record.number] = outcome
    importing.end_run(filing(actor), run.pk, created=len(tickets), duplicate=0, refused=len(new) - len(tickets))


def _typed(actor: Actor, file: HotlineFile, records: Sequence[Record]) -> Mapping[str, Ticket]:
    """Tickets that somebody typed or pasted with these numbers before the file came."""
    numbers = {each.number for each in records}
    same = Ticket.objects.of(actor.subdistrict_id).filter(outside_number__in=numbers, source=file.sender.source)
    bound = set(
        HotlineOrder.objects.of(actor.subdistrict_id).filter(ticket_id__in=[each.pk for each in same]).values_list("ticket_id", flat=True)
    )
    return {each.outside_number: each for each in same.order_by("-pk") if each.pk not in bound and each.state != State.VOID}


def _run(actor: Actor, file: HotlineFile, rows: int) -> ImportRun:
    layout = mapping_of(file.sender).incoming[Incoming.ORDERS]
    columns = {_COLUMNS[name]: heading for name, heading in layout.items() if name in _COLUMNS}
    draft = MappingDraft(name=f"hotline {file.sender.name}", source=file.sender.source, columns=columns, track=Track.HOTLINE)
    return importing.begin_run(filing(actor), draft, FileDraft(name=file.name, digest=file.pk, rows=rows, is_history=False))


def _imported(actor: Actor, run: ImportRun, records: Sequence[Record]) -> list[Ticket | Refused]:
    taken = importing.import_rows(filing(actor), run, [_message(each) for each in records])
    made = {each.ticket_id for each in taken if not isinstance(each, Refused)}
    tickets = {each.pk: each for each in Ticket.objects.of(actor.subdistrict_id).filter(pk__in=made)}
    return [each if isinstance(each, Refused) else tickets[each.ticket_id] for each in taken]


def _message(record: Record) -> Message:
    """The row as the house's import knows it: the number alone tells it from every other."""
    return Message(
        number=record.row,
        digest=mark_of(f"order\x1f{record.number}"),
        text_mark=mark_of(record.text("words")),
        words=record.text("words"),
        matter=without_names(record.text("title")),
        outside_number=record.number,
        reporter=record.text("reporter"),
        phone=record.text("phone"),
        address=record.text("address"),
        received_at=record.moments.get("sent_at"),
        target_at=record.moments.get("due_at"),
        is_answer_wanted=True,
    )


def _bind(actor: Actor, file: HotlineFile, bound: Sequence[tuple[Record, Ticket]]) -> list[HotlineOrder]:
    now = clock.now()
    orders = [
        HotlineOrder(
            subdistrict_id=actor.subdistrict_id,
            sender=file.sender,
            ticket=ticket,
            number=record.number,
            state=TheirState.SENT.value,
            sent_at=record.moments.get("sent_at") or now,
            accept_by_at=record.moments.get("accept_by"),
            contact_by_at=record.moments.get("contact_by"),
            return_by_at=record.moments.get("return_by"),
            due_at=record.moments.get("due_at"),
            content_mark=record.content_mark,
        )
        for record, ticket in bound
    ]
    insert_many(orders)
    facts = [{"number": order.number, "ticket": str(order.ticket_id)} for order in orders]
    journal.record_many(
        actor, [journal.Draft("hotline_order.received", order, facts=each) for order, each in zip(orders, facts, strict=True)]
    )
    steps = [
        StepDraft(
            order=order,
            kind=StepKind.RECEIVED,
            at=order.sent_at,
            mark=record.mark,
            said={name: text for name, text in record.texts.items() if name in _TOLD and text},
            file=file,
            row=record.row,
        )
        for (record, _), order in zip(bound, orders, strict=True)
    ]
    add_steps(actor, steps)
    return orders


# Of an order the ledger keeps its clock; its words stand in the ticket.
_TOLD: Final = frozenset({"class_words", "sent_at", "accept_by", "contact_by", "return_by", "due_at"})

refusals(
    {
        "hotline.number_changed": gettext_noop(
            "{number} says word for word what {before} says: the same order under a new number, or another one? Decide it."
        ),
        "hotline.words_changed": gettext_noop(
            "{number} came with other words than when it became {ticket}. Nothing was changed; compare the two and correct the ticket."
        ),
    }
)
