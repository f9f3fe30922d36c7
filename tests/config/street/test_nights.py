"""The nights of the demo street learn by the rules of every night: nothing from too little, and each what had come in by then."""

from collections.abc import Callable
from datetime import datetime, timedelta

from linli.config.street.laying import nights
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.models import Subdistrict
from linli.kernel.scope import scoped
from linli.org.queries import units
from linli.tickets.actions import catalogue, intake
from linli.tickets.actions.intake import ItemDraft, TicketDraft
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import learnt
from tests.accounts.entrance import Entrance

SAID = {"E2108": "垃圾桶满了没有人来收，苍蝇很多", "E2101": "楼道里堆了旧家具和纸箱，过不去"}


def told(at: datetime) -> Callable[[], datetime]:
    return lambda: at


def test_a_night_learns_what_had_come_in_and_nothing_from_too_little(laid: Entrance) -> None:
    actor, now = Actor.system("demo", Subdistrict.objects.get(code="lanting").pk), clock.now()
    with scoped(actor):
        if classes.catalogue_of(actor) is None:
            catalogue.lay_preset(actor)
        version, unit_id = classes.in_use(actor).version, units.open_units(actor)[0].pk

        def opens(days_ago: int) -> None:
            for number, (code, words) in enumerate([*SAID.items()] * 12):
                at = now - timedelta(days=days_ago, minutes=number)
                item = ItemDraft(code=code, version=version)
                draft = TicketDraft(intake_unit_id=unit_id, source="call", words=f"{number} 号楼{words}", matter=words[:8], item=item)
                with clock.told_by(told(at)):
                    intake.open_ticket(actor, draft)

        first, last = nights.beats(actor, now)
        assert first.at < last.at
        nights.learn_by_night(actor)
        assert learnt.learnt(actor) is None
        for beat, days_ago in ((first, 60), (last, 5)):
            opens(days_ago)
            with clock.told_by(beat.tell):
                beat.let()
        found = learnt.learnt(actor)

    assert found is not None and [each.row.number for each in found.versions] == [2, 1]
    assert [each.figures.judged for each in found.versions if each.figures] == [48, 24]
    assert [each.row.learnt_at for each in found.versions] == [last.tell(), first.tell()]
