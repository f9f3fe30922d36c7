"""Taking places over from a file: a mapping kept, rows by the chunk, likely doubles proposed, refused rows given back.

Rows, places, journal and the mark of each row are of one transaction, so an import that is killed at any point and repeated goes on
where it stood.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO, Final
from uuid import UUID

from linli.kernel import clock, files, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.inserting import insert_many
from linli.kernel.sheets import Limits, kept, read_rows, write_xlsx
from linli.kernel.writes import each, write
from linli.notices import actions as notices
from linli.org.rules.people import day_of
from linli.places.actions.drafts import PlaceDraft, check_draft
from linli.places.actions.places import CHUNK, enter, grids_for
from linli.places.models import PlaceImport, PlaceImportRow, PlaceImportTrouble, PlaceLikeness, PlaceMapping
from linli.places.queries import imports as queries
from linli.places.rules import imports as rules
from linli.places.rules import life
from linli.places.rules.imports import Line, MappingDraft
from linli.places.rules.likeness import PROPOSED_AT_MOST, Crowd, Likeness, in_order
from linli.places.rules.permissions import Permission
from linli.places.rules.words import Spot, Words

# What is read lies in the memory of the page that takes it; longer files go by the command.
LIMITS: Final = Limits(sent_bytes=10_000_000, unpacked_bytes=60_000_000, rows=20_000)


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that is a place: a new one, or one that stood already; and how many others a new one may be."""

    place_id: UUID
    is_new: bool
    proposed: int = 0


@dataclass(frozen=True, slots=True)
class Tried:
    """What earlier chunks of a file would have become, where all of it is only tried and nothing of them stands."""

    rows: dict[UUID, UUID] = field(default_factory=dict)
    crowd: Crowd = field(default_factory=Crowd)

    def known(self, lines: Sequence[Line]) -> dict[UUID, UUID]:
        """Those of these rows that an earlier chunk said already, by digest."""
        return {line.digest: self.rows[line.digest] for line in lines if line.digest in self.rows}

    def keep(self, told: "_Told") -> None:
        """What one more chunk would have become."""
        self.rows.update({digest: place_id for digest, (_, place_id) in told.stood.items()})
        for new in told.news:
            self.rows[new.line.digest] = new.place_id
            self.crowd.add(queries.as_known(new.place_id, new.line, _point(new.draft)))


@write
def save_mapping(actor: Actor, draft: MappingDraft) -> PlaceMapping:
    """Keep how files of a layout are read; the one of that name is changed, and nothing happens when it is the same."""
    actor.require(Permission.IMPORT)
    said = rules.stored(draft)
    here = PlaceMapping.objects.of(actor.subdistrict_id)
    row: PlaceMapping | None = here.select_for_update(of=("self",)).filter(name=draft.name).first()
    if row is not None and row.mapping == said:
        return row

    is_new = row is None
    row = row or PlaceMapping(subdistrict_id=actor.subdistrict_id, name=draft.name)
    row.mapping = said
    row.save(force_insert=is_new, update_fields=None if is_new else ["mapping"])

    columns, further = (json.dumps(part, ensure_ascii=False, sort_keys=True) for part in rules.told(draft))
    journal.record(actor, "place_mapping.saved", row, name=row.name, columns=columns, further=further)
    return row


@write
def send_file(actor: Actor, *, name: str, content: BinaryIO) -> PlaceImport:
    """Keep a table so that it can be looked at before anything is taken over; what cannot be read as a whole is not kept."""
    actor.require(Permission.IMPORT)
    if actor.account_id is None:
        raise Refused("kernel.not_allowed")
    files.check_size(content.seek(0, 2))
    content.seek(0)
    raw = content.read()
    rows = read_rows(BytesIO(raw), name=name, limits=LIMITS, keep_bad=True)

    # Above them stand their headings.
    sent = _file_of(actor, name, raw, max(len(rows) - 1, 0))
    sent.content = kept.sealed([kept.as_plain(row) for row in rows], queries.binding(sent))
    sent.save(force_insert=True)

    journal.record(actor, "place_import.sent", sent, name=sent.name, digest=sent.digest.hex, row_count=sent.rows)
    return sent


