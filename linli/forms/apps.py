"""Django's handle on the form registry."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Registered forms, what they ask, what is known already, and what came back."""

    name = "linli.forms"
    # Django's own forms have that label.
    label = "form_registry"

    def ready(self) -> None:
        """Register the verbs, permissions, notices and jobs by name."""
        from linli.forms import jobs
        from linli.forms.rules import permissions, posts, telling, verbs

        permissions.register()
        posts.register()
        verbs.register()
        telling.register()
        jobs.register()
