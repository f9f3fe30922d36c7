"""Django's handle on the notes."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """The thin slice's aggregate."""

    name = "linli.notes"
    label = "notes"

    def ready(self) -> None:
        """Register the verbs, permissions and jobs by name."""
        from linli.notes import jobs, rules

        rules.register()
        jobs.register()
