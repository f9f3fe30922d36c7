"""What the desk calls the verbs and facts of campaigns."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.desk.word import Word

VERBS: Mapping[str, Word] = {
    "campaign.drafted": Word(_("Campaign prepared"), "plus"),
    "campaign.changed": Word(_("Campaign changed"), "edit"),
    "campaign.started": Word(_("Campaign started, its places frozen"), "flag"),
    "campaign.places_added": Word(_("Places added later"), "plus"),
    "campaign.owners_given": Word(_("Owners given"), "user"),
    "campaign.steps_made": Word(_("Steps entered"), "check"),
    "campaign.ended": Word(_("Campaign ended"), "logout"),
}
FACTS: Mapping[str, str | Promise] = {
    "campaign_kind": _("Kind of campaign"),
    "stages": _("Stages"),
    "concerns": _("Concerns"),
    "waits_for": _("Waits for"),
    "denominator": _("Denominator"),
    "places": _("Places"),
    "without_owner": _("Without an owner"),
    "kit": _("Kit"),
    "targets": _("Targets"),
    "campaign": _("Campaign"),
    "target": _("Target"),
    "stage_reached": _("Stage"),
    "concern": _("Concern"),
    "finished": _("Through"),
}
