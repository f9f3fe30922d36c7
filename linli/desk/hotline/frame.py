"""What the pages of the exchange share: their tabs, their words, their downloads."""

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from linli.desk.door import StaffRequest, page
from linli.desk.tickets.rule_tabs import RuleTab
from linli.tickets.rules.permissions import Permission

TABS = (
    RuleTab("hotline", _("Reconciliation")),
    RuleTab("hotline_files", _("Files in and out")),
    RuleTab("hotline_senders", _("Senders and mapping")),
)
# How each state of theirs is drawn.
SHAPES = {
    "sent": "act",
    "in_hand": "watch",
    "returning": "watch",
    "answered": "watch",
    "closed": "ok",
    "returned": "none",
    "withdrawn": "none",
}


def hotline_page(request: StaffRequest, template: str, *, tab_on: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the exchange, for who exchanges."""
    request.actor.require(Permission.EXCHANGE)
    return page(request, f"desk/hotline/{template}", status=status, current="hotline", tabs=TABS, tab_on=tab_on, **context)


def download(name: str, content: bytes) -> HttpResponse:
    """Bytes as they were kept."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment"}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)
