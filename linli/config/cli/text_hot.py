"""`linli text hot`: which matters a stream of messages is full of, the hottest first."""

import csv
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Final

from linli.lang import hot, messages
from linli.lang.matters import Said
from linli.lang.trouble import BadFile
from linli.lang.whole import whole

HEADINGS: Final = (
    "rank",
    "heat",
    "begins",
    "ends",
    "place",
    "description",
    "messages",
    "reporters",
    "likes",
    "dislikes",
    "growth",
    "days",
    "unsolved",
    "message_ids",
)
# Each takes some 8 kB while issues are looked for, long ones more: 30 bytes a character.
MOST_MESSAGES: Final = 100_000
MOST_CHARACTERS: Final = 80_000_000
_COLUMNS: Final = ("id", "reporter", "time", "title", "text")
_TIME: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?")
_YES: Final = frozenset({"1", "true", "yes", "是", "已解决"})


def hottest(file: Path, out: Path, since: datetime | None, until: datetime | None) -> None:
    """Write the issues of the file's period; last line one JSON object."""
    # The file is read to its end before anything is compared: what is wrong with it is told within seconds.
    said = list(read(file))
    stream = hot.Stream()
    stream.add(said)
    issues = stream.issues(since, until)
    with whole(out) as beside, beside.open("x", encoding="utf-8-sig", newline="") as written:
        writer = csv.writer(written)
        writer.writerow(HEADINGS)
        for rank, issue in enumerate(issues, start=1):
            writer.writerow(_row(rank, issue))
    facts = {"read": stream.count, "issues": len(issues), "messages_in_issues": sum(len(each.members) for each in issues)}
    sys.stdout.write(f"{json.dumps({**facts, 'out': str(out)}, ensure_ascii=False)}\n")


def read(file: Path) -> Iterator[Said]:
    """Every message of the file; `likes`, `dislikes` and `solved` may be there."""
    seen, characters = set[str](), 0
    for message in messages.read(file, _COLUMNS):
        cells = message.cells
        name = cells["id"].strip()
        if not name or name in seen:
            raise BadFile(f"{file}: row {message.row} has {'the id of an earlier row' if name else 'no id'}: give each message its own.")
        seen.add(name)
        characters += len(cells.get("title", "")) + len(cells.get("text", ""))
        if len(seen) > MOST_MESSAGES or characters > MOST_CHARACTERS:
            much = f"{MOST_MESSAGES:,} messages" if len(seen) > MOST_MESSAGES else f"{MOST_CHARACTERS:,} characters"
            raise BadFile(f"{file} holds more than {much}, more than are compared at once: cut it into files of some months each.")
        yield Said(
            name=name,
            reporter=cells.get("reporter", "").strip() or name,
            at=moment(cells.get("time", ""), f"{file}: row {message.row}"),
            title=cells.get("title", ""),
            text=cells.get("text", ""),
            likes=_number(cells.get("likes", ""), f"{file}: row {message.row}"),
            dislikes=_number(cells.get("dislikes", ""), f"{file}: row {message.row}"),
            is_solved=cells.get("solved", "").strip().casefold() in _YES,
        )


def moment(written: str, where: str, *, is_end: bool = False) -> datetime:
    """A date with or without a time of day, as lists write it; a day alone is its beginning, or its end."""
    found = _TIME.fullmatch(written.strip())
    if found:
        try:
            year, month, day, hour, minute, second = (int(each) for each in found.groups(default="0"))
            # Lists say what the clock on the wall said; only how far two moments are apart is asked.
            said = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
            return datetime.combine(said.date(), time.max, UTC) if is_end and found[4] is None else said
        except ValueError:
            pass
    raise BadFile(f"{where} has the time “{written.strip()}”: write it like 2019-02-28 11:25.")


def _number(written: str, where: str) -> int:
    plain = written.strip() or "0"
    if not re.fullmatch(r"\d{1,12}", plain):
        raise BadFile(f"{where} has “{plain}” for a count of people: write a whole number.")
    return int(plain)


def _row(rank: int, issue: hot.Issue) -> list[str]:
    parts = issue.parts
    period = [issue.begins.date().isoformat(), issue.ends.date().isoformat()]
    counts = [len(issue.members), parts.reporters, parts.likes, parts.dislikes, f"{parts.growth:.2f}", parts.days, f"{parts.unsolved:.2f}"]
    words = [plain_cell(issue.place), plain_cell(issue.title)]
    return [str(rank), f"{parts.heat:.2f}", *period, *words, *map(str, counts), plain_cell(" ".join(issue.members))]


def plain_cell(text: str) -> str:
    """Text that an office program does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
