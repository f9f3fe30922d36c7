"""The rows of visits."""

from linli.visits.models.patrols import PatrolFinding, PatrolMissed, PatrolRoute, PatrolShift, PatrolStop, PatrolWalker
from linli.visits.models.plans import GridDay, PlannedVisit, VisitSetting
from linli.visits.models.visits import Visit, VisitAnswer, VisitGiven, VisitNeed, VisitParticipant

__all__ = [
    "GridDay",
    "PatrolFinding",
    "PatrolMissed",
    "PatrolRoute",
    "PatrolShift",
    "PatrolStop",
    "PatrolWalker",
    "PlannedVisit",
    "Visit",
    "VisitAnswer",
    "VisitGiven",
    "VisitNeed",
    "VisitParticipant",
    "VisitSetting",
]
