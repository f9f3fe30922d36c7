"""Django's handle on visits."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Visits from what is due to what came of them."""

    name = "linli.visits"
    label = "visits"

    def ready(self) -> None:
        """Register verbs, permissions and jobs by name."""
        from linli.visits import jobs
        from linli.visits.rules import permissions, verbs

        permissions.register()
        verbs.register()
        jobs.register()
