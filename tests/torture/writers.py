"""20 writers × 10 updates of one ticket, and 20 people who read, think and save: no lost update, no untold overwrite, no server error."""

import argparse
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from tests.torture import tickets
from tests.torture.house import Browser, House, house, say

WRITERS, UPDATES = 20, 10
# How long somebody who was overtaken looks at what happened: longer each time, as people do.
LOOKS_S, LOOKS_AT_MOST_S = 1.0, 8.0


@dataclass
class Seen:
    """What all writers together saw: answers, and for each acknowledged save what had stood in the form before it."""

    statuses: "Counter[int]" = field(default_factory=Counter)
    stood_before: dict[str, str] = field(default_factory=dict)
    lost_forms: int = 0


def hammer(browser: Browser, ticket_id: UUID, name: str, seen: Seen, thinking_s: float) -> None:
    """One writer corrects the neutral text again and again; who is overtaken looks and, unless he thinks, tries again."""
    for number in range(UPDATES):
        text = f"{name} {number}"
        time.sleep(random.uniform(0, LOOKS_S))
        form, looks_s = tickets.open_form(browser, ticket_id, "correct"), LOOKS_S
        while True:
            time.sleep(thinking_s)
            status, back = tickets.send(browser, ticket_id, "correct", form.seen, matter=text)
            seen.statuses[status] += 1
            if status == 303:
                seen.stood_before[text] = form.matter
            if status != 409 or thinking_s:
                break
            if back is None or back.seen == form.seen:
                seen.lost_forms += 1
                break
            # The form that came back holds what was typed; what stands there now is looked at anew.
            time.sleep(random.uniform(0, looks_s))
            looks_s = min(looks_s * 2, LOOKS_AT_MOST_S)
            form = tickets.open_form(browser, ticket_id, "correct")


def run(built: House, thinking_s: float) -> list[str]:
    """What went wrong with this much thinking between reading and saving."""
    first = Browser(built).sign_in(tickets.DISPATCHER)
    ticket_id = tickets.take_down(first, f"one ticket of many, thinking {thinking_s}")
    assert ticket_id is not None
    begun = tickets.open_form(first, ticket_id, "correct").matter
    seen = Seen()
    names = [f"writer {number}" for number in range(WRITERS)]
    threads = [threading.Thread(target=hammer, args=[first.beside(), ticket_id, name, seen, thinking_s]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return find_faults(built, ticket_id, begun, seen, thinking_s)


def find_faults(built: House, ticket_id: UUID, begun: str, seen: Seen, thinking_s: float) -> list[str]:
    """What the superuser sees, against what was acknowledged."""
    ((version, text),) = built.rows(f"SELECT journal_seq, matter FROM ticket WHERE id = '{ticket_id}'")
    ((corrected,),) = built.rows(f"SELECT count(*) FROM journal_entry WHERE stream = 'ticket/{ticket_id}' AND verb = 'ticket.corrected'")
    kept = seen.statuses[303]
    say(f"thinking {thinking_s} s: answers {dict(seen.statuses)}, version {version}")
    faults = [f"server error {status} × {count}" for status, count in seen.statuses.items() if status >= 500]
    if corrected != kept or len(seen.stood_before) != kept:
        faults.append(f"{kept} saves were acknowledged, the journal has {corrected}")
    if seen.lost_forms:
        faults.append(f"{seen.lost_forms} conflicts came back without what stands there now")
    # Every save was made by somebody who had read exactly what it replaced: one chain from the first text to the last.
    untold = kept - chain_length(begun, str(text), seen.stood_before)
    if untold:
        faults.append(f"{untold} of {kept} saves replaced what their writer had never seen")
    if not thinking_s and kept != WRITERS * UPDATES:
        faults.append(f"only {kept} of {WRITERS * UPDATES} updates got through")
    if not seen.statuses[409]:
        faults.append("no conflict was shown: the torture tested nothing")
    return faults


def chain_length(begun: str, last: str, stood_before: dict[str, str]) -> int:
    """How many saves lie between the first text and the last, each on top of what its writer had read."""
    length, text = 0, last
    while text != begun and text in stood_before and length <= len(stood_before):
        length, text = length + 1, stood_before[text]
    return length if text == begun else 0


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
