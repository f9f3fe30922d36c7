"""The two demo streets, from their units to their logins."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from linli.accounts import demo
from linli.config.street.committees import committees
from linli.config.street.laying.base_map import lay_base_map
from linli.config.street.laying.duties import lay_duties
from linli.config.street.laying.ground import lay_grids
from linli.config.street.laying.ids import Ids
from linli.config.street.laying.office import lay_holdings, lay_people, lay_posts, lay_units
from linli.config.street.laying.rota import lay_pattern, lay_shifts
from linli.config.street.laying.teams import lay_committees, lay_task_forces
from linli.config.street.logins import LOGINS
from linli.config.street.model import Committee, Shift, StreetPlan
from linli.config.street.plans import plan, plan_of_zhuxi
from linli.config.street.rota import rota
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.models import Subdistrict
from linli.kernel.scope import scoped, unguarded
from linli.org.rules.people import ZONE, day_of
from linli.org.rules.permissions import Permission

_OPS_CENTER: Final = "cy-zhongxin"
_WEEK: Final = timedelta(days=7)


def lay_streets() -> None:
    """Lay both streets as far as they are missing; the subdistricts have been opened before. The owner's work."""
    now = clock.now()
    today = day_of(now)
    with _one_at_a_time():
        _lay(plan(), now, committees(today), [shift for week in (-1, 0, 1) for shift in rota(today + week * _WEEK)])
        _lay(plan_of_zhuxi(), now, (), ())


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


def _lay(street: StreetPlan, now: datetime, bodies: Sequence[Committee], shifts: Sequence[Shift]) -> None:
    actor = Actor.system("demo", Subdistrict.objects.get(code=street.code).pk)
    since, ids = _begin_of_all(now), Ids()
    with scoped(actor):
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


def _begin_of_all(now: datetime) -> datetime:
    # Long enough ago that a page may ask how things stood last month, or a year ago.
    return datetime(day_of(now).year - 1, 1, 1, tzinfo=ZONE)
