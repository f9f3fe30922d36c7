"""The shift that hands on what is open, and the one that signs for it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.tickets.actions import dispatching, handling, handovers
from linli.tickets.models import Handover
from linli.tickets.queries import handover as handover_queries
from linli.tickets.rules.handover import Part
from linli.tickets.rules.kinds import Measure
from linli.tickets.rules.permissions import Permission
from tests.tickets.calling import DANGER, called_out, parts, person
from tests.tickets.test_moves import refused
from tests.tickets.town import Hand, Town, reporter


def shift(actor: Actor, act: Callable[..., Any], *known: Any) -> Any:
    """What somebody does in a request of his own."""
    with scope.scoped(actor):
        return act(actor, *known)


def test_a_handover_makes_itself_is_frozen_and_signed_for_by_another(town: Town, hand: Hand) -> None:
    garage = called_out(town, item=DANGER)
    cover = town.ticket(has_open_hazard=True)
    town.does(town.centre, handling.take_measure, cover, measure=Measure.FENCED, unit_id=town.units["wuye"], note="已围挡")
    asked = town.ticket(reporter=reporter(), is_answer_wanted=True, words="姓林的说楼上漏水")
    later = town.ticket()
    hand.passes(minutes=1)
    number = {name: town.reload(each).number for name, each in {"garage": garage, "cover": cover, "asked": asked, "later": later}.items()}
    found = parts(town)
    assert found[Part.EMERGENCY] == [number["garage"]]
    assert found[Part.HAZARD] == [number["cover"]]
    assert found[Part.REPORT] == [number["garage"]] * 2
    assert found[Part.UNANSWERED] == [number["garage"]] * 2
    assert found[Part.CALL_BACK] == [number["asked"]]
    assert found[Part.HOT] == [number["asked"], number["later"]]

    with scope.scoped(town.centre):
        made = handovers.hand_over(town.centre, note="车库还在排水")
        assert [each.pk for each in handover_queries.latest(town.centre)] == [made.pk]
        assert handover_queries.waiting(town.centre, town.units["centre"]) == made
        assert handover_queries.latest(town.centre, before=made.left_at) == []
    refused("handover.waits", partial(shift, town.centre, handovers.hand_over))
    refused("handover.same_person", partial(shift, town.centre, handovers.take_over, made.pk))
    town.does(town.centre, dispatching.close_on_spot, later, line="好了")
    with scope.scoped(town.centre):
        kept = handover_queries.get_for(town.centre, made.pk).snapshot
        assert number["later"] in str(kept)
        assert "林" not in str(kept)
    colleague = replace(town.centre, account_id=UUID(int=9), person_id=person(town))
    with scope.scoped(colleague):
        taken = handovers.take_over(colleague, made.pk, note="收到")
    refused("handover.taken_already", partial(shift, colleague, handovers.take_over, made.pk))
    assert (taken.taken_by_account_id, taken.taken_note) == (colleague.account_id, "收到")
    with scope.scoped(colleague):
        assert handovers.hand_over(colleague).unit_id == town.units["centre"]


def test_who_belongs_to_no_unit_or_may_not_reads_no_handover(town: Town) -> None:
    may = frozenset({Permission.READ, Permission.HAND_OVER})
    for actor, code in ((replace(town.nobody, permissions=may), "handover.no_unit"), (town.director, "kernel.not_allowed")):
        refused(code, partial(shift, actor, handovers.hand_over))
    refused("kernel.not_allowed", partial(shift, town.wuye, handover_queries.sections))
    with scope.scoped(town.centre), pytest.raises(NotFound):
        handover_queries.get_for(town.centre, town.lanting)


def test_the_database_itself_wants_two_people_at_a_handover(town: Town) -> None:
    with scope.scoped(town.centre):
        made = handovers.hand_over(town.centre)
    for account_id, person_id in ((town.centre.account_id, None), (UUID(int=9), town.centre.person_id)):
        with scope.scoped(town.house), pytest.raises(IntegrityError, match="handover_two_people"), transaction.atomic():
            Handover.objects.filter(pk=made.pk).update(taken_at=made.left_at, taken_by_account_id=account_id, taken_by_person_id=person_id)


def test_a_long_handover_counts_what_it_does_not_show(town: Town, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover_queries, "MOST_ROWS", 2)
    for _ in range(3):
        town.ticket()
    with scope.scoped(town.centre):
        hot = next(each for each in handover_queries.sections(town.centre) if each.part is Part.HOT)
    assert (hot.total, len(hot.rows)) == (3, 2)
