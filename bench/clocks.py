"""clocks.per_s: deadlines with make-up days, pauses and extensions, each once checked against a count minute by minute."""

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from chinese_calendar.constants import holidays, workdays

from devtools.measure import Measurement
from linli.kernel.calendar import Duration, Extension, Kind, Pause, WorkCalendar, deadline, seed

DEADLINES = 10_000
BAR_PER_S = 50_000
RUNS = 5
SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGIN = datetime.fromisoformat("2025-12-20T00:00")
MINUTES = 700 * 1_440
AMOUNTS = {Kind.WORKING_DAYS: 15, Kind.WORKING_MINUTES: 4_000, Kind.PLAIN_MINUTES: 4_000}

# Minutes after BEGIN: where a case starts, what it counts, its pauses and its extensions.
Case = tuple[int, Kind, int, list[tuple[int, int]], list[int]]


def run() -> Iterator[Measurement]:
    """The rate of one process, calendar made and warm; every result is first compared with the patient count."""
    days = seed.announced()
    calendar = WorkCalendar(
        region=seed.REGION, version=1, hours=seed.HOURS, days={day.on: day for day in days}, years=frozenset(seed.years(days))
    )
    cases = [case(number) for number in range(DEADLINES)]
    asked = [
        (instant(start), Duration(kind, amount), pauses_of(pauses), extensions_of(more)) for start, kind, amount, pauses, more in cases
    ]
    check(cases, [deadline(start, duration, calendar, pauses=held, extensions=more).due_at for start, duration, held, more in asked])
    rates = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        for start, duration, held, more in asked:
            deadline(start, duration, calendar, pauses=held, extensions=more)
        rates.append(DEADLINES / (time.perf_counter() - begin))
    yield Measurement("clocks.per_s", statistics.median(rates), "deadlines/s", f"bar {BAR_PER_S}; all equal the count by minutes")


def case(number: int) -> Case:
    """The same case each time: half of them paused, a third extended, the starts over all of 2026."""
    chance = random.Random(number)
    start, kind = chance.randrange(20 * 1_440, 390 * 1_440), chance.choice(list(Kind))
    pauses = []
    for _ in range(chance.choice([0, 0, 1, 2])):
        begin = start + chance.randrange(0, 8 * 1_440)
        pauses.append((begin, begin + chance.randrange(1, 4 * 1_440)))
    return start, kind, chance.randint(1, AMOUNTS[kind]), pauses, [chance.randint(1, 5) for _ in range(chance.choice([0, 0, 1]))]


def instant(minute: int) -> datetime:
    """The minute as an instant."""
    return (BEGIN + timedelta(minutes=minute)).replace(tzinfo=SHANGHAI).astimezone(UTC)


def pauses_of(pauses: Sequence[tuple[int, int]]) -> list[Pause]:
    """The pauses as the rule takes them."""
    return [Pause(instant(begin), instant(end)) for begin, end in pauses]


def extensions_of(amounts: Sequence[int]) -> list[Extension]:
    """The extensions as the rule takes them."""
    return [Extension(amount) for amount in amounts]


def check(cases: Sequence[Case], found: Sequence[datetime | None]) -> None:
    """Compare every result with the minutes that count, written out one by one."""
    minutes = {kind: minutes_that_count(kind) for kind in Kind}
    for (start, kind, amount, pauses, more), due_at in zip(cases, found, strict=True):
        counts = minutes[kind].copy()
        begin = start if kind is not Kind.WORKING_DAYS else (start // 1_440 + 1) * 1_440
        counts[:begin] = False
        for first, last in pauses:
            counts[first:last] = False
        expected = instant(int(np.flatnonzero(counts)[amount + sum(more) - 1]) + 1)
        if due_at != expected:
            raise RuntimeError(f"{start} {kind} {amount} {pauses} {more}: {due_at} is not {expected}")


def minutes_that_count(kind: Kind) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """For each minute after BEGIN whether it counts: all of them, those of office hours, or the last office minute of each worked day."""
    counts = np.zeros(MINUTES, dtype=np.bool_)
    stretches = {Kind.PLAIN_MINUTES: [(0, 1_440)], Kind.WORKING_MINUTES: [(540, 690), (780, 1_020)], Kind.WORKING_DAYS: [(1_019, 1_020)]}
    for number in range(MINUTES // 1_440):
        on = (BEGIN + timedelta(days=number)).date()
        is_worked = on in workdays or (on not in holidays and on.isoweekday() <= 5)
        if is_worked or kind is Kind.PLAIN_MINUTES:
            for begins, ends in stretches[kind]:
                counts[number * 1_440 + begins : number * 1_440 + ends] = True
    return counts
