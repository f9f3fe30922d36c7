"""Django's handle on places."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Shops, compounds, schools, empty units: who they are, how they live, whom to reach there."""

    name = "linli.places"
    label = "places"

    def ready(self) -> None:
        """Register the verbs, permissions and contacts by name."""
        from linli.kernel import personal
        from linli.places import jobs
        from linli.places.queries import contacts
        from linli.places.rules import permissions, posts, verbs

        permissions.register()
        posts.register()
        verbs.register()
        jobs.register()
        personal.subjects.register("place_contact", contacts.reachable, fields=["full_name", "phone"])
