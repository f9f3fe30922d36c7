"""The form in which a matter is taken down: what was typed, as the rules want it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, cast
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.desk.forms import DeskForm
from linli.geo.coordinates import System, convert
from linli.geo.problems import BadCoordinates
from linli.kernel import files
from linli.kernel.errors import Refused
from linli.kernel.ids import parse_uuid7
from linli.tickets.actions.intake import ReporterDraft
from linli.tickets.queries.first_look import Draft
from linli.tickets.rules import kinds
from linli.tickets.rules.catalogue import CODE_LIMIT as CLASS_LIMIT
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.sources import CALL, PRESSED, Source

TRACK_WORDS: Final = {Track.ROUTINE: _("Routine"), Track.HOTLINE: _("12345 hotline"), Track.EMERGENCY: _("Emergency")}
ANSWERS: Final = (("yes", _("Wants an answer")), ("sms", _("By text message only")), ("no", _("No contact")))
SYSTEMS: Final = ((System.GCJ02.value, _("From a map app")), (System.WGS84.value, _("From a GPS")), (System.BD09.value, _("From Baidu")))
# The element that the parts beside the form belong to.
FORM: Final = "ticket-form"
# The button that closes what was settled within the call.
ON_SPOT: Final = "on_spot"
MOST_FILES: Final = 6
# Nothing east or west of here is meant by the first of two numbers.
HIGHEST_LATITUDE: Final = 90.0


def _text(
    limit: int, *, required: bool = False, widget: forms.Widget | None = None, more: Mapping[str, str] | None = None
) -> forms.CharField:
    # What stands in a form about people is kept by no browser's memory of forms.
    plain = forms.TextInput(attrs={"autocomplete": "off", **(more or {})})
    return forms.CharField(max_length=limit, required=required, strip=False, widget=widget or plain)


class TicketForm(DeskForm):
    """Everything that one call may say; only the words are needed."""

    said_as: ClassVar = {
        "Reporter's words": "words",
        "Matter": "matter",
        "Address": "address",
        "name": "full_name",
        "phone": "phone",
        "Source": "source",
        "Number of the source": "outside_number",
        "What was done": "line",
        "Note": "note",
    }
    guilty: ClassVar = {
        "tickets.danger_unanswered": "no_danger",
        "tickets.complained_about_leads": "note",
        "tickets.answer_is_wanted": "agreed",
        "tickets.sms_without_number": "phone",
        "tickets.point_is_nowhere": "point",
        "tickets.place_unknown": "place",
        "tickets.unit_is_closed": "lead",
        "tickets.lead_needed": "lead",
    }
    words = _text(kinds.WORDS_LIMIT, required=True, widget=forms.Textarea(attrs={"rows": 2, "data-enter": "save", "autocomplete": "off"}))
    matter = _text(kinds.MATTER_LIMIT, more={"data-filled-by": "neutral"})
    address = _text(kinds.ADDRESS_LIMIT)
    place = _text(40)
    point = _text(60, more={"inputmode": "decimal"})
    point_system = forms.ChoiceField(choices=SYSTEMS, required=False, initial=System.GCJ02.value)
    source = forms.ChoiceField(required=False, initial=CALL)
    source_more = forms.ChoiceField(required=False)
    outside_number = _text(kinds.CODE_LIMIT)
    full_name = _text(kinds.NAME_LIMIT)
    phone = _text(kinds.PHONE_LIMIT, more={"inputmode": "tel"})
    answer = forms.ChoiceField(choices=ANSWERS, required=False, initial="yes")
    track = forms.ChoiceField(choices=[(each.value, words) for each, words in TRACK_WORDS.items()], required=False, initial=Track.ROUTINE)
    about_unit = forms.ChoiceField(required=False)
    item = forms.CharField(max_length=CLASS_LIMIT, required=False)
    item_by = forms.CharField(max_length=4, required=False)
    item_more = forms.ChoiceField(required=False, widget=forms.Select(attrs={"form": FORM, "data-alt": "KeyC"}))
    no_danger = forms.BooleanField(required=False)
    is_safe_now = forms.BooleanField(required=False)
    lead = forms.ChoiceField(required=False, widget=forms.Select(attrs={"form": FORM, "data-alt": "KeyW"}))
    note = _text(kinds.NOTE_LIMIT)
    line = _text(kinds.NOTE_LIMIT, more={"data-enter": ON_SPOT})
    agreed = forms.BooleanField(required=False)

    def offer(
        self, sources: Sequence[Source], classes: Sequence[tuple[str, Sequence[tuple[str, str]]]], units: Sequence[tuple[str, str]]
    ) -> None:
        """Fill the lists to choose from."""
        offered = [(each.code, each.name) for each in sources]
        self.pressed = offered[:PRESSED]
        self.offer_choices("source", offered)
        self.offer_choices("source_more", [("", gettext("Other …")), *offered[PRESSED:]])
        cast(forms.ChoiceField, self.fields["item_more"]).choices = [("", gettext("Another class …")), *classes]
        self.offer_choices("lead", [("", gettext("As the duty list says")), *units])
        self.offer_choices("about_unit", [("", gettext("Nobody in particular")), *units])

    def blame(self, refusal: Refused) -> None:
        """Say the refusal beside the field it speaks of, or above all fields."""
        super().blame(refusal)
        field_name = self.guilty.get(refusal.code)
        if field_name is not None:
            self.errors.pop("__all__", None)
            self.add_error(field_name, refusal.sentence)

    def clean_point(self) -> tuple[float, float] | None:
        """Longitude and latitude in either order, as WGS-84."""
        return read_point(str(self.cleaned_data["point"]), str(self.data.get("point_system", "")))

    def clean(self) -> dict[str, Any]:
        """Django's; files are looked at by name and size before anything is stored."""
        if len(self.enclosed) > MOST_FILES:
            raise forms.ValidationError(
                gettext("More than %(limit)d files at once. Attach the others afterwards."), params={"limit": MOST_FILES}
            )
        cleaned = super().clean() or {}
        # What was done would be written down nowhere, and a unit would be sent for what is settled.
        if cleaned.get("line") and self.data.get("then") != ON_SPOT:
            self.add_error("line", gettext("You wrote that it is settled. Close it on the spot by the button below, or empty this line."))
        return cleaned

    @property
    def enclosed(self) -> "list[UploadedFile[Any]]":
        """The files that came with the form."""
        getlist = getattr(self.files, "getlist", None)
        found: list[UploadedFile[Any]] = getlist("files") if getlist else []
        for each in found:
            files.check_size(each.size or 0)
        return found

    def typed(self, name: str) -> str:
        """What stands in a field as it was typed, right or not; before anything was, its first value."""
        if not self.is_bound:
            return str(self.initial.get(name) or self.fields[name].initial or "")
        return str(self.data.get(name, ""))

    @property
    def source_code(self) -> str:
        """The source: one of the list beside wins over those that are pressed."""
        return str(self.cleaned_data.get("source_more") or self.cleaned_data.get("source") or CALL)

    @property
    def place_id(self) -> UUID | None:
        """The place that it is about, if one was chosen; what is no number of one names none."""
        typed = self.typed("place")
        try:
            return parse_uuid7(typed) if typed else None
        except Refused:
            return None

    @property
    def chosen_track(self) -> Track:
        """The way of handling."""
        typed = self.typed("track")
        return Track(typed) if typed in set(Track) else Track.ROUTINE

    @property
    def reporter(self) -> ReporterDraft:
        """Who calls, and how he wants to be answered."""
        said = self.cleaned_data
        return ReporterDraft(full_name=said["full_name"], phone=said["phone"], is_sms_only=said["answer"] == "sms")

    @property
    def draft(self) -> Draft:
        """What the house may say something to, whether or not everything is right yet."""
        try:
            point = read_point(self.typed("point"), self.typed("point_system"))
        except forms.ValidationError:
            point = None
        by_hand = self.typed("item") if self.typed("item_by") == "hand" else ""
        return Draft(
            words=_harmless(self.typed("words"), kinds.WORDS_LIMIT),
            address=_harmless(self.typed("address"), kinds.ADDRESS_LIMIT),
            phone=_harmless(self.typed("phone"), kinds.PHONE_LIMIT),
            point=point,
            track=self.chosen_track,
            chosen_code=_harmless(self.typed("item_more") or by_hand, CLASS_LIMIT),
        )

    def unit_chosen(self, name: str) -> UUID | None:
        """The unit chosen in a list, if one was."""
        value = str(self.cleaned_data.get(name) or "")
        return parse_uuid7(value) if value else None


def _harmless(text: str, limit: int) -> str:
    # It is only looked at here, never kept: what cannot be stored is refused when it is saved.
    return text.replace("\x00", "")[:limit]


def read_point(text: str, system: str) -> tuple[float, float] | None:
    """Two numbers as a WGS-84 point; China lies where the two cannot be mistaken for one another."""
    parts = text.replace("，", ",").replace(",", " ").split()
    if not parts:
        return None
    try:
        first, second = (float(part) for part in parts)
        if abs(first) <= HIGHEST_LATITUDE < abs(second):
            first, second = second, first
        chosen = System(system) if system in set(System) else System.GCJ02
        ((lon, lat),) = convert([(first, second)], chosen, System.WGS84).tolist()
    except (ValueError, BadCoordinates):
        raise forms.ValidationError(gettext("Write longitude and latitude, like 121.4372, 31.2391.")) from None
    return float(lon), float(lat)
