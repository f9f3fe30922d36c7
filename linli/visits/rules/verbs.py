"""What the journal says of visits."""

from linli.kernel.journal import verbs
from linli.visits.rules.kinds import Ending
from linli.visits.rules.patrols import NotDone


def register() -> None:
    """Make the verbs known to the house."""
    verbs.register(
        "visit.recorded",
        facts={
            "place": str,
            "visit_kind": str,
            "visit_outcome": str,
            "people": int,
            "answers": int,
            "needs": int,
            "note": str,
            "is_capped": bool,
            "is_above_cap": bool,
        },
    )
    verbs.register("visit.card_bound", facts={"code": str})
    verbs.register("visit.photo_attached", facts={"name": str, "digest": str, "size_bytes": int})
    planned = {"place": str, "visit_kind": str, "due_on": str, "planned_why": str, "ticket": str}
    verbs.register("planned_visit.laid", facts=planned)
    verbs.register("planned_visit.ended", facts={"visit": str}, reasons=[each.value for each in Ending])
    verbs.register("visit_setting.changed", facts={"cap": int})
    verbs.register("visit_setting.speech_set", facts={"is_on": bool})
    verbs.register(
        "grid_day.changed",
        facts={"name": str, "weekday": int, "every_weeks": int, "starts_on": str, "ends_on": str, "begins": str, "theme": str},
    )
    _register_patrols()


def _register_patrols() -> None:
    route = {"name": str, "route_kind": str, "stretch": str, "grid": str, "unit": str, "person": str, "is_retired": bool}
    verbs.register("patrol_route.changed", facts=route)
    verbs.register("patrol_route.stops_set", facts={"stops": list})
    verbs.register("patrol_shift.planned", facts={"patrol_route": str, "planned_on": str, "day_part": str, "walkers": list, "team": str})
    verbs.register("patrol_shift.done", facts={"missed_stops": list, "note": str})
    verbs.register("patrol_shift.called_off", facts={"note": str}, reasons=[each.value for each in NotDone])
    finding = {"patrol_shift": str, "stop": str, "place": str, "where": str, "found": str, "ticket": str, "is_on_spot": bool}
    verbs.register("patrol_finding.made", facts=finding)
    verbs.register("patrol_finding.photo_attached", facts={"name": str, "digest": str, "size_bytes": int})
