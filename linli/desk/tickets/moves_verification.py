"""What is signed, asked and looked at once the work is done: the reply, the call back, another unit's look, exclusion from the rates."""

from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.tickets import fields
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.tickets.actions import excluding, replying, verifications
from linli.tickets.queries import reporters
from linli.tickets.queries import verifications as looked
from linli.tickets.rules.kinds import Decision, Verdict
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.replies import ReplyState
from linli.tickets.rules.satisfaction import Grade
from linli.tickets.rules.states import State
from linli.tickets.rules.verifications import ATTEMPTS, CallResult, CallWords, ExclusionReason

SAID: Final = (Verdict.SOLVED, Verdict.EXPLAINED, Verdict.NOT_SOLVED)


class CallForm(MoveForm):
    """The script of the call 回访: read from above to below."""

    said_as: ClassVar = {"Note": "note", "What is left to do": "note"}
    guilty: ClassVar = {
        "tickets.nobody_answered": "result",
        "tickets.call_without_verdict": "verdict",
        "tickets.grade_without_reason": "note",
    }
    result = fields.kind_field(_("1 · Did somebody answer?"), CallResult)
    was_contacted = forms.ChoiceField(label=_("2 · Did somebody call you before anything was done?"), required=False)
    verdict = forms.ChoiceField(label=_("3 · Is the matter solved?"), required=False)
    grade = forms.ChoiceField(label=_("4 · How satisfied are you with the result?"), required=False)
    manner = forms.ChoiceField(label=_("5 · And with the manner of those who came?"), required=False)
    note = fields.words_field(_("6 · What was said, and why not satisfied"), required=False)
    do_again = forms.BooleanField(label=_("Take it up again"), required=False)

    def prepare(self, sight: Sight) -> None:
        """Answers in the reader's language."""
        self.offer_choices("was_contacted", [("", "–"), ("yes", gettext("yes")), ("no", gettext("no"))])
        self.offer_choices("verdict", [("", "–"), *((each.value, gettext(each.words)) for each in SAID)])
        for name in ("grade", "manner"):
            self.offer_choices(name, [("", "–"), *((each.value, gettext(each.words)) for each in Grade)])

    def told(self) -> list[tuple[str, str]]:
        """Which attempt this is."""
        number = looked.attempts(self.sight.ticket) + 1
        said = gettext("Attempt {number}; after {limit} in vain it is closed as not reached.").format(number=number, limit=ATTEMPTS)
        found = [("watch" if number >= ATTEMPTS else "none", said)]
        if reporters.are_sms_only(self.sight.ticket):
            found.insert(0, ("act", gettext("Text messages only: send the questions as a text and write the answers here. Do not call.")))
        return found


class CheckForm(MoveForm):
    """What was seen on the spot."""

    said_as: ClassVar = {"What you saw": "note"}
    verdict = fields.kind_field(_("What was found"), SAID)
    note = fields.words_field(_("What you saw"))


class HandForm(MoveForm):
    """Who is to look, and at what."""

    said_as: ClassVar = {"What to look at": "note"}
    guilty: ClassVar = {"tickets.doer_cannot_close": "unit", "tickets.unit_is_closed": "unit"}
    unit = fields.list_field(_("Unit"))
    note = fields.words_field(_("What to look at"))

    def prepare(self, sight: Sight) -> None:
        """Any unit but the doer."""
        others = [choice for choice in sight.unit_choices if choice[0] != str(sight.ticket.done_by_unit_id)]
        self.offer_choices("unit", [("", gettext("Choose …")), *others])


class SignForm(MoveForm):
    """Who verifies; empty means the unit that took the ticket in."""

    guilty: ClassVar = {"tickets.choose_verifier": "verifier", "tickets.unit_is_closed": "verifier"}
    verifier = fields.list_field(_("Verified by"), required=False, help_text=_("Empty means the unit that took it in"))

    def prepare(self, sight: Sight) -> None:
        """Any unit but the one that did it."""
        others = [choice for choice in sight.unit_choices if choice[0] != str(sight.ticket.lead_unit_id)]
        self.offer_choices("verifier", [("", "–"), *others])

    def told(self) -> list[tuple[str, str]]:
        """What is signed."""
        reply = self.sight.whole.reply
        return [("none", f"{gettext(Verdict(reply.outcome).words)} · {reply.done}")] if reply and reply.outcome else []


class BackForm(MoveForm):
    """What is to be written better."""

    said_as: ClassVar = {"Note": "note"}
    note = fields.note_field()


class ExcludeForm(MoveForm):
    """Why it should count in no rate, and what shows it."""

    said_as: ClassVar = {"Evidence": "evidence"}
    reason = fields.kind_field(_("Reason"), ExclusionReason)
    evidence = fields.words_field(_("Evidence"), rows=4, help_text=_("What anybody can check: a record, a measurement, a decision"))


def _waits(state: ReplyState) -> Any:
    def fits(sight: Sight) -> bool:
        reply = sight.whole.reply
        return reply is not None and reply.state == state

    return fits


def _may_write(sight: Sight) -> bool:
    reply = sight.whole.reply
    return reply is None or reply.state == ReplyState.DRAFT or reply.unit_id != sight.ticket.lead_unit_id


def _did_not_do_it(sight: Sight) -> bool:
    return sight.unit_id is not None and sight.unit_id != sight.ticket.done_by_unit_id


def _may_call(sight: Sight) -> bool:
    return sight.whole.has_reporter and _did_not_do_it(sight)


def _no_exclusion(sight: Sight) -> bool:
    return all(each.decision == Decision.REFUSED for each in sight.whole.exclusions)


