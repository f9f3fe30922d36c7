"""What the journal and notices say of imports."""

from django.utils.translation import gettext_noop

from linli.kernel.journal import verbs
from linli.notices import rules as notices


def register() -> None:
    """Make the verbs of imports known to the house."""
    verbs.register("import_mapping.saved", facts={"name": str, "source": str, "columns": str, "further": str})
    verbs.register("import_run.begun", facts={"mapping": str, "file": str, "row_count": int, "is_history": bool, "is_standing": bool})
    verbs.register("import_run.staged", facts={"row_count": int, "repeated": int, "refused": int})
    verbs.register("import_run.ended", facts={"created": int, "duplicate": int, "refused": int})
    verbs.register("import_file.sent", facts={"name": str, "digest": str, "row_count": int})
    verbs.register("import_file.dropped", facts={"name": str})
    verbs.register(
        "ticket.imported",
        facts={"run": str, "row": int, "class_code": str, "why": str, "unit": str, "assists": str, "verdict": str, "there": str},
    )
    verbs.register("ticket.merge_proposed", facts={"into": str})
    verbs.register("ticket.kept_apart", facts={"into": str})
    notices.register({"import_run.ended": gettext_noop("The file {name} is taken over: {created} new tickets, {refused} rows refused.")})
