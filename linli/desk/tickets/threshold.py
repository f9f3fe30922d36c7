"""From how well words must fit that a ticket is dispatched without a person: the subdistrict's own word, off by default."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.forms import DeskForm
from linli.desk.tickets.duty_list import TAB
from linli.desk.tickets.rulebook import book_form
from linli.tickets.actions import settings as actions
from linli.tickets.queries import settings as queries
from linli.tickets.rules.catalogue import Permission
from linli.tickets.rules.kinds import Threshold
from linli.tickets.rules.settings import SettingCode


class ThresholdForm(DeskForm):
    """When the machine dispatches by itself."""

    value = forms.ChoiceField(
        label=_("Dispatched without a person"),
        required=False,
        choices=lambda: [(each.value, gettext(each.words)) for each in Threshold],
        help_text=_("Danger, complaints about a unit and lines that name a unit which does not work always wait for a person."),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def settle(request: StaffRequest) -> HttpResponse:
    """Settle the threshold; a form that was overtaken comes back with what stands."""
    request.actor.require(Permission.CHANGE_DUTY)
    row = queries.row_of(request.actor, SettingCode.THRESHOLD)
    is_sent = request.method == "POST"
    form = ThresholdForm(request.POST if is_sent else None, initial={"value": row.value if row else ""})
    if not is_sent:
        form.seen = row.journal_seq if row else 0
    if is_sent and form.is_valid():
        chosen = Threshold(form.cleaned_data["value"])
        if form.saved(lambda: actions.set_threshold(request.actor, chosen, seen=form.seen)) is not None:
            messages.success(request, gettext("Settled: {words}.").format(words=gettext(chosen.words)))
            return done(request, TAB)
    return book_form(
        request,
        form,
        tab_on=TAB,
        title=gettext("Automatic dispatch"),
        save=gettext("Settle it"),
        leave_to=reverse(f"desk:{TAB}", args=[request.place.code]),
        template="threshold.html",
    )


urlpatterns = [
    path("duty-list/automatic", settle, name="tickets_duty_automatic"),
]
