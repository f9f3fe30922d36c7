"""A sender, a file with a row of each fate, and an order, for the addresses of the exchange."""

from typing import Any
from uuid import UUID

from linli.hotline.actions import senders, taking
from linli.hotline.actions.senders import SenderDraft
from linli.hotline.models import HotlineOrder, HotlineRow
from linli.kernel.actor import Actor

MAPPING = "[in orders]\nnumber = 编号\nwords = 内容\n\n[out receipt xlsx]\nnumber = 编号\n"
ORDERS = "编号,内容\nQX1,路灯不亮了\n,没有编号\nQX2,路灯不亮了\n"


def a_sender_and_its_files(actor: Actor, unit_id: UUID) -> dict[str, dict[str, Any]]:
    """What the addresses of the exchange name: a file with a refused row and one that asks, its order, its sender."""
    draft = SenderDraft(name="区热线", source="hotline", unit_id=unit_id, mapping=MAPPING)
    sender = senders.save_sender(actor, draft)
    first, second = ORDERS.rsplit("QX2", 1)
    taking.take_file(actor, sender.pk, name="派单.csv", content=first.encode())
    heading = ORDERS.split("\n", 1)[0]
    file = taking.take_file(actor, sender.pk, name="派单二.csv", content=f"{heading}\n,没有编号\nQX2{second}".encode())
    asked = HotlineRow.objects.of(actor.subdistrict_id).get(file=file, outcome="question")
    order = HotlineOrder.objects.of(actor.subdistrict_id).get()
    told = {"file_id": file.pk}
    return {
        **dict.fromkeys(("hotline_file", "hotline_content", "hotline_errors"), told),
        "hotline_decide": {"row_id": asked.pk},
        "hotline_mend": {"order_id": order.pk},
        "hotline_sender": {"sender_id": sender.pk},
        "hotline_make": {"sender_id": sender.pk},
    }
