"""The demo street answers a caller's first words, and knows what is asked there again and again."""

from linli.config.street.laying import lay_streets
from linli.config.street.laying.hot import lay_hot_issues
from linli.config.street.tickets import recent
from linli.insight.queries import asked
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.scope import scoped
from linli.tickets.models import ClassModel, Ticket
from linli.tickets.queries import first_look
from linli.tickets.queries.first_look import Draft
from linli.tickets.rules.dispatch import Confidence, StepKind
from linli.tickets.rules.nearness import Reason
from tests.accounts.entrance import Entrance

WORDS, THERE = "楼道里又有人给电动车充电", "知音公寓 3 号楼前"


def test_a_callers_first_words_bring_class_unit_and_last_weeks_ticket_and_what_is_asked_often_is_known(laid: Entrance) -> None:
    lay_streets(lambda local: [case for case in recent(local) if case.key in {"lock", "hallway"}])
    actor = Actor.system("look", laid.lanting)

    with scoped(actor):
        found = first_look.look(actor, Draft(words=WORDS, address=THERE), clock.now())
        known = Ticket.objects.of(laid.lanting).get(item_code="E2102")
        assert not ClassModel.objects.of(laid.lanting).exists()

    line = found.lines[0]
    assert (line.code, line.name, line.is_life_safety, line.is_chosen) == ("E2102", "电动车违规停放充电", True, True)
    assert line.confidence is Confidence.STRONG and "电动车充电" in line.words
    # This street has not sorted a ticket yet: the examples of the house say the same, and the page says that they do.
    assert line.is_by_examples
    assert found.answer is not None and found.lead_id == found.answer.lead_id
    assert {StepKind.CLASS, StepKind.LEAD} <= {step.kind for step in found.answer.why}
    (same,) = [each for each in found.alike if each.ticket_id == known.pk]
    assert found.alike[0] == same and same.is_open and same.alike is not None
    assert 5 <= (clock.now() - same.received_at).days <= 11
    assert 79 <= (same.distance_m or 0) <= 81 and Reason.SAME_CLASS in same.alike.reasons
    assert "电动车充电" in same.alike.words[0]

    # Four people asked at the station, and nothing of it stands in the answer base.
    with scoped(actor):
        lay_hot_issues(actor)
        (topic,) = asked.topics(actor, clock.now())
    assert "换电柜" in topic.line.title and (topic.asked, topic.answer) == (4, None)
