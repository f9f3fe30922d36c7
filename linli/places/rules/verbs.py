"""What the journal says about places; whoever is reached there stands in no fact."""

from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.journal import verbs
from linli.notices import rules as notices

# A place as it was first written down.
WHOLE: Final = {"name": str, "place_kind": str, "stage": str, "stage_on": str, "address": str, "point": str, "grid": str, "tags": str}


def register() -> None:
    """Make the verbs of places known to the house."""
    verbs.register("place.added", facts=WHOLE)
    verbs.register("place.changed", facts={"fields": str, **WHOLE})
    verbs.register("place.moved_on", facts={"stage_before": str, "stage": str, "stage_on": str, "note": str})
    verbs.register("place.tagged", facts={"added": str, "removed": str})
    verbs.register("place.let", facts={"place": str, "name": str, "stage_before": str, "stage": str, "stage_on": str})
    verbs.register("place.took_over", facts={"place": str, "name": str})
    verbs.register("place.merged", facts={"place": str, "name": str, "why": str})
    verbs.register("place.joined", facts={"place": str, "name": str, "added": str})
    verbs.register("place.brought_back", facts={"place": str, "name": str})
    verbs.register("place.told_apart", facts={"place": str, "name": str})
    verbs.register("place.parted", facts={"place": str, "name": str, "why": str})
    verbs.register("place.parted_from", facts={"place": str, "name": str})
    verbs.register("place.paper_added", facts={"paper_kind": str, "title": str, "number": str, "expires_on": str})
    verbs.register("place.paper_ended", facts={"paper_kind": str, "title": str})
    verbs.register("place_contact.added", facts={"place": str, "contact_role": str, "contact_purpose": str})
    verbs.register("place_contact.changed", facts={"place": str, "fields": str, "contact_role": str, "contact_purpose": str})
    verbs.register("place_contact.ended", facts={"place": str})
    verbs.register("place_period.set", facts={"place_kind": str, "days_before": str, "days": str})
    verbs.register("place_mapping.saved", facts={"name": str, "columns": str, "further": str})
    verbs.register("place_import.sent", facts={"name": str, "digest": str, "row_count": int})
    verbs.register("place_import.begun", facts={"name": str, "mapping": str, "row_count": int})
    verbs.register(
        "place_import.ended", facts={"name": str, "places_created": int, "duplicate": int, "refused": int, "places_proposed": int}
    )
    verbs.register("place_import.dropped", facts={"name": str})
    notices.register({"place_import.ended": gettext_noop("The file {name} is taken over: {created} new places, {refused} rows refused.")})
    verbs.register("place_contact.moved", facts={"place": str, "place_before": str})
    verbs.register("place_contact.asked_for_none", facts={"place": str, "is_on": bool})
    verbs.register("contact_card.made", facts={"code": str})
    verbs.register("contact_card.bound", facts={"code": str, "place": str, "person": str})
    verbs.register("contact_card.withdrawn", facts={"code": str, "withdrawal": str, "replaced_by": str})
