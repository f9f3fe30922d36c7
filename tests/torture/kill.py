"""kill -9 of web, worker and database at random moments under load: acknowledged = stored = journalled, jobs done once."""

import argparse
import random
import sys
import threading
import time
from urllib.error import URLError

from tests.torture import notes
from tests.torture.house import Browser, House, house, say

SHORT_KILLS, LONG_KILLS, WRITERS = 9, 54, 4


class Writers:
    """People who keep writing notes and remember every acknowledgement."""

    def __init__(self, built: House) -> None:
        self.house = built
        self.acknowledged: list[str] = []
        self.attempted = 0
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._write, args=[number], daemon=True) for number in range(WRITERS)]

    def _write(self, number: int) -> None:
        browser: Browser | None = None
        count = 0
        while not self.over.is_set():
            try:
                browser = browser or Browser(self.house).sign_in("lanting-clerk")
                count += 1
                title = f"writer {number} note {count}"
                self.attempted += 1
                if notes.write(browser, title, "water at the gate"):
                    self.acknowledged.append(title)
            except (URLError, OSError, RuntimeError):
                browser = None
                time.sleep(0.2)


def torture(built: House, kills: int, seed: int) -> list[str]:
    """Everything that was not as promised."""
    chance = random.Random(seed)
    built.start("serve")
    built.start("work")
    writers = Writers(built)
    for thread in writers.threads:
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
    writers.over.set()
    for thread in writers.threads:
        thread.join(timeout=40)
    wait_for_jobs(built)
    say(f"{writers.attempted} notes attempted, {len(writers.acknowledged)} acknowledged, {kills} kills")
    return find_faults(built, writers)


def wait_for_jobs(built: House) -> None:
    """Give the worker time to finish, stalled jobs of its killed predecessors included."""
    until = time.monotonic() + 150
    while time.monotonic() < until:
        if built.rows("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')") == [(0,)]:
            return
        time.sleep(1)


def find_faults(built: House, writers: Writers) -> list[str]:
    """What the superuser sees, against what was acknowledged."""
    faults = []
    stored = [str(title) for (title,) in built.rows("SELECT title FROM note")]
    lost = set(writers.acknowledged) - set(stored)
    if lost:
        faults.append(f"{len(lost)} acknowledged notes are lost, e.g. {sorted(lost)[:3]}")
    if len(stored) != len(set(stored)):
        faults.append("a note is stored twice")
    if not writers.acknowledged:
        faults.append("nothing was acknowledged: the torture tested nothing")
    unequal = built.rows(
        "SELECT count(*) FROM note WHERE journal_seq <> (SELECT count(*) FROM journal_entry e WHERE e.stream = 'note/' || note.id)"
    )
    if unequal != [(0,)]:
        faults.append(f"{unequal[0][0]} notes differ from their journal")
    undone = built.rows("SELECT status, count(*) FROM procrastinate_jobs WHERE status <> 'succeeded' GROUP BY 1")
    if undone:
        faults.append(f"jobs left: {undone}")
    missing = built.rows("SELECT count(*) FROM note WHERE NOT EXISTS (SELECT FROM notice WHERE notice.about = 'note/' || note.id)")
    if missing != [(0,)]:
        faults.append(f"{missing[0][0]} notes told nobody")
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
