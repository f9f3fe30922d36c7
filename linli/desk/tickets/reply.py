"""The reply 办结回复 as a page: written by a handler, with what is missing beside it, and signed by who may."""

from collections.abc import Mapping, Sequence
from dataclasses import fields as parts_of
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.answers.rules.permissions import Permission as Answering
from linli.desk.answers.offered import Offered, offered
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.tickets import fields
from linli.desk.tickets.offers import Sight
from linli.desk.tickets.phrasing import phrases_beside
from linli.kernel.errors import Refused
from linli.kernel.writes import attempt
from linli.tickets.actions import replying as actions
from linli.tickets.queries import replies as queries
from linli.tickets.rules import replies, reply_check
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.phrases import Node
from linli.tickets.rules.replies import (
    CLOSED,
    NOT_YET_SAID,
    TEXTS,
    AnswerWay,
    ClaimFinding,
    FactFinding,
    Missing,
    Point,
    ReplyState,
    ReplyWords,
    Responsibility,
)
from linli.tickets.rules.satisfaction import Grade
from linli.tickets.rules.states import State, state_word

SAID: Final = (Verdict.SOLVED, Verdict.EXPLAINED, Verdict.NOT_SOLVED)
# What stands together on the page; what is towards the reporter is for who may know him.
GROUPS: Final = (
    (_("First contact"), True, ("has_contacted", "contacted_by_person_id", "contacted_at", "first_call", "why_no_call")),
    (_("On site"), False, ("has_looked", "looked_at")),
    (_("Findings"), False, ("fact_finding", "fact_note", "claim_finding", "claim_note")),
    (_("Result"), False, ("outcome", "done", "particulars")),
    (_("The answer"), True, ("answer_way", "answered_at", "answer_points", "grade", "grade_reason", "feedback")),
    (_("Signature"), False, ("is_public", "signed_as_unit_id", "responsibility", "responsibility_note", "responsible_person_id")),
)
TOWARDS_REPORTER: Final = frozenset(name for _title, is_towards, names in GROUPS if is_towards for name in names)


def _yes_or_no(label: Any) -> forms.ChoiceField:
    def choices() -> list[tuple[str, str]]:
        return [("", "–"), ("yes", gettext("yes")), ("no", gettext("no"))]

    return forms.ChoiceField(label=label, required=False, choices=choices)


def _one_of(label: Any, kinds: Any) -> forms.ChoiceField:
    field = fields.kind_field(label, kinds)
    field.required = False
    return field


