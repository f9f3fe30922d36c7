"""Contact cards at the house: made, bound, replaced, withdrawn; who may, and what the database keeps apart."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.org.actions import duties
from linli.org.models import Person
from linli.places.actions import cards, life
from linli.places.actions.merging import merge
from linli.places.models import ContactCard, Place
from linli.places.queries import cards as queries
from linli.places.queries.cards import CardsWanted
from linli.places.queries.listing import Listing
from linli.places.rules.cards import CardState, Withdrawal
from linli.places.rules.kinds import Kind, Stage
from linli.places.rules.listing import Quick, Wanted
from tests import make
from tests.kernel.scope.rows import as_superuser, make_row
from tests.places.street import EAST, NOW, TODAY, Street
from tests.races.crowd import failures, together


def refused(street: Street, why: str, actor: Actor, action: Any, *known: Any, **facts: Any) -> None:
    with pytest.raises(Refused) as refusal:
        street.does(actor, action, *known, **facts)
    assert refusal.value.code == why


def stands(street: Street, card: ContactCard) -> ContactCard:
    with scope.scoped(street.house):
        found: ContactCard = ContactCard.objects.get(pk=card.pk)
        return found


def a_public_person(street: Street) -> UUID:
    """Somebody who stands on the notice of the western grid."""
    with scope.scoped(street.house):
        person = Person(subdistrict_id=street.lanting, full_name="张宁", kind="representative", joined_on=TODAY)
        person.save(force_insert=True)
    with scope.scoped(street.house):
        role = next(each for each in duties.lay_default_roles(street.house) if each.is_public)
        duties.give_duty(street.house, duties.DutyDraft(grid_id=street.west, role_id=role.pk, person_id=person.pk, valid_from=NOW))
    return person.pk


def test_a_batch_is_made_blank_and_one_of_it_is_bound_once(street: Street) -> None:
    place, other = street.place(), street.place("王记冒菜", spot=EAST)
    made = street.does(street.keeper, cards.make_cards, 3)
    first, second, third = made
    assert len({card.code for card in made}) == 3 and len({card.batch for card in made}) == 1
    refused(street, "places.card_number", street.keeper, cards.make_cards, 0)

    typed = f" {first.code[:3].lower()}-{first.code[3:]}"
    bound = street.does(street.westerner, cards.bind, typed, place_id=place.pk)
    assert (bound.state, bound.place_id, bound.bound_at is not None) == ("bound", place.pk, True)
    assert street.does(street.westerner, cards.bind, typed, place_id=place.pk).journal_seq == bound.journal_seq
    assert street.story(bound) == ["contact_card.made", "contact_card.bound"]

    refused(street, "places.place_has_card", street.keeper, cards.bind, second.code, place_id=place.pk)
    refused(street, "places.card_is_bound", street.keeper, cards.bind, first.code, place_id=other.pk)
    refused(street, "places.card_misread", street.keeper, cards.bind, "ABC", place_id=other.pk)
    refused(street, "places.card_to_nobody", street.keeper, cards.bind, second.code)
    street.does(street.keeper, cards.withdraw, third.pk, reason=Withdrawal.MISPRINTED)
    refused(street, "places.card_is_withdrawn", street.keeper, cards.bind, third.code, place_id=other.pk)
    refused(street, "places.card_is_withdrawn", street.keeper, cards.withdraw, third.pk, reason=Withdrawal.LOST)
    assert street.does(street.keeper, queries.counts) == {CardState.BLANK: 1, CardState.BOUND: 1, CardState.WITHDRAWN: 1}


def test_a_worn_card_is_replaced_in_one_step_by_one_in_hand_or_by_a_new_one(street: Street) -> None:
    place = street.place()
    first, spare, other = street.does(street.keeper, cards.make_cards, 3)
    street.does(street.keeper, cards.bind, first.code, place_id=place.pk)
    street.does(street.keeper, cards.bind, other.code, place_id=street.place("王记冒菜", spot=EAST).pk)

    refused(street, "places.card_is_not_bound", street.keeper, cards.replace, spare.pk, reason=Withdrawal.LOST)
    refused(street, "places.card_is_bound", street.westerner, cards.replace, first.pk, reason=Withdrawal.LOST, code=other.code)
    second = street.does(street.westerner, cards.replace, first.pk, reason=Withdrawal.DAMAGED, code=spare.code)
    third = street.does(street.westerner, cards.replace, second.pk, reason=Withdrawal.LOST)

    old = stands(street, first)
    assert (old.state, old.reason, old.replaced_by_id, old.place_id) == ("withdrawn", "damaged", spare.pk, place.pk)
    assert stands(street, second).replaced_by_id == third.pk and third.code not in {first.code, spare.code}
    assert street.does(street.keeper, queries.living, [place.pk]) == {place.pk: third.code}
    assert street.story(third) == ["contact_card.made", "contact_card.bound"]
    assert street.story(second) == ["contact_card.made", "contact_card.bound", "contact_card.withdrawn"]
    told = street.does(street.keeper, queries.of_places, [place.pk])
    assert told[0].shown == f"{third.code[:3]} {third.code[3:]}"
    assert {each.code: each.replaced_by for each in told[1:]} == {first.code: spare.code, spare.code: third.code}


def test_cards_are_made_for_places_without_one_and_go_with_their_place(street: Street) -> None:
    west, east = street.place(), street.place("王记冒菜", spot=EAST)
    gone = street.place("老陈面馆", address="岚皋西路 31 号", stage=Stage.CLOSED)
    into = street.place("鲜果时光店", address="岚皋西路 29 号")
    merged = street.place("鲜果时光分店", address="岚皋西路 28 号")
    street.does(street.keeper, merge, merged.pk, into_id=into.pk)
    unbound = Wanted(quick=Quick.NO_CARD)
    with scope.scoped(street.keeper):
        listing = Listing.open(street.keeper)
        wanted = listing.first_ids(unbound, 10)
        assert set(wanted) == {west.pk, east.pk, into.pk}

    made = street.does(street.keeper, cards.make_for_places, [*wanted, gone.pk, merged.pk])
    assert {card.place_id for card in made} == {west.pk, east.pk, into.pk} and len({card.batch for card in made}) == 1
    refused(street, "places.no_place_without_card", street.keeper, cards.make_for_places, [west.pk, gone.pk])
    with scope.scoped(street.keeper):
        assert Listing.open(street.keeper).first_ids(unbound, 10) == []

    hung = next(card for card in made if card.place_id == west.pk)
    street.does(street.keeper, life.move_on, west.pk, stage=Stage.CLOSED)
    street.does(street.keeper, life.move_on, gone.pk, stage=Stage.VACANT)
    assert (stands(street, hung).state, stands(street, hung).reason) == ("withdrawn", "place_gone")
    (blank,) = street.does(street.keeper, cards.make_cards, 1)
    refused(street, "places.card_for_what_is_gone", street.keeper, cards.bind, blank.code, place_id=west.pk)
    refused(street, "places.is_merged", street.keeper, cards.bind, blank.code, place_id=merged.pk)


def test_a_card_may_name_who_answers_if_a_public_notice_does(street: Street) -> None:
    place, person_id = street.place(), a_public_person(street)
    first, second, third = street.does(street.keeper, cards.make_cards, 3)
    refused(street, "places.card_person_unknown", street.keeper, cards.bind, first.code, person_id=uuid7())
    alone = street.does(street.keeper, cards.bind, first.code, person_id=person_id)
    refused(street, "places.person_has_card", street.keeper, cards.bind, second.code, person_id=person_id)
    both = street.does(street.keeper, cards.bind, second.code, place_id=place.pk, person_id=person_id)
    assert (alone.place_id, both.place_id, both.person_id) == (None, place.pk, person_id)

    # Who looks after the western grid alone binds no card that belongs to no grid, and withdraws none.
    refused(street, "kernel.not_allowed", street.westerner, cards.bind, third.code, person_id=person_id)
    with pytest.raises(NotFound):
        street.does(street.westerner, cards.withdraw, alone.pk, reason=Withdrawal.LOST)
    assert street.does(street.keeper, cards.withdraw, alone.pk, reason=Withdrawal.PERSON_LEFT).state == "withdrawn"
    assert street.does(street.keeper, queries.scanned, second.code).person_id == person_id
    assert street.does(street.keeper, queries.scanned, first.code).state is CardState.WITHDRAWN


def test_who_may_not_sees_changes_and_makes_nothing(street: Street) -> None:
    east = street.place("王记冒菜", spot=EAST)
    blank, hung = street.does(street.keeper, cards.make_cards, 2)
    street.does(street.keeper, cards.bind, hung.code, place_id=east.pk)

    for actor in (street.reader, street.nobody, street.westerner):
        refused(street, "kernel.not_allowed", actor, cards.make_cards, 1)
    refused(street, "kernel.not_allowed", street.reader, cards.bind, blank.code, place_id=east.pk)
    refused(street, "kernel.not_allowed", street.reader, cards.withdraw, hung.pk, reason=Withdrawal.LOST)
    refused(street, "kernel.not_allowed", street.westerner, cards.withdraw, blank.pk, reason=Withdrawal.LOST)
    for actor in (street.westerner, street.nobody):
        with pytest.raises(NotFound):
            street.does(actor, cards.bind, blank.code, place_id=east.pk)
        with pytest.raises(NotFound):
            street.does(actor, cards.withdraw, hung.pk, reason=Withdrawal.LOST)

    # A card of another grid is bound, but whose it is stays unsaid.
    west = street.place()
    with pytest.raises(Refused) as refusal:
        street.does(street.westerner, cards.bind, hung.code, place_id=west.pk)
    assert refusal.value.facts["name"] != "王记冒菜"
    seen = street.does(street.westerner, queries.page, CardsWanted())
    assert [card.code for card in seen] == [blank.code]
    assert street.does(street.nobody, queries.page, CardsWanted()) == []


def test_the_list_is_asked_by_state_grid_and_batch_and_by_code(street: Street) -> None:
    west, east = street.place(), street.place("王记冒菜", spot=EAST)
    bound = street.does(street.keeper, cards.make_for_places, [west.pk, east.pk])
    blank = street.does(street.keeper, cards.make_cards, 2)

    def codes(**wanted: Any) -> set[str]:
        return {card.code for card in street.does(street.keeper, queries.page, CardsWanted(**wanted))}

    assert codes(state=CardState.BLANK) == codes(batch=blank[0].batch) == {card.code for card in blank}
    assert codes(grid_ids=frozenset({street.east})) == {card.code for card in bound if card.place_id == east.pk}
    first, *rest = street.does(street.keeper, queries.page, CardsWanted(), limit=1)
    assert len(rest) == 1
    assert len(street.does(street.keeper, queries.page, CardsWanted(), before=first.id)) == 3
    found = street.does(street.keeper, queries.found_by, bound[0].code.lower())
    assert found is not None and found.place in {"鲜果时光", "王记冒菜"} and found.grid in {"西网格", "东网格"}
    assert street.does(street.keeper, queries.found_by, "鲜果") is None
    assert street.does(street.keeper, queries.places_of, [card.pk for card in (*bound, *blank)]) == {west.pk, east.pk}


def test_a_code_of_another_street_is_unknown_here(street: Street) -> None:
    place = street.place()
    zhuxi = make.subdistrict(street.database, "zhuxi", "竹溪街道")
    neighbour = Actor.system("test", zhuxi)
    (theirs,) = street.does(neighbour, cards.make_cards, 1)
    refused(street, "places.card_unknown", street.keeper, cards.bind, theirs.code, place_id=place.pk)
    assert street.does(street.keeper, queries.scanned, theirs.code) is None
    assert street.does(neighbour, queries.scanned, theirs.code).state is CardState.BLANK
    with pytest.raises(NotFound):
        street.does(street.keeper, cards.withdraw, theirs.pk, reason=Withdrawal.LOST)


def test_two_who_bind_cards_to_one_place_at_once_leave_it_with_one(street: Street) -> None:
    place = street.place()
    made = street.does(street.keeper, cards.make_cards, 2)
    raised = failures(together(*(lambda code=card.code: street.does(street.keeper, cards.bind, code, place_id=place.pk) for card in made)))
    assert [each.code for each in raised if isinstance(each, Refused)] == ["places.place_has_card"] and len(raised) == 1

    card = street.does(street.keeper, cards.make_cards, 1)[0]
    others = [street.place(name, address=f"兰亭路 {number} 号", kind=Kind.SHOP) for number, name in enumerate(("甲店", "乙店"))]
    raised = failures(together(*(lambda at=at.pk: street.does(street.keeper, cards.bind, card.code, place_id=at) for at in others)))
    assert [each.code for each in raised if isinstance(each, Refused)] == ["places.card_is_bound"] and len(raised) == 1


def a_blank_row(street: Street) -> ContactCard:
    row: ContactCard = make_row(ContactCard, street.lanting)
    nobodys = {"place_id": None, "person_id": None, "bound_at": None, "withdrawn_at": None}
    ContactCard.objects.filter(pk=row.pk).update(state="blank", reason="", **nobodys)
    return row


def test_the_database_keeps_one_living_card_for_a_place_and_each_state_whole(street: Street) -> None:
    with as_superuser(street.database):
        place, person = make_row(Place, street.lanting), make_row(Person, street.lanting)
        rows = [a_blank_row(street) for _ in range(3)]
        bad: dict[str, dict[str, Any]] = {
            "contact_card_state_is_known": {"state": "eaten"},
            "contact_card_has_code": {"code": ""},
            "contact_card_code_once": {"code": rows[1].code},
            "contact_card_blank_is_nobodys": {"place_id": place.pk},
            "contact_card_bound_is_somebodys": {"state": "bound"},
            "contact_card_withdrawn_has_reason": {"state": "withdrawn"},
        }
        for name, values in bad.items():
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                ContactCard.objects.filter(pk=rows[0].pk).update(**values)
        for name, whose in (
            ("contact_card_one_for_a_place", {"place_id": place.pk}),
            ("contact_card_one_for_a_person", {"person_id": person.pk}),
        ):
            bound = {"state": "bound", "bound_at": rows[0].made_at, **whose}
            kept = a_blank_row(street)
            ContactCard.objects.filter(pk=kept.pk).update(**bound)
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                ContactCard.objects.filter(pk=rows[2].pk).update(**bound)
