"""What a night learns from and compares with; the catalogue stands above what was learnt, so this stands above both."""

from uuid import UUID

from linli.kernel.actor import Actor
from linli.tickets.models import ClassModelVersion
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import learning
from linli.tickets.queries.prior import shipped
from linli.tickets.rules.learning import LEAST, Material
from linli.tickets.rules.likeness import words_of


def material(actor: Actor) -> tuple[UUID | None, Material | None]:
    """The version in use, and all that a next one is made of; nothing where too little was said, or somebody went back to a version."""
    row = learning.row_of(actor)
    present_id = None if row is None else row.version_id
    confirmed = learning.confirmed(actor, None if row is None else row.learnt_at)
    if len(confirmed) < LEAST or (row is not None and row.is_held):
        return present_id, None
    catalogue = classes.in_use(actor)
    found = Material(
        confirmed=confirmed,
        words={item.code: " ".join(words_of(item)) for item in catalogue.deepest},
        catalogue=catalogue.version,
        prior=shipped().within({item.code: item.name for item in catalogue.deepest}),
        present=None if present_id is None else learning.of_version(actor.subdistrict_id, present_id).own,
        present_content=b"" if present_id is None else _content(actor, present_id),
        above=catalogue.above,
    )
    return present_id, found


def _content(actor: Actor, version_id: UUID) -> bytes:
    return bytes(ClassModelVersion.objects.of(actor.subdistrict_id).filter(pk=version_id).values_list("content", flat=True).get())
