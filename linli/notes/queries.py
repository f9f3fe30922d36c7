"""Every read of notes."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel import find
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.notes.models import Note
from linli.notes.rules import Permission

PAGE = 50
# More than a page, because some that hold every pair of characters do not hold the words.
LOOKED_AT = 4 * PAGE


def may_look(actor: Actor) -> bool:
    """Whether there are notes for this person at all."""
    return actor.may_somewhere(Permission.READ)


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The notes the actor may read in the chosen subdistrict; a note lies in no grid, so whose posts reach some only reads his own."""
    found: OwnedQuerySet = Note.objects.of(actor.subdistrict_id)
    if actor.may(Permission.READ):
        return found
    return found.filter(author_account_id=actor.account_id) if may_look(actor) else found.none()


def get_for(actor: Actor, note_id: UUID) -> Note:
    """One note, if the actor may read it."""
    note: Note | None = visible_to(actor).filter(pk=note_id).first()
    if note is None:
        raise NotFound
    return note


def lock_for(actor: Actor, note_id: UUID, permission: Permission) -> Note:
    """One note, locked for a change the actor may make."""
    note: Note = lock_in_order(visible_to(actor), actor.subdistrict_id, [note_id])[0]
    require(actor, permission)
    return note


def require(actor: Actor, permission: Permission) -> None:
    """Refuse who may not, in any grid: a note lies in none."""
    if not actor.may_somewhere(permission):
        raise Refused("kernel.not_allowed")


def latest(actor: Actor, *, before: UUID | None = None) -> Sequence[Note]:
    """A page of notes, latest change first, after the one named by `before`; one more than a page tells there is more."""
    found = visible_to(actor).order_by("-edited_at", "-id")
    if before is not None:
        mark = get_for(actor, before)
        found = found.filter(edited_at__lte=mark.edited_at).exclude(edited_at=mark.edited_at, id__gte=mark.id)
    return list(found[: PAGE + 1])


def search(actor: Actor, words: str) -> Sequence[Note]:
    """Notes that contain each of the words, in title or text, even two characters; latest first."""
    if not may_look(actor):
        return []
    hits = find.search(words, kinds=[Note.KIND], limit=LOOKED_AT)
    found = visible_to(actor).filter(pk__in=[hit.id for hit in hits]).order_by("-edited_at", "-id")
    # Pairs may meet in another order than typed: the row's own words have the last say.
    return [note for note in found if find.contains(f"{note.title}\n{note.text}", words)][:PAGE]
