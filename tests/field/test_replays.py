"""Batches sent again, shuffled, doubled and cut off: from one phone the end is always the same; from several no fact is lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.field import syncing
from linli.kernel import clock, journal, scope
from linli.kernel.actor import Actor, Channel
from linli.kernel.ids import uuid7
from linli.notes.models import Note
from linli.sync.actions import devices
from linli.sync.models import Conflict
from linli.sync.queries import receipts
from linli.sync.rules.commands import Command
from linli.sync.rules.kinds import FINAL, Status
from linli.tickets.actions import dispatching, intake
from linli.tickets.actions.dispatching import Order
from linli.tickets.actions.intake import Opened
from linli.tickets.models import Ticket
from tests.field.street import WORKER
from tests.tickets.town import Town

EXAMPLES = 100
GENERATED = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
# What one person does in a day: on each of two tickets the steps in their order, and notes, one of them empty.
STEPS = ("accept", "finish")
DOINGS = st.lists(st.sampled_from(["one", "two", "note", "blank", "after"]), min_size=1, max_size=6)
# How it arrives: a seed for each batch, and how much of it.
ARRIVALS = st.lists(st.tuples(st.randoms(use_true_random=False), st.integers(0, 8)), max_size=3)


@dataclass
class Walker:
    """Somebody with a phone, without a browser around it."""

    actor: Actor
    device_id: UUID

    def sends(self, commands: Sequence[Command]) -> dict[UUID, syncing.Answer]:
        """What the door does with a batch, in its own transactions."""
        with scope.scoped(self.actor):
            known = receipts.known(self.actor, {each for one in commands for each in (one.id, *one.after)})
        return {each.id: each for each in syncing.take(self.actor, commands, known)}


def walker(town: Town) -> Walker:
    actor = Actor(
        account_id=uuid7(),
        subdistrict_id=town.lanting,
        channel=Channel.FIELD,
        person_id=town.chengguan.person_id,
        permissions=frozenset(map(str, WORKER)),
    )
    with scope.scoped(actor):
        device, _ = devices.register(actor, label="手机")
    return Walker(actor, device.pk)


def dispatched(town: Town) -> Iterator[Ticket]:
    """Tickets that wait for the unit, as many as anybody asks for; a hundred are made in one go."""
    while True:
        with scope.scoped(town.centre):
            opened = [each.ticket for each in intake.open_tickets(town.centre, [town.draft()] * 100) if isinstance(each, Opened)]
            orders = [Order(ticket_id=each.pk, lead_unit_id=town.units["chengguan"]) for each in opened]
            waiting = dispatching.dispatch_many(town.centre, orders)
        yield from (each for each in waiting if isinstance(each, Ticket))


def said(doings: Sequence[str], device_id: UUID, tickets: Sequence[Ticket]) -> list[Command]:
    """The day as commands; each about a ticket names the one before it about the same."""
    made: list[Command] = []
    last: dict[str, UUID] = {}
    steps = {"one": iter(STEPS), "two": iter(STEPS)}

    def add(kind: str, payload: dict[str, Any], after: Sequence[UUID] = (), seen: int | None = None) -> UUID:
        command = Command(
            id=uuid7(),
            device_id=device_id,
            device_seq=len(made) + 1,
            kind=kind,
            payload=payload,
            made_at=clock.now(),
            after=after,
            seen=seen,
        )
        made.append(command)
        return command.id

    for doing in doings:
        step = next(steps[doing], None) if doing in steps else None
        if doing in steps and step is not None:
            ticket = tickets[("one", "two").index(doing)]
            payload = {"ticket_id": str(ticket.pk), **({"outcome": "solved", "done": "已清理"} if step == "finish" else {})}
            before = [last[doing]] if doing in last else []
            last[doing] = add(f"ticket.{step}", payload, before, ticket.journal_seq)
        elif doing not in steps:
            after = [made[-1].id] if doing == "after" and made else []
            add("note.write", {"note_id": str(uuid7()), "text": " " if doing == "blank" else f"第{len(made)}条"}, after)
    return made


def arrives(phones: Sequence[tuple[Walker, list[Command]]], arrivals: Sequence[tuple[Any, int]]) -> dict[UUID, syncing.Answer]:
    """Parts of the days in any order, doubled and cut off; then each day whole, until nothing waits; and once more, all the same."""
    for place, (chance, size) in enumerate(arrivals):
        walker, commands = phones[place % len(phones)]
        walker.sends([chance.choice(commands) for _ in range(size)])
    answers: dict[UUID, syncing.Answer] = {}
    for walker, commands in phones:
        answers |= walker.sends(commands)
    again: dict[UUID, syncing.Answer] = {}
    for walker, commands in phones:
        again |= walker.sends([*reversed(commands), *commands])
    assert again == answers and all(each.status in FINAL for each in answers.values())
    return answers


def end_of(town: Town, tickets: Sequence[Ticket], commands: Sequence[Command], answers: dict[UUID, syncing.Answer]) -> Any:
    """Everything the day left behind, without what is anew each time: receipts, notes, tickets with their stories."""
    wanted = [each.payload["note_id"] for each in commands if each.kind == "note.write"]
    with scope.scoped(town.house):
        notes = sorted(Note.objects.filter(pk__in=wanted).values_list("text", flat=True))
        stories = [[entry.verb for entry in journal.story_of(Ticket.objects.get(pk=each.pk))] for each in tickets]
        states = [Ticket.objects.get(pk=each.pk).state for each in tickets]
    return [(answers[each.id].status, answers[each.id].code) for each in commands], notes, stories, states


def test_one_phone_any_order_ends_the_same(town: Town) -> None:
    phone, waiting = walker(town), dispatched(town)

    @GENERATED
    @given(doings=DOINGS, arrivals=ARRIVALS)
    def check(doings: list[str], arrivals: list[tuple[Any, int]]) -> None:
        ends = []
        for how in ([], arrivals):
            tickets = list(islice(waiting, 2))
            commands = said(doings, phone.device_id, tickets)
            answers = arrives([(phone, commands)], how) if commands else {}
            ends.append(end_of(town, tickets, commands, answers))
        assert ends[0] == ends[1]

    check()


def test_several_phones_lose_no_fact_and_show_each_conflict_once(town: Town) -> None:
    walkers, waiting = [walker(town), walker(town)], dispatched(town)

    @GENERATED
    @given(days=st.tuples(DOINGS, DOINGS), arrivals=ARRIVALS)
    def check(days: tuple[list[str], list[str]], arrivals: list[tuple[Any, int]]) -> None:
        tickets = list(islice(waiting, 2))
        phones = [(each, said(day, each.device_id, tickets)) for each, day in zip(walkers, days, strict=True)]
        phones = [(each, commands) for each, commands in phones if commands]
        answers = arrives(phones, arrivals)
        commands = [command for _, day in phones for command in day]
        on_tickets = [each.id for each in commands if each.kind.startswith("ticket.")]
        assert {answers[each].status for each in on_tickets} <= {Status.APPLIED, Status.CONFLICT}
        with scope.scoped(town.house):
            kept = list(Conflict.objects.filter(ticket__in=tickets).values_list("command_id", flat=True))
        assert sorted(kept) == sorted(each for each in on_tickets if answers[each].status is Status.CONFLICT)
        _, notes, stories, _ = end_of(town, tickets, commands, answers)
        done = [each.kind for each in commands if answers[each.id].status is Status.APPLIED]
        assert len(notes) == done.count("note.write")
        assert sum(story.count("ticket.accepted") for story in stories) == done.count("ticket.accept")
        assert sum(story.count("ticket.resolved") for story in stories) == done.count("ticket.finish")

    check()
