"""What the classes are called that answers are about."""

from collections.abc import Mapping

from linli.kernel.actor import Actor
from linli.tickets.queries import catalogue


def class_names(actor: Actor) -> Mapping[str, str]:
    """The deepest classes of the catalogue in use by code, in its order."""
    return {item.code: item.name for item in catalogue.in_use(actor).deepest}
