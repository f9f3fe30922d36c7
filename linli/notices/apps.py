"""Django's handle on the notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """In-app notices."""

    name = "linli.notices"
    label = "notices"
