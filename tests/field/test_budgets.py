"""How many statements the phone's door costs, as reviewed numbers: a pull by the four places that are prepared for."""

import json
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel.ids import uuid7
from tests.desk.test_query_counts import BUDGETS
from tests.field.going import Going
from tests.field.street import Phone, Street

ROUTES = json.loads((Path(__file__).parents[1] / "desk" / "routes.json").read_text(encoding="utf-8"))


def cost(ask: Any, *known: Any, **facts: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask(*known, **facts)
    return len(asked)


def visit(phone: Phone, place_id: Any) -> dict[str, Any]:
    return phone.says("visit.record", {"visit_id": str(uuid7()), "place_id": str(place_id), "kind": "routine", "outcome": "met"})


def test_what_a_phone_asks_costs_what_was_reviewed(street: Street) -> None:
    going = Going(street)
    phone = going.phone
    full = phone.pulls()
    visited, stepped = visit(phone, going.places[0]), going.step()

    costs = {
        "field_me": cost(phone.asks, "get", "me"),
        "field_devices": cost(phone.asks, "get", "lanting/devices"),
        "field_pull": cost(phone.pulls),
        "field_pull_nothing": cost(phone.pulls, full["cursor"]),
        "field_cards": cost(phone.asks, "get", f"lanting/cards?place={going.places[1]}"),
        "field_sync_visit": cost(phone.brings, visited),
        "field_sync_step": cost(phone.brings, stepped),
        "field_sync_again": cost(phone.brings, visited, stepped),
        "field_pull_news": cost(phone.pulls, full["cursor"]),
    }

    assert costs == {name: BUDGETS[name] for name in costs}
    assert {"field_api:pull", "field_api:sync POST", "field_api:cards"} <= set(ROUTES)
