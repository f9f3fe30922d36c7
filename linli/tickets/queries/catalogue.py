"""Every read of the catalogue; a version never changes, so each process reads it once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet, Subquery

from linli.kernel.actor import Actor
from linli.kernel.calendar import Duration, Kind
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.sheets import Row, write_xlsx
from linli.kernel.statements import Asked, Statement
from linli.tickets.models import Catalogue, CatalogueItem, CatalogueVersion
from linli.tickets.queries import learning
from linli.tickets.queries.prior import shipped
from linli.tickets.rules import catalogue as rules
from linli.tickets.rules import catalogue_sheet as sheet
from linli.tickets.rules.catalogue import Handling, Item, Milestone, Nature, Permission
from linli.tickets.rules.catalogue_sheet import Columns, SheetLine, SheetPlan
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.likeness import Lexicon

SHOWN_VERSIONS = 10
# Before a subdistrict has taken one over there is no class at all.
NONE = rules.Catalogue(0, {})


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would be taken over."""

    columns: Columns
    lines: Sequence[SheetLine]
    plan: SheetPlan


def catalogue_of(actor: Actor) -> Catalogue | None:
    """Which version the actor's subdistrict works by, once it has one."""
    found: Catalogue | None = Catalogue.objects.of(actor.subdistrict_id).first()
    return found


def version_of(actor: Actor) -> UUID | None:
    """The same version alone, for who has read it before."""
    return used_by(actor)[0]


def used_by(actor: Actor) -> tuple[UUID | None, UUID | None]:
    """The version of the catalogue, and that of what the subdistrict's own tickets taught; one statement for both."""
    version_id, learnt_id = _VERSION.row(street=actor.subdistrict_id) or (None, None)
    return version_id, learnt_id


def versions_in_use(subdistrict_id: UUID | Asked) -> "QuerySet[Any, Any]":
    """That version, to be read together with something else."""
    found: QuerySet[Any, Any] = Catalogue.objects.of(subdistrict_id).order_by("pk").values_list("version_id")[:1]
    return found


def _both() -> "QuerySet[Any, Any]":
    street = Asked.id("street")
    rows = Catalogue.objects.of(street).annotate(learnt=Subquery(learning.in_use(street)))
    found: QuerySet[Any, Any] = rows.order_by("pk").values_list("version_id", "learnt")[:1]
    return found


_VERSION: Final = Statement(_both)


def lock(actor: Actor) -> Catalogue | None:
    """The subdistrict's catalogue, locked: versions and the lines of the duty list are written one after another."""
    found: Catalogue | None = Catalogue.objects.of(actor.subdistrict_id).select_for_update(of=("self",)).first()
    return found


def in_use(actor: Actor) -> rules.Catalogue:
    """The classes that a new ticket may be given; whoever may write a ticket needs them, so no permission is asked."""
    version_id = version_of(actor)
    return NONE if version_id is None else of_version(actor.subdistrict_id, version_id)


def words_in_use(actor: Actor) -> Lexicon:
    """The words of the catalogue in use, laid out to suggest classes."""
    version_id, learnt_id = used_by(actor)
    return Lexicon.of(NONE) if version_id is None else lexicon_of(actor.subdistrict_id, version_id, learnt_id)


def by_number(actor: Actor, number: int) -> rules.Catalogue:
    """An earlier version, as a ticket of its time was judged by."""
    version_id = CatalogueVersion.objects.of(actor.subdistrict_id).filter(number=number).values_list("pk", flat=True).first()
    if version_id is None:
        raise NotFound
    return of_version(actor.subdistrict_id, version_id)


# A version is written once and whole; one that was rolled back has an id that nobody will ever ask for again.
@lru_cache(maxsize=64)
def of_version(subdistrict_id: UUID, version_id: UUID) -> rules.Catalogue:
    """One version, kept for as long as the process lives; the caller has seen it within its scope."""
    number = CatalogueVersion.objects.of(subdistrict_id).filter(pk=version_id).values_list("number", flat=True).first()
    if number is None:
        raise NotFound
    rows = CatalogueItem.objects.of(subdistrict_id).filter(version_id=version_id).order_by("code")
    return rules.Catalogue(number, {row.code: item_of(row) for row in rows})


# A few: what a street taught takes up to seven megabytes.
@lru_cache(maxsize=16)
def lexicon_of(subdistrict_id: UUID, version_id: UUID, learnt_id: UUID | None) -> Lexicon:
    """The words of one version, laid out once, what the subdistrict's own tickets taught, and the examples of the house."""
    version = of_version(subdistrict_id, version_id)
    if learnt_id is None:
        return Lexicon.of(version, None, shipped())
    taught = learning.of_version(subdistrict_id, learnt_id)
    return Lexicon.of(version, taught.own, shipped(), thresholds=taught.thresholds, thresholds_above=taught.thresholds_above)


def item_of(row: CatalogueItem) -> Item:
    """A stored class as a plain value."""
    return Item(
        code=row.code,
        parent_code=row.parent_code,
        nature=Nature(row.nature),
        name=row.name,
        description=row.description,
        handling=Handling(row.handling),
        lead=row.lead,
        assists=tuple(row.assists),
        limits={Clock(clock): Duration(Kind(kind), amount) for clock, (kind, amount) in row.limits.items()},
        milestones=tuple(Milestone(name, Duration(Kind(kind), amount)) for name, kind, amount in row.milestones),
        closing=row.closing,
        is_life_safety=row.is_life_safety,
        fallback_kind=row.fallback_kind,
        basis=row.basis,
        keywords=tuple(row.keywords),
    )


def versions_visible_to(actor: Actor) -> OwnedQuerySet:
    """The versions of the chosen subdistrict, for who may see its catalogue."""
    found: OwnedQuerySet = CatalogueVersion.objects.of(actor.subdistrict_id)
    return found if actor.may(Permission.READ) else found.none()


def latest(actor: Actor) -> Sequence[CatalogueVersion]:
    """The last few versions, newest first."""
    return list(versions_visible_to(actor).order_by("-number")[:SHOWN_VERSIONS])


def codes_ever(actor: Actor) -> frozenset[str]:
    """Every code that ever meant something here: none is given again to something else."""
    return frozenset(CatalogueItem.objects.of(actor.subdistrict_id).order_by("code").values_list("code", flat=True).distinct())


def preview(
    actor: Actor, rows: Sequence[Row], *, columns: Mapping[str, str] | None = None, nature: Nature = Nature.MATTER, is_whole: bool = False
) -> Preview:
    """What each row of a file would do now; without columns they are guessed, as the last file was read."""
    actor.require(Permission.CHANGE)
    chosen = sheet.guess(rows, _last_columns(actor)) if columns is None else Columns(columns)
    lines = sheet.lines_of(rows, chosen)
    return Preview(chosen, lines, sheet.plan(lines, in_use(actor), taken=codes_ever(actor), nature=nature, is_whole=is_whole))


def _last_columns(actor: Actor) -> Mapping[str, str]:
    found: Mapping[str, str] | None = (
        CatalogueVersion.objects.of(actor.subdistrict_id).order_by("-number").values_list("columns", flat=True).first()
    )
    return found or {}


def errors_file(seen: Preview) -> bytes:
    """The refused rows as a workbook with the reason in each row."""
    headings, rows = sheet.bad_rows(seen.lines, seen.plan)
    return write_xlsx(headings, rows)


def as_file(actor: Actor) -> bytes:
    """The catalogue in use as a workbook, which can be changed and sent back."""
    actor.require(Permission.READ)
    return write_xlsx(sheet.headings(), list(sheet.table(in_use(actor))))
