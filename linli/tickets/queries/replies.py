"""Every read of replies: one to write, those that wait for a signature, the last one like it, and the phrases."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.find import grams_of_text
from linli.kernel.journal import Told, story_of
from linli.kernel.writes import lock_in_order
from linli.org.models import Person
from linli.org.queries.people import names_in_scope
from linli.tickets.models import Phrase, Reply, Ticket
from linli.tickets.queries import readers
from linli.tickets.queries.tickets import unit_of, visible_to
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.phrases import Node
from linli.tickets.rules.replies import REUSED, ReplyState, ReplyWords, depersonalised, points_of

PAGE: Final = 50
# Of so many signed replies of the class, the latest, the nearest is proposed.
LOOKED_AT: Final = 100


@dataclass(frozen=True, slots=True)
class Similar:
    """An old reply to go on from: from which ticket, how like it, and what of it may serve again."""

    number: str
    signed_at: datetime
    likeness: float
    texts: dict[str, str]


def reply_of(ticket: Ticket) -> Reply | None:
    """The reply of this round."""
    found: Reply | None = Reply.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk, round=ticket.reworks).first()
    return found


def all_of(ticket: Ticket) -> Sequence[Reply]:
    """Every reply the ticket ever had, the latest first."""
    return list(Reply.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk).order_by("-round"))


def locked_reply_of(ticket: Ticket) -> Reply | None:
    """The reply of this round, locked after its ticket."""
    found: Reply | None = (
        Reply.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk, round=ticket.reworks).select_for_update(of=("self",)).first()
    )
    return found


def words_of(reply: Reply) -> ReplyWords:
    """What stands in it."""
    return ReplyWords(**{each.name: getattr(reply, each.name) for each in fields(ReplyWords)})


def begun(actor: Actor, ticket: Ticket) -> ReplyWords:
    """An empty reply to this ticket: every point of the matter, who writes it, and the call that was written down already."""
    knows = readers.knows_reporter(actor, ticket)
    text = (ticket.words if knows else "") or ticket.matter
    called = _first_contact(ticket) if knows else None
    return ReplyWords(
        has_contacted=True if called else None,
        contacted_by_person_id=called.person_id if called else actor.person_id,
        contacted_at=(called.made_at or called.recorded_at) if called else None,
        first_call=str(called.facts.get("note") or "") if called else "",
        points=points_of(text),
        signed_as_unit_id=ticket.lead_unit_id,
        responsible_person_id=actor.person_id,
        outcome="",
    )


def _first_contact(ticket: Ticket) -> Told | None:
    """Who rang the reporter up, when, and what was said: nobody writes the same down twice."""
    told = (each for each in story_of(ticket) if each.verb == "ticket.contacted")
    return next((each for each in told if each.facts.get("clock") == Clock.FIRST_CONTACT.value), None)


def changed_fields(reply: Reply, words: ReplyWords) -> list[str]:
    """Which fields say something else than the row."""
    return [name for name, value in asdict(words).items() if getattr(reply, name) != value]


def waiting(actor: Actor) -> Sequence[Reply]:
    """Replies that wait for this actor's signature: those of the own unit for a head, those of all for a deputy director."""
    wanted = Q(pk__in=[])
    unit_id = unit_of(actor)
    if actor.may(Permission.RESOLVE) and unit_id is not None:
        wanted |= Q(state=ReplyState.SUBMITTED.value, unit_id=unit_id)
    if actor.may(Permission.COUNTERSIGN):
        wanted |= Q(state=ReplyState.COUNTERSIGNING.value)
    found = Reply.objects.of(actor.subdistrict_id).filter(wanted, ticket__in=visible_to(actor).values("pk"))
    return list(found.select_related("ticket", "unit").order_by("submitted_at", "pk")[:PAGE])


def similar_to(actor: Actor, ticket: Ticket) -> Similar | None:
    """The signed reply of the same class whose matter is nearest; without anybody's name, number or house."""
    if ticket.item_code is None:
        return None
    found = Reply.objects.of(actor.subdistrict_id).filter(state=ReplyState.SIGNED.value, ticket__item_code=ticket.item_code)
    rows = found.exclude(ticket_id=ticket.pk).select_related("ticket").order_by("-signed_at")[:LOOKED_AT]
    wanted = frozenset(grams_of_text([ticket.matter]))
    nearest = max(((_likeness(wanted, row.ticket.matter), row.signed_at, row) for row in rows), key=lambda each: each[:2], default=None)
    if nearest is None:
        return None
    likeness, signed_at, reply = nearest
    return Similar(reply.ticket.number, signed_at, likeness, reusable(reply))


def reusable(reply: Reply) -> dict[str, str]:
    """What of a reply may serve again, by field; without anybody's name, number or house."""
    return {name: depersonalised(getattr(reply, name)) for name in REUSED if getattr(reply, name)}


def _likeness(wanted: frozenset[str], matter: str) -> float:
    """The share of pairs of characters two texts have in common (Dice, 1945)."""
    other = frozenset(grams_of_text([matter]))
    whole = len(wanted) + len(other)
    return 2 * len(wanted & other) / whole if whole else 0.0


def phrases_for(actor: Actor, unit_id: UUID | None, node: Node | None = None) -> Sequence[Phrase]:
    """The phrases of all units and of this one, by step."""
    found = Phrase.objects.of(actor.subdistrict_id).filter(Q(unit__isnull=True) | Q(unit_id=unit_id), is_used=True)
    if node is not None:
        found = found.filter(node=node.value)
    return list(found.select_related("unit").order_by("node", "unit_id", "text"))


def every_phrase(actor: Actor) -> Sequence[Phrase]:
    """All phrases in use, for who looks after them."""
    found = Phrase.objects.of(actor.subdistrict_id).filter(is_used=True)
    if not actor.may(Permission.DISPATCH):
        found = found.filter(Q(unit__isnull=True) | Q(unit_id=unit_of(actor)))
    return list(found.select_related("unit").order_by("node", "unit_id", "text"))


def get_phrase(actor: Actor, phrase_id: UUID) -> Phrase:
    """One phrase in use."""
    found: Phrase | None = Phrase.objects.of(actor.subdistrict_id).filter(pk=phrase_id, is_used=True).first()
    if found is None:
        raise NotFound
    return found


def lock_phrase(actor: Actor, phrase_id: UUID) -> Phrase:
    """One phrase in use, locked for a change."""
    found: Phrase = lock_in_order(Phrase.objects.of(actor.subdistrict_id).filter(is_used=True), actor.subdistrict_id, [phrase_id])[0]
    return found


def colleagues(actor: Actor, unit_id: UUID | None) -> list[tuple[UUID, str]]:
    """The staff of a unit by name, for the lists of a reply; names are sorted here, since the database cannot read them."""
    found = Person.objects.of(actor.subdistrict_id).filter(unit_id=unit_id, left_on__isnull=True).values_list("pk", flat=True)
    return sorted(names_in_scope(found).items(), key=lambda each: each[1])
