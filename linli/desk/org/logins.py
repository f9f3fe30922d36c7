"""Who may sign in here: the administrators' page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.accounts import actions, queries
from linli.accounts.rules import Permission
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.org.person_steps import link_page
from linli.desk.org.tabs import tabs_for
from linli.kernel.ids import parse_uuid7
from linli.kernel.writes import attempt
from linli.org.actions import people as people_actions
from linli.org.queries import people


@require_safe
@staff_page
def list_logins(request: StaffRequest) -> HttpResponse:
    """The logins with person, posts, permissions of their own, and the day of the last sign-in; never for how long."""
    members = queries.members(request.actor)
    cards = people.cards(request.actor, [each.person_id for each in members])
    named = {each.person_id for each in members}
    return page(
        request,
        "desk/org/logins/list.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="logins",
        rows=[(each, cards.get(each.person_id) if each.person_id else None) for each in members],
        without_login=[card for card in people.everybody(request.actor) if card.id not in named],
        own_account=request.login,
    )


@require_POST
@staff_page
def end_login(request: StaffRequest, membership_id: UUID) -> HttpResponse:
    """From now on this login has no part here."""
    request.actor.require(Permission.ADMINISTER)
    with attempt() as outcome:
        actions.end_membership(request.actor, membership_id)
    return _back(request, outcome.refusal.sentence if outcome.refusal else "")


@require_POST
@staff_page
def new_link(request: StaffRequest, membership_id: UUID) -> HttpResponse:
    """A link that sets a new password, shown once."""
    request.actor.require(Permission.ADMINISTER)
    membership = queries.membership_for(request.actor, membership_id)
    tokens: list[str] = []
    with attempt() as outcome:
        tokens.append(actions.new_password_link(request.actor, membership_id))
    if outcome.refusal:
        return _back(request, outcome.refusal.sentence)
    card = people.cards(request.actor, [membership.person_id]).get(membership.person_id) if membership.person_id else None
    return link_page(request, login=membership.account.login, token=tokens[0], card=card)


@require_POST
@staff_page
def name_person(request: StaffRequest, membership_id: UUID) -> HttpResponse:
    """Say whose login it is."""
    request.actor.require(Permission.ADMINISTER)
    with attempt() as outcome:
        people_actions.link_membership(request.actor, membership_id, parse_uuid7(request.POST.get("person", "")))
    return _back(request, outcome.refusal.sentence if outcome.refusal else "")


def _back(request: StaffRequest, trouble: str) -> HttpResponse:
    if trouble:
        messages.warning(request, trouble)
    else:
        messages.success(request, gettext("Saved."))
    return done(request, "logins")
