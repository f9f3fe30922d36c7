"""Every read of notes."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel import find
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.notes.models import Note
from linli.notes.rules import Permission

PAGE = 50
# More than a page, because some that hold every pair of characters do not hold the words.
LOOKED_AT = 4 * PAGE


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The notes the actor may read in the chosen subdistrict."""
    found: OwnedQuerySet = Note.objects.of(actor.subdistrict_id)
    return found if actor.may(Permission.READ) else found.none()


def get_for(actor: Actor, note_id: UUID) -> Note:
    """One note, if the actor may read it."""
    note: Note | None = visible_to(actor).filter(pk=note_id).first()
    if note is None:
        raise NotFound
    return note


def lock_for(actor: Actor, note_id: UUID, permission: Permission) -> Note:
    """One note, locked for a change the actor may make."""
    note: Note = lock_in_order(visible_to(actor), actor.subdistrict_id, [note_id])[0]
    actor.require(permission)
    return note


def latest(actor: Actor, *, before: UUID | None = None) -> Sequence[Note]:
    """A page of notes, latest change first, after the one named by `before`; one more than a page tells there is more."""
    found = visible_to(actor).order_by("-edited_at", "-id")
    if before is not None:
        mark = get_for(actor, before)
        found = found.filter(edited_at__lte=mark.edited_at).exclude(edited_at=mark.edited_at, id__gte=mark.id)
    return list(found[: PAGE + 1])


def search(actor: Actor, words: str) -> Sequence[Note]:
    """Notes that contain each of the words, in title or text, even two characters; latest first."""
    if not actor.may(Permission.READ):
        return []
    hits = find.search(words, kinds=[Note.KIND], limit=LOOKED_AT)
    found = visible_to(actor).filter(pk__in=[hit.id for hit in hits]).order_by("-edited_at", "-id")
    # Pairs may meet in another order than typed: the row's own words have the last say.
    return [note for note in found if find.contains(f"{note.title}\n{note.text}", words)][:PAGE]
