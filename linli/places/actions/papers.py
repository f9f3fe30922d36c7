"""Lines of the dossier 一店一档."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.places.actions.places import require_standing
from linli.places.models import PlacePaper
from linli.places.queries import places as queries
from linli.places.rules.kinds import NOTE_LIMIT, NUMBER_LIMIT, TITLE_LIMIT, PaperKind
from linli.places.rules.permissions import Permission
from linli.places.rules.words import NOTE, NUMBER, TITLE


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDraft:
    """A line of the dossier to be; a day to come on which it ends is what it is kept for."""

    kind: PaperKind
    title: str
    number: str = ""
    note: str = ""
    expires_on: date | None = None


@write
def add_paper(actor: Actor, place_id: UUID, draft: PaperDraft) -> PlacePaper:
    """Add a licence, a scheme, a lift, a pact or the result of a joint visit to a place's dossier."""
    place = queries.lock_for(actor, place_id, Permission.CHANGE)
    require_standing(place)

    paper = PlacePaper(
        subdistrict_id=actor.subdistrict_id,
        place=place,
        kind=draft.kind.value,
        title=clean_text(draft.title, field=TITLE, limit=TITLE_LIMIT),
        number=clean_text(draft.number, field=NUMBER, limit=NUMBER_LIMIT, required=False),
        note=clean_text(draft.note, field=NOTE, limit=NOTE_LIMIT, required=False),
        expires_on=draft.expires_on,
        added_at=clock.now(),
    )
    paper.save(force_insert=True)

    expires = "" if paper.expires_on is None else paper.expires_on.isoformat()
    journal.record(actor, "place.paper_added", place, paper_kind=paper.kind, title=paper.title, number=paper.number, expires_on=expires)
    return paper


@write
def end_paper(actor: Actor, place_id: UUID, paper_id: UUID) -> PlacePaper:
    """Say that a line of the dossier holds no more; it stays to be looked up."""
    place = queries.lock_for(actor, place_id, Permission.CHANGE)
    paper: PlacePaper | None = PlacePaper.objects.of(actor.subdistrict_id).filter(place_id=place_id, pk=paper_id).first()
    if paper is None:
        raise NotFound
    if paper.ended_at is not None:
        return paper

    paper.ended_at = clock.now()
    paper.save(update_fields=["ended_at"])

    journal.record(actor, "place.paper_ended", place, paper_kind=paper.kind, title=paper.title)
    return paper
