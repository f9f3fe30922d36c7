"""What a form asks: read from the sender's own sheet, or typed."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, page, staff_page, uploaded
from linli.desk.forms import DeskForm
from linli.forms.actions import questions as actions
from linli.forms.queries import forms as queries
from linli.forms.queries.questions import question_of
from linli.forms.rules import fields as rules
from linli.forms.rules.permissions import Permission

TEXT_LIMIT = 8_000
ENDINGS = ".xlsx,.csv,.txt,.zip"


class QuestionsForm(DeskForm):
    """The questions, one a line."""

    said_as: ClassVar = {"Question": "typed"}
    typed = forms.CharField(
        label=_("Questions"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("One a line, in the order of the sheet. A heading above several stands before a point: 负责人·电话"),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def set_fields(request: StaffRequest, form_id: UUID) -> HttpResponse:
    """GET: the questions as they stand. POST: take them from a file, or as they were typed."""
    request.actor.require(Permission.PROPOSE)
    found = queries.get_for(request.actor, form_id)
    lines = rules.lines_of(question_of(each) for each in queries.fields_of(request.actor, found))
    form = QuestionsForm(request.POST or None, initial={"typed": lines})
    if request.method != "POST":
        form.seen = found.journal_seq
    elif "file" in request.FILES:
        form.fields["typed"].required = False
        upload = uploaded(request)
        sent: dict[str, Any] = {"seen": form.seen, "name": upload.name, "content": upload.content}
        if form.is_valid() and form.saved(lambda: actions.read_fields(request.actor, form_id, **sent)) is not None:
            return done(request, "form", form_id)
    elif form.is_valid():
        typed = rules.from_lines(form.cleaned_data["typed"])
        changed = form.saved(lambda: actions.type_fields(request.actor, form_id, seen=form.seen, questions=typed))
        if changed:
            return done(request, "form", form_id)
    return page(
        request,
        "desk/registry/fields.html",
        status=form.status,
        current="forms",
        form=form,
        found=found,
        endings=ENDINGS,
        limit_bytes=actions.LIMITS.sent_bytes,
    )


urlpatterns = [path("<uuid:form_id>/fields", set_fields, name="form_fields")]
