"""The work calendar: which days and hours are worked, when something is due, and how that was worked out."""

from linli.kernel.calendar.days import Day, Hours, WorkCalendar
from linli.kernel.calendar.deadlines import Deadline, Duration, Extension, Kind, Pause, again, deadline, working_time
from linli.kernel.calendar.derivation import Line, derivation
from linli.kernel.calendar.storing import Stored, restored, stored

__all__ = [
    "Day",
    "Deadline",
    "Duration",
    "Extension",
    "Hours",
    "Kind",
    "Line",
    "Pause",
    "Stored",
    "WorkCalendar",
    "again",
    "deadline",
    "derivation",
    "restored",
    "stored",
    "working_time",
]
