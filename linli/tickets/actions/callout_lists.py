"""Every write of call-out lists: a changed list is a new version, and an old one is never lost."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.writes import check_version, write
from linli.org.models import DutyRole, Person, Post
from linli.tickets.models import CalloutLine, CalloutList
from linli.tickets.queries import callouts as queries
from linli.tickets.queries import catalogue
from linli.tickets.rules import callouts as rules
from linli.tickets.rules.callouts import Called, Line
from linli.tickets.rules.permissions import Permission


@write
def make_list(actor: Actor, *, class_code: str, lines: Sequence[Line]) -> CalloutList:
    """Write a list for one class of event, or without a class for everything that has none of its own."""
    actor.require(Permission.CHANGE_CALLOUTS)
    made = rules.checked(lines)
    if class_code:
        catalogue.in_use(actor).effective(class_code)
    if CalloutList.objects.of(actor.subdistrict_id).filter(class_code=class_code).exists():
        raise Refused("callouts.class_has_list")
    _check_subjects(actor, made)

    row = CalloutList(subdistrict_id=actor.subdistrict_id, class_code=class_code, version=1)
    row.save(force_insert=True)
    _insert(row, made)

    journal.record(actor, "callout_list.written", row, class_code=class_code, version=1, lines=len(made))
    return row


@write
def change_list(actor: Actor, list_id: UUID, *, seen: int, lines: Sequence[Line]) -> CalloutList:
    """Put a new version of the lines into use; tickets that are being called out go on by theirs."""
    row = queries.lock_for(actor, list_id)
    made = rules.checked(lines)
    check_version(row, seen=seen, yours={})
    if not rules.differs(queries.lines_of(actor, row), made):
        raise Refused("callouts.unchanged")
    _check_subjects(actor, made)

    row.version += 1
    row.save(update_fields=["version"])
    _insert(row, made)

    journal.record(actor, "callout_list.changed", row, class_code=row.class_code, version=row.version, lines=len(made))
    return row


def _check_subjects(actor: Actor, lines: Sequence[Line]) -> None:
    """Refuse a line that names what is not there, or somebody who has left."""
    present = {
        Called.DUTY: DutyRole.objects.of(actor.subdistrict_id),
        Called.POST: Post.objects.of(actor.subdistrict_id),
        Called.PERSON: Person.objects.of(actor.subdistrict_id).filter(left_on__isnull=True),
    }
    for called, rows in present.items():
        wanted = {line.subject_id for line in lines if line.called is called}
        gone = wanted - set(rows.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
        for number, line in enumerate(lines, 1):
            if line.called is called and line.subject_id in gone:
                raise Refused("callouts.unknown_subject", line=number)


def _insert(row: CalloutList, lines: Sequence[Line]) -> None:
    CalloutLine.objects.bulk_create(
        [
            CalloutLine(
                subdistrict_id=row.subdistrict_id,
                list_id=row.pk,
                version=row.version,
                order=order,
                seat=line.seat,
                called=line.called.value,
                duty_role_id=line.subject_id if line.called is Called.DUTY else None,
                post_id=line.subject_id if line.called is Called.POST else None,
                person_id=line.subject_id if line.called is Called.PERSON else None,
            )
            for order, line in enumerate(lines)
        ]
    )
