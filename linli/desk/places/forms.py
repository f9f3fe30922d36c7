"""A form about a place as a page of its own."""

from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from linli.desk.door import StaffRequest, page
from linli.desk.forms import DeskForm

DAY: Final = forms.DateInput(attrs={"type": "date"})


def form_page(
    request: StaffRequest,
    form: DeskForm,
    *,
    title: str,
    save: str,
    place: Any = None,
    template: str = "desk/places/form.html",
    **context: Any,
) -> HttpResponse:
    """The form with its one big button; it is left to the place, or to the list."""
    code = request.place.code
    leave_to = reverse("desk:place", args=[code, place.pk]) if place is not None else reverse("desk:places", args=[code])
    said = {"form": form, "title": title, "save": save, "place": place, "leave_to": leave_to, **context}
    return page(request, template, status=form.status, current="places", **said)
