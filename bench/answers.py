"""answers.*: is the answered message that is found for another one answered by the same kind of authority?

The real messages with replies stand in for a base. Messages that nearly say the same never stand on both sides, and what the shelf is
built with was chosen on one half of the groups; only the other half is reported. Which authority answered is read from the reply
alone, by names; finding reads the message alone on the asking side, and message and reply on the other.
"""

import csv
import gzip
import hashlib
import io
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from devtools.environment import ROOT, CannotRun
from devtools.measure import Measurement

if TYPE_CHECKING:
    from linli.lang.shelf import Shelf

MESSAGES: Final = ROOT.parent / "shared" / "data" / "messages" / "replied.csv.gz"
# Kinds of authorities by what they are called.
AUTHORITIES: Final = {
    "education": "教育局|教体局|教委",
    "traffic": "交警",
    "police": "公安|派出所",
    "transport": "交通运输局|交通局|运管|交通运输",
    "city": "城管|城市管理|行政执法",
    "housing": "住建|房产|房屋|住房和城乡|住房保障|建设局|物业",
    "labour": "人社|人力资源|劳动",
    "plan": "规划|国土|自然资源",
    "health": "卫生|卫计|医院|疾控",
    "environment": "环保|生态环境",
    "water": "水务|水利|供水|自来水",
    "civil": "民政",
    "power": "电力|供电",
    "fund": "公积金管理",
    "insurance": "医保|医疗保障|医疗保险",
    "farm": "农业|畜牧|林业",
    "market": "工商|市场监督|市场监管|食药|质监",
    "price": "发改|物价|发展和改革",
    "tax": "税务|财政",
    "telecom": "移动公司|电信|联通|通信|铁塔",
    "gas": "燃气",
    "culture": "文化|旅游|体育|文广",
    "rail": "轨道|地铁",
    "bus": "公交",
    "town": "街道办|镇政府|乡政府|街道|镇人民政府",
}
_PATTERNS: Final = {kind: re.compile(names) for kind, names in AUTHORITIES.items()}
# Sizes, sating, length and the least nearness were chosen on half 0.
REPORTED = 1
SHOWN: Final = 5
MANY: Final = 10_000
TIMED: Final = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One answered message: its half, its side, and what kind of authority answered."""

    title: str
    asked: str
    answered: str
    half: int
    is_asking: bool
    authority: str


def run() -> Iterator[Measurement]:
    """Hits among the first five and at the first place, rivals beside them; then the time of one question at 10,000 answers."""
    from linli.lang.shelf import LEAST

    rows = read()
    base = [row for row in rows if row.half == REPORTED and not row.is_asking]
    asking = [row for row in rows if row.half == REPORTED and row.is_asking]
    shelf = shelved(base)

    def found(row: Row) -> list[str]:
        return [base[int(each.key)].authority for each in shelf.nearest(row.asked, SHOWN, least=0)]

    usual = [kind for kind, _ in Counter(row.authority for row in base).most_common(SHOWN)]
    chance = random.Random(11)
    overlapping = overlap(base)
    rivals = {
        "plain overlap": hits(asking, overlapping),
        "most frequent": hits(asking, lambda _: usual),
        "random": hits(asking, lambda _: [each.authority for each in chance.sample(base, SHOWN)]),
    }
    said = f"{len(asking)} messages asked of {len(base)}; "
    first, five = hits(asking, found)
    told = ", ".join(f"{name} {many:.3f}" for name, (_, many) in rivals.items())
    yield Measurement("answers.recall_at_5", five, "", f"{said}{told}")
    told = ", ".join(f"{name} {one:.3f}" for name, (one, _) in rivals.items())
    yield Measurement("answers.recall_at_1", first, "", f"{said}{told}")
    short = [(shelf.nearest(row.title, 1), row.authority) for row in asking]
    shown = [(near[0], authority) for near, authority in short if near]
    surer = sorted(shown, key=lambda each: -each[0].nearness)[: len(shown) // 4]
    right = sum(base[int(near.key)].authority == authority for near, authority in surer) / max(len(surer), 1)
    yield Measurement("answers.surest_quarter_at_1", right, "", "titles alone as questions; the nearest quarter of them")
    yield Measurement("answers.shown", len(shown) / len(asking), "", f"titles for which anything is nearer than {LEAST}")
    yield from timed(rows)


def read() -> list[Row]:
    """Every message whose reply names an authority."""
    from linli.lang.reading import plain, told
    from linli.lang.repeats import groups

    if not MESSAGES.is_file():
        raise CannotRun("The real messages do not lie beside this checkout.")
    text = gzip.decompress(MESSAGES.read_bytes()).decode("utf-8-sig")
    cells = [{name: " ".join(value.split()) for name, value in row.items()} for row in csv.DictReader(io.StringIO(text, newline=""))]
    asked = [told(row["留言主题"], row["留言详情"]) for row in cells]
    group = groups([plain(each) for each in asked])
    found = []
    for row, text, first in zip(cells, asked, group, strict=True):
        # Half and side by the whole group's first message: what nearly repeats another stands where that stands.
        half, side = _coin(f"half{asked[first]}"), _coin(f"side{asked[first]}")
        authority = authority_of(row["答复意见"])
        if authority:
            found.append(Row(row["留言主题"], text, row["答复意见"], half, side == 1, authority))
    return found


def _coin(text: str) -> int:
    return hashlib.sha256(text.encode()).digest()[0] % 2


def authority_of(reply: str) -> str:
    """The kind of authority that a reply names most often; nothing where it names none."""
    counts = {kind: len(pattern.findall(reply)) for kind, pattern in _PATTERNS.items()}
    most = max(counts.values())
    return min(kind for kind, count in counts.items() if count == most) if most else ""


def shelved(rows: Sequence[Row]) -> "Shelf":
    """The answered messages as a base."""
    from linli.lang.shelf import Shelf

    shelf = Shelf()
    for place, row in enumerate(rows):
        shelf.put(f"{place:06d}", f"{row.asked}\n{row.answered}")
    return shelf


def overlap(base: Sequence[Row]) -> Callable[[Row], list[str]]:
    """The rival: shared pairs of characters as a part of all (Jaccard)."""
    pairs = [_pairs(f"{row.asked}\n{row.answered}") for row in base]

    def found(row: Row) -> list[str]:
        mine = _pairs(row.asked)
        order = sorted(range(len(base)), key=lambda place: (-len(mine & pairs[place]) / len(mine | pairs[place]), place))
        return [base[place].authority for place in order[:SHOWN]]

    return found


def _pairs(text: str) -> frozenset[str]:
    from linli.lang.reading import plain

    letters = plain(text)
    return frozenset(letters[place : place + 2] for place in range(len(letters) - 1))


def hits(asking: Sequence[Row], found: Callable[[Row], Sequence[str]]) -> tuple[float, float]:
    """How often the first, and one of all, was answered by the same kind of authority."""
    answers = [(row.authority, found(row)) for row in asking]
    first = sum(authority in said[:1] for authority, said in answers)
    return first / len(asking), sum(authority in said for authority, said in answers) / len(asking)


def timed(rows: Sequence[Row]) -> Iterator[Measurement]:
    """One question of a base of ten thousand, and laying such a base in order after a change."""
    chance = random.Random(5)
    texts = [f"{row.asked[:120]}\n{row.answered[:300]}" for row in rows]
    # Halves of two texts make a third: as many runs as real ones, and none twice.
    many = [f"{chance.choice(texts)[:200]}\n{chance.choice(texts)[200:]}" for _ in range(MANY)]
    from linli.lang.shelf import Shelf

    shelf = Shelf()
    for place, text in enumerate(many):
        shelf.put(f"{place:06d}", text)
    laid = []
    for _ in range(3):
        shelf.put("000000", many[0])
        began = time.perf_counter()
        shelf.nearest("路灯", 1)
        laid.append((time.perf_counter() - began) * 1_000)
    taken = []
    for row in chance.sample(list(rows), TIMED):
        began = time.perf_counter()
        near = shelf.nearest(row.asked, 40)
        for each in near[:3]:
            shelf.shared(row.asked, each.key)
        taken.append((time.perf_counter() - began) * 1_000)
    taken.sort()
    yield Measurement("answers.question_ms", taken[int(len(taken) * 0.95)], "ms", f"bar 20; 95 % of {TIMED} messages, {MANY:,} answers")
    yield Measurement("answers.laid_ms", median(laid), "ms", f"the first question after a change, {MANY:,} answers")
