"""intake.*: `POST /api/v1/tickets` through the real server of two workers on eight connections, beside the same SQL by pgbench."""

import json
import random
import re
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench._floor import recorded, replayed, script
from devtools.environment import CannotRun
from devtools.measure import Measurement
from linli.kernel.ids import uuid7
from linli.tickets.presets import CITY_MANAGEMENT, rows_of
from linli.tickets.rules import catalogue_sheet as sheet
from linli.tickets.rules.catalogue import Catalogue
from tests.torture.house import LINLI, House

# More than any machine sends.
QUOTA = ("--per-minute", "10000000", "--per-day", "100000000")
CONNECTIONS, WORKERS, ROUNDS, ROUND_S, WARM_S = 8, 2, 3, 10, 4
TALK = "您好，我是这里的居民，这件事已经反映过好几次了，希望有关部门重视，尽快派人来看一看，给我们一个答复，谢谢。"
# Lanting lies around here.
WEST, SOUTH, WIDE = 121.4125, 31.2475, 0.012
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass
class Line:
    """One connection that is kept, and what it measured."""

    port: int
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def send_until(self, end: float, requests: Iterator[bytes]) -> None:
        """One request after the other."""
        with socket.create_connection(("127.0.0.1", self.port)) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while (began := time.perf_counter()) < end:
                wire.sendall(next(requests))
                answer = read_answer(wire)
                self.seconds.append(time.perf_counter() - began)
                if not answer.startswith(b"HTTP/1.1 201"):
                    self.faults.append(answer[:300].decode(errors="replace"))


def read_answer(wire: socket.socket) -> bytes:
    """One whole answer."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += wire.recv(65536) or (_ for _ in ()).throw(CannotRun("the server hung up"))
    head, _, body = got.partition(b"\r\n\r\n")
    found = LENGTH.search(head)
    wanted = int(found[1]) if found else 0
    while len(body) < wanted:
        body += wire.recv(65536)
    return head + b"\r\n\r\n" + body


def bodies(seed: int) -> Iterator[dict[str, Any]]:
    """Matters of about 130 characters, each about one class, somewhere in the street, every second with a reporter."""
    rows = rows_of(CITY_MANAGEMENT)
    items = Catalogue(1, sheet.plan(sheet.lines_of(rows, sheet.guess(rows)), Catalogue(0, {})).items).deepest
    chance = random.Random(seed)
    while True:
        item, before = chance.choice(items), chance.randrange(len(TALK))
        words = TALK[:before] + (item.keywords or (item.name,))[0] + TALK * 2
        lon, lat = WEST + WIDE * chance.random(), SOUTH + WIDE * chance.random()
        body: dict[str, Any] = {"words": words[:130], "matter": item.name, "place": {"lon": round(lon, 6), "lat": round(lat, 6)}}
        if chance.random() < 0.5:
            body["reporter"] = {"name": "林一", "phone": f"1{chance.randrange(10**10):010d}"}
        yield body


def requests(seed: int, token: str) -> Iterator[bytes]:
    """The same as they go over the wire."""
    for body in bodies(seed):
        content = json.dumps(body).encode()
        head = (
            f"POST /api/v1/tickets HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {uuid7()}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        yield head.encode() + content


def loaded(port: int, token: str, seconds: float, seed: int) -> tuple[float, list[float]]:
    """Requests a second on all connections, and how long each took."""
    lines = [Line(port) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    hands = [
        threading.Thread(target=line.send_until, args=(began + seconds, requests(seed * 100 + place, token)))
        for place, line in enumerate(lines)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    faults = [fault for line in lines for fault in line.faults]
    if faults:
        raise CannotRun(f"{len(faults)} requests failed, the first: {faults[0]}")
    taken = [each for line in lines for each in line.seconds]
    return len(taken) / (time.perf_counter() - began), taken


def resident_mb(process: int) -> list[float]:
    """What each worker process holds: the server's children that hold as much as an application does."""
    found = subprocess.run(["ps", "-o", "rss=", "--ppid", str(process)], capture_output=True, text=True, check=False).stdout
    return [int(each) / 1024 for each in found.split() if int(each) > 40 * 1024]


def run() -> Iterator[Measurement]:
    """The rate and the slowest hundredth, the floor, the statements, and what the workers hold afterwards."""
    with tempfile.TemporaryDirectory(prefix="linli-intake-") as name, House(Path(name) / "home") as house:
        token = house.command("partners", "add", "bench", "--subdistrict", "lanting", *QUOTA).strip()
        statements = recorded(house, token, [{**body, "key": str(uuid7())} for body, _ in zip(bodies(7), range(3), strict=False)])
        words = [*LINLI, "serve", "--port", str(house.port), "--workers", str(WORKERS)]
        house.processes["serve"] = subprocess.Popen(words, env=house.environ, stdout=subprocess.DEVNULL, start_new_session=True)
        house._wait_for_answer()
        loaded(house.port, token, WARM_S, 1)
        house.execute("ANALYZE")
        rounds = [loaded(house.port, token, ROUND_S, 2 + place) for place in range(ROUNDS)]
        held = resident_mb(house.processes["serve"].pid)
        house.stop("serve")
        rate = median(rate for rate, _ in rounds)
        taken = sorted(each for _, some in rounds for each in some)
        grids = [str(row[0]) for row in house.rows("SELECT id FROM grid")]
        written = Path(name) / "intake.sql"
        written.write_text(script(statements[0], statements[1], grids), encoding="utf-8")
        floor = median(replayed(house, written, clients=CONNECTIONS, seconds=ROUND_S) for _ in range(ROUNDS))
    yield Measurement("intake.requests_per_s", rate, "req/s", "bar 180, aim 400; 2 workers, 8 connections, client on the same cores")
    yield Measurement("intake.p99_ms", taken[int(len(taken) * 0.99)] * 1_000, "ms", "bar 120")
    yield Measurement("intake.floor_ratio", rate / floor, "of the floor", f"bar 0.06; pgbench replays the same SQL at {floor:.0f}/s")
    yield Measurement("intake.statements", max(map(len, statements)), "statements", "bar 16, one flush")
    yield Measurement("start.rss_mb", max(held), "MB", f"bar 200; after the intake bench, {len(held)} workers")
