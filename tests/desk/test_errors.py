"""Plain words and the way out."""

from django.test import Client, RequestFactory

from linli.desk import errors
from linli.kernel.errors import Refused
from tests.desk.house import House
from tests.desk.pages import Page


def test_an_unknown_address_is_not_found_in_words(house: House) -> None:
    answer = house.browser("zhang.ning").get("/nothing/here")

    assert answer.status_code == 404
    assert "Not found" in Page(answer).text
    assert "Back to the desk" in Page(answer).text


def test_htmx_gets_one_line_instead_of_a_page(house: House) -> None:
    answer = house.browser("zhang.ning").get("/d/zhuxi/", headers={"HX-Request": "true"})

    assert answer.status_code == 404
    assert not Page(answer).all("html")
    assert Page(answer).all("div", role="alert")


def test_somebody_who_is_no_longer_signed_in_is_led_to_the_sign_in_page(house: House) -> None:
    stranger = Client()

    assert stranger.get("/d/lanting/notes/")["Location"] == "/account/sign-in/?next=/d/lanting/notes/"
    partial = stranger.get("/d/lanting/notes/", headers={"HX-Request": "true"})
    assert (partial.status_code, partial["HX-Redirect"]) == (401, "/account/sign-in/?next=/d/lanting/notes/")


def test_words_sent_after_the_sign_in_ended_are_given_back(house: House) -> None:
    stranger, words = Client(HTTP_ACCEPT_LANGUAGE="en"), {"title": "楼道堆物", "text": "挡住灭火器", "seen": "7"}

    page = Page(stranger.post("/d/lanting/notes/new", words))
    part = stranger.post("/d/lanting/notes/new", words, headers={"HX-Request": "true"})

    assert "楼道堆物" in page.text
    assert "挡住灭火器" in page.text
    assert len(page.all("textarea")) == 2
    # The script leaves the form as it stands and shows the line above it.
    assert (part.status_code, "HX-Redirect" in part) == (401, False)
    assert "You were signed out" in Page(part).text
    assert stranger.post("/d/lanting/notes/new")["Location"] == "/account/sign-in/?next=/d/lanting/notes/new"
    assert house.count_notes() == 0


def test_a_form_without_its_token_is_refused_in_words(house: House) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(house.account("zhang.ning"))

    answer = careful.post("/d/lanting/notes/new", {"title": "x", "text": ""})

    assert answer.status_code == 403
    assert "Please open the page again" in Page(answer).text
    assert house.count_notes() == 0


def test_busy_is_said_with_its_own_number(database: object) -> None:
    answer = errors.refused(RequestFactory().get("/"), Refused("kernel.busy"))

    assert answer.status_code == 503


def test_our_own_mistake_is_said_without_asking_the_database() -> None:
    page = errors.server_error(RequestFactory().get("/"))
    part = errors.server_error(RequestFactory().get("/", headers={"HX-Request": "true"}))

    assert (page.status_code, part.status_code) == (500, 500)
    assert Page(page).all("html")
    assert not Page(part).all("html")


def test_a_busy_database_is_said_as_busy_also_before_a_scope_is_open(house: House) -> None:
    clerk = house.browser("zhang.ning")
    clerk.raise_request_exception = False

    with house.database.connect("owner") as owner, owner.transaction():
        owner.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
        page, part = clerk.get("/d/lanting/notes/"), clerk.get("/d/lanting/notes/", headers={"HX-Request": "true"})

    assert (page.status_code, part.status_code) == (503, 503)
    for answer in (page, part):
        assert "The database does not answer right now" in Page(answer).text
    assert clerk.get("/d/lanting/notes/").status_code == 200
