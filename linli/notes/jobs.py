"""What notes leave for later."""

from uuid import UUID

from linli.accounts import queries as accounts
from linli.kernel import jobs
from linli.kernel.actor import Actor
from linli.notes import queries
from linli.notes.rules import Permission
from linli.notices import actions as notices


def tell_colleagues(actor: Actor, note_id: UUID, cause_seq: int) -> None:
    """Tell everybody of the subdistrict who may read notes, except the author."""
    note = queries.get_for(actor, note_id)
    readers = accounts.members_who_may(actor, Permission.READ)
    notices.tell(
        actor,
        [reader for reader in readers if reader != note.author_account_id],
        kind="note.written" if cause_seq == 1 else "note.edited",
        about=note.stream,
        cause_seq=cause_seq,
        # Who it was is looked up where it is read: a name stands nowhere but with its person.
        facts={
            "title": note.title,
            "author": accounts.login_of(note.author_account_id),
            "author_account": str(note.author_account_id or ""),
        },
    )


def register() -> None:
    """Make the jobs of notes known by name."""
    jobs.register("notes.tell_colleagues", tell_colleagues)
