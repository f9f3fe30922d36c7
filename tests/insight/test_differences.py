"""Whatever happens to tickets in whatever order, groups and figures are those of counting all of them at once."""

import random
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from linli.insight.models import HotIssue
from linli.kernel import scope
from linli.lang.hot import Stream
from linli.lang.matters import Said
from linli.tickets.models import Ticket
from linli.tickets.rules.states import ASIDE, State
from tests.insight.stream import LAMP, MIXER, MIXERS, SCHOOL, changed, closed, counted, forgotten, gathered, groups, members, said
from tests.tickets.town import BEGIN, Town

TEXTS = (*MIXERS, LAMP, f"{LAMP}，谢谢", SCHOOL, f"{SCHOOL}，请管一管", "。。", f"兰田路的人也说{MIXER}")
ADDRESSES = ("", "", "", "丽景新城3号楼", "兰田路8号")


def figures(town: Town) -> list[tuple[object, ...]]:
    """Every issue of the last ninety days with all that is told of it."""
    facts = ("oldest_id", "rank", "rank_by_tickets", "heat", "tickets", "breadth", "likes", "recent", "days", "unsolved", "before")
    return [
        (
            *(getattr(each, name) for name in (*facts, "first_at", "last_at", "place", "speaker_id")),
            *each.trend,
            frozenset(members(town, each)),
        )
        for each in counted(town)[1]
    ]


def of_all(town: Town) -> set[frozenset[UUID]]:
    """The groups as the definition has them, from the tickets alone."""
    with scope.scoped(town.house):
        rows = Ticket.objects.values_list("pk", "received_at", "matter", "words", "address")
        stream = Stream()
        # Each spoke by himself, so that every group of several is an issue.
        stream.add([Said(str(pk), str(pk), at, matter, words, address=address) for pk, at, matter, words, address in rows])
        several = {frozenset(map(UUID, each.members)) for each in stream.issues()}
        return several | {frozenset({pk}) for pk, *_ in rows if not any(pk in group for group in several)}


@dataclass
class Street:
    """What may happen in a street, each time to a ticket that chance chooses."""

    town: Town
    chance: random.Random
    ids: list[UUID] = field(default_factory=list)

    def comes(self) -> None:
        """A ticket comes in, new or found in an old list."""
        days, phone = self.chance.uniform(1, 180), f"1390000{self.chance.randrange(12):04}"
        address = self.chance.choice(ADDRESSES)
        self.ids.append(said(self.town, self.chance.choice(TEXTS), days_ago=days, phone=phone, address=address))

    def is_corrected(self) -> None:
        """It says something else."""
        words = self.chance.choice(TEXTS)
        changed(self.town, self.chance.choice(self.ids), words=words, matter=words[:14])

    def moves(self) -> None:
        """It is somewhere else."""
        changed(self.town, self.chance.choice(self.ids), address=self.chance.choice(ADDRESSES))

    def ends(self) -> None:
        """One that is open is merged into another, closed, withdrawn or void."""
        chosen, other = self.chance.sample(self.ids, 2)
        with scope.scoped(self.town.house):
            if Ticket.objects.get(pk=chosen).state != "received":
                return
            other_is_open = Ticket.objects.get(pk=other).state == "received"
        how = self.chance.choice(["closed", "explained", "withdrawn", "void", *(["merged"] * 3 if other_is_open else [])])
        match how:
            case "closed":
                closed(self.town, chosen)
            case "explained":
                closed(self.town, chosen, "explained")
            case _:
                into = {"merged_into_id": other} if how == "merged" else {}
                before = "received" if State(how) in ASIDE else ""
                changed(self.town, chosen, state=how, state_before=before, ended_at=BEGIN, due_at=None, due_kind="", **into)

    def something_happens(self) -> None:
        """One of these."""
        self.chance.choice([self.comes, self.comes, self.is_corrected, self.moves, self.ends])()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_step_by_step_is_as_all_at_once(town: Town, seed: int) -> None:
    chance = random.Random(seed)
    street = Street(town, chance)
    for _ in range(26):
        street.comes()
    for _ in range(5):
        for _ in range(chance.randrange(1, 9)):
            street.something_happens()
        gathered(town, chance.choice([1, 3, 200]))
        assert groups(town) == of_all(town)
    step_by_step = groups(town), figures(town)
    assert step_by_step[1] and any(len(each) > 2 for each in step_by_step[0])
    forgotten(town)
    gathered(town)
    assert (groups(town), figures(town)) == step_by_step
    with scope.scoped(town.house):
        assert HotIssue.objects.count() == len(step_by_step[1])


def test_a_corrected_ticket_is_found_by_what_it_says_now_and_not_by_what_it_said(town: Town) -> None:
    first, second = said(town, MIXER, days_ago=9), said(town, LAMP, days_ago=8)
    gathered(town)
    changed(town, first, words=LAMP, matter=LAMP[:14])
    gathered(town)
    third, fourth = said(town, MIXERS[1], days_ago=3), said(town, LAMP, days_ago=2)
    gathered(town)
    assert groups(town) == {frozenset({first, second, fourth}), frozenset({third})} == of_all(town)
