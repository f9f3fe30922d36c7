"""What the journal says about the exchange."""

from linli.hotline.rules.kinds import OrderReturn
from linli.kernel.journal import verbs
from linli.tickets.rules.kinds import codes


def register() -> None:
    """Make the verbs of the exchange known to the house."""
    verbs.register("hotline_sender.saved", facts={"name": str, "unit": str, "source": str, "mapping": str})
    verbs.register(
        "hotline_file.taken", facts={"name": str, "kind": str, "row_count": int, "created": int, "duplicate": int, "refused": int}
    )
    verbs.register("hotline_file.made", facts={"name": str, "kind": str, "row_count": int})
    verbs.register("hotline_file.row_decided", facts={"row": int, "decision": str})
    verbs.register("hotline_order.received", facts={"number": str, "ticket": str})
    verbs.register("hotline_order.stepped", facts={"kind": str, "state": str})
    verbs.register("hotline_order.return_signed", facts={"note": str}, reasons=codes(OrderReturn))
    verbs.register("hotline_order.retimed", facts={"due_at": str})
    verbs.register("hotline_order.renumbered", facts={"number": str, "before": str})
