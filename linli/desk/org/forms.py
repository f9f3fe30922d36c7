"""A form as a page of the organisation."""

from typing import Any

from django.http import HttpResponse

from linli.desk.door import StaffRequest, page
from linli.desk.forms import DeskForm
from linli.desk.org.tabs import tabs_for


def form_page(
    request: StaffRequest,
    form: DeskForm,
    *,
    title: str,
    leave_to: str,
    save: str,
    tab_on: str,
    template: str = "desk/org/form.html",
    **context: Any,
) -> HttpResponse:
    """The form as a page of its own, with its one big button."""
    return page(
        request,
        template,
        status=form.status,
        current="org",
        tabs=tabs_for(request.actor),
        tab_on=tab_on,
        form=form,
        title=title,
        leave_to=leave_to,
        save=save,
        **context,
    )
