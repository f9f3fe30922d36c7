"""Django's handle on the answer base."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """Reviewed questions and answers, their versions and their end."""

    name = "linli.answers"
    label = "answers"

    def ready(self) -> None:
        """Register the verbs, permissions, notices and jobs by name."""
        from linli.answers import jobs
        from linli.answers.rules import permissions, posts, telling, verbs

        permissions.register()
        posts.register()
        verbs.register()
        telling.register()
        jobs.register()
