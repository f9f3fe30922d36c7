"""The account's own page, and the language of every page."""

from django.test import Client

from tests.desk.house import House
from tests.desk.pages import Page


def test_the_account_page_leads_to_password_second_factor_and_sessions(house: House) -> None:
    page = Page(house.browser("zhang.ning").get("/account/"))

    links = {found.get("href") for found in page.all("a")}
    assert {"/account/password/", "/account/second-factor/", "/account/sessions/"} <= links
    assert "zhang.ning" in page.text


def test_a_stranger_is_asked_to_sign_in(database: object) -> None:
    assert Client().get("/account/")["Location"] == "/account/sign-in/?next=/account/"


def test_choosing_a_language_changes_every_page_and_says_so_in_its_markup(house: House) -> None:
    clerk = house.browser("zhang.ning", language="zh-hans")
    chinese = Page(clerk.get("/d/lanting/"))

    clerk.post("/account/language/", {"language": "en", "next": "/account/"})

    english = Page(clerk.get("/d/lanting/"))
    assert (chinese.all("html")[0]["lang"], english.all("html")[0]["lang"]) == ("zh-hans", "en")
    assert "今日" in chinese.text
    assert "Today" in english.text


def test_the_entrance_speaks_chinese_unless_asked(database: object) -> None:
    client = Client()

    assert "用管理员给您的登录名" in Page(client.get("/account/sign-in/")).text
    client.post("/account/language/", {"language": "en", "next": "/account/sign-in/"})
    assert "With the name your administrator gave you" in Page(client.get("/account/sign-in/")).text
