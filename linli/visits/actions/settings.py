"""What a subdistrict sets for its visits: the cap, and the days on which everybody goes out."""

from uuid import UUID

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, Stale
from linli.kernel.writes import check_version, lock_in_order, write
from linli.visits.models import GridDay, VisitSetting
from linli.visits.rules.cap import checked_cap
from linli.visits.rules.days import Days, checked_days
from linli.visits.rules.permissions import Permission


@write
def set_cap(actor: Actor, *, seen: int, cap: int) -> VisitSetting:
    """Set the cap of entries; within what the house allows, so that it never becomes a burden."""
    actor.require(Permission.CHANGE_SETTINGS)
    wanted = checked_cap(cap)
    row = _own_setting(actor, seen)

    row.cap = wanted
    row.save(update_fields=["cap"])

    journal.record_many(actor, [journal.Draft("visit_setting.changed", row, facts={"cap": row.cap})])
    return row


@write
def offer_speech(actor: Actor, *, seen: int, is_on: bool) -> VisitSetting:
    """Let phones offer to write down what is spoken, or no longer; speech may leave the phone, so somebody answers for it."""
    actor.require(Permission.CHANGE_SETTINGS)
    row = _own_setting(actor, seen)

    row.is_speech_offered = is_on
    row.save(update_fields=["is_speech_offered"])

    journal.record_many(actor, [journal.Draft("visit_setting.speech_set", row, facts={"is_on": is_on})])
    return row


def _own_setting(actor: Actor, seen: int) -> VisitSetting:
    """The subdistrict's own setting as it was seen, locked; made where there is none yet."""
    row: VisitSetting | None = VisitSetting.objects.of(actor.subdistrict_id).select_for_update(of=("self",)).first()
    if (0 if row is None else row.journal_seq) != seen:
        raise Stale(current=0 if row is None else row.journal_seq, differences=())
    if row is None:
        row = VisitSetting(subdistrict_id=actor.subdistrict_id)
        # There was no row to lock: the unique key decides between two who set it for the first time at once.
        VisitSetting.objects.bulk_create([row], ignore_conflicts=True)
        if not VisitSetting.objects.of(actor.subdistrict_id).filter(pk=row.pk).exists():
            raise Refused("kernel.busy")
    return row


@write
def set_grid_day(actor: Actor, days: Days, *, grid_day_id: UUID | None = None, seen: int = 0) -> GridDay:
    """Lay a unified grid day, or change one; ended by its last day, never removed."""
    actor.require(Permission.CHANGE_SETTINGS)
    plan = checked_days(days)
    rows = GridDay.objects.of(actor.subdistrict_id)
    row = GridDay(subdistrict_id=actor.subdistrict_id)
    if grid_day_id is not None:
        row = lock_in_order(rows, actor.subdistrict_id, [grid_day_id])[0]
        check_version(row, seen=seen, yours={"name": plan.name})
    if rows.filter(name=plan.name).exclude(pk=row.pk).exists():
        raise Refused("visits.days_name_taken", name=plan.name)

    row.name, row.theme, row.weekday, row.every_weeks = plan.name, plan.theme, plan.weekday, plan.every_weeks
    row.starts_on, row.ends_on, row.begins_at = plan.starts_on, plan.ends_on, plan.begins_at
    if grid_day_id is None:
        row.save(force_insert=True)
    else:
        row.save(update_fields=["name", "theme", "weekday", "every_weeks", "starts_on", "ends_on", "begins_at"])

    facts = {
        "name": row.name,
        "weekday": row.weekday,
        "every_weeks": row.every_weeks,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else "",
        "begins": f"{row.begins_at:%H:%M}",
        "theme": row.theme,
    }
    journal.record_many(actor, [journal.Draft("grid_day.changed", row, facts=facts)])
    return row
