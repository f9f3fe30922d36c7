"""Every read of imports: mappings, runs, and which rows are tickets already."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final
from uuid import UUID

from django.db.models import Count, F, Q

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.sheets import Row
from linli.org.models import Unit
from linli.org.queries.units import open_at
from linli.tickets.models import ImportMapping, ImportRow, MergeProposal, Ticket
from linli.tickets.rules import imports as rules
from linli.tickets.rules.imports import MappingDraft
from linli.tickets.rules.kinds import codes
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import BEFORE_DONE

# Mappings that come with the house; a subdistrict that uses one keeps its own copy.
PRESETS = ("hotline_stream", "district_export")
CENTRE = "ops_center"
PAGE: Final = 50
# Rows that had been closed there after the time set there.
LATE_THERE: Final = Q(their_ended_at__gt=F("their_target_at"))


def mappings(actor: Actor) -> Mapping[str, MappingDraft]:
    """The mappings that can be used, by name: the subdistrict's own, and those presets that it has no own of."""
    actor.require(Permission.IMPORT)
    own = {row.name: rules.restored(row.name, row.source, row.mapping) for row in ImportMapping.objects.of(actor.subdistrict_id)}
    return {**{name: preset(name) for name in PRESETS}, **own}


def preset(name: str) -> MappingDraft:
    """A mapping that comes along, as data."""
    kept = json.loads(files("linli.tickets.presets").joinpath(f"{name}.json").read_bytes())
    return rules.restored(name, kept["source"], kept)


def mapping_for(actor: Actor, rows: Sequence[Row], name: str = "") -> MappingDraft:
    """The mapping of that name; without one the only one whose columns the file has."""
    known = mappings(actor)
    if name:
        if name not in known:
            raise Refused("imports.mapping_unknown", name=name, known="、".join(sorted(known)))
        return known[name]
    fitting = [draft for draft in known.values() if rules.fits(draft, rows)]
    if len(fitting) != 1:
        raise Refused("imports.mapping_unclear", found="、".join(cell for cell in rows[0].cells[:20] if cell))
    return fitting[0]


@dataclass(frozen=True, slots=True)
class Totals:
    """What one run brought, by the words of the file itself; every part sums up to what it created."""

    created: int
    open: int
    outside_grids: int
    without_place: int
    other_class: int
    over_late: int
    by_state: Mapping[str, int]
    by_group: Mapping[str, int]
    by_class: Mapping[str, int]


def totals(actor: Actor, run_id: UUID) -> Totals:
    """What the run brought so far, in four statements however many rows there are."""
    actor.require(Permission.IMPORT)
    rows = ImportRow.objects.of(actor.subdistrict_id).filter(run_id=run_id)
    has_point = Q(ticket__lat__isnull=False)
    found = rows.aggregate(
        created=Count("pk"),
        open=Count("pk", filter=Q(is_open_there=True)),
        outside_grids=Count("pk", filter=has_point & Q(ticket__grid_id__isnull=True)),
        without_place=Count("pk", filter=~has_point),
        other_class=Count("pk", filter=Q(is_class_other=True)),
        over_late=Count("pk", filter=LATE_THERE),
    )
    by_state, by_group, by_class = (_counted(rows, f"their_{part}") for part in ("state", "group", "class"))
    return Totals(**found, by_state=by_state, by_group=by_group, by_class=by_class)


def _counted(rows: OwnedQuerySet, column: str) -> Mapping[str, int]:
    return dict(rows.values_list(column).annotate(rows=Count("pk")).order_by("-rows", column))


def intake_unit(actor: Actor) -> UUID:
    """Who takes in what comes by a file: the operations centre."""
    centres = Unit.objects.of(actor.subdistrict_id).filter(open_at(clock.now()), kind=CENTRE)
    found: UUID | None = centres.order_by("code").values_list("pk", flat=True).first()
    if found is None:
        raise Refused("imports.no_centre")
    return found


def known_rows(actor: Actor, mapping_id: UUID, digests: Collection[UUID]) -> Mapping[UUID, ImportRow]:
    """Which of these rows are tickets already."""
    found = ImportRow.objects.of(actor.subdistrict_id).filter(mapping_id=mapping_id, digest__in=set(digests))
    return {row.digest: row for row in found}


def row_of(ticket: Ticket) -> ImportRow | None:
    """The row that became this ticket, with their words; the first where several files brought it."""
    found: ImportRow | None = ImportRow.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk).order_by("pk").first()
    return found


def said_before(actor: Actor, text_marks: Collection[UUID]) -> Mapping[UUID, UUID]:
    """For each of these texts the first ticket that says it word for word, where there is one."""
    found = ImportRow.objects.of(actor.subdistrict_id).filter(text_mark__in=set(text_marks)).order_by("-pk")
    return dict(found.values_list("text_mark", "ticket_id"))


def merge_proposals(actor: Actor) -> Sequence[MergeProposal]:
    """The pairs that say the same, can still be merged and wait for a person, the oldest first; one more than a page tells of more."""
    actor.require(Permission.MERGE)
    found = MergeProposal.objects.of(actor.subdistrict_id).filter(decided_at__isnull=True)
    # What is over here cannot be merged, nor anything into it.
    open_ones = found.filter(ticket__state__in=codes(BEFORE_DONE), into__state__in=codes(BEFORE_DONE))
    return list(open_ones.select_related("ticket", "into").order_by("proposed_at", "pk")[: PAGE + 1])


def get_proposal(actor: Actor, proposal_id: UUID) -> MergeProposal:
    """One proposal that nobody has decided, for who may merge."""
    return _waiting(actor, proposal_id, MergeProposal.objects.of(actor.subdistrict_id).select_related("into"))


def lock_proposal(actor: Actor, proposal_id: UUID) -> MergeProposal:
    """The same, locked: of two who decide it at once the second finds it decided."""
    rows = MergeProposal.objects.of(actor.subdistrict_id).select_related("into").select_for_update(of=("self",))
    return _waiting(actor, proposal_id, rows)


def _waiting(actor: Actor, proposal_id: UUID, rows: OwnedQuerySet) -> MergeProposal:
    actor.require(Permission.MERGE)
    found: MergeProposal | None = rows.filter(pk=proposal_id, decided_at__isnull=True).first()
    if found is None:
        raise NotFound
    return found
