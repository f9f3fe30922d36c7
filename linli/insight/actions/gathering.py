"""Taking tickets into the groups, a chunk at a time."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from linli.insight.models import HotReading
from linli.insight.queries import gathering as queries
from linli.insight.queries.gathering import Text
from linli.insight.rules.grouping import grouped
from linli.kernel.actor import Actor
from linli.kernel.writes import write

CHUNK: Final = 200


@write
def gather(actor: Actor, most: int = CHUNK) -> int:
    """Take in the next tickets that are new or changed, and say how many; the groups are as if all had come at once.

    Where the text of a ticket changed, its group is taken apart and each member is taken in again.
    """
    queries.take_turn(actor)
    wanted = queries.unread(actor, most)
    if not wanted:
        return 0
    texts, kept = queries.texts(actor, wanted), dict(queries.known(actor, wanted))
    changed = [each for each in texts if each.ticket_id in kept and kept[each.ticket_id].mark != each.mark]
    # What was done to a ticket, its words apart, changes no group.
    same = [each for each in texts if each.ticket_id in kept and kept[each.ticket_id].mark == each.mark]
    _see(same, kept)

    fresh = [each for each in texts if each.ticket_id not in kept or kept[each.ticket_id].mark != each.mark]
    if changed:
        members = queries.groups_of(actor, {kept[each.ticket_id].oldest_id for each in changed})
        kept.update(members)
        fresh += queries.texts(actor, members.keys() - {each.ticket_id for each in fresh})
    if fresh:
        _take_in(actor, fresh, kept)
    return len(texts)


def _see(texts: Sequence[Text], kept: Mapping[UUID, HotReading]) -> None:
    rows = []
    for each in texts:
        row = kept[each.ticket_id]
        row.seen_seq = each.seen_seq
        rows.append(row)
    HotReading.objects.bulk_update(rows, ["seen_seq"])


def _take_in(actor: Actor, fresh: Sequence[Text], kept: Mapping[UUID, HotReading]) -> None:
    found = grouped([each.reading for each in fresh], queries.near(actor, fresh, {each.ticket_id for each in fresh}))
    new, again = list[HotReading](), list[HotReading]()
    for each in fresh:
        row, old = queries.row_of(actor, each), kept.get(each.ticket_id)
        row.oldest_at, row.oldest_id = found.roots[each.ticket_id]
        if old is not None:
            row.pk = old.pk
        (new if old is None else again).append(row)
    HotReading.objects.bulk_create(new)
    HotReading.objects.bulk_update(again, ["received_at", "seen_seq", "mark", "keys", "oldest_id", "oldest_at"])
    for oldest_id, (at, older_id) in found.moved.items():
        HotReading.objects.of(actor.subdistrict_id).filter(oldest_id=oldest_id).update(oldest_id=older_id, oldest_at=at)
