"""The organisation's rows."""

from linli.org.models.areas import Area
from linli.org.models.base_map import BaseFeature, BaseMap
from linli.org.models.committees import Committee, CommitteeMember, CommitteeTerm
from linli.org.models.duties import Duty, DutyRole
from linli.org.models.grid_imports import GridImport
from linli.org.models.grids import Grid, GridExtent
from linli.org.models.people import Person, Post, PostHolding
from linli.org.models.rota import RotaPattern, RotaTurn, Shift, ShiftMember
from linli.org.models.teams import Seat, SeatHolding, SeatLine, TaskForce, TeamTemplate
from linli.org.models.units import Unit

__all__ = [
    "Area",
    "BaseFeature",
    "BaseMap",
    "Committee",
    "CommitteeMember",
    "CommitteeTerm",
    "Duty",
    "DutyRole",
    "Grid",
    "GridExtent",
    "GridImport",
    "Person",
    "Post",
    "PostHolding",
    "RotaPattern",
    "RotaTurn",
    "Seat",
    "SeatHolding",
    "SeatLine",
    "Shift",
    "ShiftMember",
    "TaskForce",
    "TeamTemplate",
    "Unit",
]
