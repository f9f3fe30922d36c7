"""kill -9 of web, worker and database while tickets come in and move: acknowledged = stored once = journalled, clocks and jobs there."""

import argparse
import random
import sys
import threading
import time
from collections.abc import Callable
from urllib.error import URLError
from uuid import UUID, uuid4

from tests.torture import tickets
from tests.torture.house import Browser, House, house, say

SHORT_KILLS, LONG_KILLS, PARTNERS = 9, 54, 3
# Every so many matters an emergency comes in, which leaves a job at once, and an acknowledged one is handed in again.
EMERGENCY_EACH, AGAIN_EACH = 3, 5
NUMBERS = "torture-"
# Due now: a later call of the next on a list may wait, and the clock's own ticks come every minute.
UNDONE = (
    "procrastinate_jobs WHERE status <> 'succeeded' AND (scheduled_at IS NULL OR scheduled_at <= now() OR attempts > 0) "
    "AND task_name NOT LIKE 'tick.%' AND task_name NOT IN ('tickets.sweep', 'tickets.dispatch_new', 'tickets.resume_due')"
)

OURS = f"t.outside_number LIKE '{NUMBERS}%'"
_STORY = "FROM journal_entry e WHERE e.stream = 'ticket/' || t.id"
_CLOCKS = "FROM ticket_clock c WHERE c.ticket_id = t.id"
# What must be true of no ticket afterwards.
PROMISES = {
    "tickets differ from their journal": f"t.journal_seq <> (SELECT count(*) {_STORY})",
    "tickets have another nearest clock than the row says": (
        f"t.due_at IS DISTINCT FROM (SELECT min(c.due_at) {_CLOCKS} AND c.stopped_at IS NULL)"
    ),
    "tickets have no whole time": f"{{ours}} AND NOT EXISTS (SELECT {_CLOCKS} AND c.kind = 'overall')",
    "tickets have no receipt": (
        "{ours} AND NOT EXISTS (SELECT FROM partner_receipt r WHERE r.ticket_id = t.id AND r.key = t.outside_number)"
    ),
    "tickets have not one reporter": "{ours} AND 1 <> (SELECT count(*) FROM reporter r WHERE r.ticket_id = t.id)",
    "emergencies called nobody out, or twice": (
        f"{{ours}} AND t.track = 'emergency' AND 1 <> (SELECT count(*) {_STORY} AND e.verb = 'ticket.called_out')"
    ),
    "acknowledged dispatches are undone": "{sent} AND t.state <> 'dispatched'",
    "dispatches told nobody": (
        "{sent} AND NOT EXISTS (SELECT FROM notice n WHERE n.about = 'ticket/' || t.id AND n.kind = 'ticket.dispatched')"
    ),
}


class Crowd:
    """Partners who hand in until they are answered, and a dispatcher who sends on what they were told; all remember every yes."""

    def __init__(self, built: House) -> None:
        self.house = built
        self.token = tickets.new_token(built)
        self.unit_id = tickets.unit_id(built)
        self.window = Browser(built).sign_in(tickets.DISPATCHER)
        self.acknowledged: dict[str, tuple[str, UUID]] = {}
        self.dispatched: list[UUID] = []
        self.faults: list[str] = []
        self.attempts = 0
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._until_over, args=[self._hand_in, number], daemon=True) for number in range(PARTNERS)]
        self.threads.append(threading.Thread(target=self._until_over, args=[self._dispatch, 0], daemon=True))

    def _until_over(self, act: Callable[[int, int], None], number: int) -> None:
        count = 0
        while not self.over.is_set():
            count += 1
            try:
                act(number, count)
            except (URLError, OSError, RuntimeError):
                time.sleep(0.2)

    def _hand_in(self, number: int, count: int) -> None:
        """One matter under one key, again and again until it is acknowledged, as a partner's own queue would."""
        key = f"{NUMBERS}{number}-{uuid4().hex[:16]}"
        body = {
            "words": f"第{count}件：路面塌陷",
            "matter": "路面塌陷",
            "outside_number": key,
            "reporter": {"name": "林一", "phone": "10000000001"},
        }
        body["track"] = "emergency" if count % EMERGENCY_EACH == 0 else "routine"
        while not self.over.is_set():
            self.attempts += 1
            try:
                status, said = tickets.hand_in(self.house, self.token, key, body)
            except OSError:
                status, said = 0, {}
            if status == 201:
                self._remember(key, said["number"], UUID(said["id"]))
                break
            if 400 <= status < 500:
                self.faults.append(f"a matter in order was answered {status}")
                break
            time.sleep(0.1)
        if key in self.acknowledged and count % AGAIN_EACH == 0:
            status, said = tickets.hand_in(self.house, self.token, key, body)
            if status == 201:
                self._remember(key, said["number"], UUID(said["id"]))

    def _remember(self, key: str, number: str, ticket_id: UUID) -> None:
        told = self.acknowledged.setdefault(key, (number, ticket_id))
        if told != (number, ticket_id):
            self.faults.append(f"one key was answered with {told[0]} and with {number}")

    def _dispatch(self, _: int, count: int) -> None:
        waiting = [ticket_id for _, ticket_id in list(self.acknowledged.values()) if ticket_id not in self.dispatched]
        if not waiting:
            time.sleep(0.1)
        elif tickets.move(self.window, waiting[0], "dispatch", lead=self.unit_id, matter=f"路面塌陷，第{count}次派单") == 303:
            self.dispatched.append(waiting[0])
        else:
            # A dispatch whose yes was lost with the server stands there already.
            ((state,),) = self.house.rows(f"SELECT state FROM ticket WHERE id = '{waiting[0]}'")
            if state == "dispatched":
                self.dispatched.append(waiting[0])


