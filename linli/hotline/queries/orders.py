"""Orders and their ledger: which stand, what the district has not been told, in which words it will be."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F, OuterRef, PositiveSmallIntegerField, Q, Value

from linli.hotline.models import HotlineOrder, HotlineSender, HotlineStep
from linli.hotline.queries.senders import mapping_of
from linli.hotline.rules.kinds import FINAL, StepKind, TheirState
from linli.hotline.rules.ledger import TELLING, Entry, Owed, Standing, owed
from linli.hotline.rules.mapping import GROUP_OF, SenderMapping
from linli.hotline.rules.reading import mark_of
from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.journal import Told
from linli.kernel.statements import Asked, Statement, made, many, read
from linli.org.models import Unit
from linli.org.queries import people
from linli.tickets.models import Reply, SideRequest, Ticket
from linli.tickets.queries.readers import knows_reporters, stays_in
from linli.tickets.queries.replies import words_of
from linli.tickets.queries.tickets import visible_to
from linli.tickets.rules.kinds import RequestKind, codes
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.replies import ReplyWords
from linli.tickets.rules.states import State

# Names of persons go out in the file and are kept in no row.
NAMES = frozenset({"person", "contact_person", "responsible_person", "deputy_person"})


@dataclass(frozen=True, slots=True)
class Pending:
    """A step that waits to be told, with every field it can be told by."""

    order: HotlineOrder
    ticket: Ticket
    owed: Owed
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the ledger."""

    kind: str
    happened_at: datetime
    said: Mapping[str, str]
    mark_id: UUID
    file_id: UUID | None
    is_by_hand: bool


@dataclass(frozen=True, slots=True)
class Exchange:
    """An order with its sender, every step of its ledger, oldest first, and the reply of this round; `order` may not be stored yet."""

    order: HotlineOrder
    steps: Sequence[StepRow]
    reply: ReplyWords | None


def by_number(actor: Actor, sender_id: UUID, numbers: Collection[str]) -> Mapping[str, HotlineOrder]:
    """The sender's orders of these numbers, with their tickets."""
    found = HotlineOrder.objects.of(actor.subdistrict_id).filter(sender_id=sender_id, number__in=set(numbers))
    return {each.number: each for each in found.select_related("ticket")}


def ticket_of_number(actor: Actor, number: str) -> UUID | None:
    """The ticket that a number of theirs is here, typed, pasted or taken over; only for who may know by which door it came."""
    if not knows_reporters(actor):
        return None
    bound: UUID | None = HotlineOrder.objects.of(actor.subdistrict_id).filter(number=number).values_list("ticket_id", flat=True).first()
    wanted = Q(outside_number=number) if bound is None else Q(outside_number=number) | Q(pk=bound)
    found = visible_to(actor).filter(wanted).exclude(state=State.VOID.value)
    first: UUID | None = found.order_by("-pk").values_list("pk", flat=True).first()
    return first


