"""Looking at what somebody else wrote: put in force, given back, taken out."""

from uuid import UUID

from linli.accounts import queries as accounts
from linli.answers.actions.writing import index, open_of, who
from linli.answers.models import Answer, AnswerVersion
from linli.answers.queries import answers as queries
from linli.answers.rules import words as rules
from linli.answers.rules.kinds import VersionState
from linli.answers.rules.permissions import Permission
from linli.answers.rules.telling import GIVEN_BACK
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.writes import check_version, write
from linli.notices import actions as notices
from linli.org.rules.people import day_of


@write
def review(actor: Actor, answer_id: UUID, *, seen: int) -> Answer:
    """Put in force what somebody else wrote; the version before it is replaced, and kept."""
    answer, version = _waiting(actor, answer_id, seen)
    rules.check_period(version.valid_from, version.valid_until, today=day_of(clock.now()))
    before = queries.version_in_force(answer)

    if before is not None:
        before.state, before.ended_at = VersionState.REPLACED.value, clock.now()
        before.save(update_fields=["state", "ended_at"])
    version.state, version.reviewed_by, version.reviewed_at = VersionState.IN_FORCE.value, who(actor), clock.now()
    version.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    answer.told_at = None
    answer.save(update_fields=["told_at"])
    index(actor, answer)

    journal.record(actor, "answer.reviewed", answer, number=version.number)
    return answer


@write
def give_back(actor: Actor, answer_id: UUID, *, seen: int, why: str) -> Answer:
    """Give back what cannot stand like that; whoever wrote it hears why."""
    answer, version = _waiting(actor, answer_id, seen)
    said = rules.checked_why(why)

    version.state, version.why = VersionState.DRAFT.value, said
    version.save(update_fields=["state", "why"])

    journal.record(actor, "answer.given_back", answer, number=version.number, why=said)
    readers = [each.account_id for each in accounts.memberships_that_may(actor, Permission.WRITE) if each.person_id == version.written_by]
    facts = {"question": version.question, "why": said}
    notices.tell(actor, readers, kind=GIVEN_BACK, about=answer.stream, cause_seq=answer.journal_seq, facts=facts)
    return answer


@write
def withdraw(actor: Actor, answer_id: UUID, *, seen: int, why: str) -> Answer:
    """Take an answer out at once, expired or not: nobody is offered it from now on."""
    answer = queries.lock_for(actor, answer_id, Permission.REVIEW)
    check_version(answer, seen=seen, yours={})
    version = queries.version_in_force(answer)
    if version is None:
        raise Refused("answers.nothing_in_force")
    said = rules.checked_why(why)

    version.state, version.why, version.ended_at = VersionState.WITHDRAWN.value, said, clock.now()
    version.save(update_fields=["state", "why", "ended_at"])
    index(actor, answer)

    journal.record(actor, "answer.withdrawn", answer, number=version.number, why=said)
    return answer


def _waiting(actor: Actor, answer_id: UUID, seen: int) -> tuple[Answer, AnswerVersion]:
    answer = queries.lock_for(actor, answer_id, Permission.REVIEW)
    version = open_of(answer)
    check_version(answer, seen=seen, yours={})
    rules.check_state(VersionState(version.state), {VersionState.WAITING}, version.question)
    rules.check_reviewer({UUID(each) for each in version.hands}, who(actor))
    return answer, version
