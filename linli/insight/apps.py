"""Django's handle on insight."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Summaries over everything: hot issues."""

    name = "linli.insight"
    label = "insight"

    def ready(self) -> None:
        """Register the verbs and jobs by name."""
        from linli.insight import jobs
        from linli.insight.rules import verbs

        verbs.register()
        jobs.register()
