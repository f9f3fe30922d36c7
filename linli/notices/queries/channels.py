"""Every read of the ways in which people are told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from linli.accounts import queries as accounts
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.notices.models import Carrier, NoticeChoice, NoticeDelivery
from linli.notices.rules import PERSONAL, Choice, Permission, Standing, Subject, Way
from linli.org.queries import people

PAGE = 50
CHUNK = 100
NOBODY = Choice()


@dataclass(frozen=True, slots=True)
class Reader:
    """An account that is told, who it is, and how."""

    account_id: UUID
    person_id: UUID | None
    choice: Choice


def carriers(actor: Actor) -> Sequence[Carrier]:
    """The channels in use, by name."""
    actor.require(Permission.CHANGE)
    return list(Carrier.objects.of(actor.subdistrict_id).filter(ended_at__isnull=True).order_by("name", "pk"))


def carrier_for(actor: Actor, carrier_id: UUID) -> Carrier:
    """One channel in use, locked."""
    actor.require(Permission.CHANGE)
    rows = Carrier.objects.of(actor.subdistrict_id).filter(pk=carrier_id, ended_at__isnull=True)
    found: Carrier | None = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound
    return found


def sms_carrier(actor: Actor) -> UUID | None:
    """By which channel text messages go: the first one there is."""
    kinds = [each.value for each in PERSONAL]
    found: UUID | None = (
        Carrier.objects.of(actor.subdistrict_id)
        .filter(kind__in=kinds, ended_at__isnull=True)
        .order_by("created_at", "pk")
        .values_list("pk", flat=True)
        .first()
    )
    return found


def choices(actor: Actor) -> Sequence[NoticeChoice]:
    """Every choice that was made, the subdistrict's first."""
    actor.require(Permission.CHANGE)
    found = NoticeChoice.objects.of(actor.subdistrict_id).select_related("carrier")
    order = {Subject.STREET.value: 0, Subject.UNIT.value: 1, Subject.PERSON.value: 2}
    return sorted(found, key=lambda each: (order[each.subject], str(each.pk)))


def choice_of(actor: Actor, subject: Subject, subject_id: UUID) -> NoticeChoice | None:
    """The choice made for exactly this one; one's own may be read by everybody."""
    if subject is not Subject.PERSON or subject_id != actor.person_id:
        actor.require(Permission.CHANGE)
    found: NoticeChoice | None = (
        NoticeChoice.objects.of(actor.subdistrict_id).filter(subject=subject.value, subject_id=subject_id).select_related("carrier").first()
    )
    return found


def as_choice(row: NoticeChoice | None) -> Choice:
    """A stored choice as a plain value; where none was made, a letter at once."""
    if row is None:
        return NOBODY
    return Choice(row.by_mail, row.by_sms, row.is_digest, row.quiet_from, row.quiet_until)


def readers(actor: Actor, account_ids: Iterable[UUID], unit_id: UUID | None) -> tuple[list[Reader], UUID | None]:
    """How each of these is told, and the group that is told for all of them."""
    wanted = list(account_ids)
    persons = accounts.persons_of(actor, wanted)
    units = people.unit_of_each(actor, persons.values())
    subjects = {actor.subdistrict_id, *persons.values(), *units.values(), *([unit_id] if unit_id else [])}
    rows = NoticeChoice.objects.of(actor.subdistrict_id).filter(subject_id__in=subjects)
    made: Mapping[UUID, NoticeChoice] = {row.subject_id: row for row in rows}

    def chosen(person_id: UUID | None) -> Choice:
        line = [each for each in (person_id, units.get(person_id) if person_id else None, actor.subdistrict_id) if each]
        return as_choice(next((made[each] for each in line if each in made), None))

    found = [Reader(each, persons.get(each), chosen(persons.get(each))) for each in wanted]
    nearest = next((made[each] for each in (unit_id, actor.subdistrict_id) if each and each in made), None)
    return found, nearest.carrier_id if nearest is not None else None


def due(actor: Actor) -> Sequence[NoticeDelivery]:
    """What has to go now, the longest due first, locked; what somebody else is sending is left to him."""
    rows = NoticeDelivery.objects.of(actor.subdistrict_id).filter(state=Standing.WAITING.value, due_at__lte=clock.now())
    return list(rows.order_by("due_at", "pk").select_for_update(of=("self",), skip_locked=True)[:CHUNK])


def waiting_for(actor: Actor, delivery_id: UUID) -> NoticeDelivery | None:
    """One message that waits, locked; none when it went meanwhile or somebody is sending it."""
    rows = NoticeDelivery.objects.of(actor.subdistrict_id).filter(pk=delivery_id, state=Standing.WAITING.value, due_at__lte=clock.now())
    found: NoticeDelivery | None = rows.select_related("carrier", "notice").select_for_update(of=("self",), skip_locked=True).first()
    return found


def held_for(actor: Actor, account_id: UUID, way: Way) -> Sequence[NoticeDelivery]:
    """Everything that was held back for this reader and is due by this way, locked."""
    here = {"state": Standing.WAITING.value, "is_held": True, "due_at__lte": clock.now(), "account_id": account_id, "way": way.value}
    rows = NoticeDelivery.objects.of(actor.subdistrict_id).filter(**here).select_related("carrier", "notice")
    return list(rows.order_by("made_at", "pk").select_for_update(of=("self",), skip_locked=True))


def deliveries(actor: Actor) -> Sequence[NoticeDelivery]:
    """The latest messages, newest first."""
    actor.require(Permission.CHANGE)
    return list(NoticeDelivery.objects.of(actor.subdistrict_id).select_related("carrier", "notice").order_by("-made_at", "-pk")[:PAGE])


def dead_for(actor: Actor, delivery_id: UUID) -> NoticeDelivery | None:
    """One message that was given up, locked."""
    actor.require(Permission.CHANGE)
    rows = NoticeDelivery.objects.of(actor.subdistrict_id).filter(pk=delivery_id, state=Standing.DEAD.value)
    found: NoticeDelivery | None = rows.select_for_update(of=("self",)).first()
    return found
