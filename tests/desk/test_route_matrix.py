"""Every address × every persona: what the URL table holds and routes.json does not know fails here."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.desk.house import House
from tests.desk.town import PERSONAS, Town

TABLE: dict[str, dict[str, int]] = json.loads((Path(__file__).parent / "routes.json").read_text(encoding="utf-8"))
# A link that was never made and a second factor that was never set up: found by nobody.
NEVER_THERE = {"use_link", "way_in", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"}


def patterns(found: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the house."""
    for each in found.url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else ""
            yield from patterns(each, namespace + inner)
        else:
            yield f"{namespace}{each.name}", each


ADDRESSES = dict(patterns(get_resolver()))


def row_name(row: str) -> str:
    return row.partition(" ")[0]


def full_name(row: str) -> str:
    name = row_name(row)
    return name if name in ADDRESSES else f"desk:{name}"


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {full_name(row) for row in TABLE} == set(ADDRESSES)


def test_every_row_speaks_of_every_persona() -> None:
    assert all(tuple(expected) == PERSONAS for expected in TABLE.values())


def address(town: Town, row: str) -> str:
    """Where the row's page stands, with rows of the town that belong together."""
    name = full_name(row)
    wanted = set(ADDRESSES[name].pattern.converters)
    if name.startswith(("desk:", "public:")) and row_name(row) not in {"home", "account"}:
        wanted.add("code")
    known = town.known | town.instead.get(row_name(row), {})
    return reverse(name, kwargs={each: known[each] for each in wanted})


def ask(town: Town, persona: str, row: str) -> int:
    """The answer's number."""
    words = {"title": "改过", "text": "", "seen": str(town.version), "language": "en", "next": "/account/"}
    browser, where = town.browsers[persona], address(town, row)
    answer = browser.post(where, words) if row.endswith(" POST") else browser.get(where)
    # After signing out the next person at this machine finds no page of the one before; what is for everybody leaves no trace.
    kept = answer.headers.get("Cache-Control", "")
    assert "no-store" in kept or (full_name(row).startswith(("public:", "field:")) and not answer.cookies and "public" in kept), (
        persona,
        row,
    )
    return answer.status_code


def test_every_persona_gets_the_expected_answer_everywhere(house: House) -> None:
    town = Town(house)

    answers = {row: {persona: ask(town, persona, row) for persona in PERSONAS} for row in TABLE}

    assert answers == TABLE


def test_no_row_is_about_something_that_is_not_there() -> None:
    # Not found for everybody would prove nothing about who may see it.
    missing = {row_name(row) for row, answers in TABLE.items() if 404 in answers.values() and set(answers.values()) <= {302, 404}}
    assert missing == NEVER_THERE


def test_nobody_meets_an_error_of_ours() -> None:
    assert {number for answers in TABLE.values() for number in answers.values()} <= {200, 302, 303, 401, 403, 404, 409, 422}


@pytest.mark.parametrize("row", [row for row in TABLE if row.endswith(" POST")])
def test_what_changes_something_does_not_answer_a_plain_get(house: House, row: str) -> None:
    if row.removesuffix(" POST") in TABLE:
        return
    browser = house.browser("zhang.ning")
    known: dict[str, Any] = {"code": "lanting", "job_id": 1, "session_id": 1}
    wanted = {name: known.get(name, uuid.uuid4()) for name in ADDRESSES[full_name(row)].pattern.converters}
    code = {"code": "lanting"} if full_name(row).startswith(("desk:", "public:")) else {}

    assert browser.get(reverse(full_name(row), kwargs={**wanted, **code})).status_code == 405
