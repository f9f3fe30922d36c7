"""Saying who sends orders, and how its files are laid out."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.hotline.models import HotlineSender
from linli.hotline.queries import senders as queries
from linli.hotline.rules.kinds import SENDER_NAME_LIMIT
from linli.hotline.rules.mapping import MAPPING_LIMIT, read_mapping
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text
from linli.kernel.writes import check_version, write
from linli.tickets.queries import sources, tickets
from linli.tickets.rules.permissions import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderDraft:
    """A sender as somebody writes it down."""

    name: str
    source: str
    unit_id: UUID
    mapping: str


@write
def save_sender(actor: Actor, draft: SenderDraft, *, sender_id: UUID | None = None, seen: int = 0) -> HotlineSender:
    """Keep a sender; a mapping that cannot be understood is refused with its line, and what is sent later goes by the new one."""
    actor.require(Permission.CHANGE_SENDERS)
    name = clean_text(draft.name, field=gettext("Name of the sender"), limit=SENDER_NAME_LIMIT)
    mapping = clean_text(draft.mapping, field=gettext("Mapping"), limit=MAPPING_LIMIT)
    read_mapping(mapping)
    if draft.source not in {each.code for each in sources.all_of(actor)}:
        raise Refused("hotline.source_unknown", code=draft.source)
    tickets.require_unit(actor, draft.unit_id, clock.now())
    wanted = {"name": name, "source": draft.source, "unit_id": draft.unit_id, "mapping": mapping}
    row = HotlineSender(subdistrict_id=actor.subdistrict_id) if sender_id is None else queries.get_sender(actor, sender_id)
    if sender_id is not None:
        row = HotlineSender.objects.of(actor.subdistrict_id).select_for_update(of=("self",)).get(pk=sender_id)
        check_version(row, seen=seen, yours=wanted)
    _check_free(actor, row, name, draft.source)

    for field, value in wanted.items():
        setattr(row, field, value)
    row.save(force_insert=sender_id is None, update_fields=None if sender_id is None else list(wanted))

    journal.record(actor, "hotline_sender.saved", row, name=name, unit=str(draft.unit_id), source=draft.source, mapping=mapping)
    return row


def _check_free(actor: Actor, row: HotlineSender, name: str, source: str) -> None:
    others = HotlineSender.objects.of(actor.subdistrict_id).exclude(pk=row.pk)
    for other in others:
        if other.name == name:
            raise Refused("hotline.name_taken", name=name)
        if other.source == source:
            raise Refused("hotline.source_taken", name=other.name)


refusals(
    {
        "hotline.source_unknown": gettext_noop("There is no source {code}. Choose one from the list of sources, or add it there first."),
        "hotline.name_taken": gettext_noop("There is a sender called {name} already. Choose another name."),
        "hotline.source_taken": gettext_noop("The tickets of that source belong to the sender {name}. Choose or add another source."),
    }
)
