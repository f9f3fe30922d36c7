"""The hot issues of a street, as the jobs would find them within the hour."""

from linli.insight.actions import counting, gathering
from linli.kernel.actor import Actor


def lay_hot_issues(actor: Actor) -> None:
    """Put the tickets that say the same together, and count the last ninety days."""
    while gathering.gather(actor) >= gathering.CHUNK:
        pass
    counting.count_standing(actor)
