"""The two demo streets, from their units to their logins."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from linli.accounts import demo
from linli.config.street.committees import committees
from linli.config.street.duty_list import duty_list
from linli.config.street.last_month import last_month
from linli.config.street.laying.answers import lay_answers
from linli.config.street.laying.base_map import lay_base_map
from linli.config.street.laying.cards import lay_cards
from linli.config.street.laying.drive import lay_drive
from linli.config.street.laying.duties import lay_duties
from linli.config.street.laying.forms import lay_forms
from linli.config.street.laying.ground import lay_grids
from linli.config.street.laying.hot import lay_hot_issues, lay_mark
from linli.config.street.laying.ids import Ids
from linli.config.street.laying.last_month import lay_last_month
from linli.config.street.laying.office import lay_holdings, lay_people, lay_posts, lay_units
from linli.config.street.laying.outside import lay_outside
from linli.config.street.laying.patrols import lay_patrols
from linli.config.street.laying.rota import lay_pattern, lay_shifts
from linli.config.street.laying.round import lay_round
from linli.config.street.laying.shops import lay_places
from linli.config.street.laying.teams import lay_committees, lay_task_forces
from linli.config.street.laying.tickets import lay_catalogue, lay_tickets
from linli.config.street.laying.visits import lay_visits
from linli.config.street.logins import LOGINS
from linli.config.street.model import Committee, Shift, StreetPlan
from linli.config.street.plans import plan, plan_of_zhuxi
from linli.config.street.rota import rota
from linli.config.street.ticket_model import Case
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.models import Subdistrict
from linli.kernel.scope import scoped, unguarded
from linli.org.rules.people import ZONE, day_of
from linli.org.rules.permissions import Permission

_OPS_CENTER: Final = "cy-zhongxin"
_PROPERTY: Final = "wy-lantian"
_WEEK: Final = timedelta(days=7)


def no_tickets(now: datetime) -> Sequence[Case]:
    """A street before its first ticket."""
    return ()


def lay_streets(tickets: Callable[[datetime], Sequence[Case]] = no_tickets, *, has_round: bool = False, has_nights: bool = False) -> None:
    """Lay both streets as far as they are missing, with the tickets planned for now; the owner's work, in subdistricts that are open.

    The neighbour's visit round has thousands of shops and is laid only where it is asked for; so are the nights in which classes
    were learnt.
    """
    now = clock.now()
    today = day_of(now)
    with _one_at_a_time():
        shifts = [shift for week in (-2, -1, 0, 1) for shift in rota(today + week * _WEEK)]
        _lay(plan(), now, committees(today), shifts, tickets(now.astimezone(ZONE)), has_nights=has_nights)
        ids = _lay(plan_of_zhuxi(), now, (), (), (), has_nights=False)
        if has_round:
            actor = Actor.system("demo", Subdistrict.objects.get(code="zhuxi").pk)
            with scoped(actor):
                lay_round(actor, ids, now)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    # Two first starts at once: the second one waits and then finds everything laid, instead of being told that somebody is busy.
    with unguarded("a lock between processes touches no row"), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended('linli demo streets', 0))")
    try:
        yield
    finally:
        with unguarded("a lock between processes touches no row"), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended('linli demo streets', 0))")


def _lay(
    street: StreetPlan, now: datetime, bodies: Sequence[Committee], shifts: Sequence[Shift], tickets: Sequence[Case], *, has_nights: bool
) -> Ids:
    actor = Actor.system("demo", Subdistrict.objects.get(code=street.code).pk)
    since, ids = _begin_of_all(now), Ids()
    with scoped(actor):
        # The units worked before anything else here happened to them.
        with clock.told_by(lambda: since):
            lay_units(actor, street, ids)
        lay_posts(actor, street, ids)
        lay_people(actor, street, [member for body in bodies for member in body.members], since=since, ids=ids)
        lay_grids(actor, street, since=since, ids=ids)
        lay_base_map(actor, street)
        lay_holdings(actor, street, since=since, ids=ids)
        lay_duties(actor, street, since=since, ids=ids)
        lay_task_forces(actor, street, ids)
        lay_committees(actor, bodies, ids)
        if shifts:
            lay_shifts(actor, shifts, unit=_OPS_CENTER, ids=ids)
            lay_pattern(actor, unit=_OPS_CENTER, ids=ids)
        for login in LOGINS:
            if login.street == street.code:
                demo.let_in(actor, login.login, person_id=ids.people[login.person], permissions=[Permission.READ])
        lay_catalogue(actor, duty_list() if street.code == "lanting" else (), since=since, ids=ids)
        if tickets:
            lay_places(actor)
            lay_tickets(actor, street, tickets, ids, has_nights=has_nights)
            lay_outside(actor, ids, unit=_PROPERTY)
            lay_visits(actor, now, ids)
            lay_cards(actor, now, ids)
            lay_drive(actor, ids, now)
            lay_patrols(actor, now, ids)
            lay_forms(actor, ids, now)
            lay_answers(actor, ids, now)
        if street.code == "zhuxi":
            lay_last_month(actor, last_month(now.astimezone(ZONE)))
        lay_hot_issues(actor)
        if tickets:
            lay_mark(actor, ids)
    return ids


def _begin_of_all(now: datetime) -> datetime:
    # Long enough ago that a page may ask how things stood last month, or a year ago.
    return datetime(day_of(now).year - 1, 1, 1, tzinfo=ZONE)
