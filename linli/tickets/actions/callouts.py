"""Calling people out: everybody on the list at once, the next of a seat where nobody answers, and what they answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from linli.accounts import queries as accounts
from linli.kernel import clock, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.notices import actions as notices
from linli.tickets.models import Call, Ticket
from linli.tickets.queries import callouts as queries
from linli.tickets.queries import tickets
from linli.tickets.queries.callouts import Course
from linli.tickets.rules import callouts as rules
from linli.tickets.rules import kinds
from linli.tickets.rules.callouts import ANSWER_WITHIN, Outcome
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, State


@dataclass(frozen=True, slots=True)
class _Opened:
    """A place of a seat whose people are called now; no place when the seat has nobody left."""

    seat_no: int
    seat: str
    place: int | None
    calls: Sequence[Call]


@write
def call_out(actor: Actor, ticket_id: UUID) -> Sequence[Call]:
    """Call everybody on the list of the ticket's class at once; a ticket is called out for once."""
    ticket = tickets.lock_for(actor, ticket_id, Permission.DISPATCH)
    if State(ticket.state) not in OPEN or queries.calls_of(ticket):
        return []
    course, now = queries.course_for(actor, ticket), clock.now()
    people = queries.people_of(actor, [each.line for each in course.lines], ticket, now)
    desk = _Desk(actor, ticket, course, now)

    opened = []
    for seat_no in sorted({each.seat_no for each in course.lines}):
        named = [found for each, found in zip(course.lines, people, strict=True) if each.seat_no == seat_no]
        opened.append(desk.open_place(seat_no, named, begin=0, told=frozenset()))
    calls = [call for each in opened for call in each.calls]
    Call.objects.bulk_create(calls)

    journal.record(actor, "ticket.called_out", ticket, called=_people(calls), seats=len(opened), version=course.version)
    desk.tell(calls)
    for each in opened:
        desk.follow(each)
    return calls


@write
def call_next(actor: Actor, ticket_id: UUID, seat_no: int, place: int) -> Sequence[Call]:
    """Five minutes are over: whoever did not answer missed it, and unless somebody of the seat did, the next are called; once."""
    ticket = tickets.lock_for(actor, ticket_id, Permission.DISPATCH)
    calls = [call for call in queries.calls_of(ticket) if call.seat_no == seat_no]
    late = [call for call in calls if call.place == place and call.outcome == Outcome.WAITING]
    if not late:
        return []
    now = clock.now()
    _miss(late, now)
    if State(ticket.state) not in OPEN or any(call.outcome == Outcome.ANSWERED for call in calls):
        journal.record(actor, "ticket.call_missed", ticket, seat=late[0].seat, missed=_people(late))
        return []

    desk = _Desk(actor, ticket, queries.course_of(actor, late[0]), now)
    people = queries.people_of(actor, desk.course.of_seat(seat_no), ticket, now)
    told = frozenset(call.person_id for call in calls if call.person_id is not None)
    opened = desk.open_place(seat_no, people, begin=place + 1, told=told)
    Call.objects.bulk_create(opened.calls)

    journal.record(actor, "ticket.call_passed_on", ticket, seat=late[0].seat, missed=_people(late), called=_people(opened.calls))
    desk.tell(opened.calls)
    desk.follow(opened)
    return opened.calls


@write
def answer(actor: Actor, ticket_id: UUID) -> Sequence[Call]:
    """Whoever was called says 收到, late or not, for every seat he was called for."""
    ticket = queries.lock_called(actor, ticket_id)
    calls = queries.own_calls(actor, ticket)
    if not calls:
        raise Refused("callouts.not_called")
    return _answer(actor, ticket, calls, "")


@write
def answer_for(actor: Actor, ticket_id: UUID, call_id: UUID, *, note: str) -> Sequence[Call]:
    """Somebody was reached by phone: a colleague writes down what he said."""
    ticket = tickets.lock_for(actor, ticket_id, Permission.DISPATCH)
    said = clean_text(note, field=gettext("What was said"), limit=kinds.NOTE_LIMIT)
    call = next((each for each in queries.calls_of(ticket) if each.pk == call_id), None)
    if call is None:
        raise NotFound
    if call.outcome not in {Outcome.WAITING, Outcome.MISSED}:
        raise Refused("callouts.call_over")
    return _answer(actor, ticket, [call], said)


