"""The demo street with a note, a file and a notice besides, and a browser for each persona."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from django.test import Client

from linli.accounts.models import Membership
from linli.accounts.rules import Permission
from linli.config.street.laying import lay_streets
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.kernel.jobs import queries as jobs
from linli.kernel.permissions import registered_permissions
from linli.notes import actions as notes
from linli.notices.actions import carriers
from linli.notices.actions.carriers import CarrierDraft
from linli.notices.models import Notice
from linli.notices.rules import CarrierKind
from linli.org.actions import base_map, grid_imports
from linli.org.models import CommitteeMember, Duty, DutyRole, Grid, Post, PostHolding, Seat, SeatHolding, Shift, TeamTemplate, Unit
from linli.tickets.actions import callout_lists, callouts, exporting, intake, joining, partners, phrases, upkeep, webhooks
from linli.tickets.actions.intake import TicketDraft
from linli.tickets.models import DutyLine, Exclusion, Handover, MergeProposal, Sample, SupervisionStep, Ticket, TicketClock
from linli.tickets.rules.callouts import Called, Line
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.partners import Right
from linli.tickets.rules.phrases import Node
from linli.tickets.rules.queue import Wanted
from tests.desk.answers_rows import an_answer_and_others
from tests.desk.campaign_rows import a_drive_and_its_target
from tests.desk.forms_rows import a_form_and_its_sheet
from tests.desk.hotline_rows import a_sender_and_its_files
from tests.desk.house import House
from tests.desk.insight_rows import a_hot_issue
from tests.desk.phone_rows import a_phone_and_a_conflict
from tests.desk.places_rows import a_place_and_its_rows
from tests.desk.tickets.lists import files_of
from tests.desk.visit_rows import a_visit_and_its_lists

PERSONAS = ("anonymous", "clerk", "organiser", "stranger", "bare_administrator", "administrator")
OUTLINE = b'{"type": "Polygon", "coordinates": [[[121.41, 31.25], [121.42, 31.25], [121.42, 31.26], [121.41, 31.25]]]}'

COURSE = '{"type": "LineString", "coordinates": [[121.41, 31.25], [121.42, 31.25]]}'
RIVER = f'{{"type": "Feature", "properties": {{"kind": "river"}}, "geometry": {COURSE}}}'.encode()


class Town:
    """Rows that belong together, by the names that addresses give them."""

    def __init__(self, house: House) -> None:
        self.house = house
        lay_streets()
        house.account("wang.fang")
        clerk = house.browser("zhang.ning")
        note = house.note("wang.fang")
        self.known: dict[str, Any] = {"code": "lanting", "session_id": 1, "token": "never-made", "note_id": note.pk}
        self.known |= {"form": "json", "rest": "t/1", "service_code": "other", "service_request_id": "2611-00001"}
        author = house.actor("wang.fang")
        with scope.scoped(author):
            self.known["file_id"] = notes.attach_file(author, note.pk, name="a.txt", content=BytesIO(b"words")).pk
        house.work()
        actor = house.actor("zhang.ning")
        with scope.scoped(actor):
            self.known["notice_id"] = Notice.objects.of(note.subdistrict_id).get(kind="note.written", account_id=actor.account_id).pk
            self.known["job_id"] = jobs.page(actor)[0].job_id
        self._organisation(Actor.system("test", note.subdistrict_id))
        # What a room above may name otherwise comes first.
        self.known = {**a_visit_and_its_lists(Actor.system("test", note.subdistrict_id)), **self.known}
        self.version = house.reload(note).journal_seq
        self.browsers = {
            "anonymous": Client(),
            "clerk": clerk,
            "organiser": house.browser("he.tian", may=sorted(set(registered_permissions()) - {Permission.ADMINISTER})),
            "stranger": house.browser("chen.gang", "zhuxi"),
            "bare_administrator": house.administrator("li.boss", has_second_factor=False),
            "administrator": house.administrator("wu.boss", has_second_factor=True),
        }
        whole = Actor.system("test", note.subdistrict_id)
        with scope.scoped(whole):
            self.known |= a_drive_and_its_target(whole)
        self.known |= a_hot_issue(whole, self.known["unit_id"])
        self.known["export_id"] = self._list_of(house.actor("he.tian"))
        owner = house.actor("he.tian")
        with scope.scoped(owner):
            self.known |= a_phone_and_a_conflict(owner, self.known["ticket_id"])
        chief = replace(owner, account_id=uuid7())
        with scope.scoped(owner):
            forms, others = a_form_and_its_sheet(owner, chief)
            answers, decided = an_answer_and_others(owner, chief)
        self.known |= forms | answers
        self.instead |= others | decided
        named, instead = a_place_and_its_rows(Actor.system("test", note.subdistrict_id), house.actor("he.tian"))
        self.known |= named
        self.instead |= instead
        sent, self.known["run_id"] = files_of(house, house.actor("he.tian"))
        self.instead |= {name: {"file_id": sent} for name in ("ticket_file_sent", "ticket_file_leave")}

    def _list_of(self, actor: Actor) -> Any:
        """A list of tickets that somebody asked for, which is nobody else's."""
        with scope.scoped(actor):
            made = exporting.ask_export(actor, wanted=Wanted(), purpose="周例会")
        self.house.work()
        return made.pk

    def _organisation(self, actor: Actor) -> None:
        """One row of each kind; those that stand in one address belong together."""
        home = actor.subdistrict_id
        with scope.scoped(actor):
            holding = PostHolding.objects.of(home).filter(post__name="网格员").order_by("valid_from", "pk")[0]
            seat = SeatHolding.objects.of(home).filter(person__isnull=False).select_related("seat").order_by("pk")[0].seat
            member = CommitteeMember.objects.of(home).select_related("term").order_by("pk")[0]
            grid = Grid.objects.of(home).filter(kind="micro").order_by("code")[0]
            vacant = Seat.objects.of(home).filter(fill_by_at__isnull=False).order_by("pk")[0]
            sent = grid_imports.send_file(actor, name="边界.geojson", content=BytesIO(OUTLINE), system="wgs84")
            ground = base_map.send_file(actor, name="底图.geojson", content=BytesIO(RIVER), system="wgs84")
            office = Unit.objects.of(home).order_by("code")[0]
            self.known |= {
                **a_ticket_and_its_rules(home, actor, office),
                "way": "after",
                "kind": "person",
                "track": "routine",
                "unit_kind": "office",
                "field": "private_phone",
                "row_id": holding.person_id,
                "person_id": holding.person_id,
                "holding_id": holding.pk,
                "unit_id": office.pk,
                "post_id": Post.objects.of(home).order_by("code")[0].pk,
                "membership_id": Membership.objects.get(subdistrict_id=home, account__login="wang.fang").pk,
                "grid_id": grid.pk,
                "grid_code": grid.code,
                "import_id": sent.pk,
                "sent_id": ground.pk,
                "duty_id": Duty.objects.of(home).order_by("grid__code", "pk")[0].pk,
                "role_id": DutyRole.objects.of(home).order_by("order")[0].pk,
                "team_id": seat.task_force_id,
                "seat_id": seat.pk,
                "template_id": TeamTemplate.objects.of(home).order_by("pk")[0].pk,
                "committee_id": member.term.committee_id,
                "term_id": member.term_id,
                "member_id": member.pk,
                "shift_id": Shift.objects.of(home).order_by("-begins_at")[0].pk,  # in the future: it may still be changed
            }
            attached = joining.attach_file(actor, self.known["ticket_id"], name="现场.txt", content=BytesIO(b"words"))
            self.known["step_id"], order = self._supervision(actor, self.known["ticket_id"])
        self._emergency(actor)
        self._partner(actor)
        self.instead: dict[str, dict[str, Any]] = {
            # Only a vacant seat can be filled, only what was signed can be read.
            "seat_fill": {"team_id": vacant.task_force_id, "seat_id": vacant.pk},
            **{name: {"step_id": order} for name in ("tickets_order", "tickets_order_answer")},
            "ticket_file": {"file_id": attached.pk},
            **self.urgent,
        }

    def _partner(self, actor: Actor) -> None:
        """Another system, and where it is told."""
        with scope.scoped(actor):
            made, _ = partners.add_partner(actor, name="区外系统", source="district_platform", rights=list(Right))
            hook, _ = webhooks.add_webhook(actor, made.pk, address="https://example.cn/", events=["request.closed"])
            group = carriers.add_carrier(actor, CarrierDraft(name="群", kind=CarrierKind.WECOM, address="https://example.cn/?key=k"))
        self.known |= {"partner_id": made.pk, "webhook_id": hook.pk, "carrier_id": group.pk, "delivery_id": uuid7(), "subject": "street"}

    def _supervision(self, actor: Actor, ticket_id: Any) -> tuple[Any, Any]:
        """A call that is due, and an order that was signed."""
        now, home = clock.now(), actor.subdistrict_id
        late = TicketClock.objects.of(home).filter(ticket_id=ticket_id)[0]
        unit_id = Unit.objects.of(home).order_by("code")[0].pk
        said = {"subdistrict_id": home, "ticket_id": ticket_id, "clock": late, "unit_id": unit_id, "ladder_version": 1, "raised_at": now}
        signed = {"done_at": now, "done_by_account_id": uuid7(), "order_number": 1, "reply_due_at": now + timedelta(days=2)}
        rows = [
            SupervisionStep(**said, number=1, form="call", whom="科室负责人"),
            SupervisionStep(**said, number=2, form="order", whom="周一例会", text="请立即办理", **signed),
        ]
        first, second = SupervisionStep.objects.bulk_create(rows)
        return first.pk, second.pk

    def _emergency(self, actor: Actor) -> None:
        """A call-out list, an emergency for which somebody was called, its re-checks, and a handover that waits."""
        home = actor.subdistrict_id
        with scope.scoped(actor):
            exchanged = a_sender_and_its_files(actor, self.known["unit_id"])
            lines = [Line("排水", Called.PERSON, self.known["person_id"])]
            written = callout_lists.make_list(actor, class_code="", lines=lines)
            urgent = TicketDraft(intake_unit_id=self.known["unit_id"], source="visit", matter="车库进水", track=Track.EMERGENCY)
            ticket = intake.open_ticket(actor, urgent).ticket
            (call,) = callouts.call_out(actor, ticket.pk)
            (first, *_later) = upkeep.plan_upkeep(actor, Ticket.objects.get(pk=ticket.pk))
            earlier = intake.open_ticket(actor, TicketDraft(intake_unit_id=self.known["unit_id"], source="visit", matter="路灯不亮")).ticket
            later = intake.open_ticket(actor, TicketDraft(intake_unit_id=self.known["unit_id"], source="visit", matter="路灯不亮")).ticket
            pair = MergeProposal.objects.create(subdistrict_id=home, ticket_id=later.pk, into_id=earlier.pk, proposed_at=clock.now())
            handover = Handover.objects.create(
                subdistrict_id=home, unit_id=self.known["unit_id"], left_at=clock.now(), left_by_account_id=uuid7(), snapshot=[]
            )
        self.known |= {
            "list_id": written.pk,
            "call_id": call.pk,
            "check_id": first.pk,
            "handover_id": handover.pk,
            "proposal_id": pair.pk,
        }
        called = ("ticket_call", "ticket_call_answer", "ticket_call_reached")
        self.urgent: dict[str, dict[str, Any]] = {**{name: {"ticket_id": ticket.pk} for name in called}, **exchanged}


