"""What a reporter does at his own door: report, and judge the answer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from django.utils.translation import gettext, gettext_noop

from linli.kernel import clock, files, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.places.queries import cards
from linli.places.queries.cards import Scanned
from linli.places.rules.cards import CardState
from linli.tickets.actions import intake, verifying
from linli.tickets.actions.intake import ReporterDraft, TicketDraft
from linli.tickets.actions.verifications import Found, keep
from linli.tickets.models import Ticket
from linli.tickets.queries import following as queries
from linli.tickets.queries import tickets
from linli.tickets.queries.faces import REPORT
from linli.tickets.rules import kinds, verifications
from linli.tickets.rules.kinds import Verdict, VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.satisfaction import Grade
from linli.tickets.rules.sources import BY_CARD, BY_PAGE
from linli.tickets.rules.verifications import Effect

# The code is the key: who has it may judge this one case, and nothing else.
_JUDGING = frozenset({Permission.READ.value, Permission.VERIFY.value, Permission.REOPEN.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody reports without an account; only the words are needed."""

    words: str
    address: str = ""
    full_name: str = ""
    phone: str = ""
    is_sms_only: bool = False
    is_answer_wanted: bool = False
    # Made with the form: the same sent twice is one report; other words from a page one went back to are another.
    form_id: str = ""
    # Of the contact card that was scanned; its place is what the matter is about.
    card_code: str = ""

    def __repr__(self) -> str:
        # A traceback that prints it shows nobody.
        return "<Report>"

    @property
    def form(self) -> str:
        """The form with everything that was typed into it; nothing for who has none."""
        typed = [self.words, self.address, self.full_name, self.phone, self.is_sms_only, self.is_answer_wanted, self.card_code]
        return json.dumps([self.form_id, *typed]) if self.form_id else ""


@write
def report(actor: Actor, draft: Report, photos: Sequence[BinaryIO] = ()) -> str:
    """Take down what somebody reports at the public door; the code he follows it by."""
    words = clean_text(draft.words, field=gettext("What happened"), limit=kinds.WORDS_LIMIT)
    code = queries.code_of_form(actor.subdistrict_id, draft.form) if draft.form else ""
    if code and queries.is_known(actor, code):
        return code
    unit_id = queries.centre_unit(actor)
    if unit_id is None:
        raise Refused("tickets.nobody_takes_reports")
    card = _card(actor, draft)

    opened = intake.open_ticket(
        replace(actor, permissions=frozenset({Permission.OPEN.value})),
        TicketDraft(
            intake_unit_id=unit_id,
            source=BY_PAGE if card is None else BY_CARD,
            words=words,
            address=draft.address,
            is_answer_wanted=draft.is_answer_wanted,
            reporter=ReporterDraft(full_name=draft.full_name, phone=draft.phone, is_sms_only=draft.is_sms_only, follow_code=code),
            place_id=card.place.id if card is not None and card.place is not None else None,
            origin_kind="" if card is None else kinds.FROM_CARD,
            origin_id=None if card is None else card.card_id,
        ),
    )
    for number, photo in enumerate(photos, start=1):
        stored = files.store(actor, opened.ticket, name=f"{number}.jpg", content=photo, purpose=REPORT)
        journal.record(actor, "ticket.photo_attached", opened.ticket, digest=stored.digest, size_bytes=stored.size_bytes)
    return opened.follow_code


def _card(actor: Actor, draft: Report) -> Scanned | None:
    """The card that was scanned, which answers somebody still."""
    if not draft.card_code:
        return None
    found = cards.scanned(actor, draft.card_code)
    if found is None or found.state is not CardState.BOUND:
        raise Refused("tickets.card_answers_nobody")
    return found


@write
def judge(actor: Actor, code: str, *, verdict: Verdict, grade: Grade | None = None, reason: str = "") -> Ticket:
    """A reporter says of his own case how it stands and how satisfied he is: it closes, is done again, or the word is kept."""
    reporter = queries.reporter_of(actor, code)
    key = replace(actor, permissions=_JUDGING)
    ticket = tickets.lock_for(key, queries.standing_of(reporter).pk, Permission.VERIFY)
    said = clean_text(reason, field=gettext("Why"), limit=kinds.NOTE_LIMIT, required=False)
    verifications.check_grade(grade, said)
    effect = verifications.effect_of_word(queries.as_standing(ticket), verdict, clock.now())
    if queries.has_judged(reporter, ticket):
        raise Refused("tickets.judged_already")

    found = Found(kind=VerifiedBy.REPORTER, verdict=verdict, effect=effect, note=said, grade=grade or "", reporter_id=reporter.pk)
    keep(actor, ticket, found)

    journal.record(actor, "ticket.judged", ticket, verdict=verdict.value, grade=grade.value if grade else "", effect=effect.value)
    if effect is Effect.CLOSE:
        return verifying.close(key, ticket.pk, verdict=verdict, by=VerifiedBy.REPORTER)
    if effect is Effect.REWORK:
        return verifying.rework(key, ticket.pk, by=VerifiedBy.REPORTER, note="")
    return verifying.reopen(key, ticket.pk, note="") if effect is Effect.REOPEN else ticket


refusals(
    {
        "tickets.nobody_takes_reports": gettext_noop("This page takes no reports yet. Call 12345, day and night."),
        "tickets.card_answers_nobody": gettext_noop("This card was exchanged or taken back meanwhile. Ask on the street's own page."),
    }
)
