"""Every write of committees."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.journal import Draft
from linli.kernel.text import clean_text
from linli.kernel.writes import check_version, lock_in_order, write
from linli.org.models import Committee, CommitteeMember, CommitteeTerm, Grid, Person
from linli.org.queries import committees as queries
from linli.org.queries.rota import lock_people
from linli.org.rules import committees as rules
from linli.org.rules.committees import CommitteeKind, CommitteeRole, TermDays
from linli.org.rules.people import PersonKind
from linli.org.rules.permissions import Permission
from linli.org.rules.teams import name_field


@write
def set_up(actor: Actor, *, kind: CommitteeKind, name: str, grid_id: UUID | None, begins_on: date) -> Committee:
    """A committee that exists from a day on."""
    actor.require(Permission.CHANGE_TEAMS)
    words = clean_text(name, field=name_field(), limit=rules.NAME_LIMIT)
    _check_name(actor, words)
    _check_grid(actor, grid_id)

    made = Committee(subdistrict_id=actor.subdistrict_id, kind=kind, name=words, grid_id=grid_id, begins_on=begins_on)
    made.save(force_insert=True)

    journal.record(actor, "committee.set_up", made, name=words, committee_kind=str(kind))
    return made


@write
def rename(actor: Actor, committee_id: UUID, *, seen: int, name: str, grid_id: UUID | None) -> Committee:
    """Give the committee another name or grid, unless somebody changed it since version `seen`."""
    committee = _lock_standing(actor, committee_id)
    words = clean_text(name, field=name_field(), limit=rules.NAME_LIMIT)
    check_version(committee, seen=seen, yours={"name": words})
    _check_name(actor, words, besides=committee_id)
    _check_grid(actor, grid_id)

    committee.name, committee.grid_id = words, grid_id
    committee.save(update_fields=["name", "grid_id"])

    journal.record(actor, "committee.renamed", committee, name=words)
    return committee


@write
def end(actor: Actor, committee_id: UUID, *, ends_on: date) -> Committee:
    """The committee exists no longer from this day on; its terms and members stay on record."""
    committee = _lock_standing(actor, committee_id)
    if ends_on < committee.begins_on:
        raise Refused("committees.leaves_first")

    committee.ends_on = ends_on
    committee.save(update_fields=["ends_on"])

    journal.record(actor, "committee.ended", committee, name=committee.name)
    return committee


@write
def begin_term(actor: Actor, committee_id: UUID, *, number: int, begins_on: date, ends_on: date) -> CommitteeTerm:
    """Enter a term; no two terms of a committee share a day."""
    committee = _lock_standing(actor, committee_id)
    others = [queries.days_of_term(term) for term in queries.terms_of(actor, committee_id)]
    days = rules.checked_term(TermDays(number, begins_on, ends_on), others)

    term = CommitteeTerm(
        subdistrict_id=actor.subdistrict_id, committee=committee, number=days.number, begins_on=days.begins_on, ends_on=days.ends_on
    )
    term.save(force_insert=True)

    _record_term(actor, "committee.term_begun", committee, days)
    return term


@write
def change_term(actor: Actor, term_id: UUID, *, begins_on: date, ends_on: date) -> CommitteeTerm:
    """Correct the days of a term, for example when an election is put off."""
    term = _lock_term(actor, term_id)
    others = [queries.days_of_term(each) for each in queries.terms_of(actor, term.committee_id) if each.pk != term_id]
    days = rules.checked_term(TermDays(term.number, begins_on, ends_on), others)

    term.begins_on, term.ends_on = days.begins_on, days.ends_on
    term.save(update_fields=["begins_on", "ends_on"])

    _record_term(actor, "committee.term_changed", term.committee, days)
    return term


@write
def join(actor: Actor, term_id: UUID, *, person_id: UUID, role: CommitteeRole, begins_on: date) -> CommitteeMember:
    """Somebody enters the committee in a role, from a day of the term on."""
    # People before committees, as when somebody leaves: who is just leaving is waited for, and then not found.
    lock_people(actor, [person_id])
    term = _lock_term(actor, term_id)
    _check_day(term, begins_on)
    _check_person(actor, person_id)
    _check_place(actor, term, person_id=person_id, role=role, begins_on=begins_on)

    member = CommitteeMember(
        subdistrict_id=actor.subdistrict_id, term_id=term_id, person_id=person_id, role=role, begins_on=begins_on, ends_on=None
    )
    member.save(force_insert=True)

    said = {"person": str(person_id), "committee_role": str(role), "begins_on": begins_on.isoformat()}
    journal.record_many(actor, [Draft("committee.member_joined", term.committee, facts=said)])
    return member


@write
def leave(actor: Actor, member_id: UUID, *, ends_on: date) -> CommitteeMember:
    """Somebody's last day in the committee."""
    member: CommitteeMember | None = CommitteeMember.objects.of(actor.subdistrict_id).filter(pk=member_id).first()
    if member is None:
        raise NotFound
    term = _lock_term(actor, member.term_id)
    member.refresh_from_db()
    if member.ends_on is not None:
        raise Refused("committees.left_already")
    if ends_on < member.begins_on:
        raise Refused("committees.leaves_first")
    _check_day(term, ends_on)

    member.ends_on = ends_on
    member.save(update_fields=["ends_on"])

    journal.record_many(actor, [_left(term.committee, member)])
    return member


