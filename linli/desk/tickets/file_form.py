"""How a file is to be read, as the form shows it: which column is what, what its words mean, as guessed, saved or said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.desk.door import StaffRequest
from linli.kernel.errors import Refused
from linli.kernel.sheets import Row, mapped
from linli.org.rules.outlines import SYSTEM_CHOICES
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import import_files as queries
from linli.tickets.queries import imports, sources
from linli.tickets.rules import layouts
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.imports import MAPPING_NAME_LIMIT, Column, MappingDraft, Stand, fits, restored

COLUMNS: Final[Mapping[Column, str | Promise]] = {
    Column.OUTSIDE_NUMBER: _("Their number"),
    Column.RECEIVED_AT: _("Came in"),
    Column.WORDS: _("Words of the matter"),
    Column.MATTER: _("Neutral title"),
    Column.STATE: pgettext_lazy("of another system", "State there"),
    Column.TARGET_AT: _("To be closed until"),
    Column.ENDED_AT: _("Closed there at"),
    Column.REASON: _("Why it was closed"),
    Column.ANSWERED_AT: _("Answered at"),
    Column.RETURNS: _("Times returned"),
    Column.GROUP: _("Their major class"),
    Column.CLASS: _("Their class"),
    Column.UNIT: _("Their unit"),
    Column.ADDRESS: _("Address"),
    Column.LON: _("Longitude"),
    Column.LAT: _("Latitude"),
    Column.REPORTER: _("Name of the reporter"),
    Column.PHONE: _("Phone of the reporter"),
    Column.LIKES: _("Likes"),
    Column.DISLIKES: _("Dislikes"),
}
KINDS: Final[Mapping[str, str | Promise]] = {
    "standing": _("As it stands: what is open there stays open here"),
    "history": _("As history: all of it is over"),
    "live": _("As new: every clock starts now"),
}
TRACKS: Final[Mapping[Track, str | Promise]] = {Track.ROUTINE: _("Routine"), Track.HOTLINE: _("Hotline")}


@dataclass(slots=True)
class Explained:
    """The form: what was chosen, what may be chosen, and what is wrong with it."""

    name: str
    kind: str
    headings: Sequence[str]
    columns: Sequence[Mapping[str, Any]]
    states: Sequence[Mapping[str, Any]] = ()
    classes: Sequence[Mapping[str, str]] = ()
    further: dict[str, Any] = field(default_factory=dict)
    # Which mapping it was begun with.
    chosen: str = ""
    draft: MappingDraft | None = None
    trouble: Refused | None = None


def explained(request: StaffRequest, file_name: str, rows: Sequence[Row]) -> Explained:
    """The form as it was sent; at first by a mapping that fits, or else as guessed from the headings."""
    found = layouts.guess(rows)
    known = imports.mappings(request.actor)
    if request.method == "POST":
        said = _with_kept(_said(request.POST), request.POST, known)
        columns = {column: heading for column in Column if (heading := request.POST.get(f"column-{column}", ""))}
    else:
        draft = _first(request, file_name, rows, found, known)
        columns = dict(draft.columns) if draft is not None else dict(found.columns)
        said = _of(draft) if draft is not None else {"name": PurePath(file_name).stem, "point_system": found.point_system}
    drafted, trouble = _drafted(said, columns)
    form = _form(request, found, said, columns, rows)
    form.draft, form.trouble, form.chosen = drafted, trouble, said["name"] if said["name"] in known else ""
    form.classes = _classes(request, rows, form.headings, columns, drafted)
    form.further["mappings"] = sorted(known)
    return form


def _first(
    request: StaffRequest, file_name: str, rows: Sequence[Row], found: layouts.Guess, known: Mapping[str, MappingDraft]
) -> MappingDraft | None:
    wished = request.GET.get("mapping", "")
    if wished in known:
        return known[wished]
    fitting = [draft for draft in known.values() if fits(draft, rows)]
    if fitting and not wished:
        return max(fitting, key=lambda each: len(each.columns))
    source = next((each.code for each in sources.offered(request.actor) if each.code == "district_platform"), "hotline")
    return layouts.drafted(PurePath(file_name).stem[:MAPPING_NAME_LIMIT], found, rows, source=source)


def _of(draft: MappingDraft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "source": draft.source,
        "track": draft.track.value,
        "point_system": draft.point_system,
        "is_by_number": draft.is_by_number,
        "states": {word: stand.value for word, stand in draft.states.items()},
        "classes": dict(draft.classes),
        "other_class": draft.other_class,
        "time_formats": list(draft.time_formats),
        "zone": draft.zone,
    }


def _said(sent: QueryDict) -> dict[str, Any]:
    codes = (text.partition(" ")[0].strip() for text in sent.getlist("class_code"))
    return {
        "name": sent.get("name", "").strip(),
        "source": sent.get("source", ""),
        "track": sent.get("track", ""),
        "point_system": sent.get("point_system", ""),
        "is_by_number": sent.get("is_by_number") == "on",
        "states": dict(zip(sent.getlist("state_word"), sent.getlist("state_stand"), strict=False)),
        "classes": {word: code for word, code in zip(sent.getlist("class_word"), codes, strict=False) if code},
        "other_class": sent.get("other_class", "").partition(" ")[0].strip(),
        "kind": sent.get("kind", ""),
        "zone": sent.get("zone", "") or "Asia/Shanghai",
        "time_formats": list(layouts.TIME_FORMATS),
    }


def _with_kept(said: dict[str, Any], sent: QueryDict, known: Mapping[str, MappingDraft]) -> dict[str, Any]:
    """What a mapping of that name knows besides, such as words that this file does not have, stays known."""
    kept = known.get(said["name"])
    if kept is None:
        return said
    asked = set(sent.getlist("class_word"))
    return {
        **said,
        "states": {**{word: stand.value for word, stand in kept.states.items()}, **said["states"]},
        "classes": {**{word: code for word, code in kept.classes.items() if word not in asked}, **said["classes"]},
        "time_formats": list(kept.time_formats),
        "zone": kept.zone,
    }


def _drafted(said: Mapping[str, Any], columns: Mapping[Column, str]) -> tuple[MappingDraft | None, Refused | None]:
    kept = {name: value for name, value in said.items() if name not in {"name", "source", "kind"}}
    if Column.STATE not in columns:
        kept["states"] = {}
    if Column.OUTSIDE_NUMBER not in columns:
        kept["is_by_number"] = False
    try:
        return restored(
            said.get("name", ""), said.get("source", ""), {"columns": {str(key): text for key, text in columns.items()}, **kept}
        ), None
    except Refused as refusal:
        return None, refusal


def _form(
    request: StaffRequest, found: layouts.Guess, said: Mapping[str, Any], columns: Mapping[Column, str], rows: Sequence[Row]
) -> Explained:
    headings = mapped.headings_with(rows, columns.values()) or found.headings
    example = mapped.examples(rows, headings)
    return Explained(
        name=said.get("name", ""),
        kind=said.get("kind", "") if said.get("kind") in KINDS else "standing",
        headings=[heading for heading in headings if heading],
        columns=[
            {"name": column.value, "word": word, "heading": columns.get(column, ""), "example": example.get(columns.get(column, ""), "")}
            for column, word in COLUMNS.items()
        ],
        states=_states(rows, headings, columns, said),
        further={
            "sources": sources.offered(request.actor),
            "source": said.get("source", ""),
            "tracks": [(track.value, word) for track, word in TRACKS.items()],
            "track": said.get("track", ""),
            "systems": SYSTEM_CHOICES,
            "point_system": said.get("point_system", ""),
            "is_by_number": said.get("is_by_number", False),
            "other_class": said.get("other_class", ""),
            "zone": said.get("zone", ""),
            "kinds": list(KINDS.items()),
            "catalogue": [(code, item.name) for code, item in classes.in_use(request.actor).items.items()],
        },
    )


def _states(
    rows: Sequence[Row], headings: Sequence[str], columns: Mapping[Column, str], said: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    told: Mapping[str, str] = said.get("states", {})
    words = mapped.words_under(rows, headings, columns.get(Column.STATE, ""))
    return [
        {"word": word, "is_closed": told.get(word, layouts.stand_of(word).value) == Stand.CLOSED.value, "is_new": word not in told}
        for word in words
    ]


def _classes(
    request: StaffRequest, rows: Sequence[Row], headings: Sequence[str], columns: Mapping[Column, str], draft: MappingDraft | None
) -> list[Mapping[str, str]]:
    """Their words for classes that the catalogue does not have itself, each with the class of ours it is."""
    words = [word for column in (Column.GROUP, Column.CLASS) for word in mapped.words_under(rows, headings, columns.get(column, ""))]
    told = draft.classes if draft is not None else {}
    unknown = set(queries.unexplained(request.actor, words))
    return [{"word": word, "code": told.get(word, "")} for word in dict.fromkeys(words) if word in unknown or word in told]
