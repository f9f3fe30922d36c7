"""The answer base as a spreadsheet: what a file would do, and what leaves the house."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from linli.answers.queries.answers import versions_visible_to
from linli.answers.rules.kinds import OPEN, Audience, VersionState
from linli.answers.rules.sheet import AnswerLine, PlannedAnswer, Surroundings, one_form, plan
from linli.kernel.actor import Actor
from linli.org.queries import units

_LIVING = sorted(each.value for each in {*OPEN, VersionState.IN_FORCE})


def plan_import(actor: Actor, lines: Sequence[AnswerLine], today: date) -> list[PlannedAnswer]:
    """What each row of the file would do; two statements."""
    asked = versions_visible_to(actor).filter(state__in=_LIVING).values_list("question", flat=True)
    return plan(lines, Surroundings(_units(actor), frozenset(map(one_form, asked)), today))


def rows(actor: Actor) -> list[list[str]]:
    """Every version in force, in the columns in which a file is read, so that it may be sent back."""
    found = (
        versions_visible_to(actor).filter(state=VersionState.IN_FORCE.value).select_related("unit").order_by("item_code", "question", "pk")
    )
    return [
        [
            row.question,
            "\n".join(row.wordings),
            row.text,
            row.source,
            row.link,
            row.unit.short_name,
            row.item_code,
            gettext(Audience(row.audience).words),
            row.valid_from.isoformat(),
            row.valid_until.isoformat(),
        ]
        for row in found
    ]


def _units(actor: Actor) -> dict[str, tuple[UUID, ...]]:
    found: dict[str, set[UUID]] = {}
    for unit in units.open_units(actor):
        for name in {unit.code, unit.name, unit.short_name}:
            found.setdefault(name, set()).add(unit.pk)
    return {name: tuple(sorted(ids)) for name, ids in found.items()}
