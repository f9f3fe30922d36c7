"""Files of theirs: a table or JSON, under the mapping of its sender; a row that cannot be understood is refused by itself."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.hotline.rules.kinds import NUMBER_LIMIT, TEXT_LIMIT, Incoming
from linli.hotline.rules.mapping import GROUP_OF, ZONE, SenderMapping
from linli.kernel.calendar.rules import check_year
from linli.kernel.errors import Refused, refusals
from linli.kernel.sheets import Limits, Row, read_rows

ROWS_AT_MOST: Final = 5_000
LIMITS: Final = Limits(sent_bytes=20_000_000, rows=ROWS_AT_MOST + 1)
_LOOKED_AT: Final = 10
_JSON_DEEP: Final = 6
_BLANKS: Final = re.compile(r"\s+")
# How spreadsheet programs keep a long number as it is: ="2026112300001", or an apostrophe before it.
_AS_TEXT: Final = re.compile(r'="([^"]*)"|\'(.*)', re.DOTALL)
_ROUNDED: Final = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d+")
_MOMENTS: Final = ("sent_at", "accept_by", "contact_by", "return_by", "due_at", "at")
_NEEDED: Final = {"number", "words", "verdict", "decision", "state"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a file: their number, its texts by field, its moments, our codes for their words."""

    row: int
    number: str
    texts: Mapping[str, str]
    moments: Mapping[str, datetime]
    codes: Mapping[str, str]

    def text(self, name: str) -> str:
        """What stands in a field; nothing where it is empty."""
        return self.texts.get(name, "")

    @property
    def mark(self) -> UUID:
        """Tells the row from every other of its kind."""
        said = "\x1f".join(f"{name}={text}" for name, text in sorted(self.texts.items()))
        return mark_of(f"{self.number}\x1f{said}")

    @property
    def content_mark(self) -> UUID:
        """Tells what it is about, whatever its number and deadlines."""
        return mark_of("\x1f".join(_BLANKS.sub("", self.text(name)) for name in ("words", "phone", "address", "sent_at")))


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read: what it holds, its headings, and each row as a record or the reason why not."""

    kind: Incoming
    headings: Sequence[str]
    rows: Sequence[tuple[Row, Record | Refused]]


def mark_of(text: str) -> UUID:
    """Half of the digest of a text."""
    return UUID(bytes=sha256(text.encode("utf-8", "surrogatepass")).digest()[:16])


def read_file(mapping: SenderMapping, content: bytes, *, name: str, kind: Incoming | None = None) -> Read:
    """The rows of a file of theirs; refused whole where it cannot be read, or no layout fits."""
    rows = _rows(content, name)
    if kind is not None and kind not in mapping.incoming:
        raise Refused("hotline.not_mapped", kind=kind.value)
    chosen = kind or _fitting(mapping, rows)
    headings, body = _laid_out(mapping.incoming[chosen], rows, chosen)
    places = {field: headings.index(heading) for field, heading in mapping.incoming[chosen].items()}
    seen: dict[str, Record] = {}
    found = [(row, _tried(mapping, chosen, places, row, seen)) for row in body]
    return Read(chosen, headings, found)


def _rows(content: bytes, name: str) -> Sequence[Row]:
    if name.lower().endswith(".json"):
        return list(_json_rows(content, name))
    return read_rows(BytesIO(content), name=name, limits=LIMITS, keep_bad=True)


def _json_rows(content: bytes, name: str) -> Iterator[Row]:
    """The objects of the first list of objects, as a table whose headings are their names; what lies deeper has a name with dots."""
    if len(content) > LIMITS.sent_bytes:
        raise Refused("sheets.too_big", name=name, limit=LIMITS.sent_bytes // 1_000_000)
    try:
        found = _list_in(json.loads(content.decode("utf-8-sig")), _JSON_DEEP)
    except (ValueError, RecursionError):
        raise Refused("hotline.bad_json", name=name) from None
    if not found:
        raise Refused("hotline.no_list", name=name)
    if len(found) > ROWS_AT_MOST:
        raise Refused("sheets.too_many_rows", name=name, limit=ROWS_AT_MOST)
    flat = [dict(_flat(each)) for each in found]
    headings = list(dict.fromkeys(heading for each in flat for heading in each))
    yield Row(0, tuple(headings))
    for number, each in enumerate(flat, start=1):
        yield Row(number, tuple(each.get(heading, "") for heading in headings))


def _list_in(value: Any, deep: int) -> list[dict[str, Any]]:
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((found for each in inner if deep and (found := _list_in(each, deep - 1))), [])


def _flat(value: Mapping[str, Any], above: str = "", deep: int = _JSON_DEEP) -> Iterator[tuple[str, str]]:
    for name, each in value.items():
        if isinstance(each, dict) and deep:
            yield from _flat(each, f"{above}{name}.", deep - 1)
        else:
            yield f"{above}{name}", _plain(each)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        # What no database keeps and nobody typed.
        return str(value).replace("\x00", "").strip()
    return json.dumps(value, ensure_ascii=False)


def _fitting(mapping: SenderMapping, rows: Sequence[Row]) -> Incoming:
    """The layout with the most columns among those whose every column is there."""
    fitting = {
        kind: len(said) for kind, said in mapping.incoming.items() if any(set(said.values()) <= set(row.cells) for row in rows[:_LOOKED_AT])
    }
    most = [kind for kind, count in fitting.items() if count == max(fitting.values())]
    if len(most) == 1:
        return most[0]
    found = "、".join(cell for cell in rows[0].cells[:20] if cell)
    raise Refused("hotline.layout_unclear", found=found)


def _laid_out(said: Mapping[str, str], rows: Sequence[Row], kind: Incoming) -> tuple[Sequence[str], Sequence[Row]]:
    wanted = set(said.values())
    at = next((place for place, row in enumerate(rows[:_LOOKED_AT]) if wanted <= set(row.cells)), None)
    if at is None:
        seen = {cell for row in rows[:_LOOKED_AT] for cell in row.cells}
        missing = "、".join(heading for heading in said.values() if heading not in seen) or "、".join(said.values())
        raise Refused("hotline.columns_missing", kind=kind.value, columns=missing)
    return rows[at].cells, rows[at + 1 :]


def _tried(mapping: SenderMapping, kind: Incoming, places: Mapping[str, int], row: Row, seen: dict[str, Record]) -> Record | Refused:
    try:
        record = record_of(mapping, kind, places, row)
        before = seen.setdefault(record.number, record)
        if before is not record and before.mark != record.mark and kind in {Incoming.ORDERS, Incoming.LIST}:
            raise Refused("hotline.number_twice", number=record.number, row=before.row)
    except Refused as refusal:
        return refusal
    return record


def record_of(mapping: SenderMapping, kind: Incoming, places: Mapping[str, int], row: Row) -> Record:
    """What one row says; refused with the column that cannot be understood."""
    if row.trouble is not None:
        raise row.trouble
    headings = mapping.incoming[kind]
    texts = {name: _cell(row.cells[place]) if place < len(row.cells) else "" for name, place in places.items()}
    for name, text in texts.items():
        if not text and name in _NEEDED:
            raise Refused("hotline.cell_empty", column=headings[name])
    number = texts["number"]
    if len(number) > NUMBER_LIMIT or _ROUNDED.fullmatch(number):
        raise Refused("hotline.bad_number", column=headings["number"], text=number[:40], limit=NUMBER_LIMIT)
    if len(texts.get("note", "")) > TEXT_LIMIT:
        raise Refused("hotline.note_long", column=headings["note"], limit=TEXT_LIMIT)
    moments = {name: _moment(mapping, headings[name], texts[name]) for name in _MOMENTS if texts.get(name)}
    for moment in moments.values():
        check_year(moment.year)
    codes = {name: _code(mapping, name, headings[name], text) for name, text in texts.items() if name in GROUP_OF and text}
    return Record(row=row.number, number=number, texts=texts, moments=moments, codes=codes)


def _cell(text: str) -> str:
    kept = _AS_TEXT.fullmatch(text.strip())
    return (kept[1] or kept[2] or "").strip() if kept else text.strip()


def _moment(mapping: SenderMapping, heading: str, text: str) -> datetime:
    for form in mapping.times:
        try:
            return datetime.strptime(text, form).replace(tzinfo=ZONE)
        except ValueError:
            continue
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("hotline.bad_moment", column=heading, text=text[:40]) from None
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def _code(mapping: SenderMapping, name: str, heading: str, text: str) -> str:
    found = mapping.code_of(GROUP_OF[name], text)
    if found is None:
        raise Refused("hotline.unknown_word", column=heading, text=text[:40], group=GROUP_OF[name])
    return found


refusals(
    {
        "hotline.not_mapped": gettext_noop(
            "The mapping of this sender has no part [in {kind}]. Add it to the mapping, then send the file."
        ),
        "hotline.bad_json": gettext_noop("{name} is no JSON in UTF-8. Nothing was taken over; export it again."),
        "hotline.no_list": gettext_noop("{name} holds no list of orders. Nothing was taken over; look whether it is the right file."),
        "hotline.layout_unclear": gettext_noop(
            "No part of the mapping, or more than one, fits the headings {found}. Choose what the file holds, or correct the mapping."
        ),
        "hotline.columns_missing": gettext_noop(
            "The file lacks the column {columns}, which the mapping asks for under [in {kind}]. Correct the file or the mapping."
        ),
        "hotline.number_twice": gettext_noop(
            "The number {number} stands in row {row} already, with other words. Ask the district which of the two holds."
        ),
        "hotline.cell_empty": gettext_noop("The column {column} is empty. Fill it in; where cells are merged, divide them first."),
        "hotline.bad_number": gettext_noop(
            "The column {column} says “{text}”, which is no order number: longer than {limit}, or rounded by a spreadsheet. "
            "Export the column as text."
        ),
        "hotline.note_long": gettext_noop("The column {column} is longer than {limit} characters. Shorten it."),
        "hotline.bad_moment": gettext_noop(
            "The column {column} says “{text}”, which is no moment. Write it as the mapping says under [times]."
        ),
        "hotline.unknown_word": gettext_noop(
            "The column {column} says “{text}”, a word the mapping does not know. Add it to the mapping under [words {group}]."
        ),
    }
)
