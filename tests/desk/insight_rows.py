"""A hot issue, for the pages about them."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from linli.insight.actions import counting, gathering, marking
from linli.kernel.actor import Actor, Channel
from linli.kernel.ids import uuid7
from linli.kernel.permissions import registered_permissions
from linli.kernel.scope import scoped
from linli.tickets.actions.intake import ReporterDraft, TicketDraft, open_ticket

LAMP = "兰田路上的路灯坏了半个月没人来修，晚上出门一片漆黑很不安全"


def report(actor: Actor, unit_id: UUID, number: int, words: str = LAMP, source: str = "call", **facts: Any) -> UUID:
    """A ticket that somebody with a phone of his own reported."""
    reporter = ReporterDraft(full_name="林一", phone=f"138{number:08}")
    draft = TicketDraft(intake_unit_id=unit_id, source=source, words=words, matter=words[:14], reporter=reporter, **facts)
    return open_ticket(actor, draft).ticket.pk


def count_all(actor: Actor) -> None:
    """What the jobs do within the hour."""
    gathering.gather(actor)
    counting.count_standing(actor)


def a_hot_issue(actor: Actor, unit_id: UUID) -> dict[str, UUID]:
    """What the addresses of hot issues name; reported and counted one after the other, for a job sees what others have ended."""
    with scoped(actor):
        oldest_id = report(actor, unit_id, 1)
        report(actor, unit_id, 2, f"{LAMP}，谢谢")
    with scoped(actor):
        count_all(actor)
    somebody = replace(actor, account_id=uuid7(), channel=Channel.DESK, permissions=frozenset(registered_permissions()))
    with scoped(actor):
        mark = marking.take_in_hand(somebody, None, oldest_id, note="约了物业周五现场看")
    return {"oldest_id": oldest_id, "mark_id": mark.pk}
