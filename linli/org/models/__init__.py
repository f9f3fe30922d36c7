"""The organisation's rows."""

from linli.org.models.areas import Area
from linli.org.models.duties import Duty, DutyRole
from linli.org.models.grids import Grid, GridExtent
from linli.org.models.people import Person, Post, PostHolding
from linli.org.models.units import Unit

__all__ = ["Area", "Duty", "DutyRole", "Grid", "GridExtent", "Person", "Post", "PostHolding", "Unit"]
