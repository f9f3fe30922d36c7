"""Django's handle on the desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages, templates and static files of the desk."""

    name = "linli.desk"
    label = "desk"
