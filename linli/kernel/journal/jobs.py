"""The journal's own job."""

from pathlib import Path

from django.conf import settings

from linli.kernel import jobs, keys
from linli.kernel.actor import Actor
from linli.kernel.journal.sealing import seal_due


def seal(actor: Actor) -> None:
    """Seal what is new in the subdistrict."""
    seal_due(actor.subdistrict_id, keys.opened(Path(settings.LINLI_HOME)).signing_key())


def register() -> None:
    """Seal every subdistrict at the beginning of each hour."""
    jobs.register_periodic("journal.seal", "0 * * * *", seal)
