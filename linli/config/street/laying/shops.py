"""The places of the plan with whom to reach there, their licences and tags."""

from datetime import date, time, timedelta

from linli.config.street.laying.ids import all_of
from linli.config.street.places import PlacePlan, places
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.org.rules.people import day_of
from linli.places.actions import places as actions
from linli.places.actions.drafts import PlaceDraft
from linli.places.actions.papers import PaperDraft, add_paper
from linli.places.queries import places as queries
from linli.places.rules.kinds import Kind, PaperKind, Stage
from linli.places.rules.words import ContactWords, Spot, Words


def lay_places(actor: Actor) -> None:
    """Every place, unless there are places already; the licences of those that cook."""
    if queries.visible_to(actor).exists():
        return
    planned, today = places(), day_of(clock.now())
    made = all_of(actions.add_places(actor, [_draft(each, today) for each in planned]))
    for row, each in zip(made, planned, strict=True):
        if each.licence_days is not None:
            title, number = "食品经营许可证", f"JY-{row.pk.hex[-8:].upper()}"
            ends = today + timedelta(days=each.licence_days)
            add_paper(actor, row.pk, PaperDraft(kind=PaperKind.LICENCE, title=title, number=number, expires_on=ends))


def _draft(each: PlacePlan, today: date) -> PlaceDraft:
    quiet = [time.fromisoformat(text) for text in each.quiet] if each.quiet else [None, None]
    return PlaceDraft(
        words=Words(name=each.name, address=each.address, quiet_from=quiet[0], quiet_until=quiet[1], asked_for_none=each.asked_for_none),
        kind=Kind(each.kind),
        stage=Stage(each.stage),
        stage_on=today - timedelta(days=each.days),
        spot=Spot(lon=each.at[0], lat=each.at[1]),
        tags=each.tags,
        contacts=[ContactWords(full_name=each.contact[0], phone=each.contact[1])] if each.contact else [],
    )
