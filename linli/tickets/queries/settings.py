"""Every read of what a subdistrict settled for its own tickets."""

from linli.kernel.actor import Actor
from linli.tickets.models import TicketSetting
from linli.tickets.rules.kinds import Threshold
from linli.tickets.rules.settings import SettingCode


def row_of(actor: Actor, code: SettingCode) -> TicketSetting | None:
    """The row of a setting, once somebody settled it."""
    found: TicketSetting | None = TicketSetting.objects.of(actor.subdistrict_id).filter(code=code.value).first()
    return found


def threshold(actor: Actor) -> Threshold:
    """From how well words must fit that no person is asked; the house's own work asks it, so no permission is."""
    row = row_of(actor, SettingCode.THRESHOLD)
    return Threshold.OFF if row is None else Threshold(row.value)
