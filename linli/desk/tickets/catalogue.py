"""The catalogue at the desk: its classes and versions, a file looked at before it is published, the house's own adopted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.errors import status_of
from linli.desk.paging import parse_number, typed_number
from linli.desk.tickets.rulebook import book_page, packed, require_reader, sent_rows, workbook
from linli.desk.tickets.timing import clock_words
from linli.kernel import clock
from linli.kernel.calendar.derivation import amount_text
from linli.kernel.errors import NotFound, Refused
from linli.kernel.sheets import Row
from linli.kernel.writes import attempt
from linli.org.rules.units import UnitKind
from linli.tickets.actions import catalogue as actions
from linli.tickets.queries import catalogue as queries
from linli.tickets.queries import dispatch
from linli.tickets.queries.catalogue import Preview
from linli.tickets.rules import catalogue_sheet as sheet
from linli.tickets.rules.catalogue import Catalogue, Item, Nature, Permission, write_duration

TAB: Final = "tickets_catalogue"
# Rows of a file that are shown one by one; the counts speak for the rest.
SHOWN_ROWS: Final = 300


@dataclass(frozen=True, slots=True)
class Minor:
    """A class that tickets are given, below its major one."""

    item: Item
    depth: int
    limits: str


@dataclass(frozen=True, slots=True)
class Major:
    """A major class with everything below it."""

    item: Item
    nature: str
    minors: Sequence[Minor]


@require_safe
@staff_page
def show_catalogue(request: StaffRequest) -> HttpResponse:
    """The classes of the version in use, or of an earlier one, by major class."""
    require_reader(request.actor)
    number = parse_number(request.GET.get("version"))
    catalogue = queries.in_use(request.actor) if number is None else queries.by_number(request.actor, number)
    nature = request.GET.get("nature", "")
    row = queries.catalogue_of(request.actor)
    return book_page(
        request,
        "catalogue.html",
        tab_on=TAB,
        catalogue=catalogue,
        is_present=row is not None and row.version_number == catalogue.version,
        majors=[each for each in majors_of(catalogue) if not nature or each.item.nature == nature],
        natures=[(each.value, gettext(each.words)) for each in Nature],
        nature=nature,
        versions=queries.latest(request.actor),
        count=len(catalogue.deepest),
        danger_count=sum(catalogue.effective(each.code).is_life_safety for each in catalogue.deepest),
        may_change=request.actor.may(Permission.CHANGE),
    )


def majors_of(catalogue: Catalogue) -> list[Major]:
    """Every major class with those below it, each below the one above it."""
    return [Major(item, gettext(item.nature.words), _below(catalogue, item.code, 0)) for item in catalogue.below.get("", ())]


def _below(catalogue: Catalogue, code: str, depth: int) -> list[Minor]:
    found = []
    for item in catalogue.below.get(code, ()):
        whole = catalogue.effective(item.code)
        limits = gettext(", ").join(f"{clock_words(each)} {amount_text(span.kind, span.amount)}" for each, span in whole.limits.items())
        found += [Minor(whole, depth, limits), *_below(catalogue, item.code, depth + 1)]
    return found


@require_safe
@staff_page
def show_class(request: StaffRequest, item_code: str) -> HttpResponse:
    """One class with everything it says or has from above, and who takes it by the duty list."""
    require_reader(request.actor)
    catalogue = queries.in_use(request.actor)
    if item_code not in catalogue.items:
        raise NotFound
    item = catalogue.effective(item_code)
    codes = {each.code for each in catalogue.line(item_code)}
    return book_page(
        request,
        "class.html",
        tab_on=TAB,
        item=item,
        above=list(reversed(catalogue.line(item_code)[1:])),
        nature=gettext(item.nature.words),
        handling=gettext(item.handling.words),
        fallback=gettext(UnitKind(item.fallback_kind).words) if item.fallback_kind else "",
        limits=[(clock_words(each), amount_text(span.kind, span.amount)) for each, span in item.limits.items()],
        milestones=[(each.name, write_duration(each.duration)) for each in item.milestones],
        lines=[line for line in dispatch.lines(request.actor, clock.now()) if line.class_code in codes],
    )


@require_safe
@staff_page
def export_catalogue(request: StaffRequest) -> HttpResponse:
    """The catalogue in use as a workbook that can be changed and sent back."""
    return workbook(f"{request.place.name}-类别.xlsx", queries.as_file(request.actor))


@require_POST
@staff_page
def adopt_preset(request: StaffRequest) -> HttpResponse:
    """Take over the catalogue that comes with the house; what stands already stays as it is."""
    with attempt() as outcome:
        actions.lay_preset(request.actor)
    if outcome.refusal:
        raise outcome.refusal
    messages.success(request, gettext("The catalogue is taken over. Look through it, then write the duty list."))
    return done(request, TAB)


@require_http_methods(["GET", "POST"])
@staff_page
def import_catalogue(request: StaffRequest) -> HttpResponse:
    """Send a file, look at what each row would do, then publish it as a new version, whole or not at all."""
    request.actor.require(Permission.CHANGE)
    if request.method != "POST":
        return _import_page(request)
    answers: list[HttpResponse] = []
    with attempt() as outcome:
        answers.append(_step(request))
    if not answers and "table" in request.POST:
        # Overtaken, or a remark too long: what was looked at stands there still.
        with attempt():
            answers.append(_looked(request, trouble=outcome.refusal))
    return answers[0] if answers else _import_page(request, trouble=outcome.refusal)


def _step(request: StaffRequest) -> HttpResponse:
    then = request.POST.get("then", "look")
    if then not in {"errors", "publish"}:
        return _looked(request)
    name, rows, found = _previewed(request)
    if then == "errors":
        return workbook(f"{request.place.name}-类别-更正.xlsx", queries.errors_file(found))
    actions.import_catalogue(
        request.actor,
        rows,
        seen=typed_number(request.POST.get("seen", "")),
        source=name,
        columns=found.columns.headings,
        nature=_nature(request),
        is_whole=_is_whole(request),
        remark=request.POST.get("remark", ""),
    )
    messages.success(request, gettext("The new version is in use. Tickets that run keep the one they were taken down by."))
    return done(request, TAB)


def _looked(request: StaffRequest, trouble: Refused | None = None) -> HttpResponse:
    name, rows, found = _previewed(request)
    return _import_page(
        request, found=found, trouble=trouble, table=packed(rows), name=name, chosen=_nature(request), is_whole=_is_whole(request)
    )


def _previewed(request: StaffRequest) -> tuple[str, list[Row], Preview]:
    name, rows = sent_rows(request)
    return name, rows, queries.preview(request.actor, rows, nature=_nature(request), is_whole=_is_whole(request))


def _nature(request: StaffRequest) -> Nature:
    return next((each for each in Nature if each.value == request.POST.get("nature")), Nature.MATTER)


def _is_whole(request: StaffRequest) -> bool:
    return request.POST.get("is_whole") == "on"


def _import_page(
    request: StaffRequest, *, found: Preview | None = None, trouble: Refused | None = None, chosen: Nature = Nature.MATTER, **context: Any
) -> HttpResponse:
    row = queries.catalogue_of(request.actor)
    counts: dict[str, int] = {}
    for each in found.plan.rows if found else ():
        counts[each.verdict] = counts.get(each.verdict, 0) + 1
    # What cannot be taken over is shown first: it is what somebody has to do.
    shown = sorted(found.plan.rows, key=lambda each: (not each.trouble, each.number))[:SHOWN_ROWS] if found else []
    return book_page(
        request,
        "catalogue_import.html",
        tab_on=TAB,
        status=status_of(trouble) if trouble else 200,
        trouble=trouble.sentence if trouble else "",
        found=found,
        shown=shown,
        counts=counts,
        columns=[(sheet.HEADINGS[name][0], heading) for name, heading in found.columns.headings.items()] if found else [],
        natures=[(each.value, gettext(each.words), each is chosen) for each in Nature],
        chosen=chosen.value,
        seen=row.journal_seq if row else 0,
        headings=sheet.headings(),
        **context,
    )


urlpatterns = [
    path("catalogue/", show_catalogue, name=TAB),
    path("catalogue/file", export_catalogue, name="tickets_catalogue_export"),
    path("catalogue/import", import_catalogue, name="tickets_catalogue_import"),
    path("catalogue/adopt", adopt_preset, name="tickets_catalogue_adopt"),
    path("catalogue/<slug:item_code>/", show_class, name="tickets_class"),
]
