"""What the desk calls the house's verbs, facts and jobs, in words and with an icon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.permissions import registered_permissions
from linli.org.rules.committees import CommitteeKind, CommitteeRole
from linli.org.rules.grids import GridKind
from linli.org.rules.kinds import Kind
from linli.org.rules.people import PersonKind
from linli.org.rules.rota import DayPlan
from linli.org.rules.units import UnitKind


@dataclass(frozen=True, slots=True)
class Word:
    """A verb as people read it."""

    words: str | Promise
    icon: str


VERBS: Mapping[str, Word] = {
    "note.written": Word(_("Note written"), "note"),
    "note.edited": Word(_("Note changed"), "edit"),
    "note.file_attached": Word(_("File attached"), "paperclip"),
    "grid.created": Word(_("Grid made"), "map-2"),
    "grid.recut": Word(_("Grid re-cut"), "scissors"),
    "grid.closed": Word(_("Grid closed"), "x"),
    "grid.edited": Word(_("Grid given another name"), "edit"),
    "grid_import.sent": Word(_("File of grids sent"), "upload"),
    "grid_import.done": Word(_("File of grids taken over"), "check"),
    "base_map.file_sent": Word(_("File of a base map sent"), "upload"),
    "base_map.replaced": Word(_("Base map laid"), "map-2"),
    "membership.begun": Word(_("Person admitted"), "user"),
    "membership.ended": Word(_("Membership ended"), "logout"),
    "membership.person_named": Word(_("Person of the login named"), "user"),
    "membership.link_made": Word(_("Link for a new password made"), "key"),
    "unit.opened": Word(_("Unit opened"), "building"),
    "unit.changed": Word(_("Unit changed"), "edit"),
    "unit.closed": Word(_("Unit closed"), "lock"),
    "unit.reopened": Word(_("Unit opened again"), "building"),
    "post.created": Word(_("Post created"), "id-badge"),
    "post.changed": Word(_("Post changed"), "edit"),
    "person.created": Word(_("Person entered"), "user"),
    "person.changed": Word(_("Person changed"), "edit"),
    "person.left": Word(_("Person left"), "logout"),
    "person.returned": Word(_("Person came back"), "user"),
    "person.post_given": Word(_("Post given"), "id-badge"),
    "person.post_ended": Word(_("Post ended"), "id-badge"),
    "grid.duty_given": Word(_("Duty given"), "user-check"),
    "grid.duty_ended": Word(_("Duty ended"), "logout"),
    "duty_role.made": Word(_("Duty role made"), "plus"),
    "duty_role.changed": Word(_("Duty role changed"), "edit"),
    "calendar.adopted": Word(_("Work calendar adopted"), "calendar"),
    "team_template.laid": Word(_("Template laid"), "notes"),
    "team_template.changed": Word(_("Template changed"), "edit"),
    "team.set_up": Word(_("Task force set up"), "users"),
    "team.renamed": Word(_("Task force changed"), "edit"),
    "team.ended": Word(_("Task force ended"), "x"),
    "team.seat_added": Word(_("Seat added"), "plus"),
    "team.seat_filled": Word(_("Seat filled"), "check"),
    "team.seat_vacated": Word(_("Seat vacated"), "logout"),
    "team.version_adopted": Word(_("New version adopted"), "refresh"),
    "team.fill_by_recomputed": Word(_("Deadline worked out again"), "clock"),
    "committee.set_up": Word(_("Committee entered"), "users"),
    "committee.renamed": Word(_("Committee changed"), "edit"),
    "committee.ended": Word(_("Committee ended"), "x"),
    "committee.term_begun": Word(_("Term entered"), "calendar-event"),
    "committee.term_changed": Word(_("Term corrected"), "edit"),
    "committee.member_joined": Word(_("Member joined"), "user"),
    "committee.member_left": Word(_("Member left"), "logout"),
    "shift.made": Word(_("Shift put on the rota"), "calendar-event"),
    "shift.crew_changed": Word(_("People of the shift changed"), "users"),
    "shift.cancelled": Word(_("Shift taken off the rota"), "x"),
    "shift.swapped": Word(_("Shifts swapped"), "refresh"),
    "rota_pattern.saved": Word(_("Pattern of the rota saved"), "settings"),
    "job.requeued": Word(_("Job put in the queue again"), "refresh"),
    "journal.erased": Word(_("Facts erased"), "eraser"),
    "contact.revealed": Word(_("Masked value shown"), "eye"),
    "personal.expired": Word(_("Personal values blanked, their time was over"), "eraser"),
    "personal.erased": Word(_("Personal values erased on request"), "eraser"),
}
FACTS: Mapping[str, str | Promise] = {
    "effective_at": _("From"),
    "area_before_sqm": _("Area before (m²)"),
    "area_sqm": _("Area (m²)"),
    "gained": _("Came from"),
    "lost": _("Went to"),
    "parent_before": _("Grid above before"),
    "members_gained": _("Members added"),
    "members_lost": _("Members taken out"),
    "member_count": _("Members"),
    "grid_name": _("Name of the grid"),
    "holder_unit": _("Held by"),
    "system": _("Coordinate system"),
    "new": _("New ones"),
    "changed": _("Changed ones"),
    "renamed": _("With another name"),
    "title": _("Title"),
    "text": _("What was said"),
    "name": _("Name"),
    "size_bytes": _("Size"),
    "digest": _("Digest"),
    "seq": _("Entry"),
    "names": _("What"),
    "account": _("Account"),
    "login": _("Login"),
    "permissions": _("Permissions"),
    "from": _("From"),
    "until": _("Until"),
    "code": _("Short code"),
    "kind": _("Kind"),
    "short_name": _("Short name"),
    "parent": _("Above it"),
    "office_phone": _("Office phone"),
    "address": _("Address"),
    "person": _("Person"),
    "unit": _("Unit"),
    "post": _("Post"),
    "grid": _("Grid"),
    "role": _("Role"),
    "permissions_before": _("Permissions before"),
    "is_public": _("On the public notice"),
    "order": _("Place in the list"),
    "fields": _("What was changed"),
    "joined_on": _("Joined on"),
    "left_on": _("Left on"),
    "note": _("Remark"),
    "instead_of": _("Instead of"),
    "valid_from": _("From"),
    "valid_until": _("Until"),
    "is_single": _("One person at a time"),
    "required_for": _("Required for"),
    "region": _("Region"),
    "version": _("Version"),
    "before": _("Before"),
    "years": _("Years"),
    "remark": _("Remark"),
    "seats": _("Seats"),
    "seat": _("Seat"),
    "added": _("Added"),
    "removed": _("Removed"),
    "after": _("After"),
    "is_provisional": _("by weekends only"),
    "number": _("Number"),
    "committee_kind": _("Kind"),
    "committee_role": _("Role"),
    "begins_on": _("First day"),
    "ends_on": _("Last day"),
    "shift": _("Shift"),
    "chief": _("Duty chief"),
    "leader": _("Leader on duty"),
    "members": _("Staff on duty"),
    "with_person": _("With"),
    "on_workdays": _("Workdays"),
    "on_weekends": _("Weekends"),
    "on_holidays": _("Holidays"),
    "hours": _("Times"),
    "job": _("Job"),
    "job_id": _("Number"),
    "reason": _("Reason"),
    "values": _("What"),
    "work": _("Own open work"),
    "why": _("Reason"),
    "rules": _("Retention rule"),
    "source": _("Source"),
    "feature_count": _("Features"),
    "feature_count_before": _("Features before"),
    "river_count": _("River"),
    "water_count": _("Water"),
    "railway_count": _("Railway"),
    "metro_count": _("Metro"),
    "station_count": _("Station"),
    "street_count": _("Street"),
    "green_count": _("Green"),
    "building_count": _("Building"),
    "landmark_count": _("Landmark"),
    "full_name": _("Full name"),
    "work_phone": _("Work phone"),
    "private_phone": _("Private phone"),
}
JOBS: Mapping[str, str | Promise] = {
    "notes.tell_colleagues": _("Tell the colleagues about a note"),
    "journal.seal": _("Seal the journal"),
    "files.sweep": _("Remove files that belong to nothing"),
    "calendar.adopt": _("Adopt the region's new work calendar"),
    "calendar.recompute": _("Count deadlines again on the new calendar"),
    "jobs.sweep": _("Clear away old jobs"),
    "personal.expire": _("Blank personal values whose time is over"),
    "personal.reencrypt": _("Encrypt with the key in use"),
    "personal.sweep_searches": _("Forget old searches by digits"),
}
# Facts that are moments, and facts that are lists of permissions.
INSTANTS = frozenset({"effective_at", "from", "until"})
INSTANTS = frozenset({"from", "until", "before", "after"})
PERMISSIONS = frozenset({"permissions", "permissions_before"})
KINDS: Sequence[type[Kind]] = (UnitKind, PersonKind, GridKind)
# Facts that are a code of one of the closed lists, whatever the same code means elsewhere.
CLOSED: Mapping[str, type[Kind]] = {
    "committee_kind": CommitteeKind,
    "committee_role": CommitteeRole,
    **dict.fromkeys(("on_workdays", "on_weekends", "on_holidays"), DayPlan),
}
# The digest of a file and the code of a rule are for those who check, not for those who read.
HIDDEN_IN_STORY = frozenset({"digest", "rules"})


def verb(name: str) -> Word:
    """The words of a verb; one that has none yet shows its own name."""
    return VERBS.get(name, Word(name, "history"))


def permission(code: str) -> str:
    """What a permission is called; one that no room registers any more shows its code."""
    return gettext(registered_permissions().get(code, code))


def kind(code: str) -> str:
    """The words of a code from one of the organisation's closed lists."""
    return next((gettext(each.words) for kinds in KINDS for each in kinds if each.value == code), code)
