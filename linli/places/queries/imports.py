"""Every read of files of places: mappings, files and what became of their rows, which rows and which places stand already."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.files.models import StoredFile
from linli.kernel.keys.bound import pack
from linli.kernel.sheets import Row, kept, mapped
from linli.org.queries.atlas import Stretch, atlas_of
from linli.places.models import Place, PlaceImport, PlaceImportRow, PlaceImportTrouble, PlaceLikeness, PlaceMapping
from linli.places.rules import imports as rules
from linli.places.rules.addresses import parsed
from linli.places.rules.imports import Line, MappingDraft
from linli.places.rules.likeness import Crowd, Known, cell_of, cells_around
from linli.places.rules.permissions import Permission
from linli.places.rules.words import key_of

# Mappings that come with the house; a subdistrict that uses one keeps its own copy.
PRESETS: Final = ("compounds", "chain_stores")
SHOWN: Final = 20
PREVIEWED: Final = 12
ERRORS: Final = "place_import_errors"
_COMPARED: Final = ("pk", "name_key", "address_key", "address", "lon", "lat")


def mappings(actor: Actor) -> Mapping[str, MappingDraft]:
    """The mappings that can be used, by name: the subdistrict's own, and those presets that it has no own of."""
    actor.require(Permission.IMPORT)
    own = {row.name: rules.restored(row.name, row.mapping) for row in PlaceMapping.objects.of(actor.subdistrict_id)}
    return {**{name: preset(name) for name in PRESETS}, **own}


def preset(name: str) -> MappingDraft:
    """A mapping that comes along, as data."""
    return rules.restored(name, json.loads(files("linli.places.presets").joinpath(f"{name}.json").read_bytes()))


def mapping_for(actor: Actor, rows: Sequence[Row], *, name: str = "", called: str = "") -> MappingDraft:
    """The mapping of that name; without one the fullest whose columns the file has; else what the headings say, under the file's name."""
    known = mappings(actor)
    if name:
        if name not in known:
            raise Refused("imports.mapping_unknown", name=name, known="、".join(sorted(known)))
        return known[name]
    fitting = [draft for draft in known.values() if mapped.fits(draft.columns, rows)]
    guessed = max(fitting, key=lambda each: (len(each.columns), each.name)) if fitting else rules.guess(called, rows)
    if guessed is None:
        raise Refused("places.no_name_column", found="、".join(cell for cell in rows[0].cells[:20] if cell))
    return guessed


def get_import(actor: Actor, import_id: UUID) -> PlaceImport:
    """A file that was sent, without its rows, for who may take files over."""
    actor.require(Permission.IMPORT)
    rows = PlaceImport.objects.of(actor.subdistrict_id).defer("content").select_related("mapping")
    found: PlaceImport | None = rows.filter(pk=import_id).first()
    if found is None:
        raise NotFound
    return found


def lock_import(actor: Actor, import_id: UUID) -> PlaceImport:
    """The file, locked: one step of it at a time."""
    get_import(actor, import_id)
    rows = PlaceImport.objects.of(actor.subdistrict_id).select_related("mapping").select_for_update(of=("self",))
    found: PlaceImport = rows.get(pk=import_id)
    return found


def latest(actor: Actor) -> Sequence[PlaceImport]:
    """The last files, newest first."""
    actor.require(Permission.IMPORT)
    found = PlaceImport.objects.of(actor.subdistrict_id).defer("content").select_related("mapping")
    return list(found.filter(dropped_at__isnull=True).order_by("-sent_at", "-pk")[:SHOWN])


def layout_of(sent: PlaceImport) -> MappingDraft:
    """How the rows of a file that was begun are read."""
    if sent.mapping is None:
        raise NotFound
    return rules.restored(sent.mapping.name, sent.mapping.mapping)


def rows_of(sent: PlaceImport) -> list[Row]:
    """Every row of the file as it was sent."""
    return kept.opened(bytes(sent.content), binding(sent))


def binding(sent: PlaceImport) -> bytes:
    """What the rows of a file are bound to."""
    return pack(b"place import", sent.subdistrict_id.bytes, sent.pk.bytes)


