"""What tickets leave for later: telling people, calling them out, and looking at the clocks."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel import clock, jobs, scope
from linli.kernel.actor import Actor
from linli.kernel.jobs.chunking import take_chunk
from linli.kernel.journal import Told
from linli.notices.actions import channels
from linli.tickets.actions import callouts, exporting, import_files, learning, partners, recurrence, resuming, suggested, sweeping, webhooks
from linli.tickets.actions.intake import CHUNK
from linli.tickets.queries import nights, settings, suggesting, tickets
from linli.tickets.queries import telling as queries
from linli.tickets.queries.learning import Night
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.learning import learn
from linli.tickets.rules.telling import TOLD, Of, Telling

# The due moment in a sentence; days are the street's days.
ZONE: Final = ZoneInfo("Asia/Shanghai")
# What the machine did not dispatch by then, a person has seen.
NEW_FOR: Final = timedelta(minutes=10)
# In so large chunks the rows of a file are tried, until the one that the database does not take is found. That one is looked at
# twice: what another file brought in the same moment stands there now.
CHUNKS: Final = (CHUNK, 25, 5, 1, 1)


def tell(actor: Actor, ticket_id: UUID, cause_seq: int, after: int) -> None:
    """Tell the people of the units concerned what the entries after that one say; running twice tells nobody twice."""
    ticket = tickets.get_for(actor, ticket_id)
    for entry in queries.entries_to_tell(ticket, after=after):
        for telling in TOLD[entry.verb]:
            for unit_id in _units(telling.of, entry, ticket):
                _tell(actor, ticket, entry, telling, unit_id)


def _tell(actor: Actor, ticket: Any, entry: Told, telling: Telling, unit_id: UUID) -> None:
    named = next(iter(_units(telling.says, entry, ticket)), unit_id) if telling.says else unit_id
    channels.tell_by_all_ways(
        actor,
        [each for each in queries.people_of(actor, unit_id, telling.permission) if each != entry.account_id],
        unit_id=unit_id,
        is_urgent=ticket.track == Track.EMERGENCY or bool(ticket.is_life_safety),
        kind=telling.kind,
        about=ticket.stream,
        cause_seq=entry.seq,
        facts={"number": ticket.number, "unit": queries.unit_name(actor, named), "due": _due(ticket, entry), **_clock(entry)},
    )


def sweep(actor: Actor) -> None:
    """Look at a chunk of the clocks; come back while there may be more."""
    if sweeping.sweep(actor) >= sweeping.CHUNK:
        jobs.queue_for_subdistrict("tickets.sweep", actor.subdistrict_id, once=True)


def call_out(actor: Actor, ticket_id: UUID, cause_seq: int) -> None:
    """Call everybody on the list out; a ticket that was called out for already is left alone."""
    callouts.call_out(actor, ticket_id)


def call_next(actor: Actor, ticket_id: UUID, cause_seq: int, *, seat_no: int, place: int) -> None:
    """Whoever did not answer in five minutes missed it, and the next are called."""
    callouts.call_next(actor, ticket_id, seat_no, place)


def dispatch_new(actor: Actor) -> None:
    """Dispatch what just came in and fits a class well enough, where the subdistrict settled that; who looks again finds it dispatched."""
    if settings.threshold(actor):
        suggested.dispatch_suggested(actor, suggesting.new_ones(actor, clock.now() - NEW_FOR))


def ask_recurrence_checks(actor: Actor) -> None:
    """Ask for the tickets whose day to look again has come, each once; come back while there may be more."""
    if recurrence.ask_recurrence_checks(actor) >= recurrence.CHUNK:
        jobs.queue_for_subdistrict("tickets.ask_recurrence_checks", actor.subdistrict_id, once=True)


def _units(of: Of, entry: Told, ticket: Any) -> Iterable[UUID]:
    if of is Of.ASSISTS:
        return [UUID(each) for each in str(entry.facts.get("assists") or "").split(",") if each]
    if of is Of.NAMED:
        named = str(entry.facts.get("unit") or "")
        return [UUID(named)] if named else []
    found = ticket.holder_unit_id if of is Of.HOLDER else ticket.intake_unit_id
    return [found] if found else []


def _due(ticket: Any, entry: Told) -> str:
    said: Mapping[str, Any] = entry.facts
    due_at = queries.moment(said.get("reply_due_at") or said.get("due_at")) or ticket.due_at
    return f"{due_at.astimezone(ZONE):%m-%d %H:%M}" if due_at else "–"


def _clock(entry: Told) -> Mapping[str, str]:
    """Which clock the entry is about, where it is about one: a ticket has several that run side by side."""
    return {"clock": str(entry.facts["clock"])} if "clock" in entry.facts else {}


def resume_due(actor: Actor) -> None:
    """Take up again what waited until now; come back while there may be more."""
    if resuming.resume_due(actor) >= resuming.CHUNK:
        jobs.queue_for_subdistrict("tickets.resume_due", actor.subdistrict_id, once=True)


def write_export(actor: Actor, ticket_export_id: UUID, cause_seq: int) -> None:
    """Write the list that somebody asked for."""
    exporting.write_export(actor, ticket_export_id)


def send_webhook(actor: Actor, webhook_id: UUID) -> None:
    """Send one event, and go on while they are taken; where one is not, the next look tries again."""
    if webhooks.send_next(actor, webhook_id):
        jobs.queue_for_subdistrict("tickets.send_webhook", actor.subdistrict_id, webhook_id=webhook_id)


def forget_partners(actor: Actor) -> None:
    """Let go of logs whose time is over."""
    partners.forget_calls(actor)
    webhooks.forget_deliveries(actor)


def prepare_learning(actor: Actor) -> Night:
    """Learn the classes anew from the tickets that people sorted; that takes minutes, and nobody's rows are held meanwhile."""
    with scope.scoped(actor):
        present_id, material = nights.material(actor)
    return Night(present_id, learn(material) if material else None)


