"""Django's handle on the loop."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Tickets from the street to a verified close, their catalogue and their dispatch."""

    name = "linli.tickets"
    label = "tickets"

    def ready(self) -> None:
        """Register the verbs, permissions and jobs by name."""
        from linli.kernel import personal
        from linli.kernel.calendar import recompute
        from linli.tickets import jobs, sampling_jobs
        from linli.tickets.actions import recounting
        from linli.tickets.queries import clocks, readers
        from linli.tickets.rules import (
            catalogue,
            duty_list,
            emergency_verbs,
            export_verbs,
            import_verbs,
            partners,
            permissions,
            posts,
            reply_verbs,
            rule_sets,
            sources,
            supervision,
            telling,
            verbs,
            webhooks,
        )

        catalogue.register()
        duty_list.register()
        permissions.register()
        posts.register()
        verbs.register()
        sources.register()
        personal.own_work.register("reporter", readers.own_work)
        personal.subjects.register("reporter", readers.reporter_for, fields=["full_name", "phone", "email"])
        rule_sets.register()
        supervision.register()
        telling.register()
        emergency_verbs.register()
        jobs.register()
        recompute.register("tickets.clocks", recounting.recompute_provisional, count=clocks.count_provisional)
        reply_verbs.register()
        sampling_jobs.register()
        import_verbs.register()
        partners.register()
        export_verbs.register()
        webhooks.register()
