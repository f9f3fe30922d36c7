"""Django's handle on the notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """In-app notices."""

    name = "linli.notices"
    label = "notices"

    def ready(self) -> None:
        """Register the jobs by name."""
        from linli.notices import jobs, rules

        rules.register_channels()
        jobs.register()
