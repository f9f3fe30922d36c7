"""Telling the district: files made of what it was not told, and what somebody pasted into its page."""

import json
from collections.abc import Sequence
from io import BytesIO
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.hotline.actions.stepping import StepDraft, add_steps, filing
from linli.hotline.models import HotlineFile, HotlineOrder, HotlineSender
from linli.hotline.queries import orders as queries
from linli.hotline.queries.orders import NAMES, Pending
from linli.hotline.queries.senders import mapping_of
from linli.hotline.rules.kinds import OUTGOING, Direction, FileForm, StepKind
from linli.hotline.rules.mapping import ZONE, OutLayout
from linli.hotline.rules.reading import mark_of
from linli.kernel import clock, files, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, refusals
from linli.kernel.sheets import write_xlsx
from linli.kernel.writes import lock_in_order, write
from linli.org.rules.kinds import Kind
from linli.tickets.actions import verifying
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State

PURPOSE = "hotline"


@write
def make_files(actor: Actor, sender_id: UUID) -> list[HotlineFile]:
    """One file for each kind of step that the sender was not told; what it holds counts as told from now on."""
    actor.require(Permission.EXCHANGE)
    # Two who press at once: the second waits, and finds nothing left to tell.
    sender = HotlineSender.objects.of(actor.subdistrict_id).select_for_update(of=("self",)).filter(pk=sender_id).first()
    if sender is None:
        raise NotFound
    layouts = mapping_of(sender).outgoing
    waiting = [each for each in queries.pending(actor, sender) if each.owed.kind in layouts]
    if not waiting:
        raise Refused("hotline.nothing_to_send")
    _lock(actor, [each.order for each in waiting])

    made = []
    for kind in OUTGOING:
        chosen = [each for each in waiting if each.owed.kind is kind]
        if chosen:
            made.append(_make(actor, sender, kind, layouts[kind], chosen))
    _answer(actor, waiting)
    return made


@write
def note_by_hand(actor: Actor, ticket_id: UUID, kind: StepKind) -> HotlineOrder:
    """Somebody pasted this step of ours into the district's page: it is told, and goes out in no file."""
    actor.require(Permission.EXCHANGE)
    order = HotlineOrder.objects.of(actor.subdistrict_id).filter(ticket_id=ticket_id).first()
    if order is None:
        raise NotFound
    # As with files: of two who tell the same step, the second waits and finds it told.
    HotlineSender.objects.of(actor.subdistrict_id).select_for_update(of=("self",)).get(pk=order.sender_id)
    order = queries.lock_order(actor, order.pk)
    waiting = [each for each in queries.pending_of(actor, order.sender, [order]) if each.owed.kind is kind]
    if not waiting:
        raise Refused("hotline.told_already")

    add_steps(actor, [_draft(each, None, None) for each in waiting])
    _answer(actor, waiting)
    return order


def rendered(layout: OutLayout, rows: Sequence[Pending], *, title: str) -> bytes:
    """The file, column by column as the mapping says; text stays text."""
    headings = [heading for _, heading in layout.columns]
    values = [[each.said.get(name, "") for name, _ in layout.columns] for each in rows]
    if layout.form is FileForm.XLSX:
        return write_xlsx(headings, values, title=title)
    listed = [dict(zip(headings, row, strict=True)) for row in values]
    return json.dumps({"list": listed}, ensure_ascii=False, indent=1).encode()


def _make(actor: Actor, sender: HotlineSender, kind: StepKind, layout: OutLayout, rows: Sequence[Pending]) -> HotlineFile:
    now, word = clock.now(), mapping_of(sender).word_of("step", kind.value)
    content = rendered(layout, rows, title=word)
    file = HotlineFile(
        subdistrict_id=actor.subdistrict_id,
        sender_id=sender.pk,
        direction=Direction.OUT.value,
        kind=kind.value,
        name=f"{sender.name}-{word}-{now.astimezone(ZONE):%Y%m%d-%H%M%S}.{layout.form.value}",
        digest=mark_of(content.hex()),
        rows=len(rows),
        at=now,
        account_id=actor.account_id,
        person_id=actor.person_id,
    )
    file.save(force_insert=True)
    files.store(actor, file, name=file.name, content=BytesIO(content), purpose=PURPOSE)
    add_steps(actor, [_draft(each, file, number) for number, each in enumerate(rows, start=2)])
    journal.record(actor, "hotline_file.made", file, name=file.name, kind=kind.value, row_count=len(rows))
    return file


def _draft(each: Pending, file: HotlineFile | None, row: int | None) -> StepDraft:
    said = {name: text for name, text in each.said.items() if text and name not in NAMES}
    return StepDraft(order=each.order, kind=each.owed.kind, at=each.owed.at, mark=each.owed.mark, said=said, file=file, row=row)


def _answer(actor: Actor, told: Sequence[Pending]) -> None:
    """Whose reply went out waits for the district's call-back from now on."""
    clerk = filing(actor)
    for each in told:
        if each.owed.kind is StepKind.REPLIED and each.ticket.state == State.RESOLVED and each.ticket.answered_at is None:
            verifying.answer_city(clerk, each.ticket.pk, note="")


def _lock(actor: Actor, orders: Sequence[HotlineOrder]) -> None:
    lock_in_order(HotlineOrder.objects.all(), actor.subdistrict_id, {order.pk for order in orders})


def step_of(kind: str) -> StepKind:
    """The step of that code, where it is one that goes out."""
    found: Kind | None = next((each for each in OUTGOING if each.value == kind), None)
    if found is None:
        raise NotFound
    return StepKind(found)


refusals(
    {
        "hotline.nothing_to_send": gettext_noop(
            "The district has been told everything, or the mapping has no [out …] part for it. Nothing was made."
        ),
        "hotline.told_already": gettext_noop("This step was told already, or has not happened yet. Look at the ledger of the order."),
    }
)
