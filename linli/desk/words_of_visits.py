"""What the desk calls the verbs, facts and jobs of checklists and visits."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.desk.word import Word
from linli.org.rules import kinds as org
from linli.visits.rules.kinds import Effect, Kind, Outcome, Why
from linli.visits.rules.patrols import Part, RouteKind

VERBS: Mapping[str, Word] = {
    "checklist.published": Word(_("Version of the checklist published"), "list-details"),
    "checklist.changed": Word(_("Title or places of the checklist changed"), "edit"),
    "visit.recorded": Word(_("Visit written down"), "note"),
    "visit.card_bound": Word(_("Contact card bound at this visit"), "qrcode"),
    "planned_visit.laid": Word(_("Visit planned"), "calendar-event"),
    "planned_visit.ended": Word(_("Planned visit ended"), "check"),
    "visit_setting.changed": Word(_("Cap of visits set"), "settings"),
    "visit_setting.speech_set": Word(_("Speech on phones switched"), "settings"),
    "grid_day.changed": Word(_("Grid day set"), "calendar"),
    "patrol_route.changed": Word(_("Route of a patrol set"), "route"),
    "patrol_route.stops_set": Word(_("Stops of the route set"), "map-pin"),
    "patrol_shift.planned": Word(_("Patrol planned"), "calendar-event"),
    "patrol_shift.done": Word(_("Patrol done, the rest was fine"), "check"),
    "patrol_shift.called_off": Word(_("Patrol not walked"), "x"),
    "patrol_finding.made": Word(_("Finding written down"), "eye"),
    "patrol_finding.photo_attached": Word(_("Picture added to the finding"), "paperclip"),
    "ticket.return_visited": Word(_("Return visit saw the effect"), "eye"),
}
FACTS: Mapping[str, str | Promise] = {
    "items": _("Items"),
    "task": _("Reason of the safety task"),
    "task_until": _("Safety task until"),
    "place_kinds": _("Offered at"),
    "visit_kind": _("Kind of visit"),
    "visit_outcome": _("Whom one met"),
    "planned_why": _("Why it is due"),
    "people": _("People who went"),
    "answers": _("Answers"),
    "needs": _("Needs"),
    "is_capped": _("Counts against the cap"),
    "is_above_cap": _("Above the cap"),
    "visit": _("Visit"),
    "cap": _("Cap of a month"),
    "weekday": _("Weekday"),
    "every_weeks": _("Every so many weeks"),
    "starts_on": _("From"),
    "ends_on": _("Until"),
    "begins": _("Begins at"),
    "theme": _("Theme"),
    "seen_effect": _("What was seen"),
    "route_kind": _("Kind of route"),
    "stretch": _("Stretch"),
    "is_retired": _("Not walked any more"),
    "stops": _("Stops"),
    "patrol_route": _("Route"),
    "planned_on": _("Day"),
    "day_part": _("Part of the day"),
    "walkers": _("Who walks"),
    "missed_stops": _("Stops not reached"),
    "patrol_shift": _("Patrol"),
    "stop": _("Stop of the route"),
    "where": _("Where"),
    "found": _("What is wrong"),
    "is_on_spot": _("Settled on the spot"),
}
JOBS: Mapping[str, str | Promise] = {
    "visits.plan_return": _("Plan the return visit of a handled ticket"),
}
# Facts that are a code of one of the closed lists.
CLOSED: Mapping[str, type[org.Kind]] = {
    "visit_kind": Kind,
    "visit_outcome": Outcome,
    "planned_why": Why,
    "seen_effect": Effect,
    "route_kind": RouteKind,
    "day_part": Part,
}
