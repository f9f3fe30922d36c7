"""Lists of another system as the tests of the desk send them."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.tickets.actions import import_files
from linli.tickets.queries import import_files as queries
from linli.tickets.rules import layouts
from tests.desk.house import House

HEADINGS = ("工单编号", "问题描述", "工单状态", "问题小类", "受理时间", "处置截止时间", "办结时间", "经度", "纬度", "退单次数", "主责部门")


def row(number: str = "A1", words: str = "门口有暴露垃圾", state: str = "处置中", **said: str) -> list[str]:
    """One order of the district, open and late unless said otherwise."""
    usual = {
        "name": "暴露垃圾",
        "came": "2026-10-09 09:00",
        "due": "2026-10-16 09:00",
        "over": "",
        "lon": "",
        "lat": "",
        "back": "",
        "unit": "",
    }
    return [number, words, state, *{**usual, **said}.values()]


def table(rows: Sequence[Sequence[str]], *, encoding: str = "gb18030") -> BytesIO:
    """The rows as the platform exports them."""
    text = StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    return BytesIO(text.getvalue().encode(encoding))


def files_of(house: House, actor: Actor) -> tuple[UUID, UUID]:
    """A file that waits to be looked at, and a run with a row that was refused."""
    with scope.scoped(actor):
        waits: Any = import_files.send_file(actor, name="十一月.csv", content=table([row("B1")]))
        sent = import_files.send_file(actor, name="十月.csv", content=table([row(), row("A2", came="那天")]))
        rows = queries.rows_of(sent)
        draft = layouts.drafted("十月", layouts.guess(rows), rows, source="district_platform")
        assert draft is not None
        run = import_files.start(actor, sent.pk, draft, is_history=True, is_standing=True)
    house.work()
    return waits.pk, run.pk
