"""The list of grids, and the question which one is mine."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from linli.kernel import clock, scope
from linli.org.actions import grids
from linli.org.queries import grids as standing
from tests.desk.pages import Page
from tests.public.street import CENTRE_PHONE, DRAWN_AT, PublicStreet

LIST = "/s/lanting/grids/?lang=en"


def ask(passer: Client, address: str) -> Page:
    answer = passer.post(LIST, {"address": address})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return Page(answer)


def found_line(page: Page) -> str:
    return page.text.split("This address belongs to ")[1].split(" .")[0]


def test_every_published_grid_stands_below_the_one_above_it(street: PublicStreet, passer: Client) -> None:
    page = Page(passer.get(LIST))

    links = [found["href"] for found in page.all("a") if "/grids/" in found["href"]]
    assert links == [f"/s/lanting/grids/{code}/?lang=en" for code in ("Z1", "S1", "W1", "W2", "W3", "Z2")]
    assert "橙子公寓" not in page.text
    assert len(page.all("li", **{"class": "in"})) == 4


def test_a_grid_that_was_closed_is_gone(street: PublicStreet, passer: Client) -> None:
    boss, grid = street.office.boss, street.grids["W2"]
    with scope.scoped(boss):
        seen = standing.extents_of(boss, grid.pk)[0]
        grids.close_grid(boss, grid.pk, seen=seen.pk, effective_at=clock.now(), why="并入")

    assert "兰田二网格" not in Page(passer.get(LIST)).text
    assert passer.get("/s/lanting/grids/W2/").status_code == 404


def test_before_anything_is_in_force_there_is_no_list(street: PublicStreet, passer: Client) -> None:
    with clock.told_by(lambda: datetime(2026, 9, 19, tzinfo=UTC)):
        assert passer.get(LIST).status_code == 404


@pytest.mark.parametrize(
    ("address", "grid"),
    [
        ("书院弄12号 302 室", "兰田一网格"),
        ("橙子公寓", "兰田一网格"),
        ("兰亭街道橙子公寓 3 号楼", "兰田一网格"),
        ("岚皋路３号", "兰田三网格"),
        ("岚皋路 13 号", "兰田三网格"),
    ],
)
def test_an_address_finds_its_published_grid(street: PublicStreet, passer: Client, address: str, grid: str) -> None:
    page = ask(passer, address)

    assert found_line(page) == grid
    assert page.value("address") == address


@pytest.mark.parametrize("address", ["岚皋路 33 号", "书院弄", "橙", "nowhere"])
def test_an_unknown_address_is_said_so_with_a_number_to_call(street: PublicStreet, passer: Client, address: str) -> None:
    page = ask(passer, address)

    assert f"“{address}” is not in the list." in page.text
    assert CENTRE_PHONE in page.text.split("is not in the list.")[1]
    assert page.value("address") == address


def test_an_empty_question_is_answered_with_what_to_write(street: PublicStreet, passer: Client) -> None:
    assert "Write the name of your compound, or street and house number." in ask(passer, "  ").text


def test_strange_words_do_no_harm(street: PublicStreet, passer: Client) -> None:
    for words in ("\x00", "<script>", ".*", "(" * 50, "书" * 5000, "%s%%", "岚皋路 3 号\x00"):
        page = ask(passer, words)
        assert not page.all("script")
        assert len(page.value("address")) <= 120


def test_without_a_centre_the_hotline_is_the_one_to_ask(street: PublicStreet, passer: Client) -> None:
    with street.office.database.connect("superuser") as superuser:
        superuser.execute("UPDATE unit SET valid_from = %s, valid_until = %s", [DRAWN_AT, DRAWN_AT + timedelta(days=1)])

    page = ask(passer, "nowhere")

    assert "The city hotline 12345 answers questions about grids." in page.text
    assert "12345" in page.text.split("is not in the list.")[1]


def test_the_question_is_stored_nowhere(street: PublicStreet, caplog: pytest.LogCaptureFixture) -> None:
    careful = Client(enforce_csrf_checks=True)

    with caplog.at_level("DEBUG"):
        answer = careful.post(LIST, {"address": "岚皋路 3 号"})

    assert answer.status_code == 200, "a form without a token works: it changes nothing and knows nobody"
    assert not answer.cookies
    with street.office.database.connect("superuser") as superuser:
        tables = [row[0] for row in superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()]
        kept = [
            table
            for table in tables
            if table != "grid_extent"
            and superuser.execute(f'SELECT 1 FROM "{table}" AS whole WHERE whole::text LIKE %s LIMIT 1'.encode(), ["%岚皋路%"]).fetchone()
        ]
    assert [table for table in kept if not table.startswith("journal")] == []
    assert not [record for record in caplog.records if record.name.startswith("django.request") and "岚皋路" in record.getMessage()]
