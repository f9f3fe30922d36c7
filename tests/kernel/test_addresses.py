"""Addresses that are put together from what the table of addresses said once: the same as asking it every time."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils.safestring import SafeString

from linli.kernel.addresses import EACH, address, address_of_each

ID = UUID("01a202d8-b266-76a4-ba5f-4d4692cf169a")


@pytest.mark.parametrize(
    ("view", "args", "named"),
    [
        ("desk:today", ("lanting",), {}),
        ("desk:ticket", ("lanting", ID), {}),
        ("desk:ticket_move", ("lanting", ID, "dispatch"), {}),
        ("desk:ticket_move", ("lanting", ID, SafeString("dispatch")), {}),
        ("desk:ticket_move", (), {"slug": "accept", "ticket_id": ID, "code": "lanting"}),
        ("desk:ticket_file", ("lanting", ID, uuid4()), {}),
        ("desk:ticket", ("lanting", str(ID)), {}),
    ],
)
def test_an_address_is_the_one_of_the_table(view: str, args: tuple[Any, ...], named: dict[str, Any]) -> None:
    for _ in range(2):
        assert address(view, *args, **named) == reverse(view, args=args, kwargs=named)


def test_the_same_id_twice_and_other_ids_each_time() -> None:
    for one, other in ((ID, ID), (uuid4(), uuid4()), (uuid4(), ID)):
        assert address("desk:ticket_file", "lanting", one, other) == reverse("desk:ticket_file", args=["lanting", one, other])


@pytest.mark.parametrize("args", [("lanting", "no id"), (), ("lanting", ID, ID, ID, ID, ID), ("lanting", 1.5)])
def test_what_the_table_does_not_know_is_an_error(args: tuple[Any, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        address("desk:ticket", *args)


def test_an_id_may_stand_where_any_text_may() -> None:
    assert address("desk:today", ID) == reverse("desk:today", args=[ID])


def test_the_place_of_the_house_stands_before_it() -> None:
    plain = address("desk:ticket", "lanting", ID)
    set_script_prefix("/linli/")
    try:
        assert address("desk:ticket", "lanting", ID) == f"/linli{plain}"
    finally:
        set_script_prefix("/")


def test_addresses_that_differ_in_one_id_are_the_ones_of_the_table() -> None:
    of_move = address_of_each("desk:ticket_move", "lanting", EACH, "dispatch")
    for one in (ID, uuid4()):
        assert of_move(one) == reverse("desk:ticket_move", args=["lanting", one, "dispatch"])
