"""A sheet that comes back: what of it is kept, why the rest is not, and where it says something else than what is known."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page, uploaded
from linli.desk.forms import DeskForm
from linli.desk.registry.fill import periods_of
from linli.forms.actions import filling as actions
from linli.forms.queries import forms as queries
from linli.forms.queries import sheets
from linli.forms.rules.kinds import Frequency
from linli.forms.rules.periods import label_of, period_of
from linli.kernel.sheets.kept import again

ENDINGS = ".xlsx,.csv,.txt,.zip"


class BackForm(DeskForm):
    """For which period the sheet was filled."""

    period = forms.ChoiceField(label=_("Period"))


@require_http_methods(["GET", "POST"])
@staff_page
def bring_back(request: StaffRequest, form_id: UUID) -> HttpResponse:
    """GET: which sheet, for which period. POST: keep what it says."""
    actor, found = request.actor, queries.get_for(request.actor, form_id)
    queries.check_fillable(actor, found)
    periods = periods_of(Frequency(found.frequency))
    form = BackForm(request.POST or None)
    form.offer_choices("period", ((key, word) for key, (word, _period) in periods.items()))
    if request.method == "POST" and form.is_valid():
        period = periods[form.cleaned_data["period"]][1]

        def take() -> Any:
            upload = uploaded(request)
            return actions.take_back(actor, form_id, period=period, name=upload.name, content=upload.content)

        back = form.saved(take)
        if back:
            return done(request, "form_return", form_id, back.pk)
    return page(
        request,
        "desk/registry/back.html",
        status=form.status,
        current="forms",
        form=form,
        found=found,
        endings=ENDINGS,
        limit_bytes=actions.LIMITS.sent_bytes,
    )


@require_safe
@staff_page
def show_return(request: StaffRequest, form_id: UUID, return_id: UUID) -> HttpResponse:
    """What became of one sheet, row by row where it matters."""
    back = queries.return_for(request.actor, form_id, return_id)
    differences = sheets.differences(request.actor, back)
    frequency = Frequency(back.form.frequency)
    return page(
        request,
        "desk/registry/return.html",
        current="forms",
        back=back,
        found=back.form,
        period=label_of(frequency, period_of(frequency, back.period_on)),
        troubles=[(number, again(code, facts).sentence) for number, code, facts in back.troubles],
        differences=differences[: sheets.DIFFERENCES_SHOWN],
        count=len(differences),
    )


urlpatterns = [
    path("<uuid:form_id>/back", bring_back, name="form_back"),
    path("<uuid:form_id>/back/<uuid:return_id>/", show_return, name="form_return"),
]
