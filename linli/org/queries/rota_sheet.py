"""The rota as a sheet: rows to take away, and the shifts that rows brought back would make."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.sheets import Line
from linli.kernel.writes import each
from linli.org.queries import people
from linli.org.queries import rota as queries
from linli.org.queries.people import Card
from linli.org.queries.rota import ShiftNow
from linli.org.rules.rota import Place, Planned, RotaRole, checked_crew
from linli.org.rules.rota_sheet import WORDS, Named, RotaRow, read_row


def rows(shown: Sequence[ShiftNow], cards: Mapping[UUID, Card]) -> list[list[str | date]]:
    """Each shift as a row, in the order of the columns."""
    return [
        [timezone.localtime(now.shift.begins_at).date(), WORDS[now.shift.kind], *(_names(now, role, cards) for role in RotaRole)]
        for now in shown
    ]


def _names(now: ShiftNow, role: RotaRole, cards: Mapping[UUID, Card]) -> str:
    return "、".join(cards[person.person_id].full_name for person in now.in_role(role) if person.person_id in cards)


def planned(actor: Actor, unit_id: UUID, lines: Sequence[Line]) -> list[Planned | Refused]:
    """The shift each row would make, or why it makes none: names nobody has, or several have, are told by row."""
    _, pattern = queries.pattern_of(actor, unit_id)
    zone = timezone.get_current_timezone()
    read = each(lines, lambda line: read_row(line.number, line.cells, pattern, zone))
    wanted = {named.name for row in read if isinstance(row, RotaRow) for _, named in row.people}
    by_name: dict[str, list[Card]] = {}
    found = people.namesakes(actor, wanted)
    for card in people.cards(actor, found).values():
        if not card.has_left:
            by_name.setdefault(card.full_name, []).append(card)
    resolved = each([row for row in read if isinstance(row, RotaRow)], lambda row: _resolved(row, by_name))
    by_row = iter(resolved)
    return [next(by_row) if isinstance(row, RotaRow) else row for row in read]


def _resolved(row: RotaRow, by_name: Mapping[str, Sequence[Card]]) -> Planned:
    crew: list[Place] = [(role, _person(row.number, named, by_name.get(named.name, ()))) for role, named in row.people]
    try:
        checked = checked_crew(crew)
    except Refused as refusal:
        raise Refused("rota.row", row=row.number, trouble=refusal.sentence) from refusal
    return Planned(row.kind, timezone.localtime(row.stretch[0]).date(), *row.stretch, checked)


def _person(number: int, named: Named, found: Sequence[Card]) -> UUID:
    meant = [card for card in found if not named.unit or named.unit == card.unit]
    if not meant:
        raise Refused("rota.nobody_called", row=number, name=f"{named.name}（{named.unit}）" if named.unit else named.name)
    if len(meant) > 1:
        raise Refused("rota.several_called", row=number, count=len(meant), name=named.name, unit=meant[0].unit)
    return meant[0].id
