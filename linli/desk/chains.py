"""The story and the whole journal of one row."""

from django.http import HttpResponse

from linli.desk.door import StaffRequest, page
from linli.desk.paging import parse_number
from linli.desk.story import EntryLine, span, tell
from linli.kernel import clock, journal

STORY_LENGTH = 10


def latest(row: journal.Chained) -> list[EntryLine]:
    """The last entries of the row, newest first."""
    shown = span(row.journal_seq, limit=STORY_LENGTH)
    return list(tell(journal.story_of(row, after=shown.after, limit=shown.limit), only_changes=True).entries)


def journal_page(request: StaffRequest, row: journal.Chained, *, title: str, back_to: str, current: str = "org") -> HttpResponse:
    """Every entry of the row's chain, in the room of the desk that it belongs to."""
    before = parse_number(request.GET.get("before"))
    shown = span(row.journal_seq, before=before)
    story = tell(journal.story_of(row, after=shown.after, limit=shown.limit)).entries
    return page(
        request,
        "desk/journal.html",
        current=current,
        title=title,
        back_to=back_to,
        story=story,
        count=row.journal_seq,
        after=story[-1].seq if story and story[-1].seq > 1 else None,
        is_later=before is not None,
        now=clock.now(),
    )
