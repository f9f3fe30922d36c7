"""Sentences one need not write again 惯用语: the unit's head keeps the unit's own, the dispatcher those of all."""

from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import check_version, write
from linli.tickets.models import Phrase
from linli.tickets.queries import replies as queries
from linli.tickets.queries.tickets import unit_of
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.phrases import PHRASE_LIMIT, Node


@write
def add_phrase(actor: Actor, *, node: Node, text: str, unit_id: UUID | None = None) -> Phrase:
    """Keep a sentence for one step, for a unit or for all."""
    _require(actor, unit_id)
    said = _said(text)
    _require_new(actor, node, unit_id, said)

    phrase = Phrase(subdistrict_id=actor.subdistrict_id, node=node.value, unit_id=unit_id, text=said)
    phrase.save(force_insert=True)

    journal.record(actor, "phrase.added", phrase, node=node.value, unit=str(unit_id or ""), text=said)
    return phrase


@write
def change_phrase(actor: Actor, phrase_id: UUID, *, seen: int, text: str) -> Phrase:
    """Write it better."""
    phrase = queries.lock_phrase(actor, phrase_id)
    _require(actor, phrase.unit_id)
    said = _said(text)
    check_version(phrase, seen=seen, yours={"text": said})
    if said != phrase.text:
        _require_new(actor, Node(phrase.node), phrase.unit_id, said)

    phrase.text = said
    phrase.save(update_fields=["text"])

    journal.record(actor, "phrase.changed", phrase, text=said)
    return phrase


@write
def remove_phrase(actor: Actor, phrase_id: UUID) -> Phrase:
    """Offer it no more."""
    phrase = queries.lock_phrase(actor, phrase_id)
    _require(actor, phrase.unit_id)

    phrase.is_used = False
    phrase.save(update_fields=["is_used"])

    journal.record(actor, "phrase.removed", phrase)
    return phrase


def may_change(actor: Actor, unit_id: UUID | None, own_unit_id: UUID | None) -> bool:
    """Whether the actor looks after the phrases of this unit, or of all where none is named."""
    return actor.may(Permission.DISPATCH) or (actor.may(Permission.RESOLVE) and unit_id is not None and unit_id == own_unit_id)


def _require(actor: Actor, unit_id: UUID | None) -> None:
    if not may_change(actor, unit_id, unit_of(actor)):
        raise Refused("tickets.phrase_of_another")


def _require_new(actor: Actor, node: Node, unit_id: UUID | None, said: str) -> None:
    if Phrase.objects.of(actor.subdistrict_id).filter(node=node.value, unit_id=unit_id, text=said, is_used=True).exists():
        raise Refused("tickets.phrase_there")


def _said(text: str) -> str:
    return clean_text(text, field=gettext("Phrase"), limit=PHRASE_LIMIT)
