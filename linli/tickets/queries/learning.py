"""What is learnt from, and what was learnt: a version never changes, so each process reads it once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.statements import Asked
from linli.lang.bayes import Model, loaded
from linli.tickets.models import ClassModel, ClassModelVersion, Ticket
from linli.tickets.rules.states import State

# Complement naive Bayes over pairs of characters.
METHOD: Final = "pairs"
# The latest so many: classes mean what people mean by them now, and a night is short.
LEARNT_FROM: Final = 5_000
# A message says what it is about in its beginning.
READ_CHARACTERS: Final = 500


def lock(actor: Actor) -> ClassModel | None:
    """The subdistrict's row, locked: versions are learnt one after another."""
    found: ClassModel | None = ClassModel.objects.of(actor.subdistrict_id).filter(method=METHOD).select_for_update(of=("self",)).first()
    return found


def in_use(subdistrict_id: UUID | Asked) -> "QuerySet[Any, Any]":
    """The version in use, to be read together with something else."""
    found: QuerySet[Any, Any] = ClassModel.objects.of(subdistrict_id).filter(method=METHOD).order_by("pk").values_list("version_id")[:1]
    return found


# A version is written once and whole; one that was rolled back has an id that nobody will ever ask for again.
@lru_cache(maxsize=16)
def of_version(subdistrict_id: UUID, version_id: UUID) -> Model:
    """One version, kept for as long as the process lives; the caller has seen it within its scope."""
    content = ClassModelVersion.objects.of(subdistrict_id).filter(pk=version_id).values_list("content", flat=True).first()
    if content is None:
        raise NotFound
    return loaded(bytes(content))


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A text with the class that a person said, and whether the version in use cannot have seen it."""

    text: str
    code: str
    is_new: bool


def confirmed(actor: Actor, since: datetime | None) -> Sequence[Confirmed]:
    """The latest tickets whose class a person said; what a machine chose teaches nothing. New is what came in since."""
    found = Ticket.objects.of(actor.subdistrict_id).filter(item_code__isnull=False, is_item_set_by_machine=False)
    rows = found.exclude(state=State.VOID.value).order_by("-pk").values_list("matter", "words", "item_code", "received_at")[:LEARNT_FROM]
    return [
        Confirmed(f"{matter}\n{words}"[:READ_CHARACTERS], code, since is None or received_at > since)
        for matter, words, code, received_at in rows
    ]
