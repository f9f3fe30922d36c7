"""The days and filters that an address of hot issues names."""

from datetime import date
from urllib.parse import urlencode

from linli.desk.door import StaffRequest
from linli.insight.queries.hot import Wanted
from linli.insight.rules.counting import Period
from linli.kernel.errors import NotFound


def period_of(request: StaffRequest) -> Period | None:
    """The days of the address; none where it names none, not found where it names no days."""
    said = [request.GET.get(name, "") for name in ("since", "until")]
    if not any(said):
        return None
    first_on, last_on = map(day_of_text, said)
    if first_on is None or last_on is None or last_on < first_on:
        raise NotFound
    return Period(first_on, last_on)


def day_of_text(text: str) -> date | None:
    """A day as an address or a field writes it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def address_of(asked: Period | None, wanted: Wanted) -> str:
    """The list over these days by these filters, relative to itself."""
    said = [("since", asked.first_on.isoformat()), ("until", asked.last_on.isoformat())] if asked else []
    said += [("class", each) for each in sorted(wanted.class_codes)]
    said += [("grid", str(each)) for each in sorted(wanted.grid_ids)]
    said += [("open", "1")] if wanted.is_open else []
    return f"?{urlencode(said)}"
