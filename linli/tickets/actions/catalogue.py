"""Every write of the catalogue: taken over from the house, from a file, or changed class by class; each makes a new version."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import Duration
from linli.kernel.errors import Refused, Stale
from linli.kernel.sheets import Row
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets import presets
from linli.tickets.models import Catalogue, CatalogueItem, CatalogueVersion
from linli.tickets.queries import catalogue as queries
from linli.tickets.queries import dispatch
from linli.tickets.rules import catalogue as rules
from linli.tickets.rules import duty_list
from linli.tickets.rules.catalogue import Item, Nature, Permission
from linli.tickets.rules.catalogue_sheet import SheetPlan


@dataclass(frozen=True, slots=True)
class _Next:
    """The version to be: its classes, what it is made from, and what is said about it."""

    items: Mapping[str, Item]
    present: rules.Catalogue
    source: str
    remark: str
    columns: Mapping[str, str]

    @property
    def lapsed(self) -> list[str]:
        return [code for code in self.present.items if code not in self.items]

    @property
    def new(self) -> list[str]:
        return [code for code in self.items if code not in self.present.items]

    @property
    def changed(self) -> list[str]:
        return [code for code, item in self.items.items() if self.present.items.get(code, item) != item]


@write
def lay_preset(actor: Actor, preset: str = presets.CITY_MANAGEMENT) -> Catalogue:
    """Take over a catalogue of the house; where there is one already, what is missing is added and nothing else touched."""
    actor.require(Permission.CHANGE)
    row = queries.lock(actor)
    present = queries.in_use(actor)
    if preset not in presets.PRESETS:
        raise Refused("catalogue.preset_unknown", preset=preset)

    planned = queries.preview(actor, presets.rows_of(preset)).plan
    items = {**planned.items, **present.items}
    if row is not None and items == present.items:
        return row
    return _publish(actor, row, _Next(items, present, presets.PRESETS[preset], "", {}))


@write
def import_catalogue(
    actor: Actor,
    rows: Sequence[Row],
    *,
    seen: int,
    source: str,
    columns: Mapping[str, str] | None = None,
    nature: Nature = Nature.MATTER,
    is_whole: bool = False,
    remark: str = "",
) -> SheetPlan:
    """Take over a whole file, or nothing of it when any row cannot be; `seen` is the catalogue's version in the journal, 0 for none."""
    actor.require(Permission.CHANGE)
    row = _seen(queries.lock(actor), seen)
    found = queries.preview(actor, rows, columns=columns, nature=nature, is_whole=is_whole)

    if found.plan.refused:
        raise Refused("org.file_refused", count=len(found.plan.refused))

    _publish(actor, row, _Next(found.plan.items, queries.in_use(actor), source, remark, found.columns.headings))
    return found.plan


@write
def change_classes(actor: Actor, *, seen: int, changed: Sequence[Item], lapsing: Collection[str] = (), remark: str = "") -> Catalogue:
    """Change, add or let lapse single classes by a new version that is otherwise as the one in use."""
    actor.require(Permission.CHANGE)
    row = _seen(queries.lock(actor), seen)
    present = queries.in_use(actor)

    for code in lapsing:
        present.effective(code)
    items = {**present.items, **{item.code: item for item in map(rules.checked, changed)}}
    return _publish(actor, row, _Next({code: item for code, item in items.items() if code not in lapsing}, present, "", remark, {}))


def _seen(row: Catalogue | None, seen: int) -> Catalogue | None:
    current = 0 if row is None else row.journal_seq
    if current != seen:
        raise Stale(current=current, differences=())
    return row


def _publish(actor: Actor, row: Catalogue | None, wanted: _Next) -> Catalogue:
    rules.check_tree(wanted.items)
    duty_list.check_unlapsed(wanted.lapsed, dispatch.named_classes(actor))
    if wanted.items == wanted.present.items:
        raise Refused("catalogue.no_change")
    source = clean_text(wanted.source, field=rules.field_words("source"), limit=rules.SOURCE_LIMIT, required=False)
    remark = clean_text(wanted.remark, field=rules.field_words("remark"), limit=rules.REMARK_LIMIT, required=False)
    before = 0 if row is None else row.version_number

    row, version = _next(actor, row)
    version.source, version.remark, version.columns = source, remark, dict(wanted.columns)
    version.save(force_insert=True)
    CatalogueItem.objects.bulk_create([_stored(version, item) for item in wanted.items.values()], batch_size=500)

    journal.record(
        actor,
        "catalogue.published",
        row,
        version=version.number,
        before=before,
        source=source,
        remark=remark,
        new_count=len(wanted.new),
        changed_count=len(wanted.changed),
        lapsed_count=len(wanted.lapsed),
    )
    return row


def _next(actor: Actor, row: Catalogue | None) -> tuple[Catalogue, CatalogueVersion]:
    now = clock.now()
    version = CatalogueVersion(subdistrict_id=actor.subdistrict_id, published_at=now)
    if row is None:
        version.number = 1
        row = Catalogue(
            subdistrict_id=actor.subdistrict_id, region_code=rules.REGION, version_id=version.pk, version_number=1, published_at=now
        )
        # There was no row to lock: the unique key decides between two who take over the very first at once.
        Catalogue.objects.bulk_create([row], ignore_conflicts=True)
        if not Catalogue.objects.of(actor.subdistrict_id).filter(pk=row.pk).exists():
            raise Refused("kernel.busy")
    else:
        version.number = row.version_number + 1
        row.version_id, row.version_number, row.published_at = version.pk, version.number, now
        row.save(update_fields=["version_id", "version_number", "published_at"])
    version.catalogue = row
    return row, version


def _stored(version: CatalogueVersion, item: Item) -> CatalogueItem:
    return CatalogueItem(
        subdistrict_id=version.subdistrict_id,
        version=version,
        code=item.code,
        parent_code=item.parent_code,
        nature=item.nature.value,
        name=item.name,
        description=item.description,
        handling=item.handling.value,
        lead=item.lead,
        assists=list(item.assists),
        limits={limited.value: _counted(duration) for limited, duration in item.limits.items()},
        milestones=[[each.name, *_counted(each.duration)] for each in item.milestones],
        closing=item.closing,
        is_life_safety=item.is_life_safety,
        fallback_kind=item.fallback_kind,
        basis=item.basis,
        keywords=list(item.keywords),
    )


def _counted(duration: Duration) -> list[Any]:
    return [duration.kind.value, duration.amount]
