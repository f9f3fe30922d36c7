"""dispatch.per_s: decisions over 2,000 lines of a duty list; text.per_s: classes suggested for messages of 400 characters."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from devtools.measure import Measurement, median
from linli.org.rules.grids import GridKind
from linli.tickets.presets import CITY_MANAGEMENT, rows_of
from linli.tickets.rules import catalogue_sheet as sheet
from linli.tickets.rules.catalogue import Catalogue
from linli.tickets.rules.dispatch import Cell, Duty, DutyList, Matter, UnitNow, decide
from linli.tickets.rules.likeness import Lexicon, suggest

T = TypeVar("T")
LINES, GRIDS, UNITS = 2_000, 30, 50
DECISIONS, TEXTS, CHARACTERS = 20_000, 2_000, 400
BAR_DECISIONS, BAR_TEXTS = 5_000, 10_000
NOW = datetime(2026, 11, 22, tzinfo=UTC)
# What a message is filled up with: it says nothing about any class.
TALK = "您好，我是这里的居民，这件事已经反映过好几次了，希望有关部门重视，尽快派人来看一看，给我们一个答复，谢谢。"


def run() -> Iterator[Measurement]:
    """The rates of one process, everything laid out and warm."""
    rows = rows_of(CITY_MANAGEMENT)
    catalogue = Catalogue(1, sheet.plan(sheet.lines_of(rows, sheet.guess(rows)), Catalogue(0, {})).items)
    yield Measurement("dispatch.per_s", decisions(catalogue), "decisions/s", f"bar {BAR_DECISIONS}")
    yield Measurement("text.per_s", suggestions(catalogue), "texts/s", f"bar {BAR_TEXTS}; {CHARACTERS} characters each")


def decisions(catalogue: Catalogue) -> float:
    """Each decision with its reasons, for a place in a small grid of a large one."""
    chance = random.Random(11)
    units = [UnitNow(UUID(int=number), f"U{number}", f"单位{number}", "office") for number in range(1, UNITS + 1)]
    large = Cell(UUID(int=999), "大网格", GridKind.COMPREHENSIVE, 0)
    small = [Cell(UUID(int=1_000 + number), f"微网格{number}", GridKind.MICRO, 1) for number in range(GRIDS)]
    lines = [
        Duty(
            number,
            chance.choice(list(catalogue.items)),
            chance.choice([None, large.id, *(cell.id for cell in small)]),
            chance.choice(units).id,
        )
        for number in range(1, LINES + 1)
    ]
    duties = DutyList.of(lines, units)
    asked = [(matter(catalogue, chance.choice(catalogue.deepest).code), (chance.choice(small), large)) for _ in range(DECISIONS)]
    return median(lambda: rate(lambda each: decide(each[0], each[1], duties, NOW), asked))


def matter(catalogue: Catalogue, code: str) -> Matter:
    """The class as dispatch knows it."""
    line = catalogue.line(code)
    return Matter(tuple(each.code for each in line), tuple(each.name for each in line))


def suggestions(catalogue: Catalogue) -> float:
    """Messages of one length, each about one class somewhere in the middle."""
    chance = random.Random(11)
    lexicon = Lexicon.of(catalogue)
    texts = []
    for _ in range(TEXTS):
        item = chance.choice(catalogue.deepest)
        before = chance.randrange(CHARACTERS // 2)
        texts.append((TALK * 9)[:before] + (item.keywords or (item.name,))[0] + (TALK * 9)[: CHARACTERS - before])
    return median(lambda: rate(lambda text: suggest(text, lexicon), texts))


def rate(work: Callable[[T], object], asked: Sequence[T]) -> float:
    """How many a second."""
    begin = time.perf_counter()
    for each in asked:
        work(each)
    return len(asked) / (time.perf_counter() - begin)
