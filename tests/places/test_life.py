"""Places live through dated stages; whom to reach there ends with them; rooms go from hand to hand."""

from datetime import date

import pytest

from linli.kernel import scope
from linli.kernel.errors import Refused
from linli.places.actions import life as actions
from linli.places.actions.places import add_place
from linli.places.models import Place, PlaceContact, PlaceStage
from linli.places.queries import contacts
from linli.places.rules.kinds import Kind, Stage
from linli.places.rules.words import ContactWords
from tests.places.street import EAST, TODAY, WEST, Street

DAY = date(2026, 11, 20)


def stages(street: Street, place: Place) -> list[tuple[str, date, date | None]]:
    with scope.scoped(street.house):
        rows = PlaceStage.objects.filter(place=place).order_by("set_at", "pk")
        return [(row.stage, row.began_on, row.ended_on) for row in rows]


def test_a_shop_goes_its_way_and_who_was_to_be_reached_ends_with_it(street: Street) -> None:
    place = street.place(stage=Stage.PLANNED, stage_on=date(2026, 3, 1), contacts=[ContactWords(full_name="林一")])

    street.does(street.keeper, actions.move_on, place.pk, stage=Stage.OPEN, on=date(2026, 5, 1), note="试营业")
    street.does(street.keeper, actions.move_on, place.pk, stage=Stage.SUSPENDED, on=date(2026, 5, 1))
    closed = street.does(street.keeper, actions.move_on, place.pk, stage=Stage.CLOSED)

    assert (closed.stage, closed.stage_on) == ("closed", TODAY)
    assert stages(street, place) == [
        ("planned", date(2026, 3, 1), date(2026, 5, 1)),
        ("open", date(2026, 5, 1), date(2026, 5, 1)),
        ("suspended", date(2026, 5, 1), TODAY),
        ("closed", TODAY, None),
    ]
    assert street.story(place) == ["place.added", *["place.moved_on"] * 3]
    with scope.scoped(street.keeper):
        assert contacts.of_places(street.keeper, [place.pk]) == []
        assert PlaceContact.objects.get(place=place).ended_on == TODAY


@pytest.mark.parametrize(
    ("stage", "on", "code"),
    [
        (Stage.PLANNED, DAY, "places.illegal_move"),
        (Stage.OPEN, DAY, "places.illegal_move"),
        (Stage.CLOSED, date(2026, 11, 24), "places.day_to_come"),
        (Stage.CLOSED, date(2026, 11, 18), "places.day_before"),
    ],
)
def test_no_place_goes_backward_or_ahead_of_the_day(street: Street, stage: Stage, on: date, code: str) -> None:
    place = street.place(stage_on=date(2026, 11, 19))

    with pytest.raises(Refused) as refusal:
        street.does(street.keeper, actions.move_on, place.pk, stage=stage, on=on)

    assert refusal.value.code == code
    assert street.reload(place).stage == "open" and street.story(place) == ["place.added"]


def test_an_empty_unit_is_let_to_somebody_new_who_takes_its_spot(street: Street) -> None:
    unit = street.place("岚皋西路31号空铺", "岚皋西路31号", kind=Kind.VACANT_UNIT, stage=Stage.VACANT, stage_on=date(2026, 6, 1))
    # No point and no address of its own.
    draft = street.draft("王记冒菜", "", spot=None, kind=Kind.RESTAURANT, stage=Stage.FITTING_OUT, stage_on=DAY)

    new = street.does(street.keeper, actions.let_rooms, unit.pk, draft)

    assert (new.address, new.lon, new.grid_id, new.stage) == ("岚皋西路31号", WEST.lon, street.west, "fitting_out")
    old = street.reload(unit)
    assert (old.stage, old.stage_on, old.followed_by_id) == ("closed", DAY, new.pk)
    assert street.story(unit) == ["place.added", "place.let"] and street.story(new) == ["place.added", "place.took_over"]
    for stage, code in ((Stage.OPEN, "places.illegal_move"),):
        with pytest.raises(Refused) as refusal:
            street.does(street.keeper, actions.move_on, unit.pk, stage=stage)
        assert refusal.value.code == code
    with pytest.raises(Refused) as refusal:
        street.does(street.keeper, actions.let_rooms, unit.pk, draft)
    assert refusal.value.code == "places.rooms_are_taken"


def test_rooms_are_let_once_whoever_was_there_is_gone(street: Street) -> None:
    shop = street.place(stage_on=date(2026, 6, 1))
    draft = street.draft("王记冒菜", "岚皋西路33号", spot=EAST)

    with pytest.raises(Refused) as refusal:
        street.does(street.keeper, actions.let_rooms, shop.pk, draft)
    assert refusal.value.code == "places.rooms_in_use"
    street.does(street.keeper, actions.move_on, shop.pk, stage=Stage.CLOSED, on=DAY)
    new = street.does(street.keeper, actions.let_rooms, shop.pk, draft)

    assert (new.address, new.grid_id, new.stage_on) == ("岚皋西路33号", street.east, TODAY)
    assert (street.reload(shop).stage, street.reload(shop).stage_on) == ("closed", DAY)
    with pytest.raises(Refused) as refusal:
        street.does(street.keeper, actions.move_on, shop.pk, stage=Stage.OPEN)
    assert refusal.value.code == "places.rooms_are_taken"


def test_rooms_without_a_point_stay_without_one(street: Street) -> None:
    with scope.scoped(street.keeper):
        unit = add_place(street.keeper, street.draft("空铺", kind=Kind.VACANT_UNIT, stage=Stage.VACANT, spot=None))

    new = street.does(street.keeper, actions.let_rooms, unit.pk, street.draft("新店", spot=None))

    assert (new.lon, new.grid_id) == (None, None)
