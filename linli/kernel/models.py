"""The kernel's tables, gathered where Django looks for them."""

from linli.kernel.calendar.models import CalendarDay, CalendarRegion, CalendarUse, CalendarVersion
from linli.kernel.files.models import StoredFile
from linli.kernel.jobs.models import JobRun
from linli.kernel.journal.models import JournalEntry, JournalEpoch, JournalFact, JournalLeaf, JournalSeal
from linli.kernel.personal.models import PersonalSearch
from linli.kernel.scope.models import Aggregate, Chained, Owned, OwnedForeignKey, Subdistrict

__all__ = [
    "Aggregate",
    "CalendarDay",
    "CalendarRegion",
    "CalendarUse",
    "CalendarVersion",
    "Chained",
    "JobRun",
    "JournalEntry",
    "JournalEpoch",
    "JournalFact",
    "JournalLeaf",
    "JournalSeal",
    "Owned",
    "OwnedForeignKey",
    "PersonalSearch",
    "StoredFile",
    "Subdistrict",
]
