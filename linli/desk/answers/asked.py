"""For who keeps the answer base: what was asked often, with its answer or without one, and answers that nothing needed."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from linli.answers.queries import answers
from linli.answers.rules.permissions import Permission
from linli.desk.answers.naming import class_names
from linli.desk.door import StaffRequest, page, staff_page
from linli.insight.queries import asked as queries
from linli.insight.queries import hot
from linli.insight.queries.asked import Topic
from linli.kernel import clock


@dataclass(frozen=True, slots=True)
class Shown:
    """A matter that was asked about, and where it is answered or written up."""

    topic: Topic
    class_name: str
    write_at: str
    last_on: date


@require_safe
@staff_page
def list_asked(request: StaffRequest) -> HttpResponse:
    """What was asked often in ninety days, what has no answer first; below it what nothing needed."""
    answers.require(request.actor, Permission.READ)
    now, names = clock.now(), class_names(request.actor)
    since = queries.looked_since(request.actor)
    is_early = since is None or since > now - queries.SETTLED
    return page(
        request,
        "desk/answers/asked.html",
        current="answers",
        topics=[_shown(request, each, names.get(each.line.item_code, "")) for each in queries.topics(request.actor, now)],
        may_see_topics=hot.may_look(request.actor),
        may_write=request.actor.may_somewhere(Permission.WRITE),
        least=queries.LEAST_ASKERS,
        idle=[] if is_early else queries.idle(request.actor, now),
        is_early=is_early,
        settled_days=queries.SETTLED.days,
        since=since,
    )


def _shown(request: StaffRequest, topic: Topic, class_name: str) -> Shown:
    asked = urlencode({"question": topic.line.title}) if topic.line.title else ""
    return Shown(topic, class_name, f"{reverse('desk:answer_new', args=[request.place.code])}?{asked}", topic.line.issue.last_at)


urlpatterns = [path("asked", list_asked, name="answers_asked")]
