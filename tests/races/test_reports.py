"""The reporter's own door and the desks behind it when several press at once."""

import threading
from dataclasses import replace
from functools import partial
from typing import Any

from django.core.cache import cache
from django.test import Client, override_settings

from linli.kernel import scope
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import Refused
from linli.tickets.actions import excluding, following
from linli.tickets.models import Exclusion, Ticket, Verification
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.satisfaction import Grade
from linli.tickets.rules.verifications import ExclusionReason
from tests.races.crowd import failures, together, wait_until_somebody_waits
from tests.races.test_tickets import town
from tests.tickets.test_moves import closed
from tests.tickets.test_verifications import anybody, reported
from tests.tickets.town import Town

__all__ = ["town"]

WHOLE = {"form_id": "0123456789abcdef" * 2, "words": "井盖响", "address": "", "wants": "code", "phone": "", "here": "photos", "to": "send"}


def test_a_report_sent_twice_at_the_same_moment_is_one_with_one_code(town: Town) -> None:
    cache.clear()
    # Neither can take a number while it is held, so both have looked for the report and not found it: the race is certain.
    with town.database.connect("superuser") as holder:
        holder.execute("BEGIN")
        holder.execute("LOCK TABLE ticket_number_stripe IN ACCESS EXCLUSIVE MODE")
        answers: list[Any] = []

        def send() -> None:
            answers.append(Client().post("/s/lanting/case/report/", WHOLE))

        with override_settings(LINLI_SLOW_SECONDS=0):
            racers = threading.Thread(target=lambda: together(send, send))
            racers.start()
            wait_until_somebody_waits(town.database, 2)
            holder.execute("ROLLBACK")
            racers.join()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    with scope.scoped(town.house):
        assert Ticket.objects.count() == 1


def test_a_reporter_who_presses_twice_judges_once(town: Town) -> None:
    ticket_id, code = reported(town)

    def judge() -> None:
        who = anybody(town)
        with scope.scoped(who):
            following.judge(who, code, verdict=Verdict.SOLVED, grade=Grade.SATISFIED)

    raised = failures(together(judge, judge, judge))

    assert {each.code for each in raised if isinstance(each, Refused)} == {"tickets.judged_already"}
    assert len(raised) == 2
    with scope.scoped(town.house):
        assert Verification.objects.filter(ticket_id=ticket_id).count() == 1
    assert town.story(ticket_id).count("ticket.closed") == 1


def test_two_who_sign_an_exclusion_at_once_are_two_signatures(town: Town) -> None:
    ticket_id = closed(town)
    asker = replace(town.chengguan, permissions=town.chengguan.permissions | {"tickets.read"})
    town.does(asker, excluding.ask_exclusion, ticket_id, reason=ExclusionReason.WRONG_DATA, evidence="记录")
    with scope.scoped(town.house):
        exclusion = Exclusion.objects.get()
    signers: list[Actor] = [
        replace(who, permissions=who.permissions | {"tickets.read", "tickets.exclude"}, channel=Channel.DESK)
        for who in (town.centre, town.fangguan)
    ]

    outcomes = together(
        *[partial(town.does, who, excluding.decide_exclusion, exclusion.pk, is_granted=True, note="同意") for who in signers]
    )

    assert failures(outcomes) == []
    assert town.story(ticket_id)[-2:] == ["ticket.exclusion_signed", "ticket.exclusion_decided"]
