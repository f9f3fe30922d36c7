"""Background work of places."""

from typing import Final
from uuid import UUID

from linli.kernel import jobs
from linli.kernel.actor import Actor
from linli.kernel.jobs.chunking import take_chunk
from linli.places.actions import importing
from linli.places.actions.places import CHUNK

# Smaller and smaller, until a row that the database does not take is found alone.
CHUNKS: Final = (CHUNK, 25, 1)


def take_import(actor: Actor, place_import_id: UUID, cause_seq: int) -> None:
    """Take the next rows over; come back while there are more. What the database does not take is looked for in smaller chunks."""
    chunk = take_chunk(CHUNKS, lambda size: importing.take_next(actor, place_import_id, at_most=size))
    if chunk.trouble:
        importing.refuse_next(actor, place_import_id, chunk.trouble)
    if chunk.taken or chunk.trouble:
        importing.go_on(actor, place_import_id)


def register() -> None:
    """Make the jobs of places known by name."""
    jobs.register("places.take_import", take_import)
