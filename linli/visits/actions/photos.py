"""Pictures that were taken on a visit: always a choice, never asked for in general."""

from typing import BinaryIO
from uuid import UUID

from linli.kernel import files, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.files.models import StoredFile
from linli.kernel.writes import lock_in_order, write
from linli.org.queries.reach import require_at
from linli.visits.queries import visits as queries
from linli.visits.rules.permissions import Permission


@write
def attach_photo(actor: Actor, visit_id: UUID, *, name: str, content: BinaryIO) -> StoredFile:
    """Keep a picture with the visit that one wrote down oneself."""
    (visit,) = lock_in_order(queries.visible_to(actor), actor.subdistrict_id, [visit_id])
    require_at(actor, Permission.RECORD, {visit.grid_id})
    if visit.account_id != actor.account_id:
        raise Refused("kernel.not_allowed")

    stored = files.store(actor, visit, name=name, content=content, purpose="visit")

    journal.record(actor, "visit.photo_attached", visit, name=stored.name, digest=stored.digest, size_bytes=stored.size_bytes)
    return stored
