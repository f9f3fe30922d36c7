"""Sending a file of base map, and replacing the base map as a whole."""

from collections.abc import Iterable
from typing import BinaryIO
from uuid import UUID

from linli.kernel import clock, files, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Stale
from linli.kernel.files.models import StoredFile
from linli.kernel.ids import uuid7
from linli.kernel.writes import write
from linli.org.models import BaseFeature, BaseMap
from linli.org.queries import base_map as queries
from linli.org.rules import base_map as rules
from linli.org.rules.base_map import Feature, FeatureKind
from linli.org.rules.outlines import system_of
from linli.org.rules.permissions import Permission


@write
def send_file(actor: Actor, *, name: str, content: BinaryIO, system: str) -> StoredFile:
    """Keep a file of base map, so that it can be looked at before anything is replaced; what cannot be read at all is not kept."""
    actor.require(Permission.CHANGE_GRIDS)
    chosen = system_of(system)
    size_bytes = content.seek(0, 2)
    content.seek(0)
    files.check_size(size_bytes)
    rules.read_file(content.read(), chosen)
    content.seek(0)

    row = _locked(actor)
    stored = files.store(actor, row, name=name, content=content, purpose=queries.purpose_of(chosen))

    journal.record(
        actor,
        "base_map.file_sent",
        row,
        name=stored.name,
        digest=stored.digest,
        size_bytes=stored.size_bytes,
        system=chosen.value,
    )
    return stored


@write
def take_over(actor: Actor, file_id: UUID, *, system: str, source: str, seen: int) -> BaseMap:
    """Make a file that was sent the base map."""
    reading = rules.read_file(queries.get_file(actor, file_id).content, system_of(system))
    return replace(actor, reading.features, source=source, seen=seen)


@write
def replace(actor: Actor, features: Iterable[Feature], *, source: str, seen: int) -> BaseMap:
    """Put these features in the place of all that were there; `seen` is the version on which this was decided, 0 where there was none."""
    actor.require(Permission.CHANGE_GRIDS)
    row = _locked(actor)
    words, found = rules.source_words(source), rules.checked(features)
    if row.version != seen:
        raise Stale(current=row.version, differences=())

    gone, _ = BaseFeature.objects.of(actor.subdistrict_id).filter(base_map=row).delete()
    BaseFeature.objects.bulk_create([_row(row, number, each) for number, each in enumerate(found, start=1)], batch_size=1000)
    row.version, row.source, row.replaced_at = seen + 1, words, clock.now()
    row.save(update_fields=["version", "source", "replaced_at"])

    told = {"source": words, "version": row.version, "feature_count": len(found), "feature_count_before": gone}
    present = rules.counts_of(found)
    counts = {f"{kind.value}_count": present.get(kind, 0) for kind in FeatureKind}
    journal.record_many(actor, [journal.Draft("base_map.replaced", row, facts={**told, **counts})])
    return row


def _locked(actor: Actor) -> BaseMap:
    """The one row of the subdistrict, made when it is first needed; two who come first at once wait for each other."""
    # The unique key decides: whose row is second, is not made.
    BaseMap.objects.bulk_create([BaseMap(subdistrict_id=actor.subdistrict_id, code=queries.GROUND)], ignore_conflicts=True)
    row: BaseMap = queries.ground_of(actor).select_for_update().get()
    return row


def _row(row: BaseMap, number: int, each: Feature) -> BaseFeature:
    west, south, east, north = each.box
    return BaseFeature(
        id=uuid7(),
        subdistrict_id=row.subdistrict_id,
        base_map=row,
        number=number,
        kind=each.kind.value,
        name=each.name,
        form=each.form.value,
        rank=each.rank,
        parts=list(each.parts),
        west=west,
        south=south,
        east=east,
        north=north,
    )
