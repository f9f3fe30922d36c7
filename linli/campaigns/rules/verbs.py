"""What the journal says about campaigns."""

from linli.kernel.journal import verbs


def register() -> None:
    """Make the verbs of campaigns known to the house."""
    plan = {"name": str, "campaign_kind": str, "starts_on": str, "ends_on": str, "stages": str, "concerns": str, "waits_for": str}
    plan["kit"] = str
    verbs.register("campaign.drafted", facts=plan)
    verbs.register("campaign.changed", facts=plan)
    verbs.register("campaign.started", facts={"denominator": int, "places": str, "without_owner": int})
    verbs.register("campaign.places_added", facts={"places": str, "number": int})
    verbs.register("campaign.owners_given", facts={"targets": str, "person": str, "team": str})
    verbs.register("campaign.steps_made", facts={"targets": str, "stage_reached": str, "on": str, "concern": str, "note": str})
    verbs.register("campaign.ended", facts={"denominator": int, "finished": int})