def _answer(actor: Actor, ticket: Ticket, calls: Sequence[Call], note: str) -> Sequence[Call]:
    now = clock.now()
    for call in calls:
        call.outcome, call.ended_at = Outcome.ANSWERED.value, max(now, call.called_at)
        call.answered_by_account_id, call.note = actor.account_id, note
    Call.objects.bulk_update(calls, ["outcome", "ended_at", "answered_by_account_id", "note"])

    seats, person_id = "、".join(call.seat for call in calls), calls[0].person_id
    is_by_phone = actor.person_id != person_id
    journal.record(actor, "ticket.call_answered", ticket, seat=seats, person=str(person_id), is_by_phone=is_by_phone, note=note)
    return calls


@dataclass(frozen=True, slots=True)
class _Desk:
    """One ticket's call-out while it is written."""

    actor: Actor
    ticket: Ticket
    course: Course
    now: datetime

    def open_place(self, seat_no: int, people: Sequence[Sequence[UUID]], *, begin: int, told: frozenset[UUID]) -> _Opened:
        """The next place of a seat that names somebody; a place before it that names nobody is kept as such."""
        place, fresh = rules.next_place(people, begin, told)
        empty = [number for number in range(begin, len(people) if place is None else place) if not people[number]]
        seat = self._seat(seat_no)
        made = [self._call(seat_no, seat, number, None) for number in empty]
        made += [self._call(seat_no, seat, place, person_id) for person_id in fresh if place is not None]
        return _Opened(seat_no, seat, place, made)

    def follow(self, opened: _Opened) -> None:
        """Come back in five minutes; where nobody is left to call, say so now."""
        if opened.place is not None:
            due_at = self.now + ANSWER_WITHIN
            jobs.queue_later("tickets.call_next", self.ticket, due_at, seat_no=opened.seat_no, place=opened.place)
            return
        journal.record(self.actor, "ticket.call_unanswered", self.ticket, seat=opened.seat)
        readers = accounts.members_who_may(self.actor, Permission.DISPATCH)
        self._say("ticket.call_unanswered", readers, opened.seat)

    def tell(self, calls: Iterable[Call]) -> None:
        """Tell everybody who was called; who has no login is rung up by whoever is on duty."""
        seats = {call.person_id: call.seat for call in calls if call.person_id is not None}
        logins = accounts.accounts_of(self.actor, seats)
        for seat in sorted(set(seats.values())):
            named = [person_id for person_id, its_seat in seats.items() if its_seat == seat]
            self._say("ticket.called_out", sorted(each for person_id in named for each in logins.get(person_id, ())), seat)

    def _say(self, kind: str, readers: Iterable[UUID], seat: str) -> None:
        facts = {"number": self.ticket.number, "seat": seat, "address": self.ticket.address or "–"}
        notices.tell(self.actor, readers, kind=kind, about=self.ticket.stream, cause_seq=self.ticket.journal_seq, facts=facts)

    def _seat(self, seat_no: int) -> str:
        name = self.course.of_seat(seat_no)[0].seat
        # The house's own list is in no language yet; it is kept in the street's.
        return name if self.course.list_id is not None else gettext(name)

    def _call(self, seat_no: int, seat: str, place: int, person_id: UUID | None) -> Call:
        return Call(
            subdistrict_id=self.ticket.subdistrict_id,
            ticket_id=self.ticket.pk,
            list_id=self.course.list_id,
            version=self.course.version,
            seat_no=seat_no,
            seat=seat,
            place=place,
            person_id=person_id,
            called_at=self.now,
            answer_by_at=self.now + ANSWER_WITHIN,
            outcome=(Outcome.NOBODY if person_id is None else Outcome.WAITING).value,
            ended_at=self.now if person_id is None else None,
        )


def _miss(calls: Sequence[Call], now: datetime) -> None:
    for call in calls:
        call.outcome, call.ended_at = Outcome.MISSED.value, max(now, call.called_at)
    Call.objects.bulk_update(calls, ["outcome", "ended_at"])


def _people(calls: Iterable[Call]) -> list[str]:
    return sorted({str(call.person_id) for call in calls if call.person_id is not None})
