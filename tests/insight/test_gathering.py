"""Tickets as they come are put together as if all had come at once, whatever happens to them later."""

import random
from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from linli.insight import jobs
from linli.insight.actions import gathering
from linli.insight.models import HotReading
from linli.insight.queries import gathering as queries
from linli.kernel import scope
from linli.kernel.actor import Actor
from tests.insight.stream import LAMP, MIXER, MIXERS, SCHOOL, changed, gathered, groups, said
from tests.tickets.town import BEGIN, Hand, Town


def test_in_any_chunks_the_groups_are_those_of_all_at_once(town: Town) -> None:
    chance = random.Random(5)
    texts = [*MIXERS, LAMP, f"{LAMP}，谢谢", SCHOOL, "", "。。"]
    drawn = [(chance.choice(texts) or "无", chance.uniform(1, 300)) for _ in range(40)]
    for text, days in drawn:
        said(town, text, days_ago=days)
    assert gathered(town) == 40 and gathered(town) == 0
    expected = groups(town)
    for size in (1, 7):
        with scope.scoped(town.house):
            HotReading.objects.update(seen_seq=0, mark=town.lanting)
            gathering.look_again(town.house)
        # Everything looks changed: each group is taken apart and comes to the same again.
        assert gathered(town, size) > 0
        assert groups(town) == expected
        with scope.scoped(town.house):
            assert not HotReading.objects.filter(mark=town.lanting).exists()


def test_what_comes_later_joins_and_an_older_one_gives_the_name(town: Town) -> None:
    first = said(town, MIXER, days_ago=20)
    gathered(town)
    second, older = said(town, MIXERS[1], days_ago=2), said(town, MIXERS[2], days_ago=40)
    gathered(town)
    assert groups(town) == {frozenset({first, second, older})}
    with scope.scoped(town.house):
        assert set(HotReading.objects.values_list("oldest_id", flat=True)) == {older}


def test_two_far_apart_are_joined_by_what_lies_between(town: Town) -> None:
    first, last = said(town, MIXER, days_ago=200), said(town, MIXER, days_ago=2)
    gathered(town)
    assert len(groups(town)) == 2
    between = said(town, MIXER, days_ago=100)
    gathered(town)
    assert groups(town) == {frozenset({first, last, between})}


def test_a_text_that_was_corrected_is_taken_in_anew_and_other_changes_touch_no_group(town: Town) -> None:
    first, between, last = said(town, MIXER, days_ago=200), said(town, MIXER, days_ago=100), said(town, MIXER, days_ago=2)
    lamp = said(town, LAMP, days_ago=90)
    gathered(town)
    changed(town, last, has_open_hazard=True)
    assert gathered(town) == 1 and len(groups(town)) == 2
    # The one between is about something else: nothing joins the others any more, and it joins what it is about now.
    changed(town, between, words=LAMP, matter=LAMP[:14])
    assert gathered(town) == 1
    assert groups(town) == {frozenset({first}), frozenset({last}), frozenset({lamp, between})}
    changed(town, between, words=MIXER, matter=MIXER[:14])
    gathered(town)
    assert groups(town) == {frozenset({first, between, last}), frozenset({lamp})}


def test_a_whole_chunk_comes_back_for_the_next(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[str] = []
    monkeypatch.setattr("linli.kernel.jobs.queue_for_subdistrict", lambda name, *_, **__: queued.append(name))
    monkeypatch.setattr(gathering, "CHUNK", 2)
    for number in range(3):
        said(town, SCHOOL, days_ago=number + 1)
    with scope.scoped(town.house):
        jobs.gather(town.house)
    assert queued == ["insight.gather"]
    with scope.scoped(town.house):
        jobs.gather(town.house)
    assert queued == ["insight.gather"]


def test_the_time_of_day_changes_nothing(town: Town, hand: Hand) -> None:
    said(town, MIXER, days_ago=3)
    said(town, MIXER, days_ago=2)
    gathered(town)
    before = groups(town)
    hand.passes(days=400)
    assert gathered(town) == 0 and groups(town) == before


def test_when_its_oldest_came_in_is_corrected_the_whole_group_knows_the_new_day(town: Town) -> None:
    first, second, third = (said(town, words, days_ago=days) for words, days in zip(MIXERS, (20, 10, 5), strict=True))
    gathered(town)
    for days, oldest in ((30, first), (7, second), (40, first)):
        at = BEGIN - timedelta(days=days)
        changed(town, first, received_at=at)
        assert gathered(town) == 1 and groups(town) == {frozenset({first, second, third})}
        with scope.scoped(town.house):
            ((oldest_id, oldest_at),) = HotReading.objects.values_list("oldest_id", "oldest_at").distinct()
        assert (oldest_id, oldest_at) == (oldest, at if oldest == first else BEGIN - timedelta(days=10))


def test_who_else_says_the_same_as_before_is_only_compared_within_the_group(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [said(town, MIXER, days_ago=20 - number) for number in range(6)]
    gathered(town)
    asked, beside = list[int](), queries.beside

    def noted(actor: Actor, found: Sequence[queries.Fresh], without: Collection[UUID]) -> queries.Beside:
        asked.append(len(found))
        assert without == set(ids)
        return beside(actor, found, without)

    monkeypatch.setattr(queries, "beside", noted)
    changed(town, ids[2], words=LAMP, matter=LAMP[:14])
    assert gathered(town) == 1 and asked == [1]
    assert groups(town) == {frozenset({ids[2]}), frozenset(ids) - {ids[2]}}
