"""A day's round on the phone: visits, their needs, what was due, and the picture."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from linli.checklists import actions as checklists
from linli.kernel import files, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.org.models import Person
from linli.places.actions import cards
from linli.places.actions.drafts import PlaceDraft
from linli.places.actions.places import add_places
from linli.places.rules.cards import Withdrawal
from linli.places.rules.kinds import Kind as PlaceKind
from linli.places.rules.words import Spot, Words
from linli.visits.models import Visit
from tests import make, people
from tests.field.street import WORKER, Phone, Street
from tests.field.test_attachments import picture

WALKS = (
    *WORKER,
    "places.read",
    "places.read_contacts",
    "visits.read",
    "visits.record",
    "visits.plan",
    "checklists.read",
    "tickets.read",
    "places.bind_cards",
)
LAYS = ("org.read", "org.change_grids", "places.read", "places.change", "checklists.read", "checklists.change")


class Round:
    """Two shops in a grid, a checklist, and somebody who walks there."""

    def __init__(self, street: Street) -> None:
        self.street = street
        house = people.clerk(street.town.lanting, LAYS)
        make.grid(house)
        self.places = [self._place(house, name) for name in ("鲜果时光", "王记冒菜")]
        with scope.scoped(house):
            (self.checklist,) = checklists.take_over(house, ["look_and_ask"])
        self.phone = street.phone_of("he.xin", street.town.fangguan, WALKS)

    def _place(self, house: Actor, name: str) -> UUID:
        with scope.scoped(house):
            (made,) = add_places(
                house, [PlaceDraft(words=Words(name=name, address="岚皋西路27号"), kind=PlaceKind.SHOP, spot=Spot(lon=121.402, lat=31.202))]
            )
        assert not isinstance(made, Refused)
        return made.pk

    def visit(self, place: int = 0, **facts: Any) -> dict[str, Any]:
        said = {"visit_id": str(uuid7()), "place_id": str(self.places[place]), "kind": "routine", "outcome": "met", **facts}
        return self.phone.says("visit.record", said)

    def visits(self) -> Sequence[Visit]:
        with scope.scoped(self.street.town.house):
            return list(Visit.objects.order_by("pk"))


@pytest.fixture
def walk(street: Street) -> Round:
    return Round(street)


def of(pulled: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {each["id"]: each["body"] for each in pulled["items"] if each["kind"] == kind}


def test_what_is_due_goes_along_with_places_lists_and_the_card(walk: Round) -> None:
    pulled = walk.phone.pulls()

    assert {each["place_id"] for each in of(pulled, "due").values()} == set(map(str, walk.places))
    places = of(pulled, "place")
    assert set(places) == set(map(str, walk.places))
    assert all(each["preparation"]["cap"] >= 1 and each["name"] for each in places.values())
    (checklist,) = of(pulled, "checklist").values()
    # Speech is off until the subdistrict switches it on.
    assert list(of(pulled, "setting").values()) == [{"is_speech_offered": False}]
    assert checklist["code"] == "look_and_ask" and checklist["items"] and checklist["version_number"] == 1


def test_cards_are_asked_for_where_a_place_came_without(walk: Round) -> None:
    asked = "&".join(f"place={each}" for each in (*walk.places, uuid7()))
    answer = walk.phone.asks("get", f"lanting/cards?{asked}")
    stranger = walk.street.phone_of("gao.li", walk.street.town.wuye, WORKER).asks("get", f"lanting/cards?{asked}")
    many = walk.phone.asks("get", "lanting/cards?" + "&".join(f"place={uuid7()}" for _ in range(21)))

    assert {each["place_id"] for each in answer.json()["cards"]} == set(map(str, walk.places))
    assert all(each["card"]["cap"] >= 1 for each in answer.json()["cards"])
    assert stranger.json() == {"cards": []} and many.status_code == 422


def test_a_visit_with_a_need_is_written_down_once_and_is_due_no_more(walk: Round) -> None:
    cursor = walk.phone.pulls()["cursor"]
    ticket_id = str(uuid7())
    said = walk.visit(note="老板说后门堵了", needs=[{"ticket_id": ticket_id, "words": "后门堆了纸箱"}], participants=2)

    receipts = [walk.phone.brings(said)[said["id"]] for _ in range(2)]
    pulled = walk.phone.pulls(cursor)

    assert receipts[0] == receipts[1] and receipts[0]["status"] == "applied"
    (opened,) = receipts[0]["result"]["tickets"]
    ticket = walk.street.town.reload(opened["id"])
    assert (opened["id"], opened["number"]) == (ticket_id, ticket.number) and ticket.origin_id == UUID(said["payload"]["visit_id"])
    (visit,) = walk.visits()
    assert (visit.note, visit.people, visit.made_at.isoformat()) == ("老板说后门堵了", 2, said["made_at"])
    assert "due" in pulled["whole"] and {each["place_id"] for each in of(pulled, "due").values()} == {str(walk.places[1])}
    # Of a place that is not due, only who works in its grid keeps the row.
    assert pulled["gone"] == [{"kind": "place", "id": str(walk.places[0])}]


def test_answers_and_a_matter_settled_there(walk: Round) -> None:
    body = next(iter(of(walk.phone.pulls(), "checklist").values()))
    item = next(each["name"] for each in body["items"] if each["kind"] == "look")
    answers = [{"checklist_id": str(walk.checklist.pk), "version": 1, "items": {item: {"value": "issue", "note": "过期"}}}]
    need = {"ticket_id": str(uuid7()), "words": "灭火器过期", "item": item, "on_spot_line": "当场换新"}
    said = walk.visit(answers=answers, needs=[need], services=["政策"], materials=[{"name": "一信", "count": 1}])

    receipt = walk.phone.brings(said)[said["id"]]

    assert receipt["status"] == "applied", receipt
    assert walk.street.town.reload(UUID(need["ticket_id"])).state == "closed"


def test_a_picture_of_a_visit_is_its_makers(walk: Round) -> None:
    said, content = walk.visit(), picture()
    attachment_id = str(uuid7())
    walk.phone.puts(attachment_id, content, 0, len(content))
    about = {"kind": "visit", "id": said["payload"]["visit_id"]}
    photo = walk.phone.says("photo.attach", {"attachment_id": attachment_id, "about": about}, after=[said["id"]])

    assert walk.phone.status(photo, said) == "applied"
    (visit,) = walk.visits()
    with scope.scoped(walk.street.town.house):
        assert [each.purpose for each in files.of(visit)] == ["visit"]
    other = walk.street.phone_of("gao.li", walk.street.town.fangguan, WALKS)
    other.puts(str(uuid7()), content, 0, len(content))
    taken = attached(other, visit.pk, content)
    assert other.brings(taken)[taken["id"]]["code"] == "kernel.not_allowed"


def attached(phone: Phone, visit_id: UUID, content: bytes) -> dict[str, Any]:
    attachment_id = str(uuid7())
    phone.puts(attachment_id, content, 0, len(content))
    return phone.says("photo.attach", {"attachment_id": attachment_id, "about": {"kind": "visit", "id": str(visit_id)}})


def test_a_place_of_elsewhere_is_refused_clearly(walk: Round) -> None:
    elsewhere = make.subdistrict(walk.street.town.database, "zhuxi", "竹溪街道")
    house = people.clerk(elsewhere, LAYS)
    there = walk._place(house, "别处的店")
    said = walk.visit(place_id=str(there))

    assert walk.phone.brings(said)[said["id"]]["code"] == "kernel.not_found"
    assert walk.visits() == []


def test_a_colleague_who_is_there_is_kept(walk: Round) -> None:
    with scope.scoped(walk.street.town.house):
        (colleague,) = Person.objects.filter(unit_id=walk.street.town.units["chengguan"])
    said = walk.visit(colleague_ids=[str(colleague.pk)])

    assert walk.phone.status(said) == "applied"
    assert [each.people for each in walk.visits()] == [2]


def test_a_card_left_at_a_visit_is_bound_by_a_command_of_its_own_and_never_costs_the_visit(walk: Round) -> None:
    maker = people.clerk(walk.street.town.lanting, ("places.read", "places.make_cards"))
    with scope.scoped(maker):
        first, second = cards.make_cards(maker, 2)
    cursor = walk.phone.pulls()["cursor"]
    visits = [walk.visit(), walk.visit(1), walk.visit(1)]

    def binds(visit: dict[str, Any], code: str) -> dict[str, Any]:
        return walk.phone.says("card.bind", {"visit_id": visit["payload"]["visit_id"], "code": code}, after=[visit["id"]])

    good, used, wrong = binds(visits[0], first.code.lower()), binds(visits[1], first.code), binds(visits[2], "K7QF2M")
    receipts = walk.phone.brings(*visits, good, used, wrong)
    assert [receipts[each["id"]]["status"] for each in visits] == ["applied"] * 3
    assert receipts[good["id"]]["result"]["code"] == f"{first.code[:3]} {first.code[3:]}"
    assert (receipts[used["id"]]["status"], receipts[used["id"]]["code"]) == ("refused", "places.card_is_bound")
    assert (receipts[wrong["id"]]["status"], receipts[wrong["id"]]["code"]) == ("refused", "places.card_misread")
    assert walk.phone.brings(good)[good["id"]] == receipts[good["id"]]
    # Another phone at the same place with the same card changes nothing.
    again = binds(visits[0], first.code)
    assert walk.phone.status(again) == "applied"

    assert [each.is_card_bound for each in sorted(walk.visits(), key=lambda each: each.place_id == walk.places[1])] == [True, False, False]
    pulled = walk.phone.pulls(cursor)
    assert {"kind": "place", "id": str(walk.places[0])} in pulled["gone"]
    unseen = walk.phone.says("card.bind", {"visit_id": str(uuid7()), "code": second.code})
    assert walk.phone.status(unseen) == "refused"


def test_the_card_of_a_place_goes_along_and_goes_when_it_is_withdrawn(walk: Round) -> None:
    maker = people.clerk(walk.street.town.lanting, ("places.read", "places.make_cards", "places.bind_cards"))
    first = walk.phone.pulls()
    assert {each["card"] for each in of(first, "place").values()} == {""}
    with scope.scoped(maker):
        (card,) = cards.make_for_places(maker, [walk.places[0]])
    news = walk.phone.pulls(first["cursor"])
    assert {place: each["card"] for place, each in of(news, "place").items()} == {str(walk.places[0]): card.code}
    with scope.scoped(maker):
        cards.withdraw(maker, card.pk, reason=Withdrawal.LOST)
    assert [each["card"] for each in of(walk.phone.pulls(news["cursor"]), "place").values()] == [""]


HUGE, ELSEWHERE = 2**62, "01a20000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    "facts",
    [
        {"participants": HUGE},
        {"materials": [{"name": "一信", "count": HUGE}]},
        {"materials": [{"name": "一信" * 500, "count": 1}]},
        {"services": [f"讲了{number}" for number in range(500)]},
        {"answers": [{"checklist_id": ELSEWHERE, "version": HUGE, "items": {"a": {"value": "issue"}}}]},
        {"answers": [{"checklist_id": ELSEWHERE, "version": -HUGE, "items": {}}]},
        {"answers": [{"checklist_id": ELSEWHERE, "version": 1, "items": {"a": [[[]]]}}]},
        {"agreed_follow_up_on": "9999-12-31"},
        {"agreed_follow_up_on": "0001-01-01"},
        {"colleague_ids": [ELSEWHERE]},
        {"return_for": {"ticket_id": ELSEWHERE, "answer": "fixed"}},
        {"needs": [{"ticket_id": ELSEWHERE, "words": "x", "class_code": "没有这类", "item": "无"}]},
        {"needs": [{"ticket_id": ELSEWHERE, "words": " \n "}]},
        {"needs": [{"ticket_id": ELSEWHERE, "words": "x"}] * 2},
    ],
)
def test_what_no_phone_of_ours_says_gets_a_receipt_that_stays(walk: Round, facts: dict[str, Any]) -> None:
    """Not “our mistake, send it again”: the phone would do so for ever."""
    said, good = walk.visit(**facts), walk.visit(1)

    receipts = [walk.phone.brings(said, good) for _ in range(2)]

    assert receipts[0] == receipts[1]
    assert receipts[0][said["id"]]["status"] == "refused" and receipts[0][said["id"]]["message"], receipts[0][said["id"]]
    assert receipts[0][good["id"]]["status"] == "applied"
    assert len(walk.visits()) == 1


def test_a_campaign_that_is_none_does_not_cost_the_visit(walk: Round) -> None:
    said = walk.visit(campaign_id=ELSEWHERE)
    assert walk.phone.brings(said)[said["id"]]["status"] in {"applied", "refused"}
