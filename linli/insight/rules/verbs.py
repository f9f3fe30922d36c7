"""What the journal says about hot issues: that days are kept, and which somebody asked for; summaries are made anew every hour."""

from linli.kernel.journal import verbs


def register() -> None:
    """Make the verbs of insight known to the house."""
    verbs.register("hot_period.kept", facts={"day_count": int})
    verbs.register("hot_period.asked", facts={"first_on": str, "last_on": str})
