"""The page that the phone keeps, and what every answer of the door is like."""

import pytest
from django.test import Client

from linli.field.middleware import DATA
from tests.desk.pages import Page
from tests.field.street import Street


@pytest.mark.parametrize("where", ["", "lanting/", "lanting/t/12", "nowhere/at/all"])
def test_the_page_is_the_same_for_everybody(street: Street, where: str) -> None:
    signed_in, stranger = street.worker.browser.get(f"/field/{where}"), Client().get("/field/")

    assert signed_in.status_code == 200 and signed_in.content == stranger.content
    assert "Vary" not in signed_in.headers and not signed_in.cookies
    assert signed_in["Cache-Control"] == "public, no-cache"
    assert Page(signed_in).inline == []
    policy = signed_in["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "blob:" in policy and "unsafe" not in policy


def test_the_service_worker_looks_after_the_phones_addresses_alone(street: Street) -> None:
    answer = street.worker.browser.get("/field/sw.js")

    assert answer.status_code == 200 and answer["Service-Worker-Allowed"] == "/field/"
    assert answer["Content-Type"].startswith("text/javascript") and not answer.cookies


def test_who_is_it(street: Street) -> None:
    told = street.worker.asks("get", "me").json()

    assert told["login"] == "luo.yan" and told["subdistricts"] == [{"code": "lanting", "name": "兰亭街道"}]
    assert told["account_id"] == str(street.accounts["luo.yan"].pk)


def test_every_answer_with_data_is_kept_by_nobody(street: Street) -> None:
    for where in ("me", "lanting/pull", "lanting/devices", "zhuxi/pull"):
        assert "no-store" in street.worker.asks("get", where)["Cache-Control"], where


def test_a_no_of_the_layers_before_the_door_is_json_too(street: Street) -> None:
    street.account("chen.jie", None, ("accounts.administer",))
    administrator = street.browser("chen.jie")

    answer = administrator.get("/field/lanting/pull")
    huge = administrator.post("/field/lanting/sync", b"{}", content_type="application/json", headers={"Content-Length": "99999999"})

    assert answer.status_code == 403 and answer.json()["errors"][0]["code"] == "field.second_factor_first"
    assert huge.status_code == 413 and huge.json()["errors"][0]["code"] == "field.batch_too_large"


def test_nonsense_is_unreadable(street: Street) -> None:
    for body in (b"{", b"[" * 100_000, b'{"device_id": NaN}'):
        answer = street.worker.browser.post(
            "/field/lanting/sync", body, content_type="application/json", headers={"Origin": "http://testserver"}
        )
        assert answer.status_code == 422 and answer.json()["errors"][0]["code"] == "field.unreadable"


def test_only_the_addresses_with_data_are_read_with_cookies() -> None:
    assert all(DATA.match(f"/field/{each}") for each in ("me", "a/sync", "a/pull", "a/devices", "a/devices/1/unlock", "a/attachments/1"))
    assert not any(DATA.match(f"/field/{each}") for each in ("", "sw.js", "a/", "a/t/1", "a/pulls", "me/"))
