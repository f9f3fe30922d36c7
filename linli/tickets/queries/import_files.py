"""Every read of files that were sent to be taken over: their rows, what waits, what was refused, how far they have come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.files.models import StoredFile
from linli.kernel.keys.bound import pack
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.sheets import Row, kept
from linli.org.queries.atlas import atlas_of
from linli.tickets.models import ImportFile, ImportPart, ImportRow, ImportRun, ImportTrouble
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries.bringing import understood
from linli.tickets.rules import import_files as rules
from linli.tickets.rules import imports
from linli.tickets.rules.imports import MappingDraft, Message
from linli.tickets.rules.permissions import Permission

SHOWN: Final = 20
PREVIEWED: Final = 12
ERRORS: Final = "ticket_import_errors"


@dataclass(frozen=True, slots=True)
class Previewed:
    """One row as it would arrive, or why it would not."""

    number: int
    message: Message | None
    class_name: str = ""
    grid_name: str = ""
    has_unit: bool = False
    trouble: str = ""


def get_file(actor: Actor, file_id: UUID) -> ImportFile:
    """A file that was sent, for who may take files over."""
    actor.require(Permission.IMPORT)
    found: ImportFile | None = ImportFile.objects.of(actor.subdistrict_id).filter(pk=file_id).first()
    if found is None:
        raise NotFound
    return found


def lock_file(actor: Actor, file_id: UUID) -> ImportFile:
    """The file, locked: it is begun once."""
    get_file(actor, file_id)
    found: ImportFile = ImportFile.objects.of(actor.subdistrict_id).select_for_update(of=("self",)).get(pk=file_id)
    return found


def lock_run(actor: Actor, run_id: UUID) -> ImportRun:
    """The run, locked: one step of it at a time."""
    actor.require(Permission.IMPORT)
    runs = ImportRun.objects.of(actor.subdistrict_id).select_related("mapping", "file")
    found: ImportRun = runs.select_for_update(of=("self",)).get(pk=run_id)
    return found


def get_run(actor: Actor, run_id: UUID) -> ImportRun:
    """A run, for who may take files over or sees every ticket."""
    if not actor.may(Permission.IMPORT):
        actor.require(Permission.READ)
    found: ImportRun | None = ImportRun.objects.of(actor.subdistrict_id).select_related("mapping", "file").filter(pk=run_id).first()
    if found is None:
        raise NotFound
    return found


def latest_runs(actor: Actor) -> Sequence[ImportRun]:
    """The last runs, newest first."""
    actor.require(Permission.IMPORT)
    return list(ImportRun.objects.of(actor.subdistrict_id).select_related("mapping").order_by("-begun_at", "-pk")[:SHOWN])


def waiting_files(actor: Actor) -> Sequence[ImportFile]:
    """The files that were sent and not begun yet."""
    actor.require(Permission.IMPORT)
    begun = ImportRun.objects.of(actor.subdistrict_id).filter(file_id__isnull=False).values("file_id")
    found = ImportFile.objects.of(actor.subdistrict_id).filter(dropped_at__isnull=True).exclude(pk__in=begun)
    return list(found.order_by("-sent_at", "-pk")[:SHOWN])


def is_begun(sent: ImportFile) -> bool:
    """Whether a run takes it over, or has."""
    return bool(ImportRun.objects.of(sent.subdistrict_id).filter(file_id=sent.pk).exists())


def layout_of(run: ImportRun) -> MappingDraft:
    """How the rows of the run are read."""
    return imports.restored(run.mapping.name, run.mapping.source, run.mapping.mapping)


def parts_of(sent: ImportFile, run: ImportRun | None = None) -> OwnedQuerySet:
    """The parts of a file in their order: all of them, or those that lie ready for a run."""
    found: OwnedQuerySet = ImportPart.objects.of(sent.subdistrict_id).filter(file_id=sent.pk)
    return (found if run is None else found.filter(run_id=run.pk)).order_by("place")


def rows_of(sent: ImportFile) -> list[Row]:
    """Every row of the file as it was sent."""
    return [row for part in parts_of(sent).filter(run_id__isnull=True) for row in _opened(part)]


def ready(run: ImportRun, sent: ImportFile, at_most: int) -> list[Message]:
    """The next rows that wait to be taken, never beyond one part."""
    place, begin = divmod(run.taken, rules.PART)
    part = parts_of(sent, run).filter(place=place).first()
    if part is None:
        return []
    layout = layout_of(run)
    sheet = imports.laid_out(layout, _opened(part))
    return [imports.message_of(layout, sheet, row) for row in sheet.rows[begin : begin + at_most]]


def sealed(part: ImportPart, rows: Sequence[object]) -> bytes:
    """The rows of a part as they lie in the database: packed, and encrypted for this part alone."""
    return kept.sealed(rows, _binding(part))


def _opened(part: ImportPart) -> list[Row]:
    return kept.opened(bytes(part.content), _binding(part))


def _binding(part: ImportPart) -> bytes:
    return pack(b"import part", part.subdistrict_id.bytes, part.pk.bytes)


def troubles_of(actor: Actor, run: ImportRun) -> Mapping[int, str]:
    """Why rows were refused, by number, in the language of who reads."""
    found = ImportTrouble.objects.of(actor.subdistrict_id).filter(run_id=run.pk).order_by("number")
    return {number: kept.again(code, facts).sentence for number, code, facts in found.values_list("number", "code", "facts")}


def created(actor: Actor, run: ImportRun) -> int:
    """How many tickets the run made."""
    return int(ImportRow.objects.of(actor.subdistrict_id).filter(run_id=run.pk).count())


def errors_sheet(
    run: ImportRun, sent: ImportFile, refused: Mapping[int, str]
) -> tuple[list[str], list[list[str | int | float | date | None]]]:
    """The refused rows with the reason in each, for whoever corrects them."""
    sheet = imports.laid_out(layout_of(run), rows_of(sent))
    # Clerks correct it, and they read the language of the house.
    with translation.override(settings.LANGUAGE_CODE):
        headings = [gettext("Row"), gettext("Reason"), *sheet.headings]
    return headings, [[row.number, refused[row.number], *row.cells] for row in sheet.rows if row.number in refused]


def errors_file(actor: Actor, run_id: UUID) -> StoredFile:
    """The refused rows of a run as a file, for who may take files over."""
    actor.require(Permission.IMPORT)
    stream = get_run(actor, run_id).stream
    found: StoredFile | None = StoredFile.objects.of(actor.subdistrict_id).filter(stream=stream, purpose=ERRORS).first()
    if found is None:
        raise NotFound
    return found


def preview(actor: Actor, draft: MappingDraft, rows: Sequence[Row]) -> list[Previewed]:
    """The first rows as they would arrive, before anything is written."""
    sheet = imports.laid_out(draft, rows)
    said = [(row.number, rules.said(draft, sheet, row)) for row in sheet.rows[:PREVIEWED]]
    messages = [found for _, found in said if isinstance(found, Message)]
    seen = dict(zip((each.number for each in messages), understood(actor, draft, messages, clock.now()), strict=True))
    cells = atlas_of(actor.subdistrict_id).at(clock.now()).cells
    shown = []
    for number, found in said:
        if isinstance(found, Refused):
            shown.append(Previewed(number, None, trouble=found.sentence))
            continue
        one = seen[number]
        name = one.found.item.name if one.found.item is not None else ""
        cell = cells.get(one.found.grid_id) if one.found.grid_id is not None else None
        shown.append(Previewed(number, found, name, cell.name if cell is not None else "", one.unit_id is not None))
    return shown


def unexplained(actor: Actor, words: Sequence[str]) -> list[str]:
    """The words for classes that the catalogue itself does not explain."""
    catalogue = classes.in_use(actor)
    names = {item.name for item in catalogue.items.values()} | set(catalogue.items)
    return [word for word in words if word not in names]
