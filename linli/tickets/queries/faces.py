"""The two faces of a ticket: with the reporter for whoever answers him, neutral for everybody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from linli.kernel import files
from linli.kernel.actor import Actor
from linli.kernel.files.models import StoredFile
from linli.kernel.journal import Told, story_of
from linli.tickets.models import Ticket
from linli.tickets.queries.readers import knows_reporter

# Why a file is kept that a reporter sent.
REPORT: Final = "report"
# What would tell who complained, how and when: facts of these names are for who may know the reporter.
TELLING_FACTS: Final = frozenset({"words", "source", "channel", "outside_number", "reporters", "reporter", "contact", "verified_by"})
# Entries that would themselves tell that somebody reported again.
TELLING_VERBS: Final = frozenset(
    {
        *("ticket.imported", "ticket.reporter_joined", "ticket.joined", "ticket.called", "ticket.judged", "ticket.photo_attached"),
        *("ticket.merge_proposed", "ticket.kept_apart", "ticket.target_set", "ticket.answered"),
    }
)
# Entries whose note was written after talking to the reporter.
TELLING_NOTES: Final = frozenset({"ticket.contacted", "ticket.closed", "ticket.withdrawn", "ticket.answered", "ticket.rechecked"})
# Whoever did these would tell whether a reporter spoke: nobody stands beside them, neither person nor unit nor door.
NAMELESS_VERBS: Final = frozenset({"ticket.opened", "ticket.closed", "ticket.reworked", "ticket.reopened", "ticket.joined"})
_NOBODY: Final[Mapping[str, Any]] = {"account_id": None, "person_id": None, "channel": ""}


@dataclass(frozen=True, slots=True)
class Face:
    """What somebody reads of a ticket; what is not his to know is empty."""

    number: str
    matter: str
    address: str
    words: str
    source: str
    channel: str
    outside_number: str
    media_url: str
    is_answer_wanted: bool
    knows_reporter: bool


def face_of(actor: Actor, ticket: Ticket) -> Face:
    """The ticket as this actor may read it. The unit complained about sees the matter, and no sign of who complained."""
    knows = knows_reporter(actor, ticket)
    return Face(
        number=ticket.number,
        matter=ticket.matter,
        address=ticket.address,
        words=ticket.words if knows else "",
        source=ticket.source if knows else "",
        channel=ticket.channel if knows else "",
        outside_number=ticket.outside_number if knows else "",
        media_url=ticket.media_url if knows else "",
        is_answer_wanted=ticket.is_answer_wanted and knows,
        knows_reporter=knows,
    )


def story_for(actor: Actor, ticket: Ticket, *, after: int = 0, limit: int = 200) -> Sequence[Told]:
    """What happened after an entry, as this actor may read it; two statements."""
    story = story_of(ticket, after=after, limit=limit)
    if knows_reporter(actor, ticket):
        return story
    return [_neutral(entry) for entry in map(_given, story) if entry.verb not in TELLING_VERBS]


def _given(entry: Told) -> Told:
    """That it came by a file tells through which door: to whom it was given by it, it was dispatched."""
    if entry.verb != "ticket.imported" or not entry.facts.get("unit"):
        return entry
    facts = {"unit": entry.facts["unit"], "assists": entry.facts.get("assists", ""), "basis": entry.facts.get("why", ""), "note": ""}
    return replace(entry, verb="ticket.dispatched", facts=facts)


def files_for(actor: Actor, ticket: Ticket) -> Sequence[StoredFile]:
    """The files kept with the ticket; the reporter's own pictures, which show from where he looked, only for who may know him."""
    knows = knows_reporter(actor, ticket)
    return [each for each in files.of(ticket) if knows or each.purpose != REPORT]


def _neutral(entry: Told) -> Told:
    hidden = TELLING_FACTS | ({"note"} if entry.verb in TELLING_NOTES else set()) | ({"unit"} if entry.verb in NAMELESS_VERBS else set())
    facts = {name: value for name, value in entry.facts.items() if name not in hidden}
    return replace(entry, facts=facts, **(_NOBODY if entry.verb in NAMELESS_VERBS else {"channel": ""}))
