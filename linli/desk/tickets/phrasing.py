"""Phrases beside a form: pressed, each goes into the field it is for."""

from collections.abc import Collection

from django.utils.translation import gettext

from linli.desk.tickets.offers import Sight
from linli.tickets.queries import replies
from linli.tickets.rules.phrases import Node

# By what is told, the field of the form: those of the reply bear the names of its fields.
_FIELDS = {Node.CALLBACK: "note", Node.RETURN: "note"}


def phrases_beside(sight: Sight, nodes: Collection[Node]) -> list[tuple[str, str, list[str]]]:
    """The phrases of one's own unit and of all for these steps: the step in words, the field, the phrases."""
    found: dict[Node, list[str]] = {}
    for phrase in replies.phrases_for(sight.actor, sight.unit_id) if nodes else ():
        found.setdefault(Node(phrase.node), []).append(phrase.text)
    return [(gettext(node.words), _FIELDS.get(node, node.value), texts) for node, texts in found.items() if node in nodes]
