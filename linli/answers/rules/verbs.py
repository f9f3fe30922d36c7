"""What the journal says about answers."""

from linli.kernel.journal import verbs


def register() -> None:
    """Make the verbs of answers known to the house."""
    words = {
        "number": int,
        "question": str,
        "wordings": str,
        "answer": str,
        "source": str,
        "link": str,
        "unit": str,
        "item_code": str,
        "audience": str,
        "valid_from": str,
        "valid_until": str,
    }
    verbs.register("answer.written", facts=words)
    verbs.register("answer.changed", facts=words)
    verbs.register("answer.handed_in", facts={"number": int})
    verbs.register("answer.given_back", facts={"number": int, "why": str})
    verbs.register("answer.dropped", facts={"number": int})
    verbs.register("answer.reviewed", facts={"number": int})
    verbs.register("answer.withdrawn", facts={"number": int, "why": str})
    verbs.register("answer.expiry_told", facts={"number": int, "valid_until": str})
