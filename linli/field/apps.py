"""Django's handle on the phone's door."""

from django.apps import AppConfig


class FieldConfig(AppConfig):
    """Its templates and the built page."""

    name = "linli.field"
    label = "field"