def _has_own_page(actor: Actor, ticket_id: UUID, form: MoveForm) -> object:
    # The reply is written at an address of its own, before the one of moves.
    raise NotFound


def _call(actor: Actor, ticket_id: UUID, form: CallForm) -> object:
    said = form.cleaned_data
    words = CallWords(
        result=CallResult(said["result"]),
        was_contacted={"yes": True, "no": False}.get(said["was_contacted"]),
        verdict=Verdict(said["verdict"]) if said["verdict"] else None,
        grade=Grade(said["grade"]) if said["grade"] else None,
        manner=Grade(said["manner"]) if said["manner"] else None,
        note=said["note"],
        do_again=said["do_again"],
    )
    return verifications.record_call(actor, ticket_id, words)


def _check(actor: Actor, ticket_id: UUID, form: CheckForm) -> object:
    return verifications.record_check(actor, ticket_id, verdict=Verdict(form.cleaned_data["verdict"]), note=form.cleaned_data["note"])


def _hand(actor: Actor, ticket_id: UUID, form: HandForm) -> object:
    return verifications.hand_check(actor, ticket_id, unit_id=UUID(form.cleaned_data["unit"]), note=form.cleaned_data["note"])


def _version(form: MoveForm) -> int:
    reply = form.sight.whole.reply
    return reply.journal_seq if reply else 0


def _sign(actor: Actor, ticket_id: UUID, form: SignForm) -> object:
    return replying.sign_reply(actor, ticket_id, seen=_version(form), verifying_unit_id=form.chosen_id("verifier"))


def _countersign(actor: Actor, ticket_id: UUID, form: SignForm) -> object:
    return replying.countersign_reply(actor, ticket_id, seen=_version(form), verifying_unit_id=form.chosen_id("verifier"))


def _back(actor: Actor, ticket_id: UUID, form: BackForm) -> object:
    return replying.give_reply_back(actor, ticket_id, seen=_version(form), note=form.cleaned_data["note"])


def _exclude(actor: Actor, ticket_id: UUID, form: ExcludeForm) -> object:
    said = form.cleaned_data
    return excluding.ask_exclusion(actor, ticket_id, reason=ExclusionReason(said["reason"]), evidence=said["evidence"])


_IN_HAND: Final = frozenset({State.IN_PROGRESS})
_RESOLVED: Final = frozenset({State.RESOLVED})

OFFERS: Final = (
    Offer(
        slug="reply",
        label=_("Write the reply"),
        permission=Permission.HANDLE,
        states=_IN_HAND,
        run=_has_own_page,
        is_page=True,
        order=28,
        icon="edit",
        is_held=True,
        fits=_may_write,
        what=_("Write what was found and done"),
        hint=lambda sight: gettext("The unit's head signs it; with that the ticket is handled."),
    ),
    Offer(
        slug="sign-reply",
        label=_("Sign the reply"),
        permission=Permission.RESOLVE,
        states=_IN_HAND,
        run=_sign,
        form=SignForm,
        order=15,
        icon="check",
        is_held=True,
        fits=_waits(ReplyState.SUBMITTED),
        what=_("Sign the reply"),
        hint=lambda sight: gettext("With your signature the ticket is handled, unless the deputy director has to sign too."),
    ),
    Offer(
        slug="countersign-reply",
        label=_("Sign as deputy director"),
        permission=Permission.COUNTERSIGN,
        states=_IN_HAND,
        run=_countersign,
        form=SignForm,
        order=15,
        icon="check",
        fits=_waits(ReplyState.COUNTERSIGNING),
        what=_("Sign as deputy director"),
        hint=lambda sight: gettext("Somebody is not content, it came back, or it is supervised."),
    ),
    Offer(
        slug="give-reply-back",
        label=_("Give the reply back"),
        permission=Permission.RESOLVE,
        states=_IN_HAND,
        run=_back,
        form=BackForm,
        icon="arrow-back-up",
        is_held=True,
        fits=_waits(ReplyState.SUBMITTED),
    ),
    Offer(
        slug="send-reply-back",
        label=_("Give the reply back"),
        permission=Permission.COUNTERSIGN,
        states=_IN_HAND,
        run=_back,
        form=BackForm,
        icon="arrow-back-up",
        fits=_waits(ReplyState.COUNTERSIGNING),
    ),
    Offer(
        slug="callback",
        label=_("Call back"),
        permission=Permission.VERIFY,
        states=_RESOLVED,
        run=_call,
        form=CallForm,
        order=15,
        icon="phone",
        fits=_may_call,
        what=_("Ask the reporter whether it was done"),
        hint=lambda sight: gettext("Six questions, read from above to below; every attempt is written down."),
    ),
    Offer(
        slug="check",
        label=_("I went to look"),
        permission=Permission.VERIFY,
        states=_RESOLVED,
        run=_check,
        form=CheckForm,
        order=18,
        icon="eye",
        fits=_did_not_do_it,
        what=_("Look whether it was done"),
    ),
    Offer(
        slug="hand-check",
        label=_("Ask another unit to look"),
        permission=Permission.VERIFY,
        states=_RESOLVED,
        run=_hand,
        form=HandForm,
        icon="eye",
        fits=_did_not_do_it,
    ),
    Offer(
        slug="exclude",
        label=_("Ask for exclusion from the rates"),
        permission=Permission.HANDLE,
        states=frozenset({State.CLOSED}),
        run=_exclude,
        form=ExcludeForm,
        icon="scissors",
        fits=_no_exclusion,
        warning=_("Two people of other units decide it, by the evidence. Nobody who reported is marked by it."),
    ),
)
