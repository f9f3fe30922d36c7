"""Taking answers over from a spreadsheet."""

from collections.abc import Sequence

from linli.answers.actions.writing import write_answers
from linli.answers.queries import answers as queries
from linli.answers.queries.sheet import plan_import
from linli.answers.rules.permissions import Permission
from linli.answers.rules.sheet import AnswerLine, PlannedAnswer
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.writes import write
from linli.org.rules.imports import Verdict
from linli.org.rules.people import day_of


@write
def import_answers(actor: Actor, lines: Sequence[AnswerLine]) -> list[PlannedAnswer]:
    """Take over a whole file, or nothing of it when any row cannot be; every answer of it waits for somebody else's review."""
    queries.require(actor, Permission.WRITE)
    planned = plan_import(actor, lines, day_of(clock.now()))
    refused = sum(row.verdict is Verdict.REFUSED for row in planned)
    if refused:
        raise Refused("org.file_refused", count=refused)

    write_answers(actor, [row.words for row in planned if row.verdict is Verdict.NEW and row.words], is_handed_in=True)
    return planned
