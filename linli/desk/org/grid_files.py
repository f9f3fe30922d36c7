"""Files of grids: send one, say how it is to be read, look at every area, take it over."""

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, page, staff_page, uploaded
from linli.desk.errors import status_of
from linli.desk.org.grid_maps import flaws_map
from linli.desk.org.grids import size_words
from linli.desk.org.moments import effective_from, today
from linli.desk.org.tabs import tabs_for
from linli.kernel.errors import Refused
from linli.kernel.writes import attempt
from linli.org.actions import grid_imports as actions
from linli.org.queries import grid_imports as queries
from linli.org.queries.base_map import base_layers
from linli.org.rules.grid_files import FIELD_WORDS, Columns, Line, kind_choices
from linli.org.rules.grids import KINDS
from linli.org.rules.imports import Verdict
from linli.org.rules.outlines import FLAW_WORDS, SYSTEM_CHOICES, repair_words, system_of
from linli.org.rules.permissions import Permission

VERDICTS: Mapping[Verdict, tuple[str, object]] = {
    Verdict.NEW: ("ok", pgettext_lazy("of a grid", "new")),
    Verdict.CHANGED: ("watch", pgettext_lazy("of a grid", "changed")),
    Verdict.SAME: ("none", gettext_lazy("as it is")),
    Verdict.REFUSED: ("stop", gettext_lazy("does not fit")),
}


@require_http_methods(["GET", "POST"])
@staff_page
def send_file(request: StaffRequest) -> HttpResponse:
    """Choose a file and the system it is in."""
    request.actor.require(Permission.CHANGE_GRIDS)
    system, trouble, status = request.POST.get("system", "wgs84"), "", 200
    if request.method == "POST":
        with attempt() as outcome:
            upload = uploaded(request)
            sent = actions.send_file(request.actor, name=upload.name, content=upload.content, system=system)
        if outcome.refusal is None:
            return done(request, "grids_file", sent.pk)
        trouble, status = outcome.refusal.sentence, status_of(outcome.refusal)
    return page(
        request,
        "desk/org/grids/send.html",
        status=status,
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="grids",
        system=system,
        trouble=trouble,
        systems=SYSTEM_CHOICES,
        limit_bytes=settings.LINLI_UPLOAD_LIMIT_BYTES,
        today=today(),
    )


def read_columns(query: QueryDict) -> Columns | None:
    """Which column means what, as the form says it; None before anybody said anything."""
    if "column-code" not in query:
        return None
    named = {name: query.get(f"column-{name}", "") for name in FIELD_WORDS}
    kind = query.get("kind_for_all", "")
    return Columns(**named, kind_for_all=kind if kind in KINDS else "")


@require_http_methods(["GET", "POST"])
@staff_page
def look_at_file(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """What each area of the file would do; POST takes it over."""
    sent = queries.get_import(request.actor, import_id)
    asked = request.POST if request.method == "POST" else request.GET
    columns, on, why = read_columns(asked), asked.get("on", "") or f"{today()}", asked.get("why", "")
    system, trouble, status = asked.get("system", sent.system), "", 200
    if request.method == "POST":
        with attempt() as outcome:
            moment = effective_from(on)
            actions.take_over(request.actor, import_id, system=system, columns=columns or Columns(), effective_at=moment, why=why)
        if outcome.refusal is None:
            return done(request, "grids")
        trouble, status = outcome.refusal.sentence, status_of(outcome.refusal)
    try:
        at = effective_from(on)
    except Refused as refusal:
        at, trouble = effective_from(""), trouble or refusal.sentence
    content = queries.content_of(request.actor, sent)
    seen = queries.look_at(request.actor, content, system=system_of(system), columns=columns, at=at)
    flaws = [(f"flaw-{place}", flaw) for place, flaw in enumerate(seen.flaws)]
    return page(
        request,
        "desk/org/grids/look.html",
        status=status,
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="grids",
        sent=sent,
        seen=seen,
        trouble=trouble,
        system=system,
        on=on,
        why=why,
        systems=SYSTEM_CHOICES,
        kinds=kind_choices(),
        fields=[{"name": name, "word": word, "chosen": getattr(seen.columns, name)} for name, word in FIELD_WORDS.items()],
        rows=[_row(line) for line in seen.lines],
        counts=[{"state": VERDICTS[each][0], "word": VERDICTS[each][1], "count": seen.count(each)} for each in VERDICTS],
        flaws=[_flaw(key, flaw) for key, flaw in flaws],
        snapped=[{"grid": each.grid, "at": each.at, "size": size_words(each.area_m2)} for each in seen.snapped],
        map=flaws_map(seen.cells, flaws, base_layers(request.actor)),
        is_ready=seen.is_ready and sent.done_at is None,
    )


def _row(line: Line) -> dict[str, object]:
    state, word = VERDICTS[line.verdict]
    return {
        "line": line,
        "key": str(line.cut.grid_id) if line.cut else "",
        "state": state,
        "word": word,
        "size": size_words(None) if line.cut is None or line.cut.area is None else "",
        "repairs": gettext(", ").join(repair_words(line.feature.repairs)),
    }


def _flaw(key: str, flaw: queries.Flawed) -> dict[str, object]:
    return {
        "key": key,
        "word": FLAW_WORDS[flaw.piece.flaw],
        "size": size_words(flaw.piece.area_m2),
        "names": gettext(", ").join(cell.name for cell in flaw.cells),
        "is_sliver": flaw.piece.is_sliver,
    }
