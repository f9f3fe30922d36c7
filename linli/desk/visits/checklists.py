"""Checklists at the desk: the list, one version, a workbook looked at before it is published, and items edited as a list."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO, ClassVar, Final, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.checklists import actions, presets, queries
from linli.checklists.actions import ChecklistWords, VersionDraft
from linli.checklists.queries import Whole
from linli.checklists.rules import xlsform
from linli.checklists.rules.items import ITEMS_AT_MOST, Body, Item, ItemKind
from linli.checklists.rules.permissions import CODE_LIMIT, REMARK_LIMIT, TITLE_LIMIT, Permission
from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.errors import status_of
from linli.desk.forms import DeskForm
from linli.desk.paging import parse_number, typed_number
from linli.desk.tickets.rulebook import workbook
from linli.desk.visits.frame import visits_page
from linli.kernel.burden import SafetyTask
from linli.kernel.errors import Refused
from linli.kernel.sheets import Limits, read_book, write_book
from linli.kernel.writes import attempt
from linli.places.rules.kinds import Kind as PlaceKind

TAB: Final = "checklists"
LIMITS: Final = Limits(sent_bytes=2_000_000, rows=500)
# Kinds that the desk's list can write; lists to choose from come by workbook, and stay as they are.
SIMPLE: Final = (ItemKind.LOOK, ItemKind.TEXT, ItemKind.NUMBER, ItemKind.DATE, ItemKind.PHOTO, ItemKind.NOTE, ItemKind.LOCATION)
SPARE: Final = 3


class UploadForm(DeskForm):
    """A workbook, and what stands around its items where the checklist is new."""

    said_as: ClassVar = {"Title": "title", "Remark": "remark"}
    title = forms.CharField(label=_("Title"), max_length=TITLE_LIMIT, required=False)
    code = forms.CharField(label=_("Short name"), max_length=CODE_LIMIT, required=False, help_text=_("Latin letters, such as fire_exits"))
    place_kinds = forms.MultipleChoiceField(
        label=_("Offered at"),
        required=False,
        choices=lambda: [(each.value, gettext(each.words)) for each in PlaceKind],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means everywhere"),
    )
    remark = forms.CharField(label=_("Why this version"), max_length=REMARK_LIMIT, required=False)
    file = forms.FileField(label=_("Workbook"), help_text=_("Sheets survey, choices and settings, as XLSForm has them"))


def _reader(request: StaffRequest) -> None:
    if not queries.may_read(request.actor):
        request.actor.require(Permission.READ)


@require_safe
@staff_page
def list_checklists(request: StaffRequest) -> HttpResponse:
    """Every checklist in use."""
    _reader(request)
    found = queries.in_use(request.actor)
    codes = {each.code for each in found}
    return visits_page(
        request,
        "checklists.html",
        tab_on=TAB,
        rows=[(each, _places(each), sum(item.is_safety for item in each.body.items)) for each in found],
        missing=[(code, preset.title) for code, preset in presets.PRESETS.items() if code not in codes],
        may_change=request.actor.may(Permission.CHANGE),
    )


def _places(whole: Whole) -> str:
    words = [gettext(each.words) for each in PlaceKind if each.value in whole.place_kinds]
    return "、".join(words) or gettext("Everywhere")


@require_safe
@staff_page
def show_checklist(request: StaffRequest, checklist_id: UUID) -> HttpResponse:
    """One checklist in its version in use, or an earlier one."""
    _reader(request)
    row = queries.get_for(request.actor, checklist_id)
    whole = queries.by_number(request.actor, row.pk, parse_number(request.GET.get("version")) or row.version_number)
    return visits_page(
        request,
        "checklist.html",
        tab_on=TAB,
        whole=whole,
        items=[(item, gettext(item.kind.words), "、".join(option.label for option in item.options)) for item in whole.body.items],
        offered=_places(whole),
        is_present=whole.number == row.version_number,
        versions=queries.versions_of(request.actor, row),
        may_change=request.actor.may(Permission.CHANGE),
    )


@require_safe
@staff_page
def export_checklist(request: StaffRequest, checklist_id: UUID) -> HttpResponse:
    """The version in use as a workbook that can be changed and sent back."""
    _reader(request)
    row = queries.get_for(request.actor, checklist_id)
    whole = queries.by_number(request.actor, row.pk, row.version_number)
    return workbook(f"{whole.title}.xlsx", write_book(xlsform.as_sheets(whole.title, whole.body)))


@require_POST
@staff_page
def adopt(request: StaffRequest) -> HttpResponse:
    """Take the templates of the house over; what stands already is not touched."""
    with attempt() as outcome:
        actions.take_over(request.actor)
    if outcome.refusal:
        raise outcome.refusal
    messages.success(request, gettext("The templates are taken over. Look through them: the authentic lists are yours."))
    return done(request, TAB)


@require_http_methods(["GET", "POST"])
@staff_page
def import_checklist(request: StaffRequest) -> HttpResponse:
    """Publish a workbook as a new checklist, or as a new version of one; what is wrong is said by sheet and row."""
    request.actor.require(Permission.CHANGE)
    typed = request.GET.get("checklist", "")
    row = queries.get_for(request.actor, UUID(typed)) if typed else None
    form = UploadForm(request.POST or None, request.FILES or None)
    troubles: tuple[xlsform.Trouble, ...] = ()
    if request.method == "POST" and form.is_valid():
        troubles, is_done = _publish(request, form, row)
        if is_done:
            messages.success(request, gettext("The version is published. Answers to earlier ones keep theirs."))
            return done(request, TAB)
    return visits_page(
        request,
        "checklist_import.html",
        tab_on=TAB,
        status=422 if troubles else form.status,
        form=form,
        row=row,
        troubles=troubles,
        leave_to=reverse(f"desk:{TAB}", args=[request.place.code]),
        optional=gettext("may stay empty"),
    )


def _publish(request: StaffRequest, form: UploadForm, row: Any) -> tuple[tuple[xlsform.Trouble, ...], bool]:
    said, upload = form.cleaned_data, form.cleaned_data["file"]
    with attempt() as outcome:
        parsed = actions.read_workbook(read_book(cast(BinaryIO, upload.file), name=upload.name, limits=LIMITS))
        if parsed.troubles:
            return parsed.troubles, False
        draft = actions.drafted(parsed, source=upload.name[:120], remark=said["remark"])
        if row is None:
            words = ChecklistWords(title=said["title"] or parsed.title, place_kinds=said["place_kinds"])
            actions.create_checklist(request.actor, said["code"], words, draft)
        else:
            actions.publish(request.actor, row.pk, seen=row.journal_seq, draft=draft)
    if outcome.refusal:
        form.blame(outcome.refusal)
    return (), outcome.refusal is None


@require_http_methods(["GET", "POST"])
@staff_page
def edit_checklist(request: StaffRequest, checklist_id: UUID) -> HttpResponse:
    """The items as a list that is changed line by line, and published as a new version."""
    request.actor.require(Permission.CHANGE)
    row = queries.get_for(request.actor, checklist_id)
    whole = queries.by_number(request.actor, row.pk, row.version_number)
    post = request.POST if request.method == "POST" else None
    items, trouble = list(whole.body.items), None
    if post is not None:
        items = _typed_items(post, {item.name: item for item in items})
        trouble = _save(request, row, items)
        if trouble is None:
            messages.success(request, gettext("The version is published. Answers to earlier ones keep theirs."))
            return done(request, "checklist", row.pk)
    spare = [Item(name="", kind=ItemKind.LOOK, label="") for _ in range(min(SPARE, ITEMS_AT_MOST - len(items)))]
    return visits_page(
        request,
        "checklist_edit.html",
        tab_on=TAB,
        status=status_of(trouble) if trouble else 200,
        trouble=trouble.sentence if trouble else "",
        whole=whole,
        lines=list(enumerate([*items, *spare])),
        kinds=[(each.value, gettext(each.words)) for each in SIMPLE],
        simple={each.value for each in SIMPLE},
        seen=typed_number(post.get("seen")) if post is not None else row.journal_seq,
        title=post.get("title", "") if post is not None else whole.title,
        remark=post.get("remark", "") if post is not None else "",
        task_reason=post.get("task_reason", "") if post is not None else (whole.body.task.reason if whole.body.task else ""),
        task_until=post.get("task_until", "") if post is not None else (whole.body.task.until_on.isoformat() if whole.body.task else ""),
        place_kinds=[(each.value, gettext(each.words), each.value in _chosen(post, whole)) for each in PlaceKind],
        is_offered=post.get("is_offered") == "on" if post is not None else whole.is_offered,
    )


def _chosen(post: Any, whole: Whole) -> set[str]:
    return set(post.getlist("place_kinds")) if post is not None else set(whole.place_kinds)


def _typed_items(post: Any, before: Mapping[str, Item]) -> list[Item]:
    """The lines as they were sent, in the order of the places that were typed; a line without a label is left out."""
    found = []
    for number in range(min(typed_number(post.get("lines")), ITEMS_AT_MOST + SPARE)):
        label, name = post.get(f"label-{number}", "").strip(), post.get(f"name-{number}", "").strip()
        if not label:
            continue
        kind = next((each for each in ItemKind if each.value == post.get(f"kind-{number}")), ItemKind.LOOK)
        base = before.get(name, Item(name=name or f"item_{number + 1}", kind=kind, label=label))
        item = replace(
            base,
            label=label,
            kind=base.kind if base.kind not in SIMPLE else kind,
            hint=post.get(f"hint-{number}", ""),
            show_if=post.get(f"show_if-{number}", ""),
            class_code=post.get(f"class-{number}", ""),
            is_safety=post.get(f"safety-{number}") == "on",
            is_kept=post.get(f"kept-{number}") == "on",
            is_required=post.get(f"required-{number}") == "on",
        )
        found.append((typed_number(post.get(f"place-{number}")), number, item))
    return [item for _, _, item in sorted(found, key=lambda each: each[:2])]


def _save(request: StaffRequest, row: Any, items: list[Item]) -> Refused | None:
    post = request.POST
    with attempt() as outcome:
        task = _task(post.get("task_reason", ""), post.get("task_until", ""))
        words = ChecklistWords(
            title=post.get("title", ""), place_kinds=post.getlist("place_kinds"), is_offered=post.get("is_offered") == "on"
        )
        seen = typed_number(post.get("seen"))
        if (words.title, set(words.place_kinds), words.is_offered) != (row.title, set(row.place_kinds), row.is_offered):
            seen = actions.change_checklist(request.actor, row.pk, seen=seen, words=words).journal_seq
        whole = queries.by_number(request.actor, row.pk, row.version_number)
        if Body(tuple(items), task) != whole.body:
            draft = VersionDraft(body=Body(tuple(items), task), remark=post.get("remark", ""))
            actions.publish(request.actor, row.pk, seen=seen, draft=draft)
    return outcome.refusal


def _task(reason: str, until: str) -> SafetyTask | None:
    if not reason.strip() and not until.strip():
        return None
    try:
        return SafetyTask(reason, date.fromisoformat(until.strip()))
    except ValueError:
        raise Refused("checklists.bad_day", text=until[:20]) from None


urlpatterns = [
    path("checklists/", list_checklists, name=TAB),
    path("checklists/adopt", adopt, name="checklists_adopt"),
    path("checklists/import", import_checklist, name="checklist_import"),
    path("checklists/<uuid:checklist_id>/", show_checklist, name="checklist"),
    path("checklists/<uuid:checklist_id>/file", export_checklist, name="checklist_export"),
    path("checklists/<uuid:checklist_id>/edit", edit_checklist, name="checklist_edit"),
]
