"""The office at work: who does what to which ticket, always by the real actions."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from linli.accounts import queries as accounts
from linli.config.street.laying.ids import Ids
from linli.config.street.laying.places import Places
from linli.config.street.model import StreetPlan
from linli.config.street.ticket_model import Case
from linli.kernel import clock
from linli.kernel.actor import Actor, Channel
from linli.org.queries import grids, posts
from linli.org.queries.grids import GridNow
from linli.org.rules.grids import GridKind
from linli.tickets.actions import dispatching, intake
from linli.tickets.models import Commitment, Handover, Ticket
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import dispatch as decisions
from linli.tickets.queries import tickets as queries
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.kinds import Level
from linli.tickets.rules.permissions import Permission

CENTRE: Final = "cy-zhongxin"
DISPATCHER, CHIEF = "zhang-ning", "wu-yue"


class Office:
    """Who works here, and the tickets so far."""

    def __init__(self, actor: Actor, street: StreetPlan, ids: Ids) -> None:
        self.house, self.ids, self.places = actor, ids, Places(street)
        self.classes = classes.in_use(actor)
        self.tickets: dict[str, UUID] = {}
        self.cases: dict[str, Case] = {}
        self.handover: Handover | None = None
        # Where each ticket lies, from the deepest grid up, and which unit has it.
        self.chains: dict[str, list[GridNow]] = {}
        self.leads: dict[str, UUID] = {}
        logins: dict[UUID | None, UUID] = dict(accounts.visible_to(actor).values_list("person_id", "account_id"))
        self.crew = {code: self._member(ids.people[code], logins) for code in {each.person for each in street.holdings}}
        units = {each.code: ids.units[each.unit] for each in street.people}
        self.of_unit: dict[UUID, list[Actor]] = {}
        for holding in street.holdings:
            if holding.units:
                self.of_unit.setdefault(units[holding.person], []).append(self.crew[holding.person])

    def _member(self, person_id: UUID, logins: Mapping[UUID | None, UUID]) -> Actor:
        plain = Actor(account_id=logins.get(person_id), subdistrict_id=self.house.subdistrict_id, channel=Channel.DESK, person_id=person_id)
        return posts.empowered(plain)

    def take_down(self, case: Case) -> None:
        """Take it down where it lies."""
        actor, point = self.crew[case.taken_by], self.places.point(f"{case.place} {case.spot}")
        chain = grids.grid_at(self.house, *point, clock.now(), GridKind.MICRO) if point else []
        item = self.classes.effective(case.class_code)
        draft = intake.TicketDraft(
            intake_unit_id=queries.unit_of(actor) or self.ids.units[CENTRE],
            source=case.source,
            words=case.words,
            matter=case.matter,
            track=Track(case.track),
            level=Level(case.level),
            item=intake.ItemDraft(
                code=case.class_code,
                version=self.classes.version,
                is_life_safety=item.is_life_safety,
                durations=item.limits if case.track == Track.ROUTINE else {},
            ),
            has_open_hazard=case.has_hazard,
            address=f"{case.place} {case.spot}",
            lon=point[0] if point else None,
            lat=point[1] if point else None,
            point_system="wgs84" if point else "",
            grid_id=chain[0].grid.pk if chain else None,
            about_unit_id=self.ids.units[case.about] if case.about else None,
            outside_number=case.outside_number,
            is_answer_wanted=case.caller is not None,
            reporter=intake.ReporterDraft(full_name=case.caller.name, phone=case.caller.phone) if case.caller else None,
        )
        self.cases[case.key] = case
        self.tickets[case.key] = intake.open_ticket(actor, draft).ticket.pk
        self.chains[case.key] = chain

    def doer(self, case: Case, permission: Permission) -> Actor:
        """Somebody of the unit that has it; the centre speaks for a unit whose people have no login."""
        own = self.of_unit.get(self.leads.get(case.key, self.house.subdistrict_id), [])
        return next((each for each in own if each.may(permission)), self.crew[CHIEF])

    def give(self, key: str, unit: str = "", *, note: str = "") -> None:
        """Dispatch it as the duty list says, or to the unit that is named."""
        case = self.cases[key]
        question = decisions.Question(case.class_code, decisions.cells_of(self.chains[key]))
        answer = decisions.decide(self.house, question, clock.now())
        lead_id = self.ids.units[unit] if unit else answer.lead_id
        if lead_id is None:
            raise ValueError(f"the plan's duty list has nobody for {key}")
        dispatching.dispatch(
            self.crew[DISPATCHER],
            self.tickets[key],
            lead_unit_id=lead_id,
            assist_unit_ids=() if unit else answer.assist_ids,
            basis="" if unit else answer.basis,
            note=note,
        )
        self.leads[key] = lead_id

    def ticket(self, key: str) -> Ticket:
        """The ticket as it stands."""
        return queries.get_for(self.house, self.tickets[key])

    def only_commitment(self, key: str) -> UUID:
        """The one promise that is open."""
        found: UUID = Commitment.objects.of(self.house.subdistrict_id).get(ticket_id=self.tickets[key], ended_at=None).pk
        return found
