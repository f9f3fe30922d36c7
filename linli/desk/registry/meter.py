"""The burden meter: forms and questions, by who fills them and who sends them, and month by month. Never people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.registry.listing import require_look
from linli.forms.queries import questions
from linli.forms.rules import meter
from linli.forms.rules.facts import Fact
from linli.forms.rules.likeness import name_of
from linli.kernel import clock
from linli.org.rules.people import day_of

SHOWN: Final = 12
# The picture's room: twelve months beside one another.
_STEP, _HEIGHT, _FOOT = 56, 120, 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the trend, as it is drawn."""

    x: int
    y: float
    height: float
    month: str
    forms: int
    fields: int


@require_safe
@staff_page
def show_meter(request: StaffRequest) -> HttpResponse:
    """How much is asked, how much of it need not be."""
    require_look(request.actor)
    today = day_of(clock.now())
    ever = questions.living(request.actor, today)
    now = [form for form in ever if form.lives_on(today)]
    return page(
        request,
        "desk/registry/meter.html",
        current="forms",
        whole=meter.burden_of(now),
        by_filler=meter.by(now, lambda form: form.fillers)[:SHOWN],
        by_sender=meter.by(now, lambda form: (form.sender,))[:SHOWN],
        bars=bars_of(meter.trend(ever, today)),
        width=_STEP * meter.MONTHS_SHOWN,
        height=_HEIGHT + _FOOT,
        most=[(_word(identity), number) for identity, number in meter.most_asked(now)[:SHOWN]],
    )


def bars_of(points: Sequence[tuple[date, int, int]]) -> list[Bar]:
    """The months as bars of questions, the tallest filling the picture."""
    most = max([fields for _day, _forms, fields in points] or [1]) or 1
    room = _HEIGHT - 32
    return [
        Bar(place * _STEP, _HEIGHT - room * fields / most, room * fields / most, f"{day:%m}", forms, fields)
        for place, (day, forms, fields) in enumerate(points)
    ]


def _word(identity: str) -> str:
    """What a question is called that several forms ask."""
    if identity in set(Fact):
        return gettext(Fact(identity).words)
    return name_of(identity)


urlpatterns = [path("meter", show_meter, name="forms_meter")]
