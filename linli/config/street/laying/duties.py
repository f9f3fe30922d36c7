"""Who answers for which grid."""

from datetime import datetime
from typing import Final

from linli.config.street.laying.ids import Ids, all_of
from linli.config.street.model import DutyRole, StreetPlan
from linli.kernel.actor import Actor
from linli.org.actions import duties as actions
from linli.org.queries import duties as queries
from linli.org.rules.duties import RoleDraft

# A role of the plan that the house's template does not have.
_SECRETARY: Final = RoleDraft(DutyRole.SECRETARY.value, "街区书记", is_public=True, order=45)


def lay_duties(actor: Actor, street: StreetPlan, *, since: datetime, ids: Ids) -> None:
    """The duties that nobody in question was ever given; what ended or was handed over since stays so."""
    actions.lay_default_roles(actor)
    roles = {role.code: role.pk for role in queries.roles(actor)}
    if _SECRETARY.code not in roles:
        roles[_SECRETARY.code] = actions.make_role(actor, _SECRETARY).pk
    given = set(queries.visible_to(actor).values_list("grid_id", "role_id"))
    drafts = [
        actions.DutyDraft(grid_id=ids.grids[duty.grid], role_id=roles[duty.role], person_id=ids.people[duty.person], valid_from=since)
        for duty in street.duties
    ]
    all_of(actions.give_duties(actor, [draft for draft in drafts if (draft.grid_id, draft.role_id) not in given]))
