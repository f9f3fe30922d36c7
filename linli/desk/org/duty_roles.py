"""The pages about duty roles: what somebody may be for a grid, and where somebody must be."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.org.forms import form_page
from linli.desk.org.tabs import tabs_for
from linli.org.actions import duties as actions
from linli.org.queries import duties as queries
from linli.org.rules import duties as rules
from linli.org.rules.duties import RoleDraft
from linli.org.rules.grids import KINDS
from linli.org.rules.permissions import Permission
from linli.org.rules.posts import ORDER_AT_MOST


class RoleForm(DeskForm):
    """What a role is called, where somebody must have it, how many may."""

    said_as: ClassVar = {"name": "name"}
    name = forms.CharField(label=_("Name"), max_length=rules.ROLE_NAME_LIMIT)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=ORDER_AT_MOST, initial=100)
    is_single = forms.BooleanField(label=_("Only one person at a time for each grid"), required=False)
    is_public = forms.BooleanField(label=_("Named on the public notice of the grid"), required=False)
    required_for = forms.MultipleChoiceField(
        label=_("Must be held in every"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where nobody is, that is a gap."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer_choices("required_for", [(code, gettext(kind.words)) for code, kind in KINDS.items()])

    def draft(self) -> RoleDraft:
        """What was typed and ticked."""
        said = self.cleaned_data
        return RoleDraft(
            code="",
            name=said["name"],
            is_single=said["is_single"],
            required_for=tuple(said["required_for"]),
            is_public=said["is_public"],
            order=said["order"],
        )


@require_safe
@staff_page
def list_roles(request: StaffRequest) -> HttpResponse:
    """The roles in their order, with the kinds of grid that must have somebody."""
    request.actor.require(Permission.READ)
    return page(
        request,
        "desk/org/duties/roles.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="duties",
        rows=[(role, [gettext(KINDS[code].words) for code in role.required_for if code in KINDS]) for role in queries.roles(request.actor)],
        may_change=request.actor.may(Permission.CHANGE_DUTIES),
    )


@require_POST
@staff_page
def lay_default_roles(request: StaffRequest) -> HttpResponse:
    """Lay out the roles of the template that are not there yet."""
    actions.lay_default_roles(request.actor)
    return done(request, "duty_roles")


@require_http_methods(["GET", "POST"])
@staff_page
def new_role(request: StaffRequest) -> HttpResponse:
    """Create a role."""
    request.actor.require(Permission.CHANGE_DUTIES)
    form = RoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = form.saved(lambda: actions.make_role(request.actor, form.draft()))
        if made:
            return done(request, "duty_roles")
    return _form(request, form, title=gettext("New duty role"))


@require_http_methods(["GET", "POST"])
@staff_page
def edit_role(request: StaffRequest, role_id: UUID) -> HttpResponse:
    """Change what a role is called and where somebody must have it."""
    request.actor.require(Permission.CHANGE_DUTIES)
    role = queries.get_role_for(request.actor, role_id)
    said = {name: getattr(role, name) for name in ("name", "order", "is_single", "is_public", "required_for")}
    form = RoleForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method != "POST":
        form.seen = role.journal_seq
    elif form.is_valid():
        changed = form.saved(lambda: actions.change_role(request.actor, role_id, form.draft(), seen=form.seen))
        if changed:
            return done(request, "duty_roles")
    return _form(request, form, title=gettext("Change the duty role"))


def _form(request: StaffRequest, form: RoleForm, *, title: str) -> HttpResponse:
    leave_to = reverse("desk:duty_roles", args=[request.place.code])
    return form_page(request, form, title=title, leave_to=leave_to, save=gettext("Save"), tab_on="duties")
