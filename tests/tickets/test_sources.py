"""Where matters come from: a list that comes along and becomes the subdistrict's own."""

from dataclasses import replace
from typing import Any

import pytest

from linli.kernel import journal, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, Stale
from linli.tickets.actions import sources as actions
from linli.tickets.models import TicketSource
from linli.tickets.queries import sources as queries
from linli.tickets.rules.sources import MOST_SOURCES, PRESET, Source, WantedSource, next_code
from tests.races.crowd import uncommitted
from tests.tickets.town import Town


@pytest.fixture
def editor(town: Town) -> Actor:
    return replace(town.centre, permissions=town.centre.permissions | {"catalogue.change"})


def wanted(source: Source, **changes: Any) -> WantedSource:
    return replace(WantedSource(source.name, source.is_offered, source.code, source.seen), **changes)


def keep(editor: Actor, *lines: WantedSource) -> list[Source]:
    with scope.scoped(editor):
        actions.keep_sources(editor, lines)
        return list(queries.all_of(editor))


def test_before_anybody_changes_it_the_list_is_the_one_that_comes_along(editor: Actor) -> None:
    with scope.scoped(editor):
        assert list(queries.all_of(editor)) == list(PRESET)
        assert len(PRESET) == 15
        assert "risk_rule" not in {each.code for each in queries.offered(editor)}
        assert queries.names(editor)["call"] == "来电"
        assert not TicketSource.objects.exists()


def test_the_first_change_makes_it_the_subdistricts_own(editor: Actor) -> None:
    call, visit, *others = PRESET

    found = keep(editor, wanted(visit, name="上门"), wanted(call), *(wanted(each) for each in others), WantedSource("热心人来信"))

    assert [each.name for each in found][:2] == ["上门", "来电"]
    assert (found[-1].code, found[-1].name) == ("own_1", "热心人来信")
    with scope.scoped(editor):
        row = TicketSource.objects.get(code="visit")
        assert [entry.verb for entry in journal.story_of(row)] == ["ticket_source.added", "ticket_source.changed"]


def test_one_that_is_not_offered_keeps_its_name(editor: Actor) -> None:
    keep(editor, *(wanted(each, is_offered=each.code != "wechat") for each in PRESET))

    with scope.scoped(editor):
        assert "wechat" not in {each.code for each in queries.offered(editor)}
        assert queries.names(editor)["wechat"] == "微信"


def test_who_was_overtaken_is_told_what_it_says_now(editor: Actor) -> None:
    before = keep(editor, *(wanted(each) for each in PRESET))
    keep(editor, wanted(before[0], name="电话"))

    with pytest.raises(Stale) as stale:
        keep(editor, wanted(before[0], name="来电话"))

    assert [(each.yours, each.theirs) for each in stale.value.differences] == [("来电话", "电话")]


def test_what_cannot_be_is_refused_and_changes_nothing(editor: Actor, town: Town) -> None:
    many = [WantedSource(f"来源{number}") for number in range(MOST_SOURCES)]
    for lines, code in (
        ([WantedSource("来电", code="nowhere")], "tickets.source_unknown"),
        ([WantedSource("信"), WantedSource("信")], "tickets.source_twice"),
        ([WantedSource(" ")], "kernel.empty"),
        (many, "tickets.too_many_sources"),
    ):
        with pytest.raises(Refused) as refusal:
            keep(editor, *lines)
        assert refusal.value.code == code
        assert refusal.value.sentence
    with pytest.raises(Refused), scope.scoped(town.centre):
        actions.keep_sources(town.centre, [])
    with scope.scoped(editor):
        assert not TicketSource.objects.exists()


def test_a_code_is_never_given_to_another_source() -> None:
    assert next_code({"own_1": None, "own_2": None}) == "own_3"


def test_of_two_who_change_it_first_at_once_one_is_told_to_try_again(town: Town, editor: Actor) -> None:
    other = uncommitted(town.database, editor, lambda: actions.keep_sources(editor, [WantedSource("热线信箱")]))
    with other, pytest.raises(Refused) as refusal:
        keep(editor, WantedSource("市民信箱"))
    assert refusal.value.code == "kernel.busy"
    with scope.scoped(editor):
        assert [each.name for each in queries.all_of(editor)].count("热线信箱") == 1
        assert TicketSource.objects.count() == len(PRESET) + 1
