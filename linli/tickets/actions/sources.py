"""Every write of the list of sources."""

from collections.abc import Sequence

from django.utils.translation import gettext

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import check_version, write
from linli.tickets.models import TicketSource
from linli.tickets.rules.catalogue import Permission
from linli.tickets.rules.sources import MOST_SOURCES, PRESET, SOURCE_NAME_LIMIT, WantedSource, next_code


@write
def keep_sources(actor: Actor, wanted: Sequence[WantedSource]) -> list[TicketSource]:
    """The list as it is wanted, in that order: lines renamed, put aside or added; those that are not named stay behind as they are."""
    actor.require(Permission.CHANGE)
    rows = {row.code: row for row in _laid(actor)}
    names = [clean_text(each.name, field=gettext("Source"), limit=SOURCE_NAME_LIMIT) for each in wanted]
    _check(names, rows, wanted)

    told, changed = [], []
    for place, (each, name) in enumerate(zip(wanted, names, strict=True)):
        row = rows.get(each.code)
        if row is None:
            row = TicketSource(subdistrict_id=actor.subdistrict_id, code=next_code(rows), name=name, place=place)
            rows[row.code] = row
            row.save(force_insert=True)
            told.append(_told("ticket_source.added", row))
            continue
        if (row.name, row.is_offered) != (name, each.is_offered):
            if each.seen:
                check_version(row, seen=each.seen, yours={"name": name})
            row.name, row.is_offered = name, each.is_offered
            told.append(_told("ticket_source.changed", row))
        row.place = place
        changed.append(row)
    TicketSource.objects.bulk_update(changed, ["name", "is_offered", "place"])

    journal.record_many(actor, told)
    return sorted(rows.values(), key=lambda row: row.place)


def _laid(actor: Actor) -> Sequence[TicketSource]:
    """The subdistrict's own list, locked; before its first change the one that comes along, laid down now."""
    found = list(TicketSource.objects.of(actor.subdistrict_id).order_by("pk").select_for_update(of=("self",)))
    if found:
        return found
    rows = [
        TicketSource(subdistrict_id=actor.subdistrict_id, code=each.code, name=each.name, place=place) for place, each in enumerate(PRESET)
    ]
    # There was no row to lock: the unique key decides between two who change it for the first time at once.
    TicketSource.objects.bulk_create(rows, ignore_conflicts=True)
    if TicketSource.objects.of(actor.subdistrict_id).filter(pk__in=[row.pk for row in rows]).count() < len(rows):
        raise Refused("kernel.busy")
    journal.record_many(actor, [_told("ticket_source.added", row) for row in rows])
    return rows


def _check(names: Sequence[str], rows: dict[str, TicketSource], wanted: Sequence[WantedSource]) -> None:
    unknown = next((each.code for each in wanted if each.code and each.code not in rows), "")
    if unknown:
        raise Refused("tickets.source_unknown", code=unknown)
    twice = next((name for place, name in enumerate(names) if name in names[:place]), "")
    if twice:
        raise Refused("tickets.source_twice", name=twice)
    if len(rows) + sum(not each.code for each in wanted) > MOST_SOURCES:
        raise Refused("tickets.too_many_sources", limit=MOST_SOURCES)


def _told(verb: str, row: TicketSource) -> journal.Draft:
    return journal.Draft(verb, row, facts={"code": row.code, "name": row.name, "is_offered": row.is_offered})
