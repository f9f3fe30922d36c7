"""How many statements the pages of the organisation cost, as reviewed numbers; a list costs the same however long it is."""

import json
from pathlib import Path

import pytest

from tests.desk.house import House
from tests.desk.org.staff import ALL, Staff
from tests.desk.test_query_counts import statements

BUDGETS: dict[str, int] = json.loads((Path(__file__).parent / "query_counts.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("how_many", [1, 7])
def test_every_page_costs_what_was_reviewed(house: House, how_many: int) -> None:
    staff = Staff(house)
    unit, post = staff.unit(), staff.post("调度员", *ALL, "accounts.administer")
    people = [staff.person(f"张宁{number}", unit) for number in range(how_many)]
    for number, person in enumerate(people):
        staff.unit(f"B{number}", f"科室{number}", parent=unit)
        staff.give(person, post)
        staff.login(f"zhang.ning{number}", person)
    # Somebody who may everything by post: what the door adds is part of each number.
    staff.second_factor("zhang.ning0")
    browser = house.signed_in("zhang.ning0")
    addresses = {
        "units": "units/",
        "unit": f"units/{unit.pk}/",
        "unit_edit": f"units/{unit.pk}/edit",
        "people": "people/",
        "person": f"people/{people[0].pk}/",
        "person_edit": f"people/{people[0].pk}/edit",
        "person_journal": f"people/{people[0].pk}/journal",
        "posts": "posts/",
        "post": f"posts/{post.pk}/",
        "logins": "logins/",
    }

    costs = {name: statements(browser, staff.at(address)) for name, address in addresses.items()}

    assert costs == BUDGETS
