"""Phones: the second wrap's key, another account, revocation."""

import base64

from linli.kernel import journal, scope
from linli.sync.actions import devices
from linli.sync.models import Device
from tests.field.street import Phone, Street


def unlock(phone: Phone, device_id: str = "") -> tuple[int, dict[str, object]]:
    answer = phone.asks("post", f"lanting/devices/{device_id or phone.id}/unlock", {})
    return answer.status_code, answer.json()


def rows(street: Street) -> list[Device]:
    with scope.scoped(street.town.house):
        return list(Device.objects.order_by("pk"))


def test_a_phone_gets_its_key_when_it_is_registered_and_again_after_a_new_sign_in(street: Street) -> None:
    answer = street.worker.asks("post", "lanting/devices", {"label": "红米"})
    first = answer.json()
    street.worker.browser = street.browser("luo.yan")

    status, again = unlock(street.worker, first["id"])

    assert answer.status_code == 201 and answer["Cache-Control"].count("no-store") == 1
    assert (status, again) == (200, first)
    assert len(base64.b64decode(first["unlock_key"])) == 32


def test_the_key_lies_encrypted_and_in_no_journal(street: Street) -> None:
    _, told = unlock(street.worker)
    key = base64.b64decode(str(told["unlock_key"]))

    with scope.scoped(street.town.house):
        device = Device.objects.get(pk=street.worker.id)
        (entry,) = journal.story_of(device)
    assert key not in bytes(device.unlock_key)
    assert (entry.verb, entry.facts) == ("device.registered", {"label": "Android · Chrome"})


def test_another_account_on_the_same_phone_never_opens_it(street: Street) -> None:
    status, told = unlock(street.colleague, street.worker.id)

    assert status == 404 and "unlock_key" not in told
    other = Phone(street.colleague.browser, id=street.worker.id)
    assert other.asks("get", "lanting/pull").status_code == 404
    assert other.asks("post", "lanting/sync", {"device_id": other.id, "commands": []}).status_code == 404


def test_a_revoked_phone_is_told_so_at_its_next_contact_and_opens_no_more(street: Street) -> None:
    assert street.worker.asks("post", f"lanting/devices/{street.worker.id}/revoke", {}).status_code == 200
    assert street.worker.asks("post", f"lanting/devices/{street.worker.id}/revoke", {}).status_code == 200

    answers = [
        street.worker.asks("get", "lanting/pull"),
        street.worker.asks("post", "lanting/sync", {"device_id": street.worker.id, "commands": []}),
        street.worker.asks("post", f"lanting/devices/{street.worker.id}/unlock", {}),
        street.worker.puts("01a203a3-2994-778e-ba49-175bbf1c5993", b"x", 0, 1),
    ]

    assert {each.status_code for each in answers} == {403}
    assert {each.json()["errors"][0]["code"] for each in answers} == {"field.device_revoked"}
    with scope.scoped(street.town.house):
        device = Device.objects.get(pk=street.worker.id)
        assert bytes(device.unlock_key) == b""
        assert [each.verb for each in journal.story_of(device)] == ["device.registered", "device.revoked"]


def test_one_sees_and_revokes_ones_own_and_an_administrator_everybodys(street: Street) -> None:
    listed = street.worker.asks("get", "lanting/devices").json()["devices"]

    assert [(each["id"], each["is_this"], each["is_revoked"]) for each in listed] == [(street.worker.id, True, False)]
    assert street.colleague.asks("post", f"lanting/devices/{street.worker.id}/revoke", {}).status_code == 404
    administrator = street.town.house.__class__(
        account_id=street.town.house.account_id,
        subdistrict_id=street.town.lanting,
        channel=street.town.house.channel,
        permissions=frozenset({"accounts.administer"}),
    )
    with scope.scoped(administrator):
        devices.revoke(administrator, Device.objects.get(pk=street.worker.id).pk)
    assert [each.revoked_at is not None for each in rows(street)] == [True, False]


def test_a_phone_without_a_name_or_of_nobody_is_not_registered(street: Street) -> None:
    assert street.worker.asks("post", "lanting/devices", {"label": ""}).status_code == 422
    assert street.worker.asks("post", "lanting/devices", {"label": " "}).json()["errors"][0]["code"] == "kernel.empty"
    assert street.worker.asks("get", "lanting/devices", **{"X-Linli-Device": "no-id"}).status_code == 422
    assert len(rows(street)) == 2
