"""The first page."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.journal import sealing
from tests.desk.house import READER, House
from tests.desk.pages import Page
from tests.ground import connect_as


def test_an_empty_day_says_what_to_do_next(house: House) -> None:
    page = Page(house.browser("zhang.ning").get("/d/lanting/"))

    assert "Nothing unread" in page.text
    assert "two characters of it will find it again" in page.text


def test_what_waits_is_shown(house: House) -> None:
    house.account("zhang.ning")
    colleague = house.browser("wang.fang")
    house.note("zhang.ning", title="楼道堆物")
    house.work()

    text = Page(colleague.get("/d/lanting/")).text

    assert "zhang.ning wrote the note “楼道堆物”." in text


def test_who_may_not_see_jobs_has_the_page_without_them(house: House) -> None:
    reader = Page(house.browser("gu.wen", may=READER).get("/d/lanting/"))
    clerk = Page(house.browser("zhang.ning").get("/d/lanting/"))

    for page, is_there in ((reader, False), (clerk, True)):
        assert bool(page.all("a", href="/d/lanting/jobs/")) is is_there
        assert bool(page.all("a", href="/d/lanting/notes/new")) is is_there


def test_the_frame_says_when_the_journal_was_sealed_last(house: House) -> None:
    clerk, neighbour = house.browser("zhang.ning"), house.browser("chen.gang", "zhuxi")
    house.note("zhang.ning")
    assert "Journal sealed" not in Page(clerk.get("/d/lanting/")).text

    connect_as(house.database.server, "worker", house.database.name)
    subdistrict_id = house.subdistricts["lanting"]
    with scope.scoped(Actor.system("journal.seal", subdistrict_id)):
        assert sealing.seal_due(subdistrict_id, Ed25519PrivateKey.generate()) == 1
    connect_as(house.database.server, "web", house.database.name)

    assert "Journal sealed just now" in " ".join(Page(clerk.get("/d/lanting/")).text.split())
    assert "Journal sealed" not in Page(neighbour.get("/d/zhuxi/")).text


def test_the_start_leads_to_the_subdistrict_chosen_last(house: House) -> None:
    both = house.browser("zhang.ning", "lanting", "zhuxi")

    assert both.get("/")["Location"] == "/d/lanting/"
    both.get("/d/zhuxi/")
    assert both.get("/")["Location"] == "/d/zhuxi/"


def test_who_belongs_nowhere_is_told_whom_to_ask(house: House) -> None:
    nobody = house.browser("zhang.ning")
    with house.database.connect("superuser") as superuser:
        superuser.execute("DELETE FROM membership")

    assert "You belong to no subdistrict yet" in Page(nobody.get("/")).text
    assert nobody.get("/d/lanting/").status_code == 404
