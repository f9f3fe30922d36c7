"""20 writers × 10 updates of one note, and 20 people who read, think and save: no lost update, no untold overwrite, no server error."""

import argparse
import sys
import threading
import time
from collections import Counter
from uuid import UUID

from tests.torture import notes
from tests.torture.house import Browser, House, house, say

WRITERS, UPDATES = 20, 10


def hammer(built: House, note_id: UUID, statuses: "Counter[int]", thinking_s: float) -> None:
    """One writer: open the form, think, save; a conflict is shown and tried again with what stands there now."""
    browser = Browser(built).sign_in("lanting-clerk")
    for number in range(UPDATES):
        while True:
            seen, _ = notes.open_form(browser, note_id)
            time.sleep(thinking_s)
            status, _ = notes.save(browser, note_id, seen, "one note", f"{threading.get_ident()} {number}")
            statuses[status] += 1
            if status == 303 or status >= 500 or (thinking_s and status == 409):
                break


def run(built: House, thinking_s: float) -> list[str]:
    """What went wrong with this much thinking between reading and saving."""
    note_id = notes.write(Browser(built).sign_in("lanting-clerk"), "one note", "first")
    assert note_id is not None
    statuses: Counter[int] = Counter()
    threads = [threading.Thread(target=hammer, args=[built, note_id, statuses, thinking_s]) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    versions = built.rows(f"SELECT journal_seq FROM note WHERE id = '{note_id}'")
    say(f"thinking {thinking_s} s: answers {dict(statuses)}, version {versions[0][0]}")
    faults = [f"server error {status} × {count}" for status, count in statuses.items() if status >= 500]
    if versions != [(1 + statuses[303],)]:
        faults.append(f"{statuses[303]} saves were acknowledged, the note has version {versions[0][0]}")
    if not thinking_s and statuses[303] != WRITERS * UPDATES:
        faults.append(f"only {statuses[303]} of {WRITERS * UPDATES} updates got through")
    if thinking_s and not statuses[409]:
        faults.append("no conflict was shown: the torture tested nothing")
    return faults


def main() -> int:
    """Exit 0 when every promise held."""
    argparse.ArgumentParser(description=__doc__).parse_known_args()
    with house("writers") as built:
        built.start("serve")
        faults = run(built, 0.0) + run(built, 0.5)
        built.verify()
    for fault in faults:
        say(f"FAULT {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
