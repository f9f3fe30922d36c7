"""What the journal says about replies, verifications, samples, exclusions and phrases; what was said stands in their rows."""

from linli.kernel.journal import verbs
from linli.tickets.rules.kinds import Decision, codes
from linli.tickets.rules.verifications import CallResult, ExclusionReason


def register() -> None:
    """Make them known to the house."""
    for name, facts in _FACTS.items():
        verbs.register(name, facts=facts)
    verbs.register("ticket.called", facts={"attempt": int, "unit": str, "is_by_text": bool}, reasons=codes(CallResult))
    verbs.register("ticket.exclusion_asked", facts={"evidence": str}, reasons=codes(ExclusionReason))
    verbs.register("ticket.exclusion_decided", facts={"note": str}, reasons=codes(Decision))


_FACTS: dict[str, dict[str, type]] = {
    "reply.saved": {"fields": str},
    "reply.submitted": {},
    "reply.signed": {"is_deputy": bool},
    "reply.given_back": {"note": str},
    "ticket.reply_submitted": {"unit": str},
    "ticket.reply_signed": {"unit": str, "is_deputy": bool},
    "ticket.reply_given_back": {"note": str},
    # What a reporter said of the answer: the reason he gave stands in the row alone.
    "ticket.judged": {"verdict": str, "grade": str, "effect": str},
    "ticket.check_handed": {"unit": str, "note": str},
    "ticket.sample_looked_at": {"is_right": bool, "unit": str, "note": str},
    "sample.chosen": {"number": str},
    "sample.looked_at": {"is_right": bool},
    "ticket.exclusion_signed": {"note": str},
    "ticket.photo_attached": {"digest": str, "size_bytes": int},
    "phrase.added": {"node": str, "unit": str, "text": str},
    "phrase.changed": {"text": str},
    "phrase.removed": {},
}
