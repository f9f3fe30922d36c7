"""One answer: what holds now, what is being written, every version before, and the one thing to do next."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.answers.queries import answers as queries
from linli.answers.rules.kinds import Audience, Standing, VersionState
from linli.answers.rules.permissions import Permission
from linli.answers.rules.words import standing_of
from linli.desk.answers.listing import SHAPES
from linli.desk.answers.naming import class_names
from linli.desk.chains import journal_page, latest
from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.naming import names_for
from linli.kernel import clock
from linli.org.rules.people import day_of


@require_safe
@staff_page
def show_answer(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """The answer as it stands."""
    actor, today = request.actor, day_of(clock.now())
    answer = queries.get_for(actor, answer_id)
    versions = queries.versions_of(actor, answer)
    # What is being written stands first, since something is to be done with it; what holds stands beside it.
    open_one = next((each for each in versions if each.state in {VersionState.DRAFT, VersionState.WAITING}), None)
    in_force = next((each for each in versions if each.state == VersionState.IN_FORCE), None)
    shown = open_one or in_force or versions[0]
    standing = standing_of(VersionState(shown.state), shown.valid_until, today)
    is_own = str(actor.person_id or actor.account_id) in shown.hands
    return page(
        request,
        "desk/answers/show.html",
        current="answers",
        answer=answer,
        version=shown,
        standing=standing,
        shape=SHAPES[standing],
        in_force=in_force,
        is_in_force_expired=in_force is not None and in_force.valid_until < today,
        open_one=open_one,
        item=class_names(actor).get(shown.item_code, shown.item_code),
        audience=gettext(Audience(shown.audience).words),
        days_left=(shown.valid_until - today).days,
        earlier=[(each, gettext(VersionState(each.state).words)) for each in versions if each is not shown],
        who=names_for([], person_ids=[shown.written_by, shown.reviewed_by]).of_id,
        story=latest(answer),
        is_waiting=standing is Standing.WAITING,
        is_draft=standing is Standing.DRAFT,
        is_own=is_own,
        may_write=actor.may_somewhere(Permission.WRITE),
        may_review=actor.may_somewhere(Permission.REVIEW) and not is_own,
        may_withdraw=actor.may_somewhere(Permission.REVIEW) and in_force is not None,
    )


@require_safe
@staff_page
def answer_journal(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """Every entry of the answer's chain."""
    answer = queries.get_for(request.actor, answer_id)
    back_to = reverse("desk:answer", args=[request.place.code, answer.pk])
    return journal_page(request, answer, title=queries.versions_of(request.actor, answer)[0].question, back_to=back_to, current="answers")


urlpatterns = [
    path("<uuid:answer_id>/", show_answer, name="answer"),
    path("<uuid:answer_id>/journal", answer_journal, name="answer_journal"),
]
