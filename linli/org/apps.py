"""Django's handle on the organisation."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Grids, units, people, duties."""

    name = "linli.org"
    label = "org"

    def ready(self) -> None:
        """Register the verbs, permissions and jobs by name."""
        from linli.accounts import queries as accounts
        from linli.kernel import personal
        from linli.kernel.calendar import recompute
        from linli.org.actions import committees as bodies
        from linli.org.actions import duties as given
        from linli.org.actions import people as leaving
        from linli.org.actions import rota as shifts
        from linli.org.actions import teams as seats
        from linli.org.queries import people as seen
        from linli.org.queries import posts as held
        from linli.org.queries import teams as vacant
        from linli.org.rules import (
            base_map,
            committees,
            duties,
            grids,
            people,
            permissions,
            posts,
            rota,
            teams,
            units,
        )

        permissions.register()
        units.register()
        grids.register()
        base_map.register()
        duties.register()
        posts.register()
        people.register()
        personal.subjects.register("person", seen.get_for, fields=["full_name", "work_phone", "private_phone"])
        teams.register()
        committees.register()
        rota.register()
        accounts.ask_about_posts(held.permissions_by_post)
        leaving.ends_with_person(given.end_duties_of)
        leaving.ends_with_person(seats.empty_seats)
        leaving.ends_with_person(bodies.end_memberships)
        leaving.ends_with_person(shifts.take_off)
        recompute.register("org.teams", seats.recompute_provisional, count=vacant.count_provisional)
