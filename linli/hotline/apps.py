"""Django's handle on the exchange with the district."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    """Orders of the hotline beside our tickets."""

    name = "linli.hotline"
    label = "hotline"

    def ready(self) -> None:
        """Register the verbs by name."""
        from linli.hotline.rules import verbs

        verbs.register()
