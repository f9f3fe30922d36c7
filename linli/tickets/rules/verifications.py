"""Asking whether it was done: the script of a call-back, what a judgement leads to, the blind sample, exclusions from rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.org.rules.kinds import Kind
from linli.tickets.rules.checks import check_outcome
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.kinds import REOPEN_WITHIN_DAYS, Verdict
from linli.tickets.rules.satisfaction import Grade
from linli.tickets.rules.states import State

ATTEMPTS: Final = 3
# So often the reporter's word alone sends it back; then somebody else looks first.
REWORKS_BY_WORD: Final = 2
SAMPLE_PER_TEN_THOUSAND: Final = 500


class CallResult(Kind):
    """What became of one attempt to call 是否打通."""

    REACHED = "reached", gettext_noop("Reached")
    NO_ANSWER = "no_answer", gettext_noop("Nobody answered")
    WRONG_NUMBER = "wrong_number", gettext_noop("The number is wrong")
    DECLINED = "declined", gettext_noop("Would not say")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWords:
    """The answers to the script 回访问卷, as they were given; one that was not asked is empty."""

    result: CallResult
    was_contacted: bool | None = None
    verdict: Verdict | None = None
    grade: Grade | None = None
    manner: Grade | None = None
    note: str = ""
    # Whether the matter is to be taken up again 重新交办.
    do_again: bool = False


class Effect(Kind):
    """What a judgement does to the ticket."""

    CLOSE = "close", gettext_noop("It is closed")
    REWORK = "rework", gettext_noop("It goes back to be finished")
    REOPEN = "reopen", gettext_noop("It is opened again")
    NOTE = "note", gettext_noop("It is noted")


def check_call(words: CallWords) -> None:
    """Refuse answers that contradict one another: nobody answers who was not reached, and who was reached says how it stands."""
    was_reached = words.result is CallResult.REACHED
    if not was_reached and (words.verdict or words.grade or words.manner or words.was_contacted is not None or words.do_again):
        raise Refused("tickets.nobody_answered")
    if was_reached and words.verdict is None:
        raise Refused("tickets.call_without_verdict")
    check_grade(words.grade, words.note)


def check_grade(grade: Grade | None, note: str) -> None:
    """Refuse a low grade without its reason."""
    if grade is not None and grade.leans_dissatisfied and not note:
        raise Refused("tickets.grade_without_reason")


def verdict_of_call(words: CallWords, earlier: Sequence[CallResult]) -> Verdict | None:
    """What the call found; none as long as somebody may still be reached."""
    if words.result is CallResult.REACHED:
        return words.verdict
    if words.result is CallResult.DECLINED:
        return Verdict.DECLINED
    return Verdict.UNREACHABLE if len(earlier) + 1 >= ATTEMPTS else None


def effect_of_call(words: CallWords, verdict: Verdict | None) -> Effect:
    """What the call does: the work is done again where it is not solved or was asked to be."""
    if verdict is None:
        return Effect.NOTE
    return Effect.REWORK if words.do_again or verdict is Verdict.NOT_SOLVED else Effect.CLOSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a reporter's judgement meets."""

    state: State
    track: Track
    outside_number: str
    reworks: int
    ended_at: datetime | None
    is_imported: bool = False
    # Without neutral words nobody can be handed the ticket: somebody has to find them first.
    has_matter: bool = True


def may_judge(at: Standing, now: datetime) -> bool:
    """Whether the reporter is asked: the work is said to be done, or was closed not long ago."""
    return at.state is State.RESOLVED or (at.state is State.CLOSED and not at.is_imported and _within_window(at, now))


def effect_of_word(at: Standing, verdict: Verdict, now: datetime) -> Effect:
    """What the reporter's own word does to the ticket."""
    check_outcome(verdict)
    if not may_judge(at, now):
        raise Refused("tickets.nothing_to_judge")
    if at.track is Track.HOTLINE and at.outside_number:
        # Their order closes on their call-back alone; the word is kept and passed on.
        return Effect.NOTE
    if verdict is Verdict.NOT_SOLVED:
        if at.reworks >= REWORKS_BY_WORD or not at.has_matter:
            return Effect.NOTE
        return Effect.REWORK if at.state is State.RESOLVED else Effect.REOPEN
    return Effect.CLOSE if at.state is State.RESOLVED else Effect.NOTE


