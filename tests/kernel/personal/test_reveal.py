"""Showing a masked value: own work is a reason, a typed one stands in the journal, and the value stands nowhere."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from linli.kernel import clock, journal, personal, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.kernel.personal import rules
from linli.kernel.personal.models import PersonalSearch
from linli.kernel.writes import attempt
from tests import people
from tests.kernel.conftest import TwoSubdistricts
from tests.ownedapp.models import Gardener
from tests.work import undone

PHONE = "13800005678"


@pytest.fixture
def gardener(orchard: None, ring: Any, two: TwoSubdistricts) -> Gardener:
    """Somebody with a number."""
    row = Gardener(subdistrict_id=two.lanting, full_name="林小明", phone=PHONE)
    with scope.scoped(two.clerk):
        row.save(force_insert=True)
    return row


@pytest.fixture
def seer(two: TwoSubdistricts) -> Actor:
    """Somebody who may see, find and erase."""
    return people.clerk(two.lanting, [*rules.Permission])


@pytest.fixture
def own_work() -> Iterator[dict[Any, str]]:
    """Open work by the account that has it; for the gardeners of this test only."""
    held: dict[Any, str] = {}

    def ask(actor: Actor, _: object) -> str | None:
        return held.get(actor.account_id)

    for _ in range(2):
        personal.own_work.register("gardener", ask)
    yield held
    del personal.own_work._ASKED["gardener"]


def story(actor: Actor, row: Gardener) -> list[journal.Told]:
    with scope.scoped(actor):
        return journal.story_of(Gardener.objects.get(pk=row.pk))


def test_the_contact_of_ones_own_open_work_is_shown_at_once_and_journalled(
    gardener: Gardener, own_work: dict[Any, str], two: TwoSubdistricts
) -> None:
    own_work[two.clerk.account_id] = "ticket/1"
    with scope.scoped(two.clerk):
        shown = personal.reveal(two.clerk, gardener, "phone")
    assert (shown.text, shown.is_phone, repr(shown)) == (PHONE, True, "<Revealed>")
    (told,) = story(two.clerk, gardener)
    assert (told.verb, told.reason, told.account_id) == ("contact.revealed", "own_work", two.clerk.account_id)
    assert dict(told.facts) == {"values": ["phone"], "work": "ticket/1", "why": ""}


def test_own_work_is_no_reason_to_read_anything_but_the_number(gardener: Gardener, own_work: dict[Any, str], two: TwoSubdistricts) -> None:
    own_work[two.clerk.account_id] = "ticket/1"
    with scope.scoped(two.clerk), attempt() as outcome:
        personal.reveal(two.clerk, gardener, "full_name")
    assert outcome.refusal is not None and outcome.refusal.code == "kernel.not_allowed"
    assert story(two.clerk, gardener) == []


def test_anything_else_takes_permission_and_a_typed_reason(gardener: Gardener, seer: Actor, two: TwoSubdistricts) -> None:
    refused: dict[str, str] = {}
    for name, actor, reason in (("clerk", two.clerk, "核对排班"), ("none", seer, ""), ("short", seer, " 看 一")):
        with scope.scoped(actor), attempt() as outcome:
            personal.reveal(actor, gardener, "phone", reason=reason)
        refused[name] = outcome.refusal.code if outcome.refusal else ""
    assert refused == {"clerk": "kernel.not_allowed", "none": "personal.reason_needed", "short": "personal.reason_needed"}
    assert story(seer, gardener) == []

    with scope.scoped(seer):
        assert personal.reveal(seer, gardener, "phone", reason=" 核对排班 ").text == PHONE
        assert not personal.reveal(seer, gardener, "full_name", reason="核对排班").is_phone
    first, second = story(seer, gardener)
    assert (first.reason, dict(first.facts)) == ("said", {"values": ["phone"], "work": "", "why": "核对排班"})
    assert second.facts["values"] == ["full_name"]
    assert PHONE not in str([first, second])


def test_what_is_shown_but_rolled_back_was_not_shown(gardener: Gardener, seer: Actor) -> None:
    with undone(seer):
        personal.reveal(seer, gardener, "phone", reason="核对排班")
    assert story(seer, gardener) == []


@pytest.mark.parametrize("field", ["left_on", "nothing", "id"])
def test_only_a_personal_field_can_be_shown(gardener: Gardener, seer: Actor, field: str) -> None:
    with pytest.raises(NotFound), scope.scoped(seer):
        personal.reveal(seer, gardener, field, reason="核对排班")


def test_an_empty_field_says_so_and_nothing_is_journalled(gardener: Gardener, seer: Actor) -> None:
    with scope.scoped(seer), attempt() as outcome:
        personal.reveal(seer, gardener, "remark", reason="核对排班")
    assert outcome.refusal is not None and outcome.refusal.code == "personal.nothing_kept"
    assert story(seer, gardener) == []


def test_a_neighbour_finds_nothing_to_show(gardener: Gardener, two: TwoSubdistricts) -> None:
    neighbour = people.clerk(two.heping, [*rules.Permission])
    with pytest.raises(NotFound), scope.scoped(neighbour):
        personal.reveal(neighbour, Gardener(pk=gardener.pk, subdistrict_id=two.heping), "phone", reason="核对排班")


def test_four_digits_find_whose_number_ends_so_and_say_how_many_searches_are_left(gardener: Gardener, seer: Actor) -> None:
    with scope.scoped(seer):
        found = personal.search_last_four(seer, Gardener.objects.of(seer.subdistrict_id), "phone", "５６７８")
        assert ([row.pk for row in found.rows], found.left) == ([gardener.pk], 19)
        assert personal.search_last_four(seer, Gardener.objects.of(seer.subdistrict_id), "phone", "0000").rows == []
        kept = list(PersonalSearch.objects.of(seer.subdistrict_id).order_by("pk").values_list("column", "found", "account_id"))
    assert kept == [("test_gardener.phone_last_four", 1, seer.account_id), ("test_gardener.phone_last_four", 0, seer.account_id)]


def test_four_digits_cannot_be_tried_through(gardener: Gardener, seer: Actor) -> None:
    now = clock.now()
    with clock.told_by(lambda: now), scope.scoped(seer):
        for _ in range(rules.SEARCHES_AT_MOST):
            personal.search_last_four(seer, Gardener.objects.all(), "phone", "5678")
        with attempt() as outcome:
            personal.search_last_four(seer, Gardener.objects.all(), "phone", "5678")
        assert outcome.refusal is not None and "20 searches" in outcome.refusal.sentence
        colleague = people.clerk(seer.subdistrict_id, [*rules.Permission])
        assert personal.search_last_four(colleague, Gardener.objects.all(), "phone", "5678").left == 19
    with clock.told_by(lambda: now + timedelta(minutes=61)), scope.scoped(seer):
        assert personal.search_last_four(seer, Gardener.objects.all(), "phone", "5678").left == 19


@pytest.mark.parametrize("digits", ["", "567", "56789", "abcd", "5 78"])
def test_fewer_or_more_than_four_digits_are_refused(gardener: Gardener, seer: Actor, digits: str) -> None:
    with pytest.raises(Refused, match="four digits"), scope.scoped(seer):
        personal.search_last_four(seer, Gardener.objects.all(), "phone", digits)


def test_who_may_not_search_by_digits_does_not(gardener: Gardener, two: TwoSubdistricts) -> None:
    house = Actor.system("personal.expire", two.lanting)
    for actor in (two.clerk, house):
        with pytest.raises(Refused, match="post does not include"), scope.scoped(actor):
            personal.search_last_four(actor, Gardener.objects.all(), "phone", "5678")


def test_a_room_says_once_how_its_people_are_found(gardener: Gardener, seer: Actor) -> None:
    def find(actor: Actor, row_id: Any) -> Any:
        return Gardener.objects.of(actor.subdistrict_id).get(pk=row_id)

    personal.subjects.register("gardener", find, fields=["phone"])
    personal.subjects.register("gardener", find, fields=["phone"])
    try:
        with scope.scoped(seer):
            assert personal.subjects.find(seer, "gardener", gardener.pk, "phone").pk == gardener.pk
        for kind, field in (("nobody", "phone"), ("gardener", "remark")):
            with pytest.raises(NotFound):
                personal.subjects.find(seer, kind, uuid7(), field)
        with pytest.raises(ValueError, match="another way"):
            personal.subjects.register("gardener", find, fields=["phone", "remark"])
    finally:
        personal.subjects._KINDS.pop("gardener")