def learn_classes(actor: Actor, night: Night) -> None:
    """Use what was learnt."""
    learning.take_over(actor, night)


def stage_import(actor: Actor, import_run_id: UUID, cause_seq: int) -> None:
    """Lay the rows of a file that was sent ready."""
    import_files.stage(actor, import_run_id)


def take_import(actor: Actor, import_run_id: UUID, cause_seq: int) -> None:
    """Take the next rows over; come back while there are more. What the database does not take is looked for in smaller chunks."""
    chunk = take_chunk(CHUNKS, lambda size: import_files.take_next(actor, import_run_id, at_most=size))
    if chunk.trouble:
        import_files.refuse_next(actor, import_run_id, chunk.trouble)
    if chunk.taken or chunk.trouble:
        import_files.go_on(actor, import_run_id)


def register() -> None:
    """Make the jobs of tickets known by name; the clocks are looked at every minute."""
    jobs.register("tickets.tell", tell)
    jobs.register_periodic("tickets.sweep", "* * * * *", sweep)
    jobs.register("tickets.call_out", call_out)
    jobs.register("tickets.call_next", call_next)
    jobs.register_periodic("tickets.dispatch_new", "* * * * *", dispatch_new)
    # Eight in the morning in Shanghai.
    jobs.register_periodic("tickets.ask_recurrence_checks", "0 0 * * *", ask_recurrence_checks)
    jobs.register("tickets.write_export", write_export)
    jobs.register_periodic("tickets.resume_due", "* * * * *", resume_due)
    jobs.register("tickets.send_webhook", send_webhook)
    jobs.register_periodic("tickets.collect_news", "* * * * *", webhooks.collect)
    jobs.register_periodic("tickets.forget_partners", "20 19 * * *", forget_partners)
    jobs.register("tickets.stage_import", stage_import)
    jobs.register("tickets.take_import", take_import)
    # A quarter past three in the morning in Shanghai.
    jobs.register_periodic("tickets.learn_classes", "15 19 * * *", learn_classes, prepare=prepare_learning)