def _within_window(at: Standing, now: datetime) -> bool:
    return at.ended_at is not None and now <= at.ended_at + timedelta(days=REOPEN_WITHIN_DAYS)


def is_drawn(mark: bytes, *, per_ten_thousand: int = SAMPLE_PER_TEN_THOUSAND) -> bool:
    """Whether a ticket settled on the spot is looked at, by its keyed mark of eight bytes or more.

    Without the key it is as good as chance; with it, it is the same however often it is asked.
    """
    return int.from_bytes(mark[:8], "big") * 10_000 < per_ten_thousand << 64


class ExclusionReason(Kind):
    """Why a ticket is to count in no rate 剔除."""

    UNREASONABLE = "unreasonable", gettext_noop("Asks for what law or policy do not give")
    NOT_A_DUTY = "not_a_duty", gettext_noop("Lies outside the duties of the subdistrict")
    FABRICATED = "fabricated", gettext_noop("What was reported did not happen")
    ABUSED = "abused", gettext_noop("The hotline was misused, as is on record")
    WRONG_DATA = "wrong_data", gettext_noop("A figure or time was recorded wrongly")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, and for which unit."""

    account_id: UUID | None
    person_id: UUID | None
    unit_id: UUID | None

    def is_same_as(self, account_id: UUID | None, person_id: UUID | None) -> bool:
        """Whether these are one person, by login or by name."""
        return self.account_id in {None, account_id} or (self.person_id is not None and self.person_id == person_id)


def check_excluder(signer: Signer, earlier: Sequence[tuple[UUID | None, UUID | None]], concerned: frozenset[UUID]) -> None:
    """Refuse who asked or signed before, and whoever belongs to the unit whose figures would be better."""
    if any(signer.is_same_as(account_id, person_id) for account_id, person_id in earlier) or signer.account_id is None:
        raise Refused("tickets.exclusion_same_person")
    if signer.unit_id is None or signer.unit_id in concerned:
        raise Refused("tickets.exclusion_own_unit")


refusals(
    {
        "tickets.nobody_answered": gettext_noop(
            "Nobody was reached, so there are no answers. Empty them, or say that you reached somebody."
        ),
        "tickets.call_without_verdict": gettext_noop("You reached somebody. Ask whether the matter is solved, and choose the answer."),
        "tickets.grade_without_reason": gettext_noop("A low grade needs its reason. Write in a few words what was wrong."),
        "tickets.nothing_to_judge": gettext_noop("There is nothing to judge just now. Look at where the matter stands."),
        "tickets.judged_already": gettext_noop("You have judged this answer already. If something new happens, you can judge again."),
        "tickets.exclusion_same_person": gettext_noop(
            "You asked for this exclusion or signed it already. Two other people have to decide it."
        ),
        "tickets.exclusion_own_unit": gettext_noop(
            "The unit concerned does not decide on its own figures. Somebody of another unit has to sign."
        ),
        "tickets.exclusion_asked": gettext_noop("An exclusion of this ticket is asked for already. Wait until it is decided."),
        "tickets.exclusion_decided": gettext_noop("This exclusion has been decided. Look at what was said."),
        "tickets.exclusion_too_early": gettext_noop("The ticket is still open. An exclusion is asked for once it is closed."),
        "tickets.too_few_attempts": gettext_noop("It counts as not reached only after {limit} attempts. Call again, and write it down."),
        "tickets.sample_looked_at": gettext_noop("Somebody has looked at this one already. Take the next one."),
        "tickets.sample_own_unit": gettext_noop("Your unit settled this one. Somebody of another unit has to look."),
    }
)