def known_rows(actor: Actor, mapping_id: UUID, digests: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Which of these rows are places already, by digest."""
    found = PlaceImportRow.objects.of(actor.subdistrict_id).filter(mapping_id=mapping_id, digest__in=set(digests))
    return dict(found.values_list("digest", "place_id"))


def crowd_around(actor: Actor, news: Sequence[Known]) -> Crowd:
    """The places that stand already and could be one of these: by name, by address, and on the ground around; three statements."""
    here = Place.objects.of(actor.subdistrict_id).filter(merged_into__isnull=True).values_list(*_COMPARED)
    cells = {cell for new in news if new.point is not None for cell in cells_around(cell_of(*new.point))}
    found = {
        row[0]: row
        for rows in (
            here.filter(name_key__in={new.name_key for new in news}),
            here.filter(address_key__in={new.address_key for new in news if new.names_a_door}),
            here.filter(cell__in=cells),
        )
        for row in rows
    }
    crowd = Crowd()
    for place_id, name_key, address_key, address, lon, lat in found.values():
        crowd.add(Known(place_id, name_key, address_key, parsed(address).names_a_door, None if lon is None else (lon, lat)))
    return crowd


def troubles_of(actor: Actor, import_id: UUID) -> Mapping[int, str]:
    """Why rows were refused, by number, in the language of who reads."""
    found = PlaceImportTrouble.objects.of(actor.subdistrict_id).filter(place_import_id=import_id).order_by("number")
    return {number: kept.again(code, facts).sentence for number, code, facts in found.values_list("number", "code", "facts")}


def errors_sheet(sent: PlaceImport, refused: Mapping[int, str]) -> tuple[list[str], list[list[str | int]]]:
    """The refused rows with the reason in each, for whoever corrects them."""
    sheet = rules.laid_out(layout_of(sent), rows_of(sent))
    # Clerks correct it, and they read the language of the house.
    with translation.override(settings.LANGUAGE_CODE):
        headings = [gettext("Row"), gettext("Reason"), *sheet.headings]
    return headings, [[row.number, refused[row.number], *row.cells] for row in sheet.rows if row.number in refused]


def errors_file(actor: Actor, import_id: UUID) -> StoredFile:
    """The refused rows of a file as a file."""
    stream = get_import(actor, import_id).stream
    found: StoredFile | None = StoredFile.objects.of(actor.subdistrict_id).filter(stream=stream, purpose=ERRORS).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Previewed:
    """One row as it would arrive, or why it would not."""

    number: int
    line: Line | None
    grid: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A whole file before anything is written: its first rows, the rows with something wrong, and how many there are of each."""

    rows: Sequence[Previewed]
    bad: Sequence[Previewed]
    read: int
    refused: int
    outside: int


def look(actor: Actor, draft: MappingDraft, rows: Sequence[Row]) -> Look:
    """Every row read once, nothing written."""
    sheet = rules.laid_out(draft, rows)
    said = [(row.number, read_line(draft, sheet, row)) for row in sheet.rows]
    lines = [found for _, found in said if isinstance(found, Line)]
    stretch = atlas_of(actor.subdistrict_id).at(clock.now())
    grids = dict(zip((line.number for line in lines), _grid_names(stretch, rules.points_of(draft, lines)), strict=True))
    shown = [Previewed(number, found, grids[number]) for number, found in said if isinstance(found, Line)]
    bad = [Previewed(number, None, trouble=found.sentence) for number, found in said if isinstance(found, Refused)]
    outside = sum(1 for line in lines if line.point is not None and not grids[line.number])
    return Look(shown[:PREVIEWED], bad[:SHOWN], len(said), len(bad), outside)


def read_line(draft: MappingDraft, sheet: rules.Sheet, row: Row) -> Line | Refused:
    """What the row says, or why it cannot be understood."""
    try:
        return rules.line_of(draft, sheet, row)
    except Refused as refusal:
        return refusal


def _grid_names(stretch: Stretch, points: Sequence[tuple[float, float] | None]) -> list[str]:
    here = [point for point in points if point is not None]
    found = iter(stretch.deepest(np.asarray(here, dtype=np.float64), None) if here else ())
    ids = [None if point is None else next(found) for point in points]
    return ["" if grid_id is None else stretch.cells[grid_id].name for grid_id in ids]


def as_known(place_id: UUID, line: Line, point: tuple[float, float] | None) -> Known:
    """A row as it is compared with what stands."""
    address = parsed(line.address)
    return Known(place_id, key_of(line.name), address.key, address.names_a_door, point)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places that may be one, and why."""

    id: UUID
    place: Place
    other: Place
    distance_m: float | None
    is_same_name: bool
    is_same_address: bool


def pairs(actor: Actor, *, place_ids: Collection[UUID] = (), at_most: int = 50) -> Sequence[Pair]:
    """The pairs that wait for a person, the most alike first; of some places only, where they are named."""
    found = PlaceLikeness.objects.of(actor.subdistrict_id).filter(decided_at__isnull=True)
    found = found.filter(place__merged_into__isnull=True, other__merged_into__isnull=True).select_related("place__grid", "other__grid")
    if place_ids:
        found = found.filter(Q(place_id__in=place_ids) | Q(other_id__in=place_ids))
    rows = found.order_by("-score", "pk")[:at_most]
    return [Pair(row.pk, row.place, row.other, row.distance_m, row.is_same_name, row.is_same_address) for row in rows]
