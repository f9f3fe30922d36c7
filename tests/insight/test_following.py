"""A look reads what the journal tells of since the last one; all tickets are looked at when the journal cannot say."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.insight import jobs
from linli.insight.actions import gathering
from linli.insight.models import HotProgress, HotReading, HotShelf
from linli.insight.queries import gathering as queries
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.ids import NIL, uuid7
from tests.insight.stream import LAMP, MIXER, MIXERS, SCHOOL, changed, gathered, groups, said
from tests.tickets.town import Town


@pytest.fixture
def looks_through(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """After which ticket each page of all tickets began."""
    found, page = list[UUID](), queries.page

    def noted(actor: Actor, place: queries.Place) -> Any:
        found.append(place[1])
        return page(actor, place)

    monkeypatch.setattr(queries, "page", noted)
    return found


def test_after_the_first_look_only_the_journal_is_followed(town: Town, looks_through: list[UUID]) -> None:
    said(town, MIXER, days_ago=4)
    gathered(town)
    assert looks_through == [NIL]
    later = [said(town, MIXERS[1], days_ago=2), said(town, LAMP, days_ago=1)]
    assert gathered(town) == 2 and gathered(town) == 0
    changed(town, later[1], has_open_hazard=True)
    assert gathered(town) == 1 and gathered(town) == 0
    assert looks_through == [NIL] and sorted(map(len, groups(town))) == [1, 2]


def test_what_a_chunk_leaves_is_told_again_and_what_was_read_in_pieces_is_whole(
    town: Town, monkeypatch: pytest.MonkeyPatch, looks_through: list[UUID]
) -> None:
    gathered(town)
    for number in range(7):
        said(town, SCHOOL if number % 2 else MIXER, days_ago=number + 1)
    monkeypatch.setattr(queries, "AT_ONCE", 3)
    with scope.scoped(town.house):
        assert [gathering.gather(town.house, 2) for _ in range(5)] == [2, 2, 2, 1, 0]
    assert sorted(map(len, groups(town))) == [3, 4] and looks_through == [NIL]


def test_all_tickets_are_looked_through_in_pages_and_what_comes_meanwhile_is_told_of(
    town: Town, monkeypatch: pytest.MonkeyPatch, looks_through: list[UUID]
) -> None:
    ids = [said(town, SCHOOL if number % 2 else MIXER, days_ago=30 - number) for number in range(7)]
    monkeypatch.setattr(queries, "AT_ONCE", 3)
    with scope.scoped(town.house):
        assert [gathering.gather(town.house, 2) for _ in range(2)] == [2, 2]
    # One that came in before all that was looked at, and one of these is corrected.
    ids.append(said(town, MIXERS[1], days_ago=40))
    changed(town, ids[0], words=SCHOOL, matter=SCHOOL[:14])
    assert gathered(town, 2) == 3 and looks_through == [NIL, NIL, ids[2], ids[2], ids[5]]
    assert gathered(town) == 2 and len(looks_through) == 5
    assert groups(town) == {frozenset({ids[0], *ids[1::2][:3]}), frozenset({ids[2], ids[4], ids[6], ids[7]})}


def test_after_a_restore_and_each_night_all_tickets_are_looked_at_once(town: Town, looks_through: list[UUID]) -> None:
    first = said(town, MIXER, days_ago=4)
    gathered(town)
    second = said(town, MIXERS[1], days_ago=2)
    with town.database.connect("superuser") as superuser:
        # What was not read yet when the copy was made has no place in the new cluster's order.
        superuser.execute("UPDATE journal_entry SET xid = 0")
        superuser.execute("INSERT INTO journal_epoch (id, begun_at, cause) VALUES (%s, now(), 'restore')", [uuid7()])
    assert gathered(town) == 1 and groups(town) == {frozenset({first, second})}
    assert gathered(town) == 0 and looks_through == [NIL, NIL]
    with scope.scoped(town.house):
        jobs.look_again(town.house)
    assert gathered(town) == 0 and gathered(town) == 0 and looks_through == [NIL, NIL, NIL]


def test_what_was_taken_in_before_there_were_shelves_is_laid_on_them(town: Town) -> None:
    first, lamp = said(town, MIXER, days_ago=9), said(town, LAMP, days_ago=8)
    gathered(town)
    with town.database.connect("superuser") as superuser:
        superuser.execute("UPDATE hot_reading SET number = NULL, laid = NULL; DELETE FROM hot_shelf; DELETE FROM hot_progress")
    second = said(town, MIXERS[1], days_ago=2)
    assert gathered(town) == 3
    assert groups(town) == {frozenset({first, second}), frozenset({lamp})}
    with scope.scoped(town.house):
        assert set(HotReading.objects.values_list("number", flat=True)) == {1, 2, 3}


def test_shelves_hold_each_key_once_however_often_a_ticket_is_corrected(town: Town) -> None:
    ids = [said(town, MIXER, days_ago=9), said(town, LAMP, days_ago=3)]
    gathered(town)

    def lying() -> list[tuple[int, int, bytes]]:
        with scope.scoped(town.house):
            rows = HotShelf.objects.exclude(entries=b"").values_list("span", "shelf", "entries")
            return sorted((span, shelf, bytes(entries)) for span, shelf, entries in rows)

    before = lying()
    for words in (SCHOOL, "。", MIXER):
        changed(town, ids[0], words=words, matter=words[:14])
        gathered(town)
    assert lying() == before
    # Both at once, the second one as a member of the first one's group.
    for one, other in ((SCHOOL, SCHOOL), (f"{SCHOOL}！", LAMP), (MIXER, LAMP)):
        changed(town, ids[0], words=one, matter=one[:14])
        changed(town, ids[1], words=other, matter=other[:14])
        gathered(town, 1)
    assert lying() == before


def test_what_code_without_shelves_corrected_meanwhile_is_laid_by_the_next_look_through(town: Town) -> None:
    first, lamp = said(town, MIXER, days_ago=9), said(town, LAMP, days_ago=8)
    gathered(town)
    changed(town, lamp, words=MIXERS[1], matter=MIXERS[1][:14])
    with scope.scoped(town.house):
        own = HotReading.objects.filter(ticket_id=lamp)
        (text,) = queries.texts(town.house, [lamp])
        (read,) = queries.fresh([text])
        own.update(seen_seq=text.seen_seq, mark=text.mark, keys=read.keys.tobytes())
        gathering.look_again(town.house)
    assert gathered(town) == 1 and groups(town) == {frozenset({first, lamp})}


def test_a_look_asks_the_same_statements_beside_few_tickets_and_beside_many(town: Town) -> None:
    said(town, MIXER, days_ago=90)
    gathered(town)

    def costs() -> int:
        said(town, MIXERS[1], days_ago=1)
        with scope.scoped(town.house), CaptureQueriesContext(connection) as asked:
            assert gathering.gather(town.house) == 1
        return len(asked)

    few = costs()
    for number in range(20):
        said(town, (MIXER, LAMP, SCHOOL)[number % 3], days_ago=number + 2)
    gathered(town)
    assert costs() <= few + 1
    with scope.scoped(town.house):
        assert HotProgress.objects.count() == 1