@write
def start(actor: Actor, import_id: UUID, draft: MappingDraft) -> PlaceImport:
    """Begin to take a sent file over by that mapping, which is kept; pressed twice it is begun once."""
    sent = queries.lock_import(actor, import_id)
    if sent.begun_at is not None:
        return sent
    if sent.dropped_at is not None:
        raise Refused("places.file_done", name=sent.name)
    sent.rows = len(rules.laid_out(draft, queries.rows_of(sent)).rows)

    _begin(actor, sent, draft)
    sent.save(update_fields=["mapping", "begun_at", "rows"])
    _tell_begun(actor, sent)
    jobs.queue("places.take_import", sent)
    return sent


@write
def begin_file(actor: Actor, draft: MappingDraft, *, name: str, raw: bytes, rows: int) -> PlaceImport:
    """Begin to take over a file that the command reads itself; nothing of it is kept."""
    actor.require(Permission.IMPORT)
    sent = _file_of(actor, name, raw, rows)
    _begin(actor, sent, draft)
    sent.save(force_insert=True)
    _tell_begun(actor, sent)
    return sent


@write
def leave(actor: Actor, import_id: UUID) -> PlaceImport:
    """Let go of a file that nobody will take over."""
    sent = queries.lock_import(actor, import_id)
    if sent.begun_at is not None or sent.dropped_at is not None:
        raise Refused("places.file_done", name=sent.name)

    sent.dropped_at, sent.content = clock.now(), b""
    sent.save(update_fields=["dropped_at", "content"])

    journal.record(actor, "place_import.dropped", sent, name=sent.name)
    return sent


@write
def take_rows(
    actor: Actor, sent: PlaceImport, draft: MappingDraft, lines: Sequence[Line], *, tried: Tried | None = None
) -> list[Taken | Refused]:
    """Up to 500 rows as places; what stands already stays, and what may stand already is entered and proposed as the same.

    Where it is only `tried`, what earlier chunks would have become counts as standing, and nothing is kept of which row is which place.
    """
    actor.require(Permission.IMPORT)
    known = dict(queries.known_rows(actor, _mapping_of(sent), [line.digest for line in lines]))
    known |= tried.known(lines) if tried else {}
    fresh = _each_once(line for line in lines if line.digest not in known)
    points = dict(zip((line.digest for line in fresh), rules.points_of(draft, fresh), strict=True))
    drafted = each(fresh, lambda line: _draft_of(draft, line, points[line.digest]))
    ready = [(line, found) for line, found in zip(fresh, drafted, strict=True) if isinstance(found, PlaceDraft)]
    told = _told_apart(actor, ready, tried)

    enter(actor, [new.draft for new in told.news], grids_for(actor, [new.draft for new in told.news], clock.now()))
    if tried is not None:
        tried.keep(told)
    else:
        _mark(actor, sent, told)
        _propose(actor, told.news)

    refused = {line.digest: found for line, found in zip(fresh, drafted, strict=True) if isinstance(found, Refused)}
    return _outcomes(lines, {**refused, **_taken(known, told)})


@write
def take_next(actor: Actor, import_id: UUID, *, at_most: int = CHUNK) -> int:
    """The next rows of a file that was begun; how many it looked at, none when the file is through and ended."""
    sent = queries.lock_import(actor, import_id)
    if sent.ended_at is not None or sent.begun_at is None:
        return 0
    draft = queries.layout_of(sent)
    sheet = rules.laid_out(draft, queries.rows_of(sent))
    rows = sheet.rows[sent.taken : sent.taken + at_most]
    read = [queries.read_line(draft, sheet, row) for row in rows]
    lines = [found for found in read if isinstance(found, Line)]
    outcomes = dict(zip((line.number for line in lines), take_rows(actor, sent, draft, lines) if lines else (), strict=True))

    found = [(row.number, said if isinstance(said, Refused) else outcomes[row.number]) for row, said in zip(rows, read, strict=True)]
    _keep_troubles(sent, [(number, each) for number, each in found if isinstance(each, Refused)])
    count(sent, [each for _, each in found])
    sent.save(update_fields=["taken", "created", "duplicate", "proposed"])
    if not rows:
        _end_sent(actor, sent)
    return len(rows)


