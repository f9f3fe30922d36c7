"""The authenticator app: demanded of administrators, asked at sign-in, good once, kept encrypted."""

from linli.accounts.rules import Permission
from tests.accounts.entrance import PASSWORD, SET_UP_APP, Browser, Entrance, code_of

CODE = "/account/second-factor/code/"
RECOVERY = "/account/second-factor/recovery-codes/"
AGAIN = "/account/again/"


def _administrator(entrance: Entrance) -> None:
    entrance.member(entrance.account("chen.jie"), entrance.lanting, [Permission.ADMINISTER])


def test_an_administrator_reaches_nothing_but_the_set_up(entrance: Entrance) -> None:
    _administrator(entrance)
    entrance.member(entrance.account("wang.li"), entrance.lanting, [Permission.READ_JOBS])
    administrator, clerk = Browser(), Browser()
    administrator.sign_in("chen.jie")
    clerk.sign_in("wang.li")

    for path in ("/account/sessions/", "/account/password/", "/account/second-factor/", "/account/"):
        led = administrator.client.get(path)
        assert (led.status_code, led["Location"]) == (302, SET_UP_APP)
        assert clerk.client.get(path).status_code == 200
    part = administrator.client.get("/account/sessions/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (403, SET_UP_APP)

    administrator.set_up_app()
    assert administrator.client.get("/account/sessions/").status_code == 200


def test_the_way_out_stays_open(entrance: Entrance) -> None:
    _administrator(entrance)
    browser = Browser()
    browser.sign_in("chen.jie")
    browser.client.post("/account/sign-out/")
    assert not browser.is_signed_in()


def test_who_must_set_it_up_at_the_first_sign_in_types_the_password_once(entrance: Entrance) -> None:
    _administrator(entrance)
    browser = Browser()
    browser.sign_in("chen.jie")

    assert browser.client.get(SET_UP_APP).status_code == 200


def test_setting_it_up_by_choice_asks_for_the_password_again(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    browser = Browser()
    browser.sign_in("chen.jie")
    asked = browser.client.get(SET_UP_APP)
    assert (asked.status_code, asked["Location"].split("?")[0]) == (302, AGAIN)
    browser.client.post(asked["Location"], {"password": PASSWORD})
    assert browser.client.get(SET_UP_APP).status_code == 200


def test_the_password_alone_does_not_open_afterwards(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    first, second = Browser(), Browser()
    first.sign_in("chen.jie")
    secret = first.set_up_app()

    second.sign_in("chen.jie")
    assert not second.is_signed_in()
    second.client.post(CODE, {"code": "000000" if code_of(secret) != "000000" else "111111"})
    assert not second.is_signed_in()
    second.client.post(CODE, {"code": code_of(secret)})
    assert second.is_signed_in()


def test_a_code_opens_once(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    first, second, third = Browser(), Browser(), Browser()
    first.sign_in("chen.jie")
    secret = first.set_up_app()
    # One period ago: allauth itself forgets a used code before the tolerance has run out.
    code = code_of(secret, periods_ago=1)

    second.sign_in("chen.jie")
    second.client.post(CODE, {"code": code})
    third.sign_in("chen.jie")
    with entrance.database.connect("superuser") as superuser:
        superuser.execute("DELETE FROM django_cache WHERE cache_key LIKE '%%allauth.mfa.totp.used%%'")
    third.client.post(CODE, {"code": f"{code[:3]} {code[3:]}"})

    assert second.is_signed_in()
    assert not third.is_signed_in()


def test_recovery_codes_open_once_each(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    first = Browser()
    first.sign_in("chen.jie")
    first.set_up_app()
    codes = first.client.get(RECOVERY).context["unused_codes"]
    assert len(codes) == 10

    for browser, opens in ((Browser(), True), (Browser(), False)):
        browser.sign_in("chen.jie")
        browser.client.post(CODE, {"code": codes[0]})
        assert browser.is_signed_in() is opens


def test_five_wrong_codes_close_the_second_step(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    first, second = Browser(), Browser("198.51.100.1")
    first.sign_in("chen.jie")
    secret = first.set_up_app()
    second.sign_in("chen.jie")
    for _ in range(5):
        second.client.post(CODE, {"code": "12345"})
    second.client.post(CODE, {"code": code_of(secret)})
    assert not second.is_signed_in()


def test_secrets_are_stored_encrypted(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    browser = Browser()
    browser.sign_in("chen.jie")
    secret = browser.set_up_app()
    codes = browser.client.get(RECOVERY).context["unused_codes"]

    with entrance.database.connect("superuser") as superuser:
        stored = superuser.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator").fetchone()
    assert stored is not None
    text = str(stored[0])
    assert '"secret"' in text
    assert '"seed"' in text
    assert secret not in text
    assert not [code for code in codes if code in text]
    # The control: what the code is computed from is there, and opens with the keys.
    assert browser.client.get("/account/second-factor/").status_code == 200
