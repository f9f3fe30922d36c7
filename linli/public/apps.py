"""Django's handle on the anonymous door."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Public notices."""

    name = "linli.public"
    label = "public"
