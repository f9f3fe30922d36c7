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
        from linli.org.actions import duties as given
        from linli.org.actions import people as leaving
        from linli.org.queries import people as seen
        from linli.org.queries import posts as held
        from linli.org.rules import (
            duties,
            grids,
            people,
            permissions,
            posts,
            units,
        )

        permissions.register()
        units.register()
        grids.register()
        duties.register()
        posts.register()
        people.register()
        personal.subjects.register("person", seen.get_for, fields=["full_name", "work_phone", "private_phone"])
        accounts.ask_about_posts(held.permissions_by_post)
        leaving.ends_with_person(given.end_duties_of)
