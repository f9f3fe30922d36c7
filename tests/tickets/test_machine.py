"""Any sequence of moves by anybody on the real database keeps what the domain promises."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.tickets.actions import (
    aside,
    correcting,
    dispatching,
    emergencies,
    excluding,
    extending,
    handling,
    joining,
    nobody,
    objecting,
    parties,
    pausing,
    recurrence,
    redispatching,
    requests,
    sampling,
    splitting,
    upkeep_checks,
    verifying,
)
from linli.tickets.actions.correcting import Correction
from linli.tickets.actions.joining import Report
from linli.tickets.actions.parties import MeetingDecision, Position, Promise
from linli.tickets.actions.splitting import Part
from linli.tickets.models import Commitment, Exclusion, Reporter, Sample, SideRequest, Ticket, TicketClock, UpkeepCheck
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.kinds import (
    AssistReason,
    DeferralReason,
    ExtensionReason,
    Measure,
    MeetingReason,
    ObjectionReason,
    PauseReason,
    RedirectReason,
    ReportWay,
    ReturnReason,
    Verdict,
    VerifiedBy,
)
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.upkeep import Finding
from linli.tickets.rules.verifications import ExclusionReason
from tests.tickets.town import Hand, Town, reporter

# Written down from the domain's table; shares nothing with the table of moves.
LEADS_TO = {
    "received": "dispatched in_progress deliberating closed merged redirected withdrawn void",
    "dispatched": "in_progress received deliberating merged redirected withdrawn void",
    "in_progress": "resolved deliberating deferred dispatched merged redirected withdrawn void",
    "deliberating": "dispatched deferred merged redirected withdrawn void",
    "deferred": "in_progress merged redirected withdrawn void",
    "resolved": "closed in_progress",
    "closed": "in_progress",
    **dict.fromkeys(("merged", "redirected", "withdrawn", "void"), "received dispatched in_progress deliberating deferred"),
}
OPEN = {"received", "dispatched", "in_progress", "deliberating", "deferred", "resolved"}
NEVER_AGAIN = {"first_contact", "overall", "on_site", "cleared", "report_phone", "report_written"}
MOVES = [
    "dispatch", "dispatch", "accept", "accept", "return", "here", "spot", "resolve", "resolve", "close", "rework", "reopen",
    "merge", "undo", "undo", "withdraw", "redirect", "ask_void", "void", "ask_wait", "wait", "resume", "meet", "decide", "contact",
    "measure", "safe", "promise", "keep",
    "object", "redispatch", "escalate", "ask_more", "more", "ask_help", "help", "ask_pause", "ask_pause", "pause", "pause", "run_on",
    "emergency", "report", "cleared",
    "correct", "split", "nobody", "nobody", "chief", "contest", "fallback", "recheck", "looked", "came_back",
    "join", "sample", "sample", "upkeep", "upkeep", "exclude", "sign_exclusion", "sign_exclusion",
]  # fmt: skip


class Life:
    """Two tickets, the people around them, and what each wish means."""

    def __init__(self, town: Town, hand: Hand) -> None:
        self.town, self.hand = town, hand
        # Somebody with a signature who dispatches nothing.
        self.chief = replace(town.director, permissions=frozenset(map(str, Permission)) - {"tickets.read_own"})
        self.ids = [town.ticket(reporter=reporter()), town.ticket(track=Track.EMERGENCY, has_open_hazard=True), town.ticket()]

    def wish(self, move: str, which: int, unit: str) -> None:
        """Try it as the one who may; a refusal changes nothing."""
        ticket_id, town = self.ids[which % len(self.ids)], self.town
        before, entries = town.reload(ticket_id), len(town.story(ticket_id))
        actor, act = self._of(move, ticket_id, unit)
        try:
            with scope.scoped(actor):
                act()
        except Refused:
            after = town.reload(ticket_id)
            assert (after.state, after.journal_seq) == (before.state, entries)
            return
        after = town.reload(ticket_id)
        assert after.journal_seq > entries
        assert after.state == before.state or after.state in LEADS_TO[before.state].split()

    def _of(self, move: str, ticket_id: UUID, unit: str) -> tuple[Any, Callable[[], object]]:
        town, now = self.town, self.hand.now
        unit_id, by = town.units[unit], getattr(town, unit)
        other = self.ids[(self.ids.index(ticket_id) + 2) % len(self.ids)]
        soon, note = now + timedelta(days=3), {"note": "说明"}
        wishes: dict[str, tuple[Any, Callable[[Any], object]]] = {
            "dispatch": (town.centre, lambda who: dispatching.dispatch(who, ticket_id, lead_unit_id=unit_id)),
            "accept": (by, lambda who: dispatching.accept(who, ticket_id)),
            "return": (by, lambda who: dispatching.return_ticket(who, ticket_id, reason=ReturnReason.NOT_OURS, **note)),
            "here": (town.centre, lambda who: dispatching.handle_here(who, ticket_id)),
            "spot": (town.centre, lambda who: dispatching.close_on_spot(who, ticket_id, line="好了")),
            "resolve": (by, lambda who: handling.resolve(who, ticket_id, outcome=Verdict.SOLVED, done="好了")),
            "close": (by, lambda who: verifying.close(who, ticket_id, verdict=Verdict.SOLVED, by=VerifiedBy.CALLBACK)),
            "rework": (town.centre, lambda who: verifying.rework(who, ticket_id, by=VerifiedBy.UNIT, **note)),
            "reopen": (town.centre, lambda who: verifying.reopen(who, ticket_id, note="说明")),
            "merge": (town.centre, lambda who: aside.merge(who, ticket_id, other, **note)),
            "undo": (town.centre, lambda who: aside.undo(who, ticket_id, **note)),
            "withdraw": (town.centre, lambda who: aside.withdraw(who, ticket_id, **note)),
            "redirect": (town.centre, lambda who: aside.redirect(who, ticket_id, reason=RedirectReason.SECRET, route="途径")),
            "ask_void": (town.centre, lambda who: requests.ask_void(who, ticket_id, **note)),
            "void": (town.director, lambda who: requests.decide_void(who, ticket_id, is_granted=True, **note)),
            "ask_wait": (by, lambda who: requests.ask_deferral(who, ticket_id, reason=DeferralReason.LAW, review_at=soon, **note)),
            "wait": (town.director, lambda who: requests.decide_deferral(who, ticket_id, is_granted=True, **note)),
            "resume": (town.centre, lambda who: requests.resume(who, ticket_id, **note)),
            "meet": (town.centre, lambda who: parties.call_meeting(who, ticket_id, reason=MeetingReason.SEVERAL_PARTIES, **note)),
            "decide": (town.centre, lambda who: parties.decide(who, ticket_id, self._agreed(unit_id, soon))),
            "emergency": (town.centre, lambda who: emergencies.declare_emergency(who, ticket_id, is_life_safety=True, **note)),
            "report": (
                town.centre,
                lambda who: emergencies.report_upward(who, ticket_id, way=ReportWay.PHONE, to="区应急局", text="说明"),
            ),
            "cleared": (town.centre, lambda who: handling.note_contact(who, ticket_id, Clock.CLEARED, **note)),
            "contact": (town.centre, lambda who: handling.note_contact(who, ticket_id, Clock.FIRST_CONTACT, **note)),
            "measure": (
                town.centre,
                lambda who: handling.take_measure(who, ticket_id, measure=Measure.GUARDED, unit_id=unit_id, **note),
            ),
            "safe": (town.centre, lambda who: handling.end_hazard(who, ticket_id, **note)),
            "promise": (by, lambda who: parties.make_commitment(who, ticket_id, Promise(unit_id=unit_id, what="清运", due_at=soon))),
            "keep": (by, lambda who: self._keep(who, ticket_id)),
            **self._beside(ticket_id, unit_id, by),
        }
        who, act = wishes[move]
        return who, lambda: act(who)

    def _beside(self, ticket_id: UUID, unit_id: UUID, by: Any) -> dict[str, tuple[Any, Callable[[Any], object]]]:
        """What is asked for and decided beside the moves."""
        town, now = self.town, self.hand.now
        note: dict[str, Any] = {"note": "说明"}
        yes: dict[str, Any] = {"is_granted": True, "note": "同意"}
        more: dict[str, Any] = {"amount": 2, "reason": ExtensionReason.WEATHER, **note}
        wait: dict[str, Any] = {"reason": PauseReason.REPORTER_ASKED, "until_at": now + timedelta(days=4), **note}
        level: dict[str, Any] = {"lead_unit_id": unit_id, "tried": "上门两次"}
        tomorrow = (now + timedelta(days=2)).date()
        return {
            "object": (by, lambda who: objecting.object_to_dispatch(who, ticket_id, reason=ObjectionReason.WRONG_CLASS, **note)),
            "redispatch": (town.centre, lambda who: redispatching.redispatch(who, ticket_id, lead_unit_id=unit_id, **note)),
            "escalate": (town.centre, lambda who: redispatching.escalate(who, ticket_id, **level)),
            "ask_more": (by, lambda who: extending.ask_extension(who, ticket_id, **more)),
            "more": (self.chief, lambda who: extending.decide_extension(who, ticket_id, **yes)),
            "ask_help": (by, lambda who: extending.ask_assist(who, ticket_id, unit_id=unit_id, reason=AssistReason.MEANS, **note)),
            "help": (town.centre, lambda who: extending.decide_assist(who, ticket_id, **yes)),
            "ask_pause": (by, lambda who: pausing.ask_pause(who, ticket_id, **wait)),
            "pause": (self.chief, lambda who: pausing.decide_pause(who, ticket_id, **yes)),
            "run_on": (town.centre, lambda who: pausing.end_pause(who, ticket_id, **note)),
            "correct": (town.centre, lambda who: self._correct(who, ticket_id)),
            "split": (town.centre, lambda who: self._split(who, ticket_id)),
            "nobody": (town.centre, lambda who: nobody.nobody_takes_it(who, ticket_id, **note)),
            "chief": (self.chief, lambda who: nobody.decide_duty(who, ticket_id, lead_unit_id=unit_id, **note)),
            "contest": (town.centre, lambda who: nobody.contest_duty(who, ticket_id, **note)),
            "fallback": (town.centre, lambda who: nobody.call_fallback(who, ticket_id, unit_id=unit_id)),
            "recheck": (town.centre, lambda who: recurrence.set_recurrence_day(who, ticket_id, on=tomorrow)),
            "looked": (town.centre, lambda who: recurrence.note_recurrence_check(who, ticket_id, has_come_back=False, **note)),
            "came_back": (town.centre, lambda who: recurrence.note_recurrence_check(who, ticket_id, has_come_back=True, **note)),
            "join": (
                town.centre,
                lambda who: joining.join_report(who, ticket_id, Report(source="call", reporter=reporter(), words="也有")),
            ),
            **self._looks(ticket_id, by),
        }

    def _looks(self, ticket_id: UUID, by: Any) -> dict[str, tuple[Any, Callable[[Any], object]]]:
        """Looking at what was closed, and leaving it out of the rates."""
        town, signer = self.town, replace(by, permissions=self.chief.permissions)
        note: dict[str, Any] = {"note": "说明"}
        asks: dict[str, Any] = {"reason": ExclusionReason.NOT_A_DUTY, "evidence": "记录"}
        return {
            "sample": (by, lambda who: sampling.look_at_sample(who, self._drawn(ticket_id), is_right=False, **note)),
            "upkeep": (by, lambda who: upkeep_checks.check_upkeep(who, self._due(ticket_id), finding=Finding.AGAIN, **note)),
            "exclude": (town.centre, lambda who: excluding.ask_exclusion(who, ticket_id, **asks)),
            "sign_exclusion": (signer, lambda who: excluding.decide_exclusion(who, self._asked(ticket_id), is_granted=True, **note)),
        }

    def _drawn(self, ticket_id: UUID) -> UUID:
        sampling.draw(Actor.system("tickets.draw_sample", self.town.lanting), per_ten_thousand=10_000)
        return self._one(Sample.objects.filter(ticket_id=ticket_id))

    def _due(self, ticket_id: UUID) -> UUID:
        return self._one(UpkeepCheck.objects.filter(ticket_id=ticket_id, done_at__isnull=True, dropped_at__isnull=True))

    def _asked(self, ticket_id: UUID) -> UUID:
        return self._one(Exclusion.objects.filter(ticket_id=ticket_id))

    def _one(self, rows: Any) -> UUID:
        found: UUID | None = rows.values_list("pk", flat=True).first()
        if found is None:
            raise Refused("kernel.not_found")
        return found

    def _correct(self, who: Any, ticket_id: UUID) -> None:
        seen = Ticket.objects.get(pk=ticket_id).journal_seq
        correcting.correct(who, ticket_id, Correction(matter=f"第{seen}次"), seen=seen)

    def _split(self, who: Any, ticket_id: UUID) -> None:
        """Parts are wished about like the others; a few are enough."""
        if len(self.ids) > 4:
            raise Refused("tickets.bad_number_of_parts", limit=20)
        self.ids += [part.pk for part in splitting.split(who, ticket_id, [Part(matter="其中一处")])]

    def _agreed(self, lead_id: UUID, soon: Any) -> MeetingDecision:
        promise = Promise(unit_id=self.town.units["wuye"], what="开门", due_at=soon)
        return MeetingDecision(decision="定了", lead_unit_id=lead_id, positions=[Position(unit_id=lead_id, said="")], promises=[promise])

    def _keep(self, who: Any, ticket_id: UUID) -> None:
        found = Commitment.objects.filter(ticket_id=ticket_id, ended_at__isnull=True).first()
        if found is not None:
            parties.end_commitment(who, ticket_id, found.pk, is_kept=found.taken_on_at is not None, note="说明")
        else:
            raise Refused("tickets.commitment_ended")

    def check(self, begun: dict[tuple[UUID, str], Any]) -> None:
        """What must be true of every ticket, whatever happened."""
        with scope.scoped(self.town.house):
            for ticket in Ticket.objects.filter(pk__in=self.ids):
                rows = list(TicketClock.objects.filter(ticket_id=ticket.pk))
                self._check_clocks(ticket, rows, begun)
                self._check_pauses(ticket, rows)
                self._check_others(ticket)
                if ticket.state in {"deliberating", "deferred"}:
                    assert ticket.measure or not ticket.has_open_hazard
                if ticket.state == "void":
                    assert not Reporter.objects.filter(ticket_id=ticket.pk).exists()
                if ticket.returns > 1 and ticket.state == "received":
                    raise AssertionError("it was sent to a third desk")

    def _check_clocks(self, ticket: Ticket, rows: list[TicketClock], begun: dict[tuple[UUID, str], Any]) -> None:
        running = [row for row in rows if row.stopped_at is None]
        # The copy on the row is the least of what runs.
        assert ticket.due_at == min((row.due_at for row in running), default=None)
        assert ticket.due_kind in {row.kind for row in running if row.due_at == ticket.due_at} or not running
        assert bool(running) == (ticket.state in OPEN)
        for row in rows:
            if row.kind in NEVER_AGAIN:
                first_id, start_at, due_at = begun.setdefault((ticket.pk, row.kind), (row.pk, row.start_at, row.due_at))
                assert (row.pk, row.start_at) == (first_id, start_at)
                # Only the reporter's own wish puts the whole time off.
                has_waited = row.kind == "overall" and bool(row.derivation and row.derivation["pauses"])
                assert row.due_at >= due_at if has_waited else row.due_at == due_at

    def _check_pauses(self, ticket: Ticket, rows: list[TicketClock]) -> None:
        """Nothing stands still but what is being handled."""
        running = [row for row in rows if row.stopped_at is None and row.derivation]
        pauses = [pause for row in running if row.derivation for pause in row.derivation["pauses"]]
        assert ticket.state == "in_progress" or not any(_lasts(each, self.hand.now) for each in pauses)
        assert ticket.recheck_on is None or ticket.state == "closed"

    def _check_others(self, ticket: Ticket) -> None:
        """Nobody is passed over by saying that it is done, or that somebody leads."""
        if ticket.state in {"resolved", "closed"}:
            assert not Ticket.objects.filter(parent_id=ticket.pk, state__in=OPEN).exists()
        if ticket.state == "resolved":
            assert ticket.holder_unit_id != ticket.done_by_unit_id
            assert not Commitment.objects.filter(ticket_id=ticket.pk, ended_at__isnull=True).exists()
        if ticket.state == "dispatched":
            waiting = SideRequest.objects.filter(ticket_id=ticket.pk, decided_at__isnull=True)
            assert not waiting.filter(kind__in=["objection", "nobody"]).exists()


def _lasts(pause: dict[str, str], now: datetime) -> bool:
    return datetime.fromisoformat(pause["ends_at"]) > now


wishes = st.lists(
    st.tuples(st.sampled_from(MOVES), st.integers(0, 4), st.sampled_from(["chengguan", "fangguan", "centre", "wuye"]), st.integers(0, 40)),
    min_size=5,
    max_size=16,
)


@settings(
    max_examples=150,
    deadline=None,
    phases=[Phase.generate, Phase.explicit],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sequence=wishes)
def test_no_sequence_breaks_a_promise(town: Town, hand: Hand, sequence: list[tuple[str, int, str, int]]) -> None:
    life = Life(town, hand)
    begun: dict[tuple[UUID, str], Any] = {}
    life.check(begun)
    for move, which, unit, hours in sequence:
        hand.passes(hours=hours)
        life.wish(move, which, unit)
        life.check(begun)