@write
def end_memberships(actor: Actor, person: Person, at: datetime) -> list[str]:
    """Whatever committees somebody who leaves belongs to; says which have no chair now."""
    mine = CommitteeMember.objects.of(actor.subdistrict_id).filter(person=person, ends_on__isnull=True)
    found = list(mine.select_related("term").order_by("pk"))
    chains = lock_in_order(Committee.objects.all(), actor.subdistrict_id, {each.term.committee_id for each in found})
    committees = {each.pk: each for each in chains}
    on = timezone.localtime(at).date()

    for each in found:
        each.ends_on = max(on, each.begins_on)
    CommitteeMember.objects.bulk_update(found, ["ends_on"])

    journal.record_many(actor, [_left(committees[each.term.committee_id], each) for each in found])
    return [committees[each.term.committee_id].name for each in found if each.role == CommitteeRole.CHAIR]


def _lock_standing(actor: Actor, committee_id: UUID) -> Committee:
    committee = queries.lock_for(actor, committee_id)
    if committee.ends_on is not None:
        raise Refused("committees.over", name=committee.name)
    return committee


def _lock_term(actor: Actor, term_id: UUID) -> CommitteeTerm:
    term: CommitteeTerm | None = CommitteeTerm.objects.of(actor.subdistrict_id).filter(pk=term_id).first()
    if term is None:
        raise NotFound
    committee = _lock_standing(actor, term.committee_id)
    # Read again under the lock: the term is changed only by who holds its committee.
    term.refresh_from_db()
    term.committee = committee
    return term


def _check_name(actor: Actor, name: str, *, besides: UUID | None = None) -> None:
    if Committee.objects.of(actor.subdistrict_id).filter(name=name, ends_on__isnull=True).exclude(pk=besides).exists():
        raise Refused("committees.name_taken", name=name)


def _check_grid(actor: Actor, grid_id: UUID | None) -> None:
    if grid_id is not None and not Grid.objects.of(actor.subdistrict_id).filter(pk=grid_id).exists():
        raise NotFound


def _check_day(term: CommitteeTerm, day: date) -> None:
    if not term.begins_on <= day <= term.ends_on:
        raise Refused("committees.outside_term", begins=term.begins_on, ends=term.ends_on)


def _check_person(actor: Actor, person_id: UUID) -> None:
    # Locked already: whoever is not there has been refused before.
    person: Person = Person.objects.of(actor.subdistrict_id).get(pk=person_id)
    if person.kind != PersonKind.REPRESENTATIVE:
        raise Refused("committees.not_representative")


def _check_place(actor: Actor, term: CommitteeTerm, *, person_id: UUID, role: CommitteeRole, begins_on: date) -> None:
    later = CommitteeMember.objects.of(actor.subdistrict_id).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=begins_on), term=term)
    if role is CommitteeRole.CHAIR and later.filter(role=CommitteeRole.CHAIR).exists():
        raise Refused("committees.chair_taken")
    if later.filter(person_id=person_id).exists():
        raise Refused("committees.member_twice")


def _record_term(actor: Actor, verb: str, committee: Committee, days: TermDays) -> None:
    begins_on, ends_on = days.begins_on.isoformat(), days.ends_on.isoformat()
    journal.record(actor, verb, committee, number=days.number, begins_on=begins_on, ends_on=ends_on)


def _left(committee: Committee, member: CommitteeMember) -> Draft:
    ends_on = member.ends_on.isoformat() if member.ends_on else ""
    facts = {"person": str(member.person_id), "committee_role": member.role, "ends_on": ends_on}
    return Draft("committee.member_left", committee, facts=facts)
