"""Django's handle on the kernel."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The ground: scope, journal, writes, jobs, find, files, keys."""

    name = "linli.kernel"
    label = "kernel"
