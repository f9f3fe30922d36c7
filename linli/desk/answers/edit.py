"""Writing an answer on one page, by keys alone; the next one may follow at once."""

from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.answers.actions import writing as actions
from linli.answers.queries import answers as queries
from linli.answers.rules.kinds import ANSWER_LIMIT, LINK_LIMIT, MONTHS_AT_MOST, QUESTION_LIMIT, SOURCE_LIMIT, Audience
from linli.answers.rules.permissions import Permission
from linli.answers.rules.words import Words, months_after
from linli.desk.answers.begun import begun_from, hint_of
from linli.desk.answers.naming import class_names
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.org.asking import day_field
from linli.desk.paging import typed_number
from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.org.queries import units
from linli.org.rules.people import day_of

WORDINGS_LIMIT: Final = 9 * (QUESTION_LIMIT + 2)


class AnswerForm(DeskForm):
    """Everything that is said in a version."""

    said_as: ClassVar = {
        "What is asked": "question",
        "Other wordings": "wordings",
        "Answer": "answer",
        "Source of the answer": "source",
        "Link": "link",
        "Class": "item_code",
        "Valid until": "valid_until",
    }
    question = forms.CharField(label=_("What is asked"), max_length=QUESTION_LIMIT, help_text=_("As people ask it, in one sentence."))
    wordings = forms.CharField(
        label=_("Other wordings"),
        max_length=WORDINGS_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One on each line: the same asked in other words is found too."),
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=ANSWER_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("To be read out on the phone: what to do, where, with which papers, by when. No names of persons."),
    )
    source = forms.CharField(
        label=_("Source of the answer"), max_length=SOURCE_LIMIT, help_text=_("By-law or document with number, clause and date.")
    )
    link = forms.CharField(label=_("Link"), max_length=LINK_LIMIT, required=False)
    unit = forms.ChoiceField(label=_("Competent unit"), help_text=_("It hears a month before the answer expires."))
    item_code = forms.ChoiceField(label=_("Class"), required=False)
    audience = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect)
    valid_from = day_field(_("Valid from"))
    valid_until = day_field(_("Valid until"), help_text=_("Its last day. After it nobody is offered the answer."))

    def offer(self, request: StaffRequest) -> "AnswerForm":
        """Fill the lists to choose from."""
        standing = [(str(unit.pk), unit.short_name) for unit in units.open_units(request.actor)]
        self.offer_choices("unit", [("", gettext("Choose …")), *standing])
        classes = class_names(request.actor)
        typed = self.initial.get("item_code", "")
        # A class of an earlier catalogue is kept until somebody chooses another.
        gone = [(typed, typed)] if typed and typed not in classes else []
        self.offer_choices("item_code", [("", "–"), *gone, *classes.items()])
        self.offer_choices("audience", [(each.value, gettext(each.words)) for each in Audience])
        return self

    def words(self) -> Words:
        """What was typed."""
        said = self.cleaned_data
        return Words(
            question=said["question"],
            wordings=tuple(said["wordings"].splitlines()),
            answer=said["answer"],
            source=said["source"],
            link=said["link"],
            unit_id=UUID(said["unit"]),
            item_code=said["item_code"],
            audience=Audience(said["audience"]),
            valid_from=said["valid_from"],
            valid_until=said["valid_until"],
        )


def initial_of(words: Words) -> dict[str, Any]:
    """A version as the form shows it."""
    return {
        "question": words.question,
        "wordings": "\n".join(words.wordings),
        "answer": words.answer,
        "source": words.source,
        "link": words.link,
        "unit": str(words.unit_id),
        "item_code": words.item_code,
        "audience": words.audience.value,
        "valid_from": words.valid_from,
        "valid_until": words.valid_until,
    }


@require_http_methods(["GET", "POST"])
@staff_page
def new_answer(request: StaffRequest) -> HttpResponse:
    """Write an answer; handed in at once, kept to go on with, or followed by the next one."""
    queries.require(request.actor, Permission.WRITE)
    begun = _begun(request)
    form = AnswerForm(request.POST or None, initial=_blank(request) | begun).offer(request)
    then = request.POST.get("then", "")
    if request.method == "POST" and form.is_valid():
        written = form.saved(lambda: actions.write_answer(request.actor, form.words(), is_handed_in=then != "draft"))
        if written and then == "another":
            messages.success(request, gettext("Handed in. Here is the next one."))
            return done(request, "answer_new")
        if written:
            return done(request, "answer", written.pk)
    return _form_page(request, form, title=gettext("Write an answer"), hint=hint_of(begun))


def _begun(request: StaffRequest) -> dict[str, Any]:
    """What the reply to a ticket gives, where one is named."""
    if not (typed := request.GET.get("ticket")):
        return {}
    try:
        ticket_id = UUID(typed)
    except ValueError:
        raise NotFound from None
    return begun_from(request.actor, ticket_id)


def _blank(request: StaffRequest) -> dict[str, Any]:
    """An empty form: valid from today, for a year, and what another page hands over."""
    today = day_of(clock.now())
    said = {name: request.GET[name][:QUESTION_LIMIT] for name in ("question", "item_code") if name in request.GET}
    return {"valid_from": today, "valid_until": _in_a_year(today), "audience": Audience.CLERKS.value, **said}


def _in_a_year(today: date) -> date:
    return months_after(today, MONTHS_AT_MOST // 2)


@require_http_methods(["GET", "POST"])
@staff_page
def edit_answer(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """Change what is being written, or begin the next version from the one in force."""
    queries.require(request.actor, Permission.WRITE)
    answer = queries.get_for(request.actor, answer_id)
    version = queries.open_version(answer) or queries.version_in_force(answer) or queries.versions_of(request.actor, answer)[0]
    form = AnswerForm(request.POST or None, initial=initial_of(queries.words_of(version))).offer(request)
    if request.method != "POST":
        form.seen = answer.journal_seq
    elif form.is_valid():
        changed = form.saved(lambda: _changed(request, answer_id, form))
        if changed:
            return done(request, "answer", answer_id)
    return _form_page(request, form, title=gettext("Change the answer"), answer_id=answer_id)


def _changed(request: StaffRequest, answer_id: UUID, form: AnswerForm) -> Any:
    changed = actions.change_answer(request.actor, answer_id, seen=form.seen, words=form.words())
    if request.POST.get("then") == "draft":
        return changed
    return actions.hand_in(request.actor, answer_id, seen=changed.journal_seq)


@require_POST
@staff_page
def hand_in(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """Hand in what was kept as a draft."""
    actions.hand_in(request.actor, answer_id, seen=typed_number(request.POST.get("seen")))
    return done(request, "answer", answer_id)


def _form_page(request: StaffRequest, form: AnswerForm, *, title: str, answer_id: UUID | None = None, hint: str = "") -> HttpResponse:
    code = request.place.code
    return page(
        request,
        "desk/answers/edit.html",
        status=form.status,
        current="answers",
        form=form,
        title=title,
        hint=hint,
        is_new=answer_id is None,
        leave_to=reverse("desk:answer", args=[code, answer_id]) if answer_id else reverse("desk:answers", args=[code]),
    )


urlpatterns = [
    path("new", new_answer, name="answer_new"),
    path("<uuid:answer_id>/edit", edit_answer, name="answer_edit"),
    path("<uuid:answer_id>/hand-in", hand_in, name="answer_hand_in"),
]
