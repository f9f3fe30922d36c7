"""Every write of what a subdistrict settles for its own tickets."""

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.writes import check_version, write
from linli.tickets.models import TicketSetting
from linli.tickets.rules.catalogue import Permission
from linli.tickets.rules.kinds import Threshold
from linli.tickets.rules.settings import SettingCode


@write
def set_threshold(actor: Actor, threshold: Threshold, *, seen: int) -> TicketSetting:
    """Settle from how well words must fit a class that a ticket is dispatched without a person, unless somebody did since `seen`."""
    actor.require(Permission.CHANGE_DUTY)
    here, code = TicketSetting.objects.of(actor.subdistrict_id), SettingCode.THRESHOLD.value
    # Two who settle it for the first time meet at one row.
    TicketSetting.objects.bulk_create([TicketSetting(subdistrict_id=actor.subdistrict_id, code=code)], ignore_conflicts=True)
    row: TicketSetting = here.select_for_update(of=("self",)).get(code=code)
    check_version(row, seen=seen, yours={"value": threshold.value})

    row.value = threshold.value
    row.save(update_fields=["value"])

    journal.record(actor, "ticket_setting.changed", row, code=code, threshold=threshold.value)
    return row
