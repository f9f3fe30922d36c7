"""The journal: who did what when, in chains that show it when anybody changes them afterwards."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from linli.kernel.journal.erasing import ErasureReason, erase
    from linli.kernel.journal.reading import Mark, News, Sealed, Told, last_line, mark_now, news, sealed, stories_of, story_of
    from linli.kernel.journal.writing import Draft, Entry, LostLock, record, record_many, record_new
    from linli.kernel.scope.models import Chained

__all__ = [
    "Chained",
    "Draft",
    "Entry",
    "ErasureReason",
    "LostLock",
    "Mark",
    "News",
    "Sealed",
    "Told",
    "erase",
    "last_line",
    "mark_now",
    "news",
    "record",
    "record_many",
    "record_new",
    "sealed",
    "stories_of",
    "story_of",
]

_WHERE: Final = {
    "Draft": "writing",
    "Entry": "writing",
    "LostLock": "writing",
    "record": "writing",
    "record_many": "writing",
    "record_new": "writing",
    "ErasureReason": "erasing",
    "erase": "erasing",
    "Mark": "reading",
    "News": "reading",
    "mark_now": "reading",
    "news": "reading",
    "Sealed": "reading",
    "Told": "reading",
    "last_line": "reading",
    "stories_of": "reading",
    "sealed": "reading",
    "story_of": "reading",
    # Whatever has a chain: what doors may hand on without knowing whose row it is.
    "Chained": "reading",
}


def __getattr__(name: str) -> object:
    """Fetched when first asked for: these need Django and a database, and `check` beside them must need neither."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = found
    return found
