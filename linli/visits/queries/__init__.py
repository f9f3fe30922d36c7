"""Every read of visits: what is due, what to bring, what was done."""

from linli.visits.queries.card import Preparation, preparation
from linli.visits.queries.due_list import DueVisit, due
from linli.visits.queries.visits import get_for, latest, of_place, visible_to

__all__ = ["DueVisit", "Preparation", "due", "get_for", "latest", "of_place", "preparation", "visible_to"]
