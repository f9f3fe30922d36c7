"""A masked name or number on any page, and the one press that shows it: at once on one's own open work, else with a reason."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from linli.desk import words
from linli.desk.door import StaffRequest, is_partial, page, staff_page
from linli.desk.errors import status_of
from linli.kernel import personal
from linli.kernel.addresses import address
from linli.kernel.errors import Refused
from linli.kernel.personal.rules import REASON_LIMIT
from linli.kernel.writes import attempt


@dataclass(frozen=True, slots=True)
class Contact:
    """What the part of a page needs to show one masked value; give it to desk/parts/contact.html as `contact`."""

    kind: str
    row_id: UUID
    field: str
    address: str
    label: str
    masked: str
    is_phone: bool
    is_empty: bool
    # To be written to and never called.
    is_sms_only: bool = False

    @property
    def mark(self) -> str:
        """The id of the element that is replaced; several values of one person stand on a page."""
        return f"contact-{self.field}-{self.row_id}"


@dataclass(frozen=True, slots=True)
class Asked:
    """The reason as it was typed, and what is wrong with it; nothing is wrong before somebody typed."""

    reason: str = ""
    sentence: str = ""
    is_wrong: bool = False


def contact_of(code: str, row: Any, field: str) -> Contact:
    """The masked value of a row's field, for the pages of the subdistrict of that code."""
    value: personal.Personal = getattr(row, field)
    return Contact(
        kind=row.KIND,
        row_id=row.pk,
        field=field,
        address=address("desk:contact", code, row.KIND, row.pk, field),
        label=str(words.FACTS.get(field, field)),
        masked=value.masked(),
        is_phone=value.is_phone,
        is_empty=not value,
        is_sms_only=value.is_phone and bool(getattr(row, "is_sms_only", False)),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def contact(request: StaffRequest, kind: str, row_id: UUID, field: str) -> HttpResponse:
    """GET: the value as it is masked. POST: the value itself, journalled; a reason is asked for where one's own work is none."""
    row = personal.subjects.find(request.actor, kind, row_id, field)
    shown = contact_of(request.place.code, row, field)
    if request.method != "POST":
        return _answer(request, shown)
    with attempt() as outcome:
        revealed = personal.reveal(request.actor, row, field, reason=request.POST.get("reason", ""))
    if outcome.refusal is None:
        return _answer(request, shown, revealed=revealed)
    # What is wrong with the reason is said beside it; anything else is no matter of this field.
    if "field" not in outcome.refusal.facts:
        raise outcome.refusal
    return _ask(request, shown, outcome.refusal)


def _ask(request: StaffRequest, shown: Contact, refusal: Refused) -> HttpResponse:
    typed = request.POST.get("reason")
    asked = Asked(reason=typed or "", sentence=refusal.sentence, is_wrong=typed is not None)
    # To be asked for a reason is the next step and no mistake; one that says nothing is.
    return _answer(request, shown, status=status_of(refusal) if asked.is_wrong else 200, asked=asked)


def _answer(request: StaffRequest, shown: Contact, *, status: int = 200, **more: Any) -> HttpResponse:
    said = {"contact": shown, "reason_limit": REASON_LIMIT, "is_alone": True, **more}
    if not is_partial(request):
        return page(request, "desk/contact.html", status=status, current="", **said)
    part = HttpResponse(render_to_string("desk/parts/contact.html", said, request=request), status=status)
    if status >= 400:
        # The form comes back with what was typed, where it stood.
        part["HX-Retarget"], part["HX-Reswap"], part["HX-Reselect"] = f"#{shown.mark}", "outerHTML", f"#{shown.mark}"
    return part
