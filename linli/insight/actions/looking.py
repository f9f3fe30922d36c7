"""Looking which answers the tickets of the day were near to: nobody is counted, and nothing is written while somebody reads."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from linli.insight.models import AnswerFinding, AnswerRound
from linli.insight.queries import looking as queries
from linli.insight.queries.gathering import take_turn
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.writes import write

CHUNK: Final = 200
# The first night looks so far back.
BEGINS: Final = timedelta(days=90)
_FIRST: Final = UUID(int=0)


@write
def look_answers_up(actor: Actor, most: int = CHUNK) -> int:
    """Look at the next tickets that ended, and say how many; of each answer the last days are kept, and no ticket."""
    take_turn(actor)
    now, row = clock.now(), queries.round_of(actor)
    is_new, begin = row is None, now - BEGINS
    row = row or AnswerRound(subdistrict_id=actor.subdistrict_id, since_at=begin, until_at=begin, until_id=_FIRST)
    ended = queries.ended_after(actor, row.until_at, row.until_id, most)
    found = queries.findings(actor, ended, now)

    kept = queries.kept(actor, list(found))
    for answer_id, (found_on, used_on) in found.items():
        if answer_id in kept:
            kept[answer_id].found_on, kept[answer_id].used_on = found_on, used_on or kept[answer_id].used_on
    AnswerFinding.objects.bulk_update(kept.values(), ["found_on", "used_on"])
    AnswerFinding.objects.bulk_create(
        AnswerFinding(subdistrict_id=actor.subdistrict_id, answer_id=answer_id, found_on=found_on, used_on=used_on)
        for answer_id, (found_on, used_on) in found.items()
        if answer_id not in kept
    )
    if ended:
        row.until_at, row.until_id = ended[-1].at, ended[-1].ticket_id
    row.save(force_insert=is_new, update_fields=None if is_new else ["until_at", "until_id"])
    return len(ended)
