"""What the journal says about forms."""

from linli.kernel.journal import verbs


def register() -> None:
    """Make the verbs of forms known to the house."""
    plan = {"name": str, "sender": str, "basis": str, "purpose": str, "frequency": str, "expires_on": str}
    verbs.register("form.proposed", facts=plan)
    verbs.register("form.changed", facts=plan)
    verbs.register("form.fields_set", facts={"number": int, "asks": str})
    verbs.register("form.match_decided", facts={"field": str, "same_as": str, "is_same": bool})
    verbs.register("form.known_confirmed", facts={"number": int, "asks": str})
    verbs.register("form.approved", facts={"note": str})
    verbs.register("form.refused", facts={"why": str})
    verbs.register("form.renewed", facts={"expires_on": str, "why": str})
    verbs.register("form.withdrawn", facts={"why": str})
    verbs.register("form.expiry_told", facts={"expires_on": str})
    verbs.register("form.expired", facts={"expires_on": str})
    verbs.register("form.filled_in", facts={"period": str, "purpose": str, "rows": int, "known": int, "earlier": int, "personal": int})
    verbs.register("form.taken_back", facts={"period": str, "rows": int, "refused": int, "left_out": int})
