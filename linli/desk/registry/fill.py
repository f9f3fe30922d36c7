"""Taking a form away with everything known filled in: for a period, with a purpose."""

from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.registry.listing import sent
from linli.forms.actions import filling as actions
from linli.forms.queries import forms as queries
from linli.forms.queries import known, questions
from linli.forms.queries.sheets import may_take_people
from linli.forms.rules.kinds import Frequency
from linli.forms.rules.periods import Period, label_of, period_before, period_of
from linli.kernel import clock
from linli.kernel.personal.rules import REASON_LIMIT
from linli.org.rules.people import day_of


class FillForm(DeskForm):
    """For which period, and what for."""

    said_as: ClassVar = {"Reason": "purpose"}
    period = forms.ChoiceField(label=_("Period"))
    purpose = forms.CharField(
        label=_("What is it for?"), max_length=REASON_LIMIT, help_text=_("It stands on every page of the sheet, and in the journal.")
    )
    with_people = forms.BooleanField(label=_("Fill in names and phones too: the ground names them"), required=False)


def periods_of(frequency: Frequency) -> dict[str, tuple[str, Period]]:
    """This period and the one before, by the day on which it begins."""
    now = period_of(frequency, day_of(clock.now()))
    both = dict.fromkeys([now, period_before(frequency, now)])
    return {each.begins_on.isoformat(): (label_of(frequency, each) or gettext("once"), each) for each in both}


@require_http_methods(["GET", "POST"])
@staff_page
def take_away(request: StaffRequest, form_id: UUID) -> HttpResponse:
    """GET: how much of it is known. POST: the sheet."""
    actor, found = request.actor, queries.get_for(request.actor, form_id)
    queries.check_fillable(actor, found)
    asked = questions.of_form(actor, found, day_of(clock.now()))
    periods = periods_of(Frequency(found.frequency))
    form = FillForm(request.POST or None)
    form.offer_choices("period", ((key, word) for key, (word, _period) in periods.items()))
    if not may_take_people(found, actor, asked):
        del form.fields["with_people"]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        taken = form.saved(
            lambda: actions.take_away(
                actor, form_id, period=periods[said["period"]][1], purpose=said["purpose"], with_people=bool(said.get("with_people"))
            )
        )
        if taken:
            return sent(taken.name, taken.content)
    return page(
        request,
        "desk/registry/fill.html",
        status=form.status,
        current="forms",
        form=form,
        found=found,
        rows=len(known.targets_of(actor, found)),
        fields=len(asked),
        filled=sum(each.is_filled for each in asked),
        waiting=sum(each.is_known and not each.is_filled for each in asked),
    )


urlpatterns = [path("<uuid:form_id>/fill", take_away, name="form_fill")]
