"""What a list of places shows, said as plain values, and how it stands in an address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import NotFound, Refused, refusals
from linli.kernel.text import clean_text
from linli.org.rules import kinds as org
from linli.places.rules.kinds import TAG_LIMIT, Kind, Stage

FILTER_NAME_LIMIT: Final = 20
QUERY_LIMIT: Final = 2_000
MOST_FILTERS: Final = 12
TEXT_LIMIT: Final = 60
# What is gone for good is looked for by whoever wants it.
USUAL: Final = frozenset(Stage) - {Stage.CLOSED}


class Quick(org.Kind):
    """A question that one press asks of the places."""

    SILENT = "silent", gettext_noop("Silent and not visited")
    UNHEARD = "unheard", gettext_noop("Never said anything")
    OVERDUE = "overdue", gettext_noop("Not visited in time")
    EXPIRING = "expiring", gettext_noop("A licence runs out")
    NO_GRID = "no_grid", gettext_noop("In no grid")
    LEFT_ALONE = "left_alone", gettext_noop("Asked for no visits")
    NO_CARD = "no_card", gettext_noop("Without a contact card")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list shows; nothing said means everything that is not closed for good."""

    kinds: frozenset[Kind] = frozenset()
    stages: frozenset[Stage] = USUAL
    grid_ids: frozenset[UUID] = frozenset()
    tags: frozenset[str] = frozenset()
    quick: Quick | None = None
    text: str = ""


def read_wanted(said: Mapping[str, Sequence[str]]) -> Wanted:
    """The filters of an address; not found for words that no page of ours has written."""
    try:
        return Wanted(
            kinds=frozenset(map(Kind, said.get("kind", ()))),
            stages=frozenset(map(Stage, said.get("stage", ()))) or USUAL,
            grid_ids=frozenset(map(UUID, said.get("grid", ()))),
            tags=frozenset(tag[:TAG_LIMIT] for tag in said.get("tag", ()) if tag),
            quick=next(map(Quick, said.get("filter", ())), None),
            text=next(iter(said.get("text", ())), "").strip()[:TEXT_LIMIT],
        )
    except ValueError as trouble:
        raise NotFound from trouble


def write_wanted(wanted: Wanted) -> list[tuple[str, str]]:
    """The filters as pairs of an address, always in one order; reading them gives the same."""
    found = _pairs("kind", wanted.kinds)
    found += _pairs("stage", wanted.stages if wanted.stages != USUAL else ())
    found += _pairs("grid", wanted.grid_ids) + _pairs("tag", wanted.tags)
    found += [("filter", wanted.quick.value)] if wanted.quick is not None else []
    return [*found, *([("text", wanted.text)] if wanted.text else [])]


def query_of(wanted: Wanted) -> str:
    """The filters as they are kept; more than an address holds is refused."""
    text = urlencode(write_wanted(wanted))
    if len(text) > QUERY_LIMIT:
        raise Refused("places.too_many_conditions")
    return text


def clean_filter_name(name: str) -> str:
    """What a saved filter is called."""
    return clean_text(name, field=gettext("Name"), limit=FILTER_NAME_LIMIT)


def _pairs(name: str, values: Iterable[object]) -> list[tuple[str, str]]:
    return [(name, text) for text in sorted(map(str, values))]


refusals(
    {
        "places.too_many_filters": gettext_noop("You have kept {limit} filters of places already. Remove one you no longer use."),
        "places.too_many_conditions": gettext_noop("So many conditions cannot be kept for places. Take some out first."),
    }
)
