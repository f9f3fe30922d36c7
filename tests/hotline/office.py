"""The centre that exchanges with the district, and shorthands for what it does."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from openpyxl import Workbook, load_workbook

from linli.hotline.actions import senders, sending, taking
from linli.hotline.actions.senders import SenderDraft
from linli.hotline.models import HotlineFile, HotlineOrder, HotlineStep
from linli.hotline.queries import files as filed
from linli.hotline.queries import reconciling
from linli.hotline.queries.reconciling import Sheet
from linli.hotline.queries.senders import example, get_sender
from linli.kernel import scope
from linli.org.models import Unit
from linli.tickets.models import Ticket
from linli.tickets.rules.permissions import Permission
from tests.tickets.town import Hand, Town


class Office:
    """兰亭 with the district's centre as a unit, and the example's mapping."""

    def __init__(self, town: Town, hand: Hand) -> None:
        self.town, self.hand = town, hand
        self.clerk = replace(town.centre, permissions=town.centre.permissions | {Permission.EXCHANGE.value})
        with scope.scoped(town.house):
            begun = datetime(2020, 1, 1, tzinfo=UTC)
            row = Unit(subdistrict_id=town.lanting, code="district", name="区热线中心", short_name="区热线", kind="other", valid_from=begun)
            row.save(force_insert=True)
            self.district_id = row.pk
        self.sender_id = self.saved().pk

    def saved(self, mapping: str = "", **facts: Any) -> Any:
        said: dict[str, Any] = {"name": "区热线", "source": "hotline", "unit_id": self.district_id, "mapping": mapping or example()}
        wish = {name: facts.pop(name) for name in ("sender_id", "seen") if name in facts}
        with scope.scoped(self.clerk):
            return senders.save_sender(self.clerk, SenderDraft(**{**said, **facts}), **wish)

    def takes(self, content: bytes, name: str = "orders.xlsx", **wish: Any) -> HotlineFile:
        with scope.scoped(self.clerk):
            return taking.take_file(self.clerk, self.sender_id, name=name, content=content, **wish)

    def makes(self) -> dict[str, HotlineFile]:
        with scope.scoped(self.clerk):
            return {each.kind: each for each in sending.make_files(self.clerk, self.sender_id)}

    def content(self, file: HotlineFile) -> bytes:
        with scope.scoped(self.clerk):
            return filed.content_of(self.clerk, file)

    def rows(self, file: HotlineFile) -> list[tuple[int, str, str, str]]:
        with scope.scoped(self.clerk):
            return [(each.row, each.outcome, each.number, each.reason) for each in filed.rows_of(self.clerk, file)]

    def sheet(self) -> Sheet:
        with scope.scoped(self.clerk):
            return reconciling.reconcile(self.clerk, get_sender(self.clerk, self.sender_id))

    def order(self, number: str) -> HotlineOrder:
        with scope.scoped(self.town.house):
            found: HotlineOrder = HotlineOrder.objects.select_related("ticket").get(number=number)
            return found

    def orders(self) -> dict[str, HotlineOrder]:
        with scope.scoped(self.town.house):
            return {each.number: each for each in HotlineOrder.objects.select_related("ticket")}

    def steps(self, number: str) -> list[str]:
        with scope.scoped(self.town.house):
            found = HotlineStep.objects.filter(order__number=number).order_by("recorded_at", "pk")
            return list(found.values_list("kind", flat=True))

    def everything(self) -> tuple[Any, ...]:
        """All that a repeated file could have changed."""
        with scope.scoped(self.town.house):
            tickets = list(Ticket.objects.order_by("pk").values_list("pk", "state", "journal_seq", "due_at"))
            orders = list(HotlineOrder.objects.order_by("pk").values_list("pk", "state", "journal_seq", "due_at", "number"))
            return tickets, orders, HotlineStep.objects.count()

    def ticket_id(self, number: str) -> UUID:
        return self.order(number).ticket_id


def xlsx(headings: list[str], rows: list[list[Any]], *, title: str = "") -> bytes:
    """A table as the district's program writes it, with a merged line above where it has a title."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if title:
        sheet.append([title])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headings))
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def read_back(content: bytes) -> list[dict[str, str]]:
    """What the district's program sees in a file of ours."""
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    top, *rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    return [dict(zip(top, row, strict=True)) for row in rows]
