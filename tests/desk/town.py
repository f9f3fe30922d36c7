"""The demo street with a note, a file and a notice besides, and a browser for each persona."""

from io import BytesIO
from typing import Any

from django.test import Client

from linli.accounts.models import Membership
from linli.accounts.rules import Permission
from linli.config.street.laying import lay_streets
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.jobs import queries as jobs
from linli.kernel.permissions import registered_permissions
from linli.notes import actions as notes
from linli.notices.models import Notice
from linli.org.actions import base_map, grid_imports
from linli.org.models import CommitteeMember, Duty, Grid, Post, PostHolding, Seat, SeatHolding, Shift, TeamTemplate, Unit
from tests.desk.house import House

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
        author = house.actor("wang.fang")
        with scope.scoped(author):
            self.known["file_id"] = notes.attach_file(author, note.pk, name="a.txt", content=BytesIO(b"words")).pk
        house.work()
        actor = house.actor("zhang.ning")
        with scope.scoped(actor):
            self.known["notice_id"] = Notice.objects.of(note.subdistrict_id).get(kind="note.written", account_id=actor.account_id).pk
            self.known["job_id"] = jobs.page(actor)[0].job_id
        self._organisation(Actor.system("test", note.subdistrict_id))
        self.version = house.reload(note).journal_seq
        self.browsers = {
            "anonymous": Client(),
            "clerk": clerk,
            "organiser": house.browser("he.tian", may=sorted(set(registered_permissions()) - {Permission.ADMINISTER})),
            "stranger": house.browser("chen.gang", "zhuxi"),
            "bare_administrator": house.administrator("li.boss", has_second_factor=False),
            "administrator": house.administrator("wu.boss", has_second_factor=True),
        }

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
            self.known |= {
                "kind": "person",
                "field": "private_phone",
                "row_id": holding.person_id,
                "person_id": holding.person_id,
                "holding_id": holding.pk,
                "unit_id": Unit.objects.of(home).order_by("code")[0].pk,
                "post_id": Post.objects.of(home).order_by("code")[0].pk,
                "membership_id": Membership.objects.get(subdistrict_id=home, account__login="wang.fang").pk,
                "grid_id": grid.pk,
                "grid_code": grid.code,
                "import_id": sent.pk,
                "sent_id": ground.pk,
                "duty_id": Duty.objects.of(home).order_by("grid__code", "pk")[0].pk,
                "team_id": seat.task_force_id,
                "seat_id": seat.pk,
                "template_id": TeamTemplate.objects.of(home).order_by("pk")[0].pk,
                "committee_id": member.term.committee_id,
                "term_id": member.term_id,
                "member_id": member.pk,
                # The last one lies in the future: it may still be changed.
                "shift_id": Shift.objects.of(home).order_by("-begins_at")[0].pk,
            }
        # Only a vacant seat can be filled.
        self.instead: dict[str, dict[str, Any]] = {"seat_fill": {"team_id": vacant.task_force_id, "seat_id": vacant.pk}}
