"""Django's handle on checklists."""

from django.apps import AppConfig


class ChecklistsConfig(AppConfig):
    """Versioned lists of what to look at, to ask and to remind of."""

    name = "linli.checklists"
    label = "checklists"

    def ready(self) -> None:
        """Register verbs and permissions by name."""
        from linli.checklists.rules import permissions

        permissions.register()