def lock_order(actor: Actor, order_id: UUID) -> HotlineOrder:
    """One order, locked for a step, for who exchanges with the district."""
    actor.require(Permission.EXCHANGE)
    found: HotlineOrder | None = (
        HotlineOrder.objects.of(actor.subdistrict_id)
        .select_for_update(of=("self",))
        .select_related("sender", "ticket")
        .filter(pk=order_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def order_of(ticket: Ticket) -> HotlineOrder | None:
    """The order that a ticket is with the district."""
    found: HotlineOrder | None = (
        HotlineOrder.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk).select_related("sender", "ticket").first()
    )
    return found


def begun(sender: HotlineSender, ticket: Ticket) -> HotlineOrder:
    """A ticket as the order it would be, not stored; nothing is known of how the district wrote it."""
    return HotlineOrder(
        subdistrict_id=ticket.subdistrict_id,
        sender=sender,
        ticket=ticket,
        number=ticket.outside_number,
        state=TheirState.SENT.value,
        sent_at=ticket.received_at,
        content_mark=mark_of(f"{ticket.outside_number}\x1f{ticket.pk}"),
    )


def exchange_of(ticket: Ticket) -> Exchange | None:
    """The order that a ticket is, or would be, and what stands around it; one statement, one more where it is none yet."""
    row = _EXCHANGE.row(street=ticket.subdistrict_id, ticket=ticket.pk)
    if row is None:
        return _begun_of(ticket)
    order, (steps, replies, *behind) = made(HotlineOrder, row)
    order.ticket, order.sender = ticket, made(HotlineSender, behind)[0]
    return Exchange(order, read(StepRow, steps), next(iter(read(ReplyWords, replies)), None))


_HERE: Final = Asked.id("street")


def _exchange() -> Any:
    found = HotlineOrder.objects.of(_HERE).filter(ticket_id=Asked.id("ticket")).select_related("sender")
    steps = HotlineStep.objects.of(_HERE).filter(order_id=OuterRef("pk")).order_by("recorded_at", "pk")
    reply = Reply.objects.of(_HERE).filter(ticket_id=OuterRef("ticket_id"), round=OuterRef("ticket__reworks")).order_by()
    return found.annotate(
        step_rows=many(StepRow, steps, mark_id=F("mark")), reply_rows=many(ReplyWords, reply, points=Value(None))
    ).order_by()


_EXCHANGE: Final = Statement(_exchange)


def _begun_of(ticket: Ticket) -> Exchange | None:
    if not ticket.outside_number:
        return None
    row = _SENDER_AND_REPLY.row(street=ticket.subdistrict_id, source=ticket.source, ticket=ticket.pk, round=ticket.reworks)
    if row is None:
        return None
    sender, (replies,) = made(HotlineSender, row)
    return Exchange(begun(sender, ticket), (), next(iter(read(ReplyWords, replies)), None))


def _sender_and_reply() -> Any:
    reply = Reply.objects.of(_HERE).filter(ticket_id=Asked.id("ticket"), round=Asked("round", PositiveSmallIntegerField())).order_by()
    found = HotlineSender.objects.of(_HERE).filter(source=Asked.text("source")).order_by("pk")
    return found.annotate(reply_rows=many(ReplyWords, reply, points=Value(None)))


_SENDER_AND_REPLY: Final = Statement(_sender_and_reply)


def open_orders(actor: Actor, sender: HotlineSender) -> Sequence[HotlineOrder]:
    """The sender's orders that are not over, with their tickets."""
    found = HotlineOrder.objects.of(actor.subdistrict_id).filter(sender_id=sender.pk).exclude(state__in=codes(FINAL))
    return list(found.select_related("ticket", "ticket__lead_unit", "sender").order_by("number"))


def pending(actor: Actor, sender: HotlineSender) -> list[Pending]:
    """What the sender has not been told."""
    actor.require(Permission.EXCHANGE)
    return pending_of(actor, sender, open_orders(actor, sender))


def pending_of(actor: Actor, sender: HotlineSender, orders: Sequence[HotlineOrder]) -> list[Pending]:
    """What these orders' sender has not been told, whole and in its words; some eight statements however many they are."""
    answering = {order.pk: stays_in(order.ticket) for order in orders}
    found = owed_of(orders, answering)
    flat = [(order, answering[order.pk], each) for order in orders for each in found[order.pk]]
    replies = _replies([ticket for _, ticket, each in flat if each.kind is StepKind.REPLIED])
    unit_ids: set[UUID | None] = {ticket.lead_unit_id or ticket.holder_unit_id or ticket.intake_unit_id for _, ticket, _ in flat}
    unit_ids |= {reply.signed_as_unit_id for reply in replies.values()}
    units = {each.pk: each for each in Unit.objects.of(actor.subdistrict_id).filter(pk__in=unit_ids - {None})}
    return _in_words(actor, mapping_of(sender), flat, replies, units)


def waiting_of(
    actor: Actor, found: Exchange, story: Sequence[Told], units: Mapping[UUID, Any], *, is_extension_open: bool
) -> list[Pending]:
    """The same of one order, from what the page of its ticket has read already; one statement, none where all is told."""
    order = found.order
    sent = [(each.kind, each.mark_id) for each in found.steps]
    standing = _standing(order, order.ticket, sent, is_extension_open=is_extension_open)
    flat = [(order, order.ticket, each) for each in owed(standing, _entries(order.ticket, story))]
    replies = {} if found.reply is None else {order.ticket_id: found.reply}
    return _in_words(actor, mapping_of(order.sender), flat, replies, units)


def owed_of(orders: Sequence[HotlineOrder], answering: Mapping[UUID, Ticket]) -> Mapping[UUID, list[Owed]]:
    """What the district has not been told of each order."""
    if not orders:
        return {}
    subdistrict_id, tickets = orders[0].subdistrict_id, list({each.pk: each for each in answering.values()}.values())
    sent: dict[UUID, list[tuple[str, UUID]]] = {order.pk: [] for order in orders}
    steps = HotlineStep.objects.of(subdistrict_id).filter(order_id__in=list(sent))
    for order_id, kind, mark in steps.values_list("order_id", "kind", "mark"):
        sent[order_id].append((kind, mark))
    asked = SideRequest.objects.of(subdistrict_id).filter(
        ticket_id__in=[each.pk for each in tickets], kind=RequestKind.EXTENSION.value, decided_at__isnull=True
    )
    waiting = set(asked.values_list("ticket_id", flat=True))
    stories = journal.stories_of(tickets, TELLING)
    entries = {ticket.pk: _entries(ticket, stories[ticket.stream]) for ticket in tickets}
    return {
        order.pk: owed(
            _standing(order, answering[order.pk], sent[order.pk], is_extension_open=answering[order.pk].pk in waiting),
            entries[answering[order.pk].pk],
        )
        for order in orders
    }


def _entries(ticket: Ticket, story: Sequence[Told]) -> list[Entry]:
    return [
        Entry(
            ticket_id=ticket.pk,
            seq=each.seq,
            verb=each.verb,
            at=each.made_at or each.recorded_at,
            reason=each.reason,
            person_id=each.person_id,
            facts=each.facts,
        )
        for each in story
    ]


def _standing(order: HotlineOrder, ticket: Ticket, sent: Sequence[tuple[str, UUID]], *, is_extension_open: bool) -> Standing:
    kinds = {kind for kind, _ in sent}
    return Standing(
        state=TheirState(order.state),
        ticket_state=State(ticket.state),
        sent=frozenset(mark for _, mark in sent),
        has_receipt=StepKind.RECEIPT in kinds,
        has_contact=StepKind.FIRST_CONTACT in kinds,
        return_reason=order.return_reason,
        return_note=order.return_note,
        return_at=order.return_signed_at,
        return_by=order.return_person_id,
        return_mark=return_mark(order),
        is_extension_open=is_extension_open,
    )


def return_mark(order: HotlineOrder) -> UUID | None:
    """By which a signed return is told once."""

    return None if order.return_signed_at is None else mark_of(f"return/{order.pk}/{order.return_signed_at.isoformat()}")


def _in_words(
    actor: Actor,
    mapping: SenderMapping,
    found: Sequence[tuple[HotlineOrder, Ticket, Owed]],
    replies: Mapping[UUID, ReplyWords],
    units: Mapping[UUID, Any],
) -> list[Pending]:
    told = {ticket.pk for _, ticket, each in found if each.kind is StepKind.REPLIED}
    named = {each.person_id for _, _, each in found}
    named |= {person for ticket_id, reply in replies.items() if ticket_id in told for person in _people_in(reply)}
    words = _Words(mapping, units, people.full_names(actor, named))
    return [Pending(order, ticket, each, words.of(order, ticket, each, replies.get(ticket.pk))) for order, ticket, each in found]


def _replies(tickets: Sequence[Ticket]) -> Mapping[UUID, ReplyWords]:
    if not tickets:
        return {}
    rounds = {ticket.pk: ticket.reworks for ticket in tickets}
    found = Reply.objects.of(tickets[0].subdistrict_id).filter(ticket_id__in=list(rounds))
    return {each.ticket_id: words_of(each) for each in found if each.round == rounds[each.ticket_id]}


def _people_in(reply: ReplyWords) -> set[UUID | None]:
    return {reply.contacted_by_person_id, reply.responsible_person_id, reply.deputy_person_id}


@dataclass(frozen=True, slots=True)
class _Words:
    mapping: SenderMapping
    units: Mapping[UUID, Any]
    names: Mapping[UUID, str]

    def of(self, order: HotlineOrder, ticket: Ticket, step: Owed, reply: ReplyWords | None) -> dict[str, str]:
        """Every field of the step, as they write it."""
        unit = self.units.get(ticket.lead_unit_id or ticket.holder_unit_id or ticket.intake_unit_id)
        group = "extension_reason" if step.kind is StepKind.EXTENSION_ASKED else "return_reason"
        said: dict[str, object] = {
            "number": order.number,
            "our_number": ticket.number,
            "step": self.mapping.word_of("step", step.kind.value),
            "at": step.at,
            "unit": unit.name if unit else "",
            "unit_phone": unit.office_phone if unit else "",
            "person": step.person_id or "",
            "note": step.note,
            "reason": self.mapping.word_of(group, step.reason) if step.reason else "",
            "amount": "" if step.amount is None else str(step.amount),
        }
        if step.kind is StepKind.REPLIED:
            said |= {"outcome": step.facts.get("outcome") or "", "done": step.note, "answered_at": step.at, "answer_points": step.note}
            said |= self._reply(reply)
        return {name: self._plain(name, value) for name, value in said.items()}

    def _reply(self, words: ReplyWords | None) -> dict[str, object]:
        if words is None:
            return {}
        said: dict[str, object] = {name: getattr(words, name) for name in _REPLY_FIELDS}
        unit = self.units.get(words.signed_as_unit_id) if words.signed_as_unit_id else None
        said |= {
            "contact_person": words.contacted_by_person_id,
            "responsible_person": words.responsible_person_id,
            "deputy_person": words.deputy_person_id,
            "signed_unit": unit.name if unit else "",
        }
        # What the handler left empty stays as the journal has it.
        return {name: value for name, value in said.items() if value not in {None, ""}}

    def _plain(self, name: str, value: object) -> str:
        if isinstance(value, bool):
            return self.mapping.word_of("yes", "yes" if value else "no")
        if isinstance(value, datetime):
            return self.mapping.moment(value)
        if isinstance(value, UUID):
            return self.names.get(value, "")
        text = str(value)
        return self.mapping.word_of(GROUP_OF[name], text) if text and name in GROUP_OF and name != "step" else text


_REPLY_FIELDS = (
    *("has_contacted", "contacted_at", "first_call", "why_no_call", "has_looked", "looked_at", "fact_finding", "fact_note"),
    *("claim_finding", "claim_note", "outcome", "done", "answer_way", "answered_at", "answer_points", "is_public"),
    *("grade", "grade_reason", "feedback", "responsibility", "responsibility_note", "particulars"),
)
