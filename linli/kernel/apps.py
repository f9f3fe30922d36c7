"""Django's handle on the kernel."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The ground: scope, journal, writes, jobs, find, files, keys."""

    name = "linli.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Register the kernel's own verbs and jobs by name."""
        from linli.kernel.calendar import jobs as calendars
        from linli.kernel.calendar import rules as calendar_rules
        from linli.kernel.jobs.sweeping import register_kernel_jobs
        from linli.kernel.journal import erasing
        from linli.kernel.journal import jobs as sealing
        from linli.kernel.personal import jobs as personal_jobs
        from linli.kernel.personal import rules as personal_rules

        register_kernel_jobs()
        erasing.register()
        sealing.register()
        personal_rules.register()
        personal_jobs.register()
        calendar_rules.register()
        calendars.register()
