"""What the journal says about hot issues: that days are kept, which somebody asked for, who has one in hand; counts are made anew."""

from linli.kernel.journal import verbs


def register() -> None:
    """Make the verbs of insight known to the house."""
    verbs.register("hot_period.kept", facts={"day_count": int})
    verbs.register("hot_period.asked", facts={"first_on": str, "last_on": str})
    verbs.register("hot_mark.taken", facts={"ticket": str, "note": str})
    verbs.register("hot_mark.noted", facts={"note": str})
    verbs.register("hot_mark.let_go", facts={})
