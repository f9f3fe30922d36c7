"""sync.*: a batch of 500 commands through the real server, and the same again, shuffled, doubled and cut off in the middle."""

import http.client
import json
import random
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from devtools.environment import CannotRun
from devtools.measure import Measurement
from linli.kernel.ids import uuid7
from tests.torture.house import Browser, House

COMMANDS, ROUNDS, AGAIN = 500, 3, 5
WHO = "lanting-dispatcher"
# Ten things to look at, six to ask, four facts: the twenty items of 十看六问.
LOOKED = ("fire", "power", "gas", "exits", "licences", "food", "surroundings", "noise", "frontage", "prepaid")
ASKED = ("hardship", "hiring", "parking", "schooling", "neighbours", "opinion", "opening_hours", "delivery_hours")
ITEMS = {**dict.fromkeys(LOOKED, "fine"), **dict.fromkeys(ASKED, "没有"), "seats": "24", "uses_gas": "yes"}
# Each visit of the round goes to a place of its own.
LAY = """
from linli.checklists import actions as checklists
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.models import Subdistrict
from linli.places.actions.drafts import PlaceDraft
from linli.places.actions.places import add_places
from linli.places.rules.kinds import Kind
from linli.places.rules.words import Spot, Words
house = Actor.system("bench", Subdistrict.objects.get(code="lanting").pk)
with scope.scoped(house):
    checklists.take_over(house, ["look_and_ask"])
for begin in range(0, 500, 100):
    with scope.scoped(house):
        add_places(house, [
            PlaceDraft(words=Words(name=f"测试铺{n}", address=f"测试路{n}号"), kind=Kind.SHOP, spot=Spot(lon=121.41 + n / 1e5, lat=31.25))
            for n in range(begin, begin + 100)
        ])
"""


class Phone:
    """A phone of the dispatcher, who may walk everywhere."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.browser = Browser(house).sign_in(WHO)
        self.seq = 0
        self.device_id = str(self.asks("devices", {"label": "bench"})["id"])

    def asks(self, where: str, body: object) -> Any:
        """What the door answers."""
        base = f"127.0.0.1:{self.house.port}"
        said = {"Origin": f"http://{base}", "Content-Type": "application/json", "Cookie": self._cookies()}
        line = http.client.HTTPConnection(base, timeout=120)
        line.request("POST", f"/field/lanting/{where}", json.dumps(body), said)
        answer = line.getresponse()
        told = json.loads(answer.read())
        line.close()
        if answer.status not in {200, 201, 409}:
            raise CannotRun(f"{where} answered {answer.status}: {told}")
        return told

    def _cookies(self) -> str:
        return "; ".join(f"{each.name}={each.value}" for each in self.browser.jar)

    def brings(self, commands: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """The receipts, by command; what the server had no time for is sent again, as a phone does."""
        found: dict[str, dict[str, Any]] = {}
        while waiting := [each for each in commands if found.get(each["id"], {}).get("status", "busy") == "busy"]:
            told = self.asks("sync", {"device_id": self.device_id, "commands": waiting})
            found |= {each["id"]: each for each in told["receipts"]}
        return found

    def hangs_up(self, commands: Sequence[dict[str, Any]], part: float) -> None:
        """Send a part of the batch, or all of it, and do not wait for the answer."""
        body = json.dumps({"device_id": self.device_id, "commands": commands}).encode()
        base = f"127.0.0.1:{self.house.port}"
        head = (
            f"POST /field/lanting/sync HTTP/1.1\r\nHost: {base}\r\nOrigin: http://{base}\r\nCookie: {self._cookies()}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", self.house.port)) as wire:
            wire.sendall(head.encode() + body[: int(len(body) * part)])

    def day(self, places: Sequence[str], checklist: str) -> list[dict[str, Any]]:
        """Seven visits of ten with nothing to report, two with a note, one with a ticket; twenty items each."""
        return [self._visit(place, checklist, number) for number, place in enumerate(places)]

    def _visit(self, place: str, checklist: str, number: int) -> dict[str, Any]:
        self.seq += 1
        payload: dict[str, Any] = {"visit_id": str(uuid7()), "place_id": place, "kind": "routine", "outcome": "met"}
        payload["answers"] = [{"checklist_id": checklist, "version": 1, "items": ITEMS}]
        if number % 10 in {7, 8}:
            payload["note"] = "老板说这个月客流少了一些，想问问有没有减租的政策，下次带一份材料过来。"
        if number % 10 == 9:
            payload["needs"] = [{"ticket_id": str(uuid7()), "words": "后门通道堆了纸箱，请物业来清一下"}]
        made_at = datetime.now(UTC) - timedelta(hours=2)
        return {"id": str(uuid7()), "kind": "visit.record", "payload": payload, "made_at": made_at.isoformat(), "device_seq": self.seq}


COUNTED = ("visit", "ticket WHERE origin_kind = 'visit'", "sync_receipt")


def run() -> Iterator[Measurement]:
    """The time of a batch, then what is lost and doubled when phones send it as phones do."""
    with tempfile.TemporaryDirectory(prefix="linli-sync-") as name, House(Path(name) / "home") as house:
        house.run(LAY)
        house.start("serve")
        phone = Phone(house)
        # What the demo laid is not the phone's.
        before = {table: _count(house, table) for table in COUNTED}
        places = [str(row[0]) for row in house.rows("SELECT id FROM place WHERE name LIKE '测试铺%' ORDER BY id")]
        ((checklist,),) = house.rows("SELECT id FROM checklist WHERE code = 'look_and_ask'")
        phone.brings(phone.day(places[:50], str(checklist)))
        house.execute("ANALYZE")
        took, sent = [], 50
        for _ in range(ROUNDS):
            day = phone.day(places, str(checklist))
            began = time.perf_counter()
            receipts = phone.brings(day)
            took.append(time.perf_counter() - began)
            sent += len(day)
            wrong = [each for each in receipts.values() if each["status"] != "applied"]
            if wrong:
                raise CannotRun(f"{len(wrong)} commands were not applied, the first: {wrong[0]}")
        day = phone.day(places, str(checklist))
        _badly_connected(phone, day)
        receipts = phone.brings(day)
        sent += len(day)
        visits, opened, kept = (_count(house, table) - there for table, there in before.items())
        lost = sum(each["status"] != "applied" for each in receipts.values()) + max(0, sent - visits)
        tickets = sent // 10
        doubled = max(0, visits - sent) + max(0, opened - tickets) + max(0, kept - sent)
        lost += max(0, tickets - opened)
    mix = "70 % nothing to report, 20 % with a note, 10 % with a ticket; 20 items each"
    yield Measurement("sync.batch_s", median(took), "s", f"bar 5; {COMMANDS} commands, each a transaction; {mix}; one worker")
    yield Measurement("sync.lost", float(lost), "commands", f"bar 0; the batch sent {AGAIN} times more, shuffled, doubled, cut off")
    yield Measurement("sync.doubled", float(doubled), "rows", "bar 0; the same")


def _badly_connected(phone: Phone, day: Sequence[dict[str, Any]]) -> None:
    """As from a stairwell: parts, in any order, some twice, the line dead in the middle or before the answer."""
    chance = random.Random(500)
    for _ in range(AGAIN):
        some = [chance.choice(day) for _ in range(chance.randrange(100, COMMANDS))]
        phone.hangs_up(some, chance.random())
        phone.hangs_up(chance.sample(list(day), 200), 1.0)
        phone.brings(chance.sample(list(day), 120))


def _count(house: House, what: str) -> int:
    ((count,),) = house.rows(f"SELECT count(*) FROM {what}")
    return int(str(count))
