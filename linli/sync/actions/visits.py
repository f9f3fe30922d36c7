"""The command that walks most: a visit with its answers, and its needs as tickets in the same breath."""

from linli.checklists.rules.answers import as_said
from linli.kernel.actor import Actor
from linli.sync.commands import Done, command
from linli.sync.payloads import VisitRecord
from linli.tickets.queries import tickets
from linli.visits.actions.drafts import AnswersDraft, MaterialDraft, NeedDraft, ReturnDraft, VisitDraft
from linli.visits.actions.visits import record_visit
from linli.visits.rules.kinds import Effect


@command("visit.record", VisitRecord)
def record(actor: Actor, payload: VisitRecord) -> Done:
    """Write the visit down; what needs doing is a ticket, open or settled there and then."""
    visit = record_visit(actor, _draft(actor, payload))
    needs = [each.ticket_id for each in payload.needs]
    numbers = tickets.numbers_of(actor, needs) if needs else {}
    opened = [{"id": str(ticket_id), "number": numbers[ticket_id]} for ticket_id in needs if ticket_id in numbers]
    return Done({"visit_id": str(visit.pk), "tickets": opened})


def _draft(actor: Actor, payload: VisitRecord) -> VisitDraft:
    # A command's moment is the actor's, which the journal keeps too.
    made_at = actor.made_at
    if made_at is None:
        raise ValueError("a visit is a command of a moment")
    returned = payload.return_for
    return VisitDraft(
        id=payload.visit_id,
        place_id=payload.place_id,
        kind=payload.kind,
        outcome=payload.outcome,
        made_at=made_at,
        answers=[
            AnswersDraft(
                checklist_id=each.checklist_id, number=each.version, items={name: as_said(value) for name, value in each.items.items()}
            )
            for each in payload.answers
        ],
        services=payload.services,
        materials=[MaterialDraft(name=each.name, amount=each.count) for each in payload.materials],
        note=payload.note,
        needs=[
            NeedDraft(
                ticket_id=each.ticket_id, words=each.words, class_code=each.class_code, item=each.item, on_spot_line=each.on_spot_line
            )
            for each in payload.needs
        ],
        people=payload.participants,
        colleague_ids=payload.colleague_ids,
        agreed_follow_up_on=payload.agreed_follow_up_on,
        return_for=None if returned is None else ReturnDraft(returned.ticket_id, Effect(returned.answer)),
        campaign_id=payload.campaign_id,
        was_asked_for=payload.was_asked_for,
    )