@write
def go_on(actor: Actor, import_id: UUID) -> None:
    """Queue the next step of a file that has begun."""
    jobs.queue("places.take_import", queries.lock_import(actor, import_id))


@write
def refuse_next(actor: Actor, import_id: UUID, reason: str) -> None:
    """The next row is one that the database does not take: it is refused alone, and the others go on."""
    sent = queries.lock_import(actor, import_id)
    row = rules.laid_out(queries.layout_of(sent), queries.rows_of(sent)).rows[sent.taken]
    _keep_troubles(sent, [(row.number, Refused("imports.not_stored", reason=reason))])
    sent.taken += 1
    sent.save(update_fields=["taken"])


@write
def end_file(actor: Actor, sent: PlaceImport, *, refused: int) -> PlaceImport:
    """Say that the whole file was taken over, and what became of its rows."""
    actor.require(Permission.IMPORT)
    sent.ended_at, sent.content = max(clock.now(), sent.begun_at or clock.now()), b""
    sent.save(update_fields=["taken", "created", "duplicate", "proposed", "ended_at", "content"])

    figures = {"places_created": sent.created, "duplicate": sent.duplicate, "refused": refused, "places_proposed": sent.proposed}
    journal.record_many(actor, [journal.Draft("place_import.ended", sent, facts={"name": sent.name, **figures})])
    return sent


def count(sent: PlaceImport, outcomes: Sequence[Taken | Refused]) -> None:
    """Add up what became of some rows."""
    places = [found for found in outcomes if isinstance(found, Taken)]
    sent.taken += len(outcomes)
    sent.created += sum(found.is_new for found in places)
    sent.duplicate += sum(not found.is_new for found in places)
    sent.proposed += sum(found.proposed for found in places)


@dataclass(frozen=True, slots=True)
class _New:
    """A row that is a place nobody has entered yet."""

    line: Line
    draft: PlaceDraft
    place_id: UUID
    alike: Sequence[Likeness]


@dataclass(frozen=True, slots=True)
class _Told:
    """The rows of a chunk told apart: new places, and those that stand already, by digest."""

    news: Sequence[_New]
    stood: Mapping[UUID, tuple[int, UUID]]


def _each_once(lines: Iterable[Line]) -> list[Line]:
    """Of rows that say the same the first."""
    found: dict[UUID, Line] = {}
    for line in lines:
        found.setdefault(line.digest, line)
    return list(found.values())


def _told_apart(actor: Actor, ready: Sequence[tuple[Line, PlaceDraft]], tried: Tried | None) -> _Told:
    compared = [queries.as_known(uuid7(), line, _point(draft)) for line, draft in ready]
    crowd = queries.crowd_around(actor, compared)
    news, stood = list[_New](), dict[UUID, tuple[int, UUID]]()
    for (line, draft), known in zip(ready, compared, strict=True):
        alike = in_order([*crowd.like(known), *(tried.crowd.like(known) if tried else ())])
        if alike and alike[0].is_certain:
            stood[line.digest] = line.number, alike[0].other.place_id
            continue
        news.append(_New(line, replace(draft, place_id=known.place_id), known.place_id, alike[:PROPOSED_AT_MOST]))
        # The next row of the same file may be this very place.
        crowd.add(known)
    return _Told(news, stood)


def _draft_of(draft: MappingDraft, line: Line, point: tuple[float, float] | None) -> PlaceDraft:
    if line.stage_on is not None:
        life.check_day(line.stage_on, today=day_of(clock.now()))
    spot = None
    if point is not None:
        spot = Spot(lon=point[0], lat=point[1], coord_system=draft.coord_system.value, accuracy_m=draft.accuracy_m)
    made = PlaceDraft(
        words=Words(name=line.name, address=line.address),
        kind=line.kind,
        stage=line.stage,
        stage_on=line.stage_on,
        spot=spot,
        tags=line.tags,
        contacts=() if line.contact is None else (line.contact,),
    )
    check_draft(made)
    return made


def _point(draft: PlaceDraft) -> tuple[float, float] | None:
    return None if draft.spot is None else (draft.spot.lon, draft.spot.lat)


