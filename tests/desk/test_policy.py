"""What the browser is told to refuse, and that no page needs it."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from tests.desk.house import House
from tests.desk.pages import Page

DESK = Path(__file__).parents[2] / "linli" / "desk"
PAGES = ("", "notes/", "notes/new", "search?q=楼道", "notices/", "jobs/", "calendar/", "calendar/deadline")


def test_every_page_carries_the_policy_and_nothing_inline(house: House) -> None:
    clerk = house.browser("zhang.ning")
    note = house.note("zhang.ning")
    ones = [f"notes/{note.pk}/", f"notes/{note.pk}/edit", f"notes/{note.pk}/journal"]
    addresses = [*(f"/d/lanting/{each}" for each in [*PAGES, *ones]), "/account/", "/account/password/", "/account/sessions/", "/nothing"]

    for address in addresses:
        answer = clerk.get(address)
        policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'self'", address
        assert not {"script-src", "style-src"} & policy.keys(), address
        assert Page(answer).inline == [], address


@pytest.mark.parametrize("address", ["/account/sign-in/", "/account/set-up/never-made/"])
def test_the_entrance_has_nothing_inline_either(database: object, address: str) -> None:
    answer = Client().get(address)

    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert Page(answer).inline == []


def test_nothing_is_asked_of_another_host(house: House) -> None:
    page = Page(house.browser("zhang.ning").get("/d/lanting/"))

    addresses = [value for _, found in page.tags for name, value in found.items() if name in {"src", "href", "action"}]
    assert addresses
    assert not [each for each in addresses if each.startswith(("http:", "https:", "//"))]


def test_pages_of_people_are_kept_by_no_cache(house: House) -> None:
    assert "no-store" in house.browser("zhang.ning").get("/d/lanting/notes/")["Cache-Control"]


def test_every_icon_of_the_templates_is_in_the_sprite() -> None:
    known = set(json.loads((DESK.parents[1] / "web" / "src" / "icons.json").read_text(encoding="utf-8")))
    templates = "".join(path.read_text(encoding="utf-8") for path in (DESK / "templates").rglob("*.html"))
    code = (DESK / "words.py").read_text(encoding="utf-8") + (DESK / "frame.py").read_text(encoding="utf-8")
    used = {
        *re.findall(r'{% icon "([\w-]+)" %}', templates),
        *re.findall(r'Word\(.+, "([\w-]+)"\)', code),
        *re.findall(r'NavItem\("\w+", "([\w-]+)"', code),
    }

    assert len(used) > 20
    assert used <= known
