"""What is learnt from, and what was learnt: a version never changes, so each process reads it once."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, QuerySet

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.statements import Asked
from linli.lang.bayes import loaded
from linli.lang.judge import Judge
from linli.lang.trouble import BadFile
from linli.tickets.models import ClassModel, ClassModelVersion, Ticket
from linli.tickets.queries import lying
from linli.tickets.rules.figures import Figures, Method, Sure
from linli.tickets.rules.learning import Confirmed, Version
from linli.tickets.rules.prior import Own
from linli.tickets.rules.states import State

logger = logging.getLogger(__name__)

# What is learnt; by which method, each version says.
METHOD: Final = "pairs"
# The latest so many: classes mean what people mean by them now, and a night is short.
LEARNT_FROM: Final = 5_000
# A message says what it is about in its beginning.
READ_CHARACTERS: Final = 500


def lock(actor: Actor) -> ClassModel | None:
    """The subdistrict's row, locked: versions are learnt one after another."""
    found: ClassModel | None = ClassModel.objects.of(actor.subdistrict_id).filter(method=METHOD).select_for_update(of=("self",)).first()
    return found


def row_of(actor: Actor) -> ClassModel | None:
    """Which version the subdistrict works by, once a night has learnt one."""
    found: ClassModel | None = ClassModel.objects.of(actor.subdistrict_id).filter(method=METHOD).first()
    return found


def in_use(subdistrict_id: UUID | Asked) -> "QuerySet[Any, Any]":
    """The version in use, to be read together with something else."""
    found: QuerySet[Any, Any] = ClassModel.objects.of(subdistrict_id).filter(method=METHOD).order_by("pk").values_list("version_id")[:1]
    return found


def last_number(actor: Actor) -> int:
    """The number of the latest version, in use or not; none is nothing."""
    found: int | None = ClassModelVersion.objects.of(actor.subdistrict_id).aggregate(last=Max("number"))["last"]
    return found or 0


def version_before(actor: Actor, number: int) -> ClassModelVersion | None:
    """The version that was in use before that one, if it is kept; without what it learnt."""
    found: ClassModelVersion | None = _light(actor).filter(number__lt=number).first()
    return found


def versions(actor: Actor) -> Sequence[ClassModelVersion]:
    """Those that are kept, the latest first; without what they learnt."""
    return list(_light(actor))


def figures_of(actor: Actor, version_id: UUID) -> Mapping[str, Any]:
    """The figures of one version, as they are kept."""
    found: Mapping[str, Any] = (
        ClassModelVersion.objects.of(actor.subdistrict_id).filter(pk=version_id).values_list("figures", flat=True).get()
    )
    return found


def _light(actor: Actor) -> "QuerySet[Any, Any]":
    found: QuerySet[Any, Any] = ClassModelVersion.objects.of(actor.subdistrict_id).defer("content", "classifier").order_by("-number")
    return found


@dataclass(frozen=True)
class Taught:
    """What the own tickets taught, from which share on it is sure, and whether this is what the version means to be used."""

    own: Own
    thresholds: Mapping[str, Sure] = field(default_factory=dict)
    # The same of classes above, where no minor class is likely.
    thresholds_above: Mapping[str, Sure] = field(default_factory=dict)
    is_stand_in: bool = False


# A version is written once and whole; one that was rolled back has an id that nobody will ever ask for again.
@lru_cache(maxsize=16)
def of_version(subdistrict_id: UUID, version_id: UUID) -> Taught:
    """One version, kept for as long as the process lives; the caller has seen it within its scope.

    Where its classifier cannot be read, what it learnt more simply stands in.
    """
    rows = ClassModelVersion.objects.of(subdistrict_id).filter(pk=version_id)
    found = rows.values_list("method", "figures", "content").first()
    if found is None:
        raise NotFound
    method, kept, content = found
    figures = Figures.loaded(kept)
    thresholds, above = (figures.thresholds, figures.thresholds_above) if figures else ({}, {})
    if method == Method.PAIRS.value:
        return Taught(loaded(bytes(content)), thresholds, above)
    try:
        classifier = lying.classifier(subdistrict_id, version_id, lambda: bytes(rows.values_list("classifier", flat=True).get()))
    except (BadFile, OSError) as trouble:
        logger.warning("What was learnt cannot be read, what was learnt more simply stands in: %s", trouble)
        # Its thresholds were measured of the other.
        return Taught(loaded(bytes(content)), is_stand_in=True)
    return Taught(Judge(classifier), thresholds, above)


def confirmed(actor: Actor, since: datetime | None) -> Sequence[Confirmed]:
    """The latest tickets whose class a person said; what a machine chose teaches nothing. New is what came in since."""
    found = _confirmed(actor).order_by("-pk").values_list("pk", "matter", "words", "item_code", "received_at")[:LEARNT_FROM]
    return [
        Confirmed(pk, f"{matter}\n{words}"[:READ_CHARACTERS], code, received_at.date(), since is None or received_at > since)
        for pk, matter, words, code, received_at in found
    ]


def _confirmed(actor: Actor) -> "QuerySet[Any, Any]":
    found = Ticket.objects.of(actor.subdistrict_id).filter(item_code__isnull=False, is_item_set_by_machine=False)
    rows: QuerySet[Any, Any] = found.exclude(state=State.VOID.value)
    return rows


@dataclass(frozen=True)
class Night:
    """What a night learnt while no transaction was open, and the version that was in use when it began."""

    present_id: UUID | None
    version: Version | None


def count_confirmed(actor: Actor, at_most: int) -> int:
    """How many tickets have a class that a person said, counted so far."""
    return _confirmed(actor)[:at_most].count()