def _taken(known: Mapping[UUID, UUID], told: _Told) -> dict[UUID, Taken]:
    return {
        **{digest: Taken(place_id, is_new=False) for digest, place_id in known.items()},
        **{digest: Taken(place_id, is_new=False) for digest, (_, place_id) in told.stood.items()},
        **{new.line.digest: Taken(new.place_id, is_new=True, proposed=len(new.alike)) for new in told.news},
    }


def _outcomes(lines: Sequence[Line], found: Mapping[UUID, Taken | Refused]) -> list[Taken | Refused]:
    """What became of each row; one that says again what another of them says is no new place."""
    seen, outcomes = set[UUID](), list[Taken | Refused]()
    for line in lines:
        outcome = found[line.digest]
        is_again = line.digest in seen and isinstance(outcome, Taken)
        outcomes.append(Taken(outcome.place_id, is_new=False) if is_again and isinstance(outcome, Taken) else outcome)
        seen.add(line.digest)
    return outcomes


def _mark(actor: Actor, sent: PlaceImport, told: _Told) -> None:
    rows = [(new.line.digest, new.line.number, new.place_id) for new in told.news]
    rows += [(digest, number, place_id) for digest, (number, place_id) in told.stood.items()]
    insert_many(
        [
            PlaceImportRow(
                subdistrict_id=actor.subdistrict_id,
                place_import_id=sent.pk,
                mapping_id=_mapping_of(sent),
                place_id=place_id,
                number=number,
                digest=digest,
            )
            for digest, number, place_id in rows
        ]
    )


def _propose(actor: Actor, news: Sequence[_New]) -> None:
    """A person decides whether they are one."""
    now = clock.now()
    insert_many(
        [
            PlaceLikeness(
                subdistrict_id=actor.subdistrict_id,
                place_id=new.place_id,
                other_id=alike.other.place_id,
                score=alike.score,
                distance_m=alike.distance_m,
                is_same_name=alike.is_same_name,
                is_same_address=alike.is_same_address,
                proposed_at=now,
            )
            for new in news
            for alike in new.alike
        ]
    )


def _end_sent(actor: Actor, sent: PlaceImport) -> None:
    """Write the refused rows down for whoever corrects them, let go of what was sent, and tell who sent it."""
    refused = queries.troubles_of(actor, sent.pk)
    if refused:
        headings, rows = queries.errors_sheet(sent, refused)
        files.store(actor, sent, name=f"{sent.name}.errors.xlsx", content=BytesIO(write_xlsx(headings, rows)), purpose=queries.ERRORS)
    end_file(actor, sent, refused=len(refused))
    facts = {"name": sent.name, "created": str(sent.created), "refused": str(len(refused))}
    readers = [each for each in (sent.account_id,) if each is not None]
    notices.tell(actor, readers, kind="place_import.ended", about=sent.stream, cause_seq=sent.journal_seq, facts=facts)


def _file_of(actor: Actor, name: str, raw: bytes, rows: int) -> PlaceImport:
    return PlaceImport(
        subdistrict_id=actor.subdistrict_id,
        account_id=actor.account_id,
        name=name[-rules.FILE_NAME_LIMIT :],
        digest=UUID(bytes=sha256(raw).digest()[:16]),
        rows=rows,
        sent_at=clock.now(),
    )


def _begin(actor: Actor, sent: PlaceImport, draft: MappingDraft) -> None:
    sent.mapping, sent.begun_at = save_mapping(actor, draft), clock.now()


def _tell_begun(actor: Actor, sent: PlaceImport) -> None:
    name = sent.mapping.name if sent.mapping is not None else ""
    journal.record(actor, "place_import.begun", sent, name=sent.name, mapping=name, row_count=sent.rows)


def _mapping_of(sent: PlaceImport) -> UUID:
    if sent.mapping_id is None:
        raise ValueError("a file is taken over by a mapping")
    mapping_id: UUID = sent.mapping_id
    return mapping_id


def _keep_troubles(sent: PlaceImport, troubles: Sequence[tuple[int, Refused]]) -> None:
    insert_many(
        [
            PlaceImportTrouble(
                subdistrict_id=sent.subdistrict_id,
                place_import_id=sent.pk,
                number=number,
                code=refusal.code,
                facts={name: str(value) for name, value in refusal.facts.items()},
            )
            for number, refusal in troubles
        ]
    )
