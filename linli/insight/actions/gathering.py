"""Taking tickets into the groups, a chunk at a time: what the journal tells of since the last look, or everything at the first one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import numpy as np
from django.db import connection

from linli.insight.models import HotProgress, HotReading, HotShelf
from linli.insight.queries import gathering as queries
from linli.insight.queries.gathering import Fresh, Place, Text
from linli.insight.rules.grouping import Root, grouped
from linli.insight.rules.shelves import Keyed, laid, spots, without
from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.ids import NIL, uuid7
from linli.kernel.journal import Mark
from linli.kernel.writes import write
from linli.lang.matters import read_all

CHUNK: Final = 200
_BEGIN: Final = datetime(1, 1, 1, tzinfo=UTC)
# The server adds to what lies there: nobody fetches a shelf to lay something on it.
_LAY: Final = (
    "INSERT INTO hot_shelf (subdistrict_id, id, span, shelf, entries)"
    " SELECT %s, new.* FROM unnest(%s::uuid[], %s::int[], %s::int[], %s::bytea[]) AS new (id, span, shelf, entries)"
    " ON CONFLICT (subdistrict_id, shelf, span) DO UPDATE SET entries = hot_shelf.entries || EXCLUDED.entries"
)


@write
def gather(actor: Actor, most: int = CHUNK) -> int:
    """Take in the next tickets that are new or changed, and say how many; the groups are as if all had come at once.

    Where the text of a ticket changed, its group is taken apart and each member is taken in again.
    """
    queries.take_turn(actor)
    begun, now = queries.progress(actor), journal.mark_now()
    progress = begun or HotProgress(subdistrict_id=actor.subdistrict_id, mark_epoch=NIL)
    if progress.mark_epoch != now.epoch:
        # At first, after a restore, and when told to: the journal does not say what is missing, but all that comes from here on.
        _mark(progress, now)
        progress.through_at, progress.through_id = _BEGIN, NIL
    place = progress.through
    taken = _follow(actor, progress, most) if place is None else _look_through(actor, progress, place, most)
    progress.save(force_insert=begun is None)
    return taken


@write
def look_again(actor: Actor) -> None:
    """Have the next look go through all tickets and not through the journal."""
    queries.take_turn(actor)
    HotProgress.objects.of(actor.subdistrict_id).update(mark_epoch=NIL)


def _follow(actor: Actor, progress: HotProgress, most: int) -> int:
    taken, is_more = 0, True
    while is_more and taken < most:
        mark = Mark(progress.mark_epoch, progress.mark_xid, progress.mark_entry_id)
        wanted, after, is_more = queries.told_of(actor, mark)
        chunk = wanted[: most - taken]
        taken += _take(actor, progress, chunk)
        if len(chunk) < len(wanted):
            # The mark stays before those that are left, who are told of again.
            break
        _mark(progress, after)
    return taken


def _look_through(actor: Actor, progress: HotProgress, place: Place, most: int) -> int:
    taken, is_more = 0, True
    while is_more and taken < most:
        wanted, place, is_more = queries.page(actor, place)
        chunk = wanted[: most - taken]
        taken += _take(actor, progress, chunk)
        if len(chunk) < len(wanted):
            break
        progress.through_at, progress.through_id = place if is_more else (None, None)
    return taken


def _mark(progress: HotProgress, mark: Mark) -> None:
    progress.mark_epoch, progress.mark_xid, progress.mark_entry_id = mark.epoch, mark.xid, mark.entry_id


def _take(actor: Actor, progress: HotProgress, wanted: Sequence[UUID]) -> int:
    if not wanted:
        return 0
    texts, kept = queries.texts(actor, wanted), dict(queries.known(actor, wanted))
    new = [each for each in texts if _is_new(each, kept)]
    # What was done to a ticket, its words apart, changes no group.
    _see([each for each in texts if not _is_new(each, kept)], kept)

    apart, same = {kept[each.ticket_id].oldest_id for each in new if each.ticket_id in kept}, list[Text]()
    if apart:
        members = queries.groups_of(actor, apart)
        kept.update(members)
        others = queries.texts(actor, members.keys() - {each.ticket_id for each in new})
        # Of a group that is taken apart others may say something else by now, too.
        new += [each for each in others if _is_new(each, kept)]
        same = [each for each in others if not _is_new(each, kept)]
    if new:
        _take_in(actor, progress, queries.fresh(new), same, kept)
    return len(texts)


def _is_new(text: Text, kept: Mapping[UUID, HotReading]) -> bool:
    row = kept.get(text.ticket_id)
    return row is None or not row.mark == row.laid == text.mark


def _lies_otherwise(text: Text, kept: Mapping[UUID, HotReading]) -> bool:
    row = kept.get(text.ticket_id)
    return row is None or row.laid != text.mark


def _see(texts: Sequence[Text], kept: Mapping[UUID, HotReading]) -> None:
    rows = []
    for each in texts:
        row = kept[each.ticket_id]
        row.seen_seq = each.seen_seq
        rows.append(row)
    HotReading.objects.bulk_update(rows, ["seen_seq"])


def _take_in(actor: Actor, progress: HotProgress, fresh: Sequence[Fresh], same: Sequence[Text], kept: Mapping[UUID, HotReading]) -> None:
    """Take in fresh ones and, among themselves and with these, those of the groups taken apart that say the same as before."""
    otherwise = {each.text.ticket_id for each in fresh if _lies_otherwise(each.text, kept)}
    _take_off(actor, [kept[each] for each in otherwise if each in kept])
    beside = queries.beside(actor, fresh, {each.ticket_id for each in (*(each.text for each in fresh), *same)})
    found = grouped(
        [each.reading for each in fresh],
        beside.near,
        beside.places,
        lambda wanted: queries.readings(actor, wanted),
        same=read_all([each.said for each in same]),
    )
    rows, added = list[HotReading](), list[Keyed]()
    for each in fresh:
        row, old = queries.row_of(actor, each), kept.get(each.text.ticket_id)
        row.oldest_at, row.oldest_id = found.roots[each.text.ticket_id]
        if old is not None:
            row.pk, row.number = old.pk, old.number
        if row.number is None:
            row.number, progress.next_number = progress.next_number, progress.next_number + 1
        if each.text.ticket_id in otherwise:
            added.append(each.keyed(row.number))
        rows.append(row)
    HotReading.objects.bulk_create([row for row in rows if row.ticket_id not in kept])
    again = [row for row in rows if row.ticket_id in kept]
    HotReading.objects.bulk_update(again, ["received_at", "seen_seq", "mark", "keys", "number", "laid", "oldest_id", "oldest_at"])
    for oldest_id, (at, older_id) in found.moved.items():
        HotReading.objects.of(actor.subdistrict_id).filter(oldest_id=oldest_id).update(oldest_id=older_id, oldest_at=at)
    _part(actor, {each.ticket_id: found.roots[each.ticket_id] for each in same}, kept)
    _lay(actor, added)


def _part(actor: Actor, roots: Mapping[UUID, Root], kept: Mapping[UUID, HotReading]) -> None:
    """Put those that said the same before and after into the groups they are in now; a statement for each group that changed."""
    parts = defaultdict[Root, list[UUID]](list)
    for ticket_id, root in roots.items():
        if kept[ticket_id].oldest_id != root[1] or kept[ticket_id].oldest_at != root[0]:
            parts[root].append(ticket_id)
    for (at, oldest_id), ids in parts.items():
        HotReading.objects.of(actor.subdistrict_id).filter(ticket_id__in=ids).update(oldest_id=oldest_id, oldest_at=at)


def _lay(actor: Actor, added: Sequence[Keyed]) -> None:
    """Lay the keys of these on their shelves."""
    new = laid(added)
    if new:
        spans, shelves = zip(*new, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(_LAY, [actor.subdistrict_id, [uuid7() for _ in new], list(spans), list(shelves), list(new.values())])


def _take_off(actor: Actor, rows: Iterable[HotReading]) -> None:
    """Take away what these had on the shelves: they say something else now."""
    old = [Keyed(row.number, row.received_at, np.frombuffer(row.keys, dtype=np.uint32)) for row in rows if row.number is not None]
    shelves = queries.on_shelves(actor, spots(old))
    for shelf in shelves:
        shelf.entries = without(bytes(shelf.entries), [each.number for each in old])
    HotShelf.objects.bulk_update(shelves, ["entries"], batch_size=100)
