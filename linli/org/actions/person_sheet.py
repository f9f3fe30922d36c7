"""Taking people over from a spreadsheet."""

from collections.abc import Sequence
from typing import TypeVar

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.writes import write
from linli.org.actions.people import change_people, create_people
from linli.org.actions.posts import Gift, give_posts
from linli.org.queries.person_sheet import plan_import
from linli.org.rules.imports import Verdict
from linli.org.rules.permissions import Permission
from linli.org.rules.person_sheet import PersonLine, PlannedPerson

T = TypeVar("T")


@write
def import_people(actor: Actor, lines: Sequence[PersonLine]) -> list[PlannedPerson]:
    """Take over a whole file, or nothing of it when any row cannot be or is not decided; what stands already is not touched."""
    actor.require(Permission.CHANGE_PEOPLE)
    planned = plan_import(actor, lines)
    refused = sum(row.verdict in {Verdict.REFUSED, Verdict.UNDECIDED} for row in planned)
    if refused:
        raise Refused("org.file_refused", count=refused)

    new = [row for row in planned if row.verdict is Verdict.NEW and row.words]
    people = [_or_refused(made) for made in create_people(actor, [row.words for row in new if row.words])]
    changed = [row for row in planned if row.verdict is Verdict.CHANGED]
    change_people(actor, [(row.person_id, row.words) for row in changed if row.person_id and row.words])

    gifts = [Gift(person.pk, *gift) for person, row in zip(people, new, strict=True) for gift in row.gifts]
    gifts += [Gift(row.person_id, *gift) for row in changed if row.person_id for gift in row.gifts]
    for given in give_posts(actor, gifts):
        _or_refused(given)
    return planned


def _or_refused(outcome: T | Refused) -> T:
    if isinstance(outcome, Refused):
        raise outcome
    return outcome
