"""What the desk calls the verbs and facts of places."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.desk.word import Word
from linli.org.rules.kinds import Kind
from linli.places.rules import kinds
from linli.places.rules.cards import Withdrawal

VERBS: Mapping[str, Word] = {
    "place.added": Word(_("Place entered"), "plus"),
    "place.changed": Word(_("Place changed"), "edit"),
    "place.moved_on": Word(_("Stage of its life changed"), "refresh"),
    "place.tagged": Word(_("Tags changed"), "pencil"),
    "place.let": Word(_("Somebody new moved in"), "transfer"),
    "place.took_over": Word(_("Moved into these rooms"), "transfer"),
    "place.merged": Word(_("Merged into another place"), "copy"),
    "place.joined": Word(_("Another place merged into this"), "copy"),
    "place.brought_back": Word(_("Brought back out of another place"), "arrow-back-up"),
    "place.told_apart": Word(_("Said to be another place"), "x"),
    "place_period.set": Word(_("How often visits are due"), "calendar"),
    "place_mapping.saved": Word(_("Mapping of a file's columns saved"), "settings"),
    "place_import.sent": Word(_("File of places sent"), "upload"),
    "place_import.begun": Word(_("File of places begun"), "upload"),
    "place_import.ended": Word(_("File of places taken over"), "check"),
    "place_import.dropped": Word(_("File of places left"), "trash"),
    "place.parted": Word(_("Part made a place of its own"), "scissors"),
    "place.parted_from": Word(_("Made out of another place"), "scissors"),
    "place.paper_added": Word(_("Line added to the dossier"), "file-text"),
    "place.paper_ended": Word(_("Line of the dossier ended"), "x"),
    "place_contact.added": Word(_("Contact added"), "user"),
    "place_contact.changed": Word(_("Contact changed"), "edit"),
    "place_contact.ended": Word(_("Contact ended"), "logout"),
    "place_contact.moved": Word(_("Contact goes with the place"), "transfer"),
    "place_contact.asked_for_none": Word(_("Asked not to be contacted"), "phone-off"),
    "contact_card.made": Word(_("Contact card made"), "plus"),
    "contact_card.bound": Word(_("Contact card bound"), "qrcode"),
    "contact_card.withdrawn": Word(_("Contact card withdrawn"), "x"),
}
FACTS: Mapping[str, str | Promise] = {
    "stage": _("Stage"),
    "stage_before": _("Stage before"),
    "stage_on": _("In this stage since"),
    "tags": _("Tags"),
    "place": _("Place"),
    "contacts": _("Contacts"),
    "paper_kind": _("Line of the dossier"),
    "expires_on": _("Good until"),
    "place_kind": _("Kind"),
    "contact_role": _("Role"),
    "contact_purpose": _("For what"),
    "is_on": _("In force"),
    "days_before": _("Days before"),
    "days": _("Days"),
    "places_created": _("New places"),
    "places_proposed": _("Perhaps the same"),
    "place_before": _("Place before"),
    "phone": _("Phone"),
    "withdrawal": _("Withdrawn because"),
    "replaced_by": _("Replaced by"),
}
# Facts that are a code of one of the closed lists.
CLOSED: Mapping[str, type[Kind]] = {
    "place_kind": kinds.Kind,
    "stage": kinds.Stage,
    "stage_before": kinds.Stage,
    "contact_role": kinds.ContactRole,
    "contact_purpose": kinds.ContactPurpose,
    "paper_kind": kinds.PaperKind,
    "withdrawal": Withdrawal,
}
