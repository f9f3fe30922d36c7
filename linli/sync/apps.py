"""Django's handle on what phones bring along."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """Devices, commands, receipts, conflicts."""

    name = "linli.sync"
    label = "sync"

    def ready(self) -> None:
        """Register verbs, permissions, kinds of commands and jobs by name."""
        from linli.sync import jobs
        from linli.sync.actions import kinds_known
        from linli.sync.rules import permissions, verbs

        verbs.register()
        permissions.register()
        kinds_known()
        jobs.register()
