"""What the calendar does to answers: whoever answers for one hears a month before it ends, once."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from linli.accounts import queries as accounts
from linli.answers.models import Answer, AnswerVersion
from linli.answers.queries import answers as queries
from linli.answers.rules.kinds import Standing, VersionState
from linli.answers.rules.permissions import Permission
from linli.answers.rules.telling import EXPIRES
from linli.answers.rules.words import standing_of
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.writes import write
from linli.notices.actions import channels
from linli.org.queries import people
from linli.org.rules.people import day_of

CHUNK: Final = 200


@write
def tell_of_expiry(actor: Actor) -> int:
    """Tell the competent unit, and who wrote the answer, a month before it ends, once; how many were looked at."""
    today = day_of(clock.now())
    ids = queries.ids_to_tell(actor, today, CHUNK)
    # Somebody may have put a later version in force meanwhile: after the lock it is looked at again.
    standing = [(answer, queries.version_in_force(answer)) for answer in queries.lock_all(actor, ids) if answer.told_at is None]
    ending = [(answer, version) for answer, version in standing if version is not None and _ends_soon(version, today)]

    for answer, _ in ending:
        answer.told_at = clock.now()
    Answer.objects.bulk_update([answer for answer, _ in ending], ["told_at"])

    told = [
        journal.Draft("answer.expiry_told", answer, facts={"number": version.number, "valid_until": version.valid_until.isoformat()})
        for answer, version in ending
    ]
    journal.record_many(actor, told)

    for answer, version in ending:
        channels.tell_by_all_ways(
            actor,
            _readers(actor, version),
            kind=EXPIRES,
            about=answer.stream,
            cause_seq=answer.journal_seq,
            facts={"question": version.question, "day": version.valid_until.isoformat()},
            unit_id=version.unit_id,
        )
    return len(ids)


def _ends_soon(version: AnswerVersion, today: date) -> bool:
    return standing_of(VersionState(version.state), version.valid_until, today) is Standing.ENDING


def _readers(actor: Actor, version: AnswerVersion) -> Iterable[UUID]:
    """The accounts of the unit's people who write answers, and of whoever wrote this one."""
    owners = {version.written_by, *people.in_units(actor, [version.unit_id])}
    return sorted({each.account_id for each in accounts.memberships_that_may(actor, Permission.WRITE) if each.person_id in owners})
