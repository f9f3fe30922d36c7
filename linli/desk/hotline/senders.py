"""Who sends orders, and how its files are laid out: one text that an administrator edits."""

from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.forms import DeskForm
from linli.desk.hotline.frame import hotline_page
from linli.hotline.actions import senders
from linli.hotline.actions.senders import SenderDraft
from linli.hotline.queries import senders as queries
from linli.hotline.rules.kinds import SENDER_NAME_LIMIT
from linli.hotline.rules.mapping import MAPPING_LIMIT
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.tickets.queries import first_look, sources
from linli.tickets.rules.permissions import Permission


class SenderForm(DeskForm):
    """A sender with its mapping."""

    said_as: ClassVar = {"Name of the sender": "name", "Mapping": "mapping"}
    name = forms.CharField(label=_("Name of the sender"), max_length=SENDER_NAME_LIMIT)
    source = forms.ChoiceField(label=_("Source of its tickets"))
    unit = forms.ChoiceField(label=_("The unit it is to us"), help_text=_("Its call-back closes, so choose none that handles."))
    mapping = forms.CharField(
        label=_("Mapping"),
        max_length=MAPPING_LIMIT,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "mono"}),
        help_text=_("Left our field, right their heading. The order of the lines is the order in which it goes out and is copied."),
    )

    def blame(self, refusal: Refused) -> None:
        """Say what is wrong with the mapping beside it."""
        if not refusal.code.startswith("hotline.mapping"):
            super().blame(refusal)
            return
        self.status = 422
        self.add_error("mapping", refusal.sentence)


@require_safe
@staff_page
def list_senders(request: StaffRequest) -> HttpResponse:
    """Every sender."""
    known = sources.names(request.actor)
    rows = [(each, known.get(each.source, each.source), queries.mapping_of(each)) for each in queries.senders(request.actor)]
    return hotline_page(
        request, "senders.html", tab_on="hotline_senders", rows=rows, may_change=request.actor.may(Permission.CHANGE_SENDERS)
    )


@require_http_methods(["GET", "POST"])
@staff_page
def new_sender(request: StaffRequest) -> HttpResponse:
    """Write a sender down; the mapping begins with the example."""
    form = SenderForm(request.POST or None, initial={"mapping": queries.example()})
    return _edited(request, form, None)


@require_http_methods(["GET", "POST"])
@staff_page
def edit_sender(request: StaffRequest, sender_id: UUID) -> HttpResponse:
    """Change one."""
    row = queries.get_sender(request.actor, sender_id)
    form = SenderForm(
        request.POST or None, initial={"name": row.name, "source": row.source, "unit": str(row.unit_id), "mapping": row.mapping}
    )
    form.seen = form.seen if form.is_bound else row.journal_seq
    return _edited(request, form, sender_id)


def _edited(request: StaffRequest, form: SenderForm, sender_id: UUID | None) -> HttpResponse:
    request.actor.require(Permission.CHANGE_SENDERS)
    form.offer_choices("source", [(each.code, each.name) for each in sources.offered(request.actor)])
    form.offer_choices(
        "unit", [("", gettext("Choose …")), *((str(key), name) for key, name in first_look.units(request.actor, clock.now()))]
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        draft = SenderDraft(name=said["name"], source=said["source"], unit_id=UUID(said["unit"]), mapping=said["mapping"])
        if form.saved(lambda: senders.save_sender(request.actor, draft, sender_id=sender_id, seen=form.seen)):
            return done(request, "hotline_senders")
    return hotline_page(
        request,
        "sender.html",
        tab_on="hotline_senders",
        status=form.status,
        form=form,
        optional="",
        leave_to=reverse("desk:hotline_senders", args=[request.place.code]),
    )


urlpatterns = [
    path("senders/", list_senders, name="hotline_senders"),
    path("senders/new", new_sender, name="hotline_sender_new"),
    path("senders/<uuid:sender_id>/", edit_sender, name="hotline_sender"),
]
