"""The command of whoever patrols: what was found becomes tickets in the same breath, and the end of the shift is one word."""

from linli.kernel.actor import Actor
from linli.sync.commands import Done, command
from linli.sync.payloads import PatrolRecord
from linli.tickets.queries import tickets
from linli.visits.actions.patrolling import FindingDraft, MissedDraft, PatrolDraft, record_patrol


@command("patrol.record", PatrolRecord)
def record(actor: Actor, payload: PatrolRecord) -> Done:
    """Keep the findings with their tickets, and end the shift where it is over."""
    shift = record_patrol(actor, _draft(payload))
    wanted = [each.ticket_id for each in payload.findings]
    numbers = tickets.numbers_of(actor, wanted) if wanted else {}
    opened = [{"id": str(ticket_id), "number": numbers[ticket_id]} for ticket_id in wanted if ticket_id in numbers]
    return Done({"shift_id": str(shift.pk), "tickets": opened})


def _draft(payload: PatrolRecord) -> PatrolDraft:
    return PatrolDraft(
        shift_id=payload.shift_id,
        findings=[
            FindingDraft(
                id=each.finding_id,
                ticket_id=each.ticket_id,
                words=each.words,
                stop_id=each.stop_id,
                place_id=each.place_id,
                where=each.where,
                lon=each.lon,
                lat=each.lat,
                class_code=each.class_code,
                item=each.item,
                on_spot_line=each.on_spot_line,
            )
            for each in payload.findings
        ],
        missed=[MissedDraft(each.stop_id, each.reason, each.note) for each in payload.missed],
        is_over=payload.is_over,
        note=payload.note,
    )
