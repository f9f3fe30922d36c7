"""What the journal says about devices and conflicts; no word of a person stands in a verb or reason."""

from linli.kernel.journal import verbs
from linli.sync.rules.kinds import ConflictState


def register() -> None:
    """Make the verbs known to the house."""
    verbs.register("device.registered", facts={"label": str})
    verbs.register("device.revoked", facts={})
    verbs.register("conflict.kept", facts={"command": str, "ticket": str, "seen": int, "current": int})
    verbs.register("conflict.step_kept", facts={"command": str, "campaign": str, "target": str, "seen": int, "current": int})
    verbs.register("conflict.settled", facts={"note": str}, reasons=[ConflictState.APPLIED, ConflictState.LEFT])
