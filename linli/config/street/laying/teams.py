"""Task forces with their seats, and the blocks' committees with their terms."""

from collections.abc import Sequence
from uuid import UUID

from linli.config.street.laying.ids import Ids
from linli.config.street.model import Committee, StreetPlan, TaskForce
from linli.kernel.actor import Actor
from linli.org.actions import committees as committee_actions
from linli.org.actions import teams as team_actions
from linli.org.queries import committees as committee_queries
from linli.org.queries import teams as team_queries
from linli.org.rules.committees import CommitteeKind, CommitteeRole
from linli.org.rules.teams import STANDARD_NAME


def lay_task_forces(actor: Actor, street: StreetPlan, ids: Ids) -> None:
    """The task forces that are missing, after the standard template, with the seats of the plan filled."""
    standing = {team.name for team in team_queries.visible_to(actor)}
    missing = [force for force in street.task_forces if force.name not in standing]
    if not missing:
        return
    templates = {template.name: template.pk for template in team_queries.templates(actor)}
    template_id = templates.get(STANDARD_NAME) or team_actions.lay_template(actor).pk
    for force in missing:
        _set_up(actor, force, template_id, ids)


def _set_up(actor: Actor, force: TaskForce, template_id: UUID, ids: Ids) -> None:
    team = team_actions.set_up(actor, template_id, name=force.name, grid_id=ids.grids[force.grid])
    seats = {(seat.key, seat.number): seat.pk for seat in team_queries.standing_seats(actor, [team.pk])}
    for seat in force.seats:
        if not seat.is_vacant:
            person_id = ids.people[seat.person] if seat.person else None
            unit_id = ids.units[seat.unit] if seat.unit else None
            team_actions.fill_seat(actor, seats[seat.key, seat.number], person_id=person_id, unit_id=unit_id)


def lay_committees(actor: Actor, bodies: Sequence[Committee], ids: Ids) -> None:
    """The committees that are missing, each with its present term and members."""
    standing = {committee.name for committee in committee_queries.visible_to(actor)}
    for body in bodies:
        if body.name not in standing:
            _found(actor, body, ids)


def _found(actor: Actor, body: Committee, ids: Ids) -> None:
    made = committee_actions.set_up(
        actor, kind=CommitteeKind(body.kind), name=body.name, grid_id=ids.grids[body.grid], begins_on=body.term_from
    )
    term = committee_actions.begin_term(actor, made.pk, number=1, begins_on=body.term_from, ends_on=body.term_until)
    for member in body.members:
        person_id = ids.representatives[member.name]
        committee_actions.join(actor, term.pk, person_id=person_id, role=CommitteeRole(member.role), begins_on=body.term_from)
