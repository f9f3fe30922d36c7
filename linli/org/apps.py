"""Django's handle on the organisation."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Grids, units, people, duties."""

    name = "linli.org"
    label = "org"

    def ready(self) -> None:
        """Register the verbs, permissions and jobs by name."""
        from linli.org.rules import permissions

        permissions.register()