class ReplyForm(DeskForm):
    """Every field of the reply; a draft may leave all of them empty."""

    has_contacted = _yes_or_no(_("Was there a first contact?"))
    contacted_by_person_id = fields.list_field(_("Who called"), required=False)
    contacted_at = fields.moment_field(_("When"), required=False)
    first_call = fields.words_field(_("What was said"), required=False)
    why_no_call = fields.words_field(_("If not, why"), required=False, rows=2)
    has_looked = _yes_or_no(_("Looked on site"))
    looked_at = fields.moment_field(_("When"), required=False)
    fact_finding = _one_of(_("Is it as the matter says?"), FactFinding)
    fact_note = fields.words_field(_("What was found"), required=False)
    claim_finding = _one_of(_("Is the claim reasonable?"), ClaimFinding)
    claim_note = fields.words_field(_("Why the claim is seen so"), required=False)
    outcome = _one_of(_("What came of it"), SAID)
    done = fields.words_field(_("What was done"), required=False, rows=4)
    particulars = fields.words_field(
        _("Kind and area"), required=False, rows=2, help_text=_("For illegal building and group renting: kind, area, rooms")
    )
    answer_way = _one_of(_("How answered"), AnswerWay)
    answered_at = fields.moment_field(_("When"), required=False)
    answer_points = fields.words_field(_("What was answered"), required=False, rows=4)
    grade = _one_of(_("How satisfied the reporter says to be"), Grade)
    grade_reason = fields.words_field(_("Why not satisfied"), required=False, rows=2)
    feedback = fields.words_field(_("What the reporter said to it"), required=False, rows=2)
    is_public = _yes_or_no(_("May the reply be published?"))
    signed_as_unit_id = fields.list_field(_("Signed as"), required=False)
    responsibility = _one_of(_("Whose it was"), Responsibility)
    responsibility_note = fields.words_field(_("Whose it was, in words"), required=False, rows=2)
    responsible_person_id = fields.list_field(_("Responsible in the unit"), required=False)

    said_as: ClassVar = {said: name for name, said in TEXTS.items()}

    def __init__(self, *args: Any, sight: Sight, words: ReplyWords, seen: int, **options: Any) -> None:
        super().__init__(*args, initial=_initial(words), **options)
        self.seen = self.seen if self.is_bound else seen
        self.points = list(words.points)
        if not sight.face.knows_reporter:
            for name in TOWARDS_REPORTER:
                del self.fields[name]
        people = [(str(person_id), name) for person_id, name in queries.colleagues(sight.actor, sight.ticket.lead_unit_id)]
        for name in ("contacted_by_person_id", "responsible_person_id"):
            if name in self.fields:
                self.offer_choices(name, [("", "–"), *people])
        self.offer_choices("signed_as_unit_id", [("", "–"), *sight.unit_choices])
        for number, point in enumerate(self.points):
            self.fields[f"point-{number}"] = fields.words_field(point["asked"], required=False, rows=2)
            self.initial[f"point-{number}"] = point["answer"]

    def words(self, kept: ReplyWords) -> ReplyWords:
        """What was written; what this person may not know stays as it was."""
        said: dict[str, Any] = {each.name: getattr(kept, each.name) for each in parts_of(ReplyWords)}
        for name in said.keys() & self.fields.keys():
            said[name] = _value(name, self.cleaned_data.get(name))
        said["points"] = [
            Point(asked=point["asked"], answer=self.cleaned_data.get(f"point-{number}") or "") for number, point in enumerate(self.points)
        ]
        return ReplyWords(**said)

    def mark(self, gaps: Sequence[Missing]) -> None:
        """Say beside each field that something is missing there."""
        asked = [point["asked"] for point in self.points]
        for gap in gaps:
            name = f"point-{asked.index(gap.point)}" if gap.field == "points" else gap.field
            if name in self.fields:
                self.add_error(name, gettext("Still missing"))

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields as they stand together."""
        found = [(str(title), [self[name] for name in names if name in self.fields]) for title, _is_towards, names in GROUPS]
        points = [self[f"point-{number}"] for number in range(len(self.points))]
        whole = [*found[:3], (gettext("Every point of the matter"), points), *found[3:]]
        return [(title, bound) for title, bound in whole if bound]


def _initial(words: ReplyWords) -> dict[str, Any]:
    spoken = {True: "yes", False: "no"}
    values = {each.name: getattr(words, each.name) for each in parts_of(ReplyWords)}
    return {name: spoken.get(value, value) if isinstance(value, bool) else value for name, value in values.items()}


def _value(name: str, typed: Any) -> Any:
    if name in {"has_contacted", "has_looked", "is_public"}:
        return {"yes": True, "no": False}.get(typed)
    if name.endswith("_id"):
        return UUID(typed) if typed else None
    return typed if name.endswith("_at") else typed or ""


@require_http_methods(["GET", "POST"])
@staff_page
def ticket_reply(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    """Write the reply; where it is signed or waits for that, or another unit has the ticket, read it."""
    sight = Sight(request.actor, ticket_id)
    request.actor.require(Permission.HANDLE)
    stored = queries.reply_of(sight.ticket)
    is_open = stored is None or stored.state == ReplyState.DRAFT or stored.unit_id != sight.ticket.lead_unit_id
    words = queries.words_of(stored) if stored else queries.begun(request.actor, sight.ticket)
    if is_open and sight.state is not State.IN_PROGRESS:
        raise Refused("tickets.reply_not_in_hand", state=state_word(sight.state))
    # Who may not speak for the unit that has it, such as an assisting one, reads: saving would be refused.
    is_open = is_open and sight.is_held
    similar = queries.similar_to(request.actor, sight.ticket) if is_open else None
    if request.method != "POST":
        form = ReplyForm(sight=sight, words=_begun(request, sight, words, similar), seen=stored.journal_seq if stored else 0)
        return _shows(request, sight, form, stored, similar, is_open=is_open)
    form = ReplyForm(request.POST, sight=sight, words=words, seen=0)
    if form.is_valid() and _kept(request, sight, form, words):
        then = request.POST.get("then", "draft")
        if then == "draft":
            return done(request, "ticket_reply", ticket_id)
        # Who took it in itself cannot leave the verifying to who took it in: the page where one signs asks for another unit.
        is_chosen = then == "sign" and sight.ticket.intake_unit_id == sight.ticket.lead_unit_id
        if _handed_on(request, sight, form, is_signed=then == "sign" and not is_chosen):
            return done(request, "ticket_move", ticket_id, "sign-reply") if is_chosen else done(request, "ticket", ticket_id)
    return _shows(request, sight, form, stored, similar, is_open=True)


def _kept(request: StaffRequest, sight: Sight, form: ReplyForm, words: ReplyWords) -> bool:
    """Keep the draft whatever else is missing: nothing typed is lost."""
    said, ticket_id = form.words(words), sight.ticket.pk
    saved = form.saved(lambda: actions.save_reply(request.actor, ticket_id, said, seen=form.seen))
    if saved is None:
        return False
    form.seen = saved.journal_seq
    return True


def _handed_on(request: StaffRequest, sight: Sight, form: ReplyForm, *, is_signed: bool) -> bool:
    ticket_id = sight.ticket.pk
    with attempt() as outcome:
        reply = actions.submit_reply(request.actor, ticket_id, seen=form.seen)
        if is_signed:
            actions.sign_reply(request.actor, ticket_id, seen=reply.journal_seq)
    if outcome.refusal is None:
        return True
    form.blame(outcome.refusal)
    if outcome.refusal.code == "tickets.reply_has_gaps":
        stored = queries.reply_of(sight.ticket)
        form.mark(actions.missing_in(request.actor, sight.ticket, stored) if stored else ())
    return False


def _begun(request: StaffRequest, sight: Sight, words: ReplyWords, similar: queries.Similar | None) -> ReplyWords:
    """The reply begun with what served before, or with a reviewed answer, wherever nothing is written yet."""
    if "like" in request.GET and similar:
        return _filled(words, similar.texts)
    chosen = request.GET.get("answer", "")
    found = next((each for each in _answers(sight) if str(each.id) == chosen), None) if chosen else None
    return words if found is None else _filled(words, {"answer_points": found.text, "claim_note": found.basis})


def _filled(words: ReplyWords, found: Mapping[str, str]) -> ReplyWords:
    values: dict[str, Any] = {each.name: getattr(words, each.name) for each in parts_of(ReplyWords)}
    return ReplyWords(**{name: value or found.get(name, value) for name, value in values.items()})


def _answers(sight: Sight) -> Sequence[Offered]:
    """Reviewed answers that are near to the matter, in the words this person may know."""
    return offered(sight.actor, f"{sight.face.matter or ''}\n{sight.face.words or ''}")


def _shows(
    request: StaffRequest, sight: Sight, form: ReplyForm, stored: Any, similar: queries.Similar | None, *, is_open: bool
) -> HttpResponse:
    gaps = replies.missing(
        queries.words_of(stored), knows_reporter=sight.face.knows_reporter, is_answer_wanted=sight.ticket.is_answer_wanted
    ) if stored else ()  # fmt: skip
    return page(
        request,
        "desk/tickets/reply.html",
        status=form.status,
        current="tickets",
        sight=sight,
        form=form,
        stored=stored,
        state=gettext(ReplyState(stored.state).words) if stored else gettext("Nothing written yet"),
        is_open=is_open,
        gaps=[gap.point or gettext(NOT_YET_SAID[gap.field]) for gap in gaps],
        hints=_hints(sight, stored) if stored and is_open else (),
        told=_told(sight, stored) if stored and not is_open else [],
        similar=similar,
        answers=_answers(sight) if is_open else (),
        phrases=phrases_beside(sight, {node for node in Node if node.value in form.fields}),
        may_answer=bool(stored) and stored.state == ReplyState.SIGNED and request.actor.may(Answering.WRITE),
        may_sign=request.actor.may(Permission.RESOLVE),
        leave_to=reverse("desk:ticket", args=[request.place.code, sight.ticket.pk]),
        optional="",
    )


def _hints(sight: Sight, stored: Any) -> list[str]:
    """Advice about what stands in the draft; what this person may not know is not looked at."""
    texts = [getattr(stored, name) for name in ("fact_note", "claim_note", "done", "answer_points")]
    phrases = [each.text for each in queries.phrases_for(sight.actor, sight.unit_id)]
    matter = (sight.face.words if sight.face.knows_reporter else "") or sight.face.matter or ""
    draft = reply_check.Draft(matter=matter, texts=texts, points=list(stored.points), phrases=phrases)
    return [hint.words for hint in reply_check.hints(draft)]


def _told(sight: Sight, stored: Any) -> list[tuple[str, str]]:
    """What a reply says, read only, as far as this person may know whom it answers."""
    names = [name for _title, is_towards, names in GROUPS if sight.face.knows_reporter or not is_towards for name in names]
    shown = [(gettext(NOT_YET_SAID[name]), _said(name, getattr(stored, name))) for name in names if name not in _UNTOLD]
    shown += [(point["asked"], point["answer"]) for point in stored.points]
    return [(label, text) for label, text in shown if text]


_UNTOLD: Final = frozenset(
    {"contacted_by_person_id", "responsible_person_id", "signed_as_unit_id", "contacted_at", "looked_at", "answered_at"}
)


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return gettext(CLOSED[name](value).words) if value and name in CLOSED else value or ""


urlpatterns = [
    path("<uuid:ticket_id>/do/reply/", ticket_reply, name="ticket_reply"),
]