def torture(built: House, kills: int, seed: int) -> list[str]:
    """Everything that was not as promised."""
    chance = random.Random(seed)
    built.start("serve")
    built.start("work")
    crowd = Crowd(built)
    for thread in crowd.threads:
        thread.start()
    for number in range(kills):
        time.sleep(chance.uniform(0.5, 2.0))
        victim = ("serve", "work", "database")[number % 3]
        built.kill(victim)
        if victim == "database":
            built.command("database", "url")
        else:
            built.start(victim)
    time.sleep(2)
    crowd.over.set()
    for thread in crowd.threads:
        thread.join(timeout=40)
    left = jobs_left(built)
    say(f"{crowd.attempts} tries, {len(crowd.acknowledged)} tickets acknowledged, {len(crowd.dispatched)} dispatched, {kills} kills")
    return [*crowd.faults, *left, *find_faults(built, crowd)]


def jobs_left(built: House) -> list[str]:
    """What the worker has not done when it had the time to, stalled jobs of its killed predecessors included."""
    until = time.monotonic() + 150
    found = f"SELECT task_name, status, count(*) FROM {UNDONE} GROUP BY 1, 2"
    while (left := built.rows(found)) and time.monotonic() < until:
        time.sleep(1)
    return [f"jobs left: {left}"] if left else []


def find_faults(built: House, crowd: Crowd) -> list[str]:
    """What the superuser sees, against what was acknowledged."""
    faults = []
    stored: dict[str, list[tuple[str, UUID]]] = {}
    for key, number, ticket_id in built.rows(f"SELECT outside_number, number, id FROM ticket WHERE outside_number LIKE '{NUMBERS}%'"):
        stored.setdefault(str(key), []).append((str(number), UUID(str(ticket_id))))
    wrong = [key for key, told in crowd.acknowledged.items() if stored.get(key) != [told]]
    if wrong:
        faults.append(f"{len(wrong)} acknowledged tickets are not stored once as told, e.g. {wrong[:3]}")
    if twice := [key for key, found in stored.items() if len(found) > 1]:
        faults.append(f"{len(twice)} keys are stored twice")
    if not crowd.acknowledged or not crowd.dispatched:
        faults.append("nothing was acknowledged: the torture tested nothing")
    sent = ", ".join(f"'{each}'" for each in crowd.dispatched) or "NULL"
    for what, condition in PROMISES.items():
        ((number,),) = built.rows(f"SELECT count(*) FROM ticket t WHERE {condition.format(ours=OURS, sent=f't.id IN ({sent})')}")
        if number:
            faults.append(f"{number} {what}")
    built.verify()
    return faults


def main() -> int:
    """Exit 0 when every promise held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    asked = parser.parse_args()
    say(f"seed {asked.seed}")
    with house("kill") as built:
        faults = torture(built, LONG_KILLS if asked.long else SHORT_KILLS, asked.seed)
    for fault in faults:
        say(f"FAULT {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