def a_ticket_and_its_rules(home: UUID, actor: Actor, office: Unit) -> dict[str, Any]:
    """A ticket, a move of it, a class and a line of the duty list; one that was drawn, and what is said of it."""
    draft = TicketDraft(intake_unit_id=office.pk, source="visit", matter="楼道堆物")
    return {
        "ticket_id": intake.open_ticket(actor, draft).ticket.pk,
        "slug": "dispatch",
        "item_code": "E2101",
        "said_code": "E0506",
        "line_id": DutyLine.objects.of(home).filter(valid_until__isnull=True).order_by("number")[0].pk,
        **drawn_and_asked(home, actor, office),
    }


def drawn_and_asked(home: UUID, actor: Actor, office: Unit) -> dict[str, Any]:
    """A ticket that was drawn and is to be excluded, and a phrase."""
    draft = TicketDraft(intake_unit_id=office.pk, source="visit", matter="路灯不亮")
    row = {"subdistrict_id": home, "ticket": intake.open_ticket(actor, draft).ticket}
    sample = Sample(**row, done_by_unit=office, chosen_at=clock.now())
    asked = Exclusion(**row, reason="wrong_data", evidence="记录", asked_at=clock.now())
    for each in (sample, asked):
        each.save(force_insert=True)
    phrase = phrases.add_phrase(actor, node=Node.DONE, text="已现场处置完毕")
    return {"sample_id": sample.pk, "exclusion_id": asked.pk, "phrase_id": phrase.pk}
