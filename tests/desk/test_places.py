"""The pages of places: the list with filters of one's own, dossiers, forms that come back, files step by step, the map."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.org.models import Unit
from linli.places.actions import seen
from linli.places.actions.drafts import PlaceDraft
from linli.places.actions.places import add_places
from linli.places.actions.seen import Seen
from linli.places.models import Place, PlaceContact, PlaceLikeness
from linli.places.rules.kinds import Kind
from linli.places.rules.permissions import Permission
from linli.places.rules.words import Words
from linli.tickets.actions import intake
from linli.tickets.actions.intake import TicketDraft
from linli.tickets.rules.permissions import Permission as TicketPermission
from tests import make
from tests.desk.house import CLERK, House
from tests.desk.test_query_counts import BUDGETS, statements

PLACES = "/d/lanting/places/"
GOOD = "甲店,水果,岚皋西路1号,121.4064,31.2000"
NEW = {"name": "鲜果时光", "kind": "shop", "stage": "open", "address": "岚皋西路27号", "lon": "121.402", "lat": "31.202", "system": "wgs84"}


@pytest.fixture
def keeper(house: House) -> Client:
    system = Actor.system("test", house.subdistricts["lanting"])
    make.grid(system)
    may = (*CLERK, *map(str, Permission), str(TicketPermission.READ), "personal.reveal")
    return house.browser("zhang.ning", may=may)


def text(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


def entered(keeper: Client, **words: str) -> str:
    """The address of a place that was entered by the form."""
    answer = keeper.post(f"{PLACES}new", {**NEW, **words})
    assert answer.status_code == 303, text(answer)
    return str(answer["Location"])


def system(house: House) -> Actor:
    return Actor.system("test", house.subdistricts["lanting"])


def place(house: House, name: str = "鲜果时光") -> Place:
    with scope.scoped(system(house)):
        found: Place = Place.objects.get(name=name)
        return found


def test_a_place_is_entered_found_changed_and_its_life_goes_on(house: House, keeper: Client) -> None:
    assert "No places yet" in text(keeper.get(PLACES))
    refused = keeper.post(f"{PLACES}new", {**NEW, "lat": "", "quiet_from": "12:00"})
    assert refused.status_code == 422 and "鲜果时光" in text(refused)
    where = entered(keeper, tags="连锁 沿街")

    shown = text(keeper.get(where))
    assert "兰田综合网格" in shown and "In operation" in shown and "No ticket has touched this place" in shown
    found = text(keeper.get(f"{PLACES}?text=鲜果&kind=shop&tag=连锁&stage=open&filter=silent"))
    assert "鲜果时光" in found and "never" in found
    assert "No place fits" in text(keeper.get(f"{PLACES}?text=没有这家"))
    assert keeper.get(f"{PLACES}?kind=castle").status_code == 404

    edit = text(keeper.get(f"{where}edit"))
    seen_at = re.findall(r'name="seen" value="(\d+)"', edit)[0]
    said = {**NEW, "name": "鲜果时光二店", "seen": seen_at, "lon": "", "lat": ""}
    assert keeper.post(f"{where}edit", said).status_code == 303
    assert keeper.post(f"{where}edit", {**said, "name": "别名"}).status_code == 409
    assert keeper.post(f"{where}edit", {**said, "name": "—", "seen": "2"}).status_code == 422
    assert "Close" in text(keeper.get(f"{where}move"))
    assert keeper.post(f"{where}move", {"stage": "closed", "on": "2031-01-01"}).status_code == 422
    assert keeper.post(f"{where}move", {"stage": "closed"}).status_code == 303
    assert keeper.get(f"{where}let").status_code == 200
    assert keeper.post(f"{where}let", {**NEW, "name": ""}).status_code == 422
    new = keeper.post(f"{where}let", {**NEW, "name": "王记冒菜", "kind": "restaurant", "stage": "fitting_out"})
    assert "鲜果时光二店" in text(keeper.get(new["Location"])) and "王记冒菜" in text(keeper.get(where))
    assert keeper.get(f"{where}journal").status_code == 200


def test_whom_to_reach_lines_and_tags_stand_on_the_dossier(house: House, keeper: Client) -> None:
    where = entered(keeper)
    assert keeper.post(f"{where}contacts/new", {"role": "in_charge", "purpose": "everyday"}).status_code == 422
    answer = keeper.post(
        f"{where}contacts/new", {"role": "in_charge", "purpose": "everyday", "full_name": "林一", "phone": "021-5550-0101"}
    )
    assert answer.status_code == 303
    shown = text(keeper.get(where))
    assert "In charge" in shown and "林一" not in shown and "021-5550-0101" not in shown
    with scope.scoped(system(house)):
        contact = PlaceContact.objects.get()
    edit = f"{PLACES}contacts/{contact.pk}/"
    assert keeper.get(f"{edit}edit").status_code == 200
    assert keeper.post(f"{edit}edit", {"role": "safety", "purpose": "emergency", "seen": "1"}).status_code == 303
    assert keeper.post(f"{edit}edit", {"role": "staff", "purpose": "news", "seen": "1"}).status_code == 409
    reveal = f"/d/lanting/contacts/place_contact/{contact.pk}/phone/reveal"
    assert "021-5550-0101" in text(keeper.post(reveal, {"reason": "夜间漏水联系店主"}))
    keeper.post(f"{edit}wish", {"wish": "on"})
    assert "Do not contact" in text(keeper.get(where))
    assert "asked not to be contacted" in text(keeper.post(reveal, {"reason": "夜间漏水联系店主"}))
    assert keeper.post(f"{edit}end").status_code == 303
    assert "Nobody to reach" in text(keeper.get(where))

    assert keeper.get(f"{where}papers/new").status_code == 200
    assert keeper.post(f"{where}papers/new", {"kind": "licence", "title": ""}).status_code == 422
    for day in ("2020-01-01", "2090-01-01", ""):
        keeper.post(f"{where}papers/new", {"kind": "licence", "title": "食品经营许可证", "number": "JY-1", "expires_on": day})
    shown = text(keeper.get(where))
    assert "食品经营许可证" in shown and "1 </i>" not in shown and "A licence runs out" in text(keeper.get(PLACES))
    end = re.findall(r'action="([^"]+/papers/[^"]+/end)"', shown)[0]
    assert keeper.post(end).status_code == 303
    assert keeper.post(f"{where}tags", {"tags": "连锁、沿街"}).status_code == 303
    keeper.post(f"{where}tags", {"tags": "长" * 30})
    assert "连锁" in text(keeper.get(where))


def test_two_that_may_be_one_are_compared_merged_told_apart_and_parted(house: House, keeper: Client) -> None:
    one, other = entered(keeper), entered(keeper, name="鲜果时光总店")
    first, second = place(house), place(house, "鲜果时光总店")
    assert "Nothing looks entered twice" in text(keeper.get(f"{PLACES}pairs/"))
    with scope.scoped(system(house)):
        pair = PlaceLikeness(subdistrict_id=first.subdistrict_id, place=second, other=first, score=0.9, distance_m=0.0)
        pair.is_same_name, pair.is_same_address, pair.proposed_at = False, True, clock.now()
        pair.save(force_insert=True)
    assert "same address" in text(keeper.get(f"{PLACES}pairs/")) and "Perhaps entered twice" in text(keeper.get(one))
    assert "Perhaps entered twice" in text(keeper.get(other))
    assert "鲜果时光总店" in text(keeper.get(f"{one}merge"))
    assert keeper.post(f"{one}merge", {"why": "同一家"}).status_code == 422
    assert keeper.post(f"{one}merge", {"into": str(first.pk)}).status_code == 422
    assert keeper.post(f"{one}merge", {"into": str(second.pk)}).status_code == 303
    assert "Merged into" in text(keeper.get(one)) and "merged into this" in text(keeper.get(other))
    assert keeper.post(f"{one}back").status_code == 303
    assert keeper.post(f"{one}back").status_code == 303
    assert place(house).merged_into_id is None
    assert keeper.post(f"{PLACES}pairs/{pair.pk}/apart").status_code == 303
    assert keeper.get(f"{one}part").status_code == 200
    parted = keeper.post(f"{one}part", {**NEW, "name": "鲜果时光后厨", "why": "分成两间"})
    assert "this was a part of it" in text(keeper.get(parted["Location"])) and "parted from this" in text(keeper.get(one))
    assert keeper.post(f"{one}part", {**NEW, "name": ""}).status_code == 422


def test_a_file_is_mapped_once_looked_at_taken_over_and_its_bad_rows_given_back(house: House, keeper: Client) -> None:
    table = "\n".join(["店名,类型,经营地址,经度,纬度", GOOD, "乙店,餐饮,岚皋西路3号,东经,31", GOOD.replace("甲店", "甲 店")])
    assert keeper.post(f"{PLACES}files/").status_code == 422
    sent = keeper.post(f"{PLACES}files/", {"file": SimpleUploadedFile("商户.csv", table.encode())})
    where = sent["Location"]
    shown = text(keeper.get(where))
    assert "甲店" in shown and "东经" in shown and "no degree" in shown
    assert keeper.get(f"{where}?mapping=没有").status_code == 200
    form = {
        "column-name": "店名",
        "column-kind": "类型",
        "column-address": "经营地址",
        "column-lon": "经度",
        "column-lat": "纬度",
        "name": "商户",
    }
    form |= {"other_kind": "shop", "system": "gcj02", "accuracy_m": "30", "kind_word": "餐饮", "kind_kind": "restaurant"}
    assert keeper.post(where, {**form, "column-name": "", "act": "take"}).status_code == 422
    assert keeper.post(where, {**form, "column-name": "没有这列", "act": "look"}).status_code == 422
    assert keeper.post(where, {**form, "act": "look"}).status_code == 200
    assert keeper.post(where, {**form, "act": "take"}).status_code == 303
    assert "Being taken over" in text(keeper.get(where))
    house.work()
    done = text(keeper.get(where))
    assert "The list is taken over" in done and "<b>1</b>" in done
    errors: Any = keeper.get(f"{where}errors")
    assert b"".join(errors.streaming_content)[:2] == b"PK"
    assert "甲店" in text(keeper.get(PLACES)) and "商户.csv" in text(keeper.get(f"{PLACES}files/"))
    assert keeper.post(f"{where}leave").status_code == 303
    unread = keeper.post(f"{PLACES}files/", {"file": SimpleUploadedFile("别的.csv", "甲,乙\n一,二".encode())})
    assert "No column of the file looks like the name" in text(keeper.get(unread["Location"]))
    assert keeper.post(f"{unread['Location']}leave").status_code == 303
    assert keeper.get(unread["Location"]).status_code == 303


def test_filters_are_kept_and_periods_settled_by_who_may(house: House, keeper: Client) -> None:
    entered(keeper)
    assert keeper.post(f"{PLACES}filters/keep", {"name": "水果店", "query": "kind=shop"}).status_code == 303
    assert "水果店" in text(keeper.get(f"{PLACES}?kind=shop"))
    keeper.post(f"{PLACES}filters/keep", {"name": "", "query": "kind=shop"})
    assert keeper.post(f"{PLACES}filters/drop", {"name": "水果店", "query": ""}).status_code == 303
    assert keeper.post(f"{PLACES}filters/drop", {"name": "水果店", "query": ""}).status_code == 404

    assert keeper.post(f"{PLACES}periods", {"days-shop": "30", "seen-shop": "0"}).status_code == 303
    assert 'value="30"' in text(keeper.get(f"{PLACES}periods"))
    assert keeper.post(f"{PLACES}periods", {"days-shop": "900", "seen-shop": "1"}).status_code == 422
    assert keeper.post(f"{PLACES}periods", {"days-shop": "60", "seen-shop": "0"}).status_code == 409
    reader = house.browser("wang.fang", may=(*CLERK, str(Permission.READ)))
    assert reader.post(f"{PLACES}periods", {"days-shop": "60", "seen-shop": "1"}).status_code == 403
    assert reader.post(f"{place_address(house)}tags", {"tags": "x"}).status_code == 403
    assert "Your post does not include contacts" in text(reader.get(place_address(house)))
    assert keeper.get(f"{PLACES}map").status_code == 200


def place_address(house: House) -> str:
    return f"{PLACES}{place(house).pk}/"


def test_the_dossier_tells_of_tickets_and_pages_cost_what_was_reviewed(house: House, keeper: Client) -> None:
    where, actor = entered(keeper), system(house)
    one, said = place(house), {"code": "u", "name": "城运中心", "short_name": "城运", "kind": "ops_center", "valid_from": clock.now()}
    with scope.scoped(actor):
        drafts = [PlaceDraft(words=Words(name=f"小店{number:02d}"), kind=Kind.SHOP) for number in range(60)]
        add_places(actor, drafts)
        unit = Unit(subdistrict_id=actor.subdistrict_id, **said)
        unit.save(force_insert=True)
        intake.open_ticket(actor, TicketDraft(intake_unit_id=unit.pk, source="visit", matter="门口漏水", place_id=one.pk))
        seen.mark(actor, [Seen(one.pk, clock.now(), clock.now())])

    assert "门口漏水" in text(keeper.get(where)) and "names this place" in text(keeper.get(where))
    first = text(keeper.get(PLACES))
    further = re.findall(r'href="(\?&amp;after=[^"]+|\?[^"]*after=[^"]+)"', first)[0].replace("&amp;", "&")
    assert "鲜果时光" in text(keeper.get(PLACES + further)) and "To the beginning" in text(keeper.get(PLACES + further))
    assert keeper.get(f"{PLACES}?after={unit.pk}").status_code == 404
    costs = {"places": statements(keeper, PLACES), "place": statements(keeper, where), "places_map": statements(keeper, f"{PLACES}map")}
    assert costs == {name: BUDGETS[name] for name in costs}
