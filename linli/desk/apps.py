"""Django's handle on the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop

from linli.kernel.errors import refusals


class DeskConfig(AppConfig):
    """Pages, templates and static files of the desk."""

    name = "linli.desk"
    label = "desk"

    def ready(self) -> None:
        """Register the door's own refusals."""
        refusals({"desk.no_file": gettext_noop("No file came with it. Choose one, then attach it.")})
