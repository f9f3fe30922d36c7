"""An answer begun from the signed reply to one ticket: what may be of use to others, without what would tell whose ticket it was."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from linli.answers.rules.kinds import ANSWER_LIMIT, QUESTION_LIMIT
from linli.desk.tickets.offers import Sight
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.lang.veiling import heading
from linli.tickets.queries import replies
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.replies import ReplyState

# What is told to the reporter is for who may know him.
TOLD, TOWARDS_REPORTER = ("done",), ("answer_points", "done")


def begun_from(actor: Actor, ticket_id: UUID) -> dict[str, Any]:
    """The fields of an empty form; a person takes out what the pattern missed, and another one reviews it."""
    actor.require(Permission.HANDLE)
    sight = Sight(actor, ticket_id)
    reply = replies.reply_of(sight.ticket)
    if reply is None or reply.state != ReplyState.SIGNED:
        raise NotFound
    texts = replies.reusable(reply)
    told = [texts[name] for name in (TOWARDS_REPORTER if sight.face.knows_reporter else TOLD) if name in texts]
    return {
        "question": heading(sight.face.matter or "")[:QUESTION_LIMIT],
        "answer": "\n".join(told)[:ANSWER_LIMIT],
        "unit": str(reply.unit_id),
        "item_code": sight.ticket.item_code or "",
    }


def hint_of(said: dict[str, Any]) -> str:
    """What to do with it before it is handed in; nothing for a form that begins empty."""
    return gettext("Begun from a ticket's reply. Take out what is of that ticket alone, and write where it stands.") if said else ""
