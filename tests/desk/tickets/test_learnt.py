"""The learnt classes at the desk: what is missing before, figures with their tickets, the way back, and closed to who may not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from linli.kernel import scope
from linli.kernel.ids import uuid7
from linli.lang import bayes
from linli.tickets.actions import catalogue, learning
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.models import ClassModel, ClassModelVersion
from linli.tickets.queries import learning as queries
from linli.tickets.queries.learning import Night
from linli.tickets.rules.figures import EVERY, Compared, Figures, Held, Method, OfClass, Sure, counted
from linli.tickets.rules.learning import Version
from tests.desk.pages import Page
from tests.desk.test_query_counts import statements
from tests.desk.tickets.office import Office

BIKE, DIRT, LAMP = "E0506", "E0105", "C0118"
WORDS = ("catalogue.read", "catalogue.change", "tickets.read")
BOOK = "/d/lanting/tickets/catalogue/"
PAGE = f"{BOOK}learnt/"


@pytest.fixture
def chief(office: Office) -> Client:
    return office.house.browser("chief", may=WORDS)


@pytest.fixture
def looker(office: Office) -> Client:
    return office.house.browser("looker", may=("catalogue.read",))


@pytest.fixture
def laid(office: Office) -> Office:
    with scope.scoped(office.me):
        catalogue.lay_preset(office.me)
    return office


def figures_of(held: Sequence[Held], **other: Any) -> Figures:
    found = counted(
        held,
        since=date(2026, 3, 1),
        until=date(2026, 3, 9),
        catalogue=1,
        right_by={Method.PAIRS: 40, Method.RUNS: 30},
        compared=Compared(10, 4, 7),
    )
    return replace(found, **other)


def takes_over(office: Office, figures: Figures, *, texts: str = "小黄车挡在大门") -> int:
    """As if a night had learnt that."""
    model = bayes.learnt([(f"{texts}口", BIKE), (f"{texts}外", BIKE), ("景观池水发绿", DIRT), ("景观池水发臭", DIRT)])
    assert model is not None
    with scope.scoped(office.me):
        row = queries.row_of(office.me)
        night = Night(None if row is None else row.version_id, Version(Method.PAIRS, model.dumped(), None, figures))
        found = learning.take_over(office.me, night)
        assert found is not None
        return found.version_number


def held(code: str, said: str, ticket_id: UUID | None = None, *, by_examples: bool = False) -> Held:
    return Held(ticket_id or uuid7(), code, said, 0.9, by_examples)


def seen_of(office: Office) -> str:
    with scope.scoped(office.me):
        return str(ClassModel.objects.get().journal_seq)


def test_before_there_is_a_catalogue_the_page_leads_to_it(office: Office, chief: Client) -> None:
    page = Page(chief.get(PAGE))
    assert "First the catalogue" in page.text and page.all("a", href="/d/lanting/tickets/catalogue/", **{"class": "btn btn-primary"})


def test_before_the_first_night_the_page_counts_what_is_missing(laid: Office, looker: Client) -> None:
    assert "20 more tickets need a class that a person chose" in Page(looker.get(PAGE)).text
    for number in range(19):
        laid.ticket(item=ItemDraft(code=BIKE, version=1), words=f"第{number}次")
    # What a machine chose does not count.
    laid.ticket(item=ItemDraft(code=BIKE, version=1, is_set_by_machine=True))
    page = Page(looker.get(PAGE))
    assert "1 more ticket needs a class that a person chose" in page.text
    assert page.all("a", href="/d/lanting/tickets/?lack=class")
    laid.ticket(item=ItemDraft(code=BIKE, version=1))
    assert "the next night learns from them" in Page(looker.get(PAGE)).text


def test_figures_stand_with_their_tickets_and_what_is_different(laid: Office, chief: Client, looker: Client) -> None:
    wrong = laid.ticket(item=ItemDraft(code=BIKE, version=1), matter="小黄车挡门", words="")
    before = {BIKE: OfClass(20, 20, 10), DIRT: OfClass(20, 20, 18), LAMP: OfClass(3, 3, 3)}
    takes_over(laid, figures_of([], classes=before))
    now = [*(held(BIKE, BIKE) for _ in range(39)), held(BIKE, DIRT, wrong), *(held(DIRT, BIKE) for _ in range(9)), held(DIRT, "")]
    found = figures_of(
        [*now, held(DIRT, DIRT, by_examples=True), held("Z99", "Z99")],
        thresholds={EVERY: Sure(None, 0.5), BIKE: Sure(0.81, 0.4)},
        thresholds_above={EVERY: Sure(None, None), "E05": Sure(None, 0.63)},
    )
    assert takes_over(laid, found, texts="小黄车堵着大门") == 2

    page = Page(looker.get(PAGE))
    assert "Version 2, learnt" in page.text
    for said in (
        "78.8%",
        "41 / 52",
        "4 → 7",
        "right of 10 new tickets",
        "tickets, 2026-03-01 to 2026-03-09",
        "No text of a ticket is kept",
    ):
        assert said in page.text
    assert "Learnt by pairs of characters. By runs of characters and themes 30 would have been right." in page.text
    # Better, worse, newly known, no longer known.
    for said in ("better 小黄车", "worse", "newly known Z99", "no longer known"):
        assert said.split()[0] in page.text
    assert "50% → 98%" in page.text and "90% → 9%" in page.text
    # A class has its own thresholds, or those of all together, or none is ever reached.
    assert "81%" in page.text and "50% *" in page.text and "never *" not in page.text and "never" in page.text
    # Classes above have theirs, and the others what holds for all of them.
    assert "街面秩序 E05 63% every other class never" in page.text
    linked = [each["href"] for each in page.all("a") if f"class={BIKE}" in each.get("href", "")]
    assert linked and "state=closed" in linked[0]
    assert not page.all("button") or "Go back" not in page.text
    assert Page(chief.get(linked[0])).text

    assert page.all("a", href=f"{PAGE}{BIKE}/{DIRT}/") and page.all("a", href=f"{PAGE}{DIRT}/-/")
    one = Page(chief.get(f"{PAGE}{BIKE}/{DIRT}/"))
    assert "小黄车挡门" in one.text and one.all("a", href=f"/d/lanting/tickets/{wrong}/")
    # Who may see no ticket sees none here either.
    closed = Page(looker.get(f"{PAGE}{BIKE}/{DIRT}/"))
    assert "小黄车挡门" not in closed.text and "Your post sees none of these tickets" in closed.text
    assert "no class" in Page(looker.get(f"{PAGE}{DIRT}/-/")).text
    for nowhere in (f"{PAGE}{DIRT}/{LAMP}/", f"{PAGE}{BIKE}/{BIKE}/"):
        assert looker.get(nowhere).status_code == 404


def test_nothing_to_compare_with_and_nothing_wrong_is_said(laid: Office, looker: Client) -> None:
    alone = figures_of([held(BIKE, BIKE) for _ in range(5)], right_by={Method.PAIRS: 5}, compared=Compared(0, 0, 0))
    takes_over(laid, alone)
    text = Page(looker.get(PAGE)).text
    assert "There is none to compare with." in text and "None: every ticket was told as people said." in text
    assert "from 100 tickets on" in text and "it makes a class possible at most" in text and "The class above" not in text
    assert "no new tickets to compare by" in text and "From 100 tickets of classes with 5 or more on" in text
    takes_over(laid, alone, texts="小黄车堵着大门")
    assert "Hardly anything." in Page(looker.get(PAGE)).text


def test_a_version_of_before_figures_were_kept_says_so(laid: Office, looker: Client) -> None:
    takes_over(laid, figures_of([held(BIKE, BIKE)]))
    with scope.scoped(laid.me):
        ClassModelVersion.objects.of(laid.me.subdistrict_id).update(figures={}, learnt_at=None)
    assert "learnt before figures were kept" in Page(looker.get(PAGE)).text
    assert looker.get(f"{PAGE}{BIKE}/{DIRT}/").status_code == 404
    # One with figures after one without: nobody can say what is different.
    takes_over(laid, figures_of([held(BIKE, BIKE)]), texts="小黄车堵着大门")
    assert "There is none to compare with." in Page(looker.get(PAGE)).text


def test_a_classifier_that_cannot_be_read_is_told(laid: Office, looker: Client) -> None:
    takes_over(laid, figures_of([held(BIKE, BIKE)]))
    with scope.scoped(laid.me):
        ClassModelVersion.objects.of(laid.me.subdistrict_id).update(method=Method.RUNS.value, classifier=b"none of ours")
    assert "cannot be read on this machine" in Page(looker.get(PAGE)).text


def test_going_back_and_learning_again(laid: Office, chief: Client, looker: Client) -> None:
    takes_over(laid, figures_of([held(BIKE, BIKE)]))
    assert "Go back" not in Page(chief.get(PAGE)).text
    takes_over(laid, figures_of([held(BIKE, DIRT)]), texts="小黄车堵着大门")
    page = Page(chief.get(PAGE))
    assert "Go back to version 1" in page.text and "Go back" not in Page(looker.get(PAGE)).text
    assert looker.post(f"{PAGE}back", {"seen": seen_of(laid)}).status_code == 403
    assert chief.post(f"{PAGE}back", {"seen": "1"}).status_code == 409

    assert chief.post(f"{PAGE}back", {"seen": seen_of(laid)}).status_code == 303
    page = Page(chief.get(PAGE))
    assert "Version 1 is in use" in page.text and "Let it learn again" in page.text and "Go back to" not in page.text
    assert "Somebody went back to this version" in Page(looker.get(PAGE)).text
    assert "Let it learn again" not in Page(looker.get(PAGE)).text

    assert chief.post(f"{PAGE}on", {"seen": seen_of(laid)}).status_code == 303
    assert "The house learns again from tonight on." in Page(chief.get(PAGE)).text
    assert chief.post(f"{PAGE}on", {"seen": seen_of(laid)}).status_code == 422


BUDGETS = {PAGE: 13, f"{PAGE}{BIKE}/{DIRT}/": 14}


@pytest.mark.parametrize("how_many", [1, 6])
def test_the_pages_cost_what_was_reviewed(laid: Office, chief: Client, how_many: int) -> None:
    wrong = [held(BIKE, DIRT, laid.ticket(item=ItemDraft(code=BIKE, version=1))) for _ in range(how_many)]
    for number in range(how_many):
        takes_over(laid, figures_of(wrong), texts=f"小黄车挡在大门{'东南西北中外'[number]}面")
    assert {address: statements(chief, address) for address in BUDGETS} == BUDGETS


def test_both_pages_stand_in_chinese_too(laid: Office) -> None:
    reader = laid.house.browser("reader", may=WORDS, language="zh-hans")
    assert "还没有学到" in Page(reader.get(PAGE)).text
    takes_over(laid, figures_of([held(BIKE, DIRT)]))
    assert "学到的类别" in Page(reader.get(PAGE)).text and "学到的类别" in Page(reader.get(f"{PAGE}{BIKE}/{DIRT}/")).text
