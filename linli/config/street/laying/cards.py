"""Contact cards on the doors of the demo street, and what was asked through them: by the actions that a passer-by and the office use."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from linli.config.street.cards import BLANK, BLANK_DAYS, BOUND_DAYS, OF, QUESTIONS, WITH_CARD, Question
from linli.config.street.laying.ids import Ids
from linli.kernel import clock
from linli.kernel.actor import Actor, Channel
from linli.places.actions import cards
from linli.places.models import ContactCard, Place
from linli.places.rules.cards import Withdrawal
from linli.places.rules.kinds import Kind, Stage
from linli.tickets.actions import dispatching, following, handling
from linli.tickets.actions.following import Report
from linli.tickets.queries import following as reports
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.satisfaction import Grade

_BIG: Final = frozenset({Kind.MALL.value, Kind.SERVICE_STATION.value})
_ALONG: Final = frozenset({Kind.SHOP.value, Kind.RESTAURANT.value})


def lay_cards(actor: Actor, now: datetime, ids: Ids) -> None:
    """The cards that hang, one that was exchanged, one that was withdrawn, a sheet of blank ones, and the questions; none is laid twice."""
    if ContactCard.objects.of(actor.subdistrict_id).exists():
        return
    open_ones = Place.objects.of(actor.subdistrict_id).filter(stage=Stage.OPEN.value, merged_into__isnull=True).order_by("name", "pk")
    shops = [row.pk for row in open_ones if row.kind in _ALONG]
    stations = {row.pk for row in open_ones if row.kind == Kind.SERVICE_STATION.value}
    chosen = [pk for number, pk in enumerate(shops) if number % OF < WITH_CARD] + [row.pk for row in open_ones if row.kind in _BIG]
    with clock.told_by(_at(now - timedelta(days=BOUND_DAYS))):
        made = cards.make_for_places(actor, chosen)
    with clock.told_by(_at(now - timedelta(days=BLANK_DAYS))):
        cards.make_cards(actor, BLANK)
        cards.replace(actor, made[3].pk, reason=Withdrawal.DAMAGED)
        cards.withdraw(actor, made[8].pk, reason=Withdrawal.NOT_WANTED)
    kept = [card for number, card in enumerate(made) if number not in {3, 8}]
    _ask(actor, now, ids, kept, next(card for card in kept if card.place_id in stations))


def _at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def _ask(actor: Actor, now: datetime, ids: Ids, hung: Sequence[ContactCard], at_station: ContactCard) -> None:
    """Somebody scans and asks; a unit answers; who asked says whether it helped."""
    passer = replace(actor, permissions=frozenset(), channel=Channel.PUBLIC)
    for number, question in enumerate(QUESTIONS):
        asked_at = now - timedelta(days=question.days)
        with clock.told_by(_at(asked_at)):
            card = at_station if question.is_at_station else hung[number * 7 % len(hung)]
            code = following.report(passer, Report(words=question.words, card_code=card.code))
        if question.unit:
            _handle(actor, ids, question, code, asked_at)


def _handle(actor: Actor, ids: Ids, question: Question, code: str, asked_at: datetime) -> None:
    passer = replace(actor, permissions=frozenset(), channel=Channel.PUBLIC)
    ticket_id = reports.case_of(passer, code).ticket_id
    with clock.told_by(_at(asked_at + timedelta(hours=1))):
        dispatching.dispatch(actor, ticket_id, lead_unit_id=ids.units[question.unit], matter=question.matter)
        dispatching.accept(actor, ticket_id)
    if question.done:
        with clock.told_by(_at(asked_at + timedelta(days=1))):
            handling.resolve(actor, ticket_id, outcome=Verdict.SOLVED, done=question.done)
    if question.is_content:
        with clock.told_by(_at(asked_at + timedelta(days=2))):
            following.judge(passer, code, verdict=Verdict.SOLVED, grade=Grade.SATISFIED)
