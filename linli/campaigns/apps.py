"""Django's handle on campaigns."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Rounds and drives: frozen denominators, owners, stages, coverage."""

    name = "linli.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Register the verbs and permissions by name."""
        from linli.campaigns.rules import permissions, posts, verbs

        permissions.register()
        posts.register()
        verbs.register()
