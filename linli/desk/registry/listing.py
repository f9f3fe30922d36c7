"""The list of forms: what is on it is asked, what is not may be declined; to print, or as a sheet."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.picking import Pick
from linli.forms.queries import forms as queries
from linli.forms.rules.kinds import FormState
from linli.forms.rules.permissions import Permission
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.sheets import write_xlsx
from linli.kernel.sheets.writing import Value
from linli.org.rules.people import day_of

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What the address may ask for, and the states that are meant.
SHOWN: Final[Mapping[str, tuple[FormState, ...]]] = {
    "": (FormState.APPROVED,),
    "waiting": (FormState.PROPOSED,),
    "off": (FormState.REFUSED, FormState.EXPIRED, FormState.WITHDRAWN),
}


@require_safe
@staff_page
def list_forms(request: StaffRequest) -> HttpResponse:
    """What may be asked now, or what waits, or what is off the list."""
    require_look(request.actor)
    chosen = request.GET.get("show", "")
    states = SHOWN.get(chosen, SHOWN[""])
    return page(
        request,
        "desk/registry/list.html",
        current="forms",
        lines=queries.lines(request.actor, states, day_of(clock.now())),
        picks=_picks(request, states),
        is_list=states == SHOWN[""],
        today=clock.now(),
        may_propose=request.actor.may(Permission.PROPOSE),
    )


def _picks(request: StaffRequest, states: Sequence[FormState]) -> list[Pick]:
    numbers, address = queries.numbers(request.actor), reverse("desk:forms", args=[request.place.code])
    words = {"": gettext("On the list"), "waiting": gettext("Waits for approval"), "off": gettext("Off the list")}
    found = []
    for name, meant in SHOWN.items():
        number = sum(numbers.get(each, 0) for each in meant)
        found.append(Pick(words[name], f"{address}?show={name}" if name else address, tuple(states) == meant, str(number or "")))
    return found


def require_look(actor: Actor) -> None:
    """Refuse who sees no form at all."""
    if not queries.may_look(actor):
        actor.require(Permission.READ)


@require_safe
@staff_page
def export_forms(request: StaffRequest) -> HttpResponse:
    """The list as a sheet, to be sent to who asks for something that is not on it."""
    require_look(request.actor)
    lines = queries.lines(request.actor, SHOWN[""], day_of(clock.now()))
    headings = [
        gettext("Form"),
        gettext("Who wants it"),
        gettext("Legal ground"),
        gettext("Purpose"),
        gettext("Who fills it"),
        gettext("How often"),
        gettext("Questions"),
        gettext("Expires on"),
    ]
    rows: list[list[Value]] = [
        [
            each.form.name,
            each.form.sender,
            each.form.basis,
            each.form.purpose,
            "、".join(each.fillers),
            gettext(each.frequency.words),
            each.fields,
            each.form.expires_on,
        ]
        for each in lines
    ]
    title = gettext("Registered forms")
    return sent(f"{title}-{day_of(clock.now()):%Y%m%d}.xlsx", write_xlsx(headings, rows, title=title))


def sent(name: str, content: bytes) -> HttpResponse:
    """A spreadsheet as a download."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=SHEET, headers={"Content-Disposition": disposition})


urlpatterns = [
    path("", list_forms, name="forms"),
    path("list.xlsx", export_forms, name="forms_export"),
]
