"""What the subdistrict's own tickets teach about classes: by night, from what people said, each version once."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from linli.kernel import clock, journal, scope
from linli.kernel.errors import NotFound
from linli.kernel.ids import uuid7
from linli.tickets import jobs
from linli.tickets.actions import catalogue, intake, learning
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.models import ClassModel, ClassModelVersion
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import learning as queries
from linli.tickets.queries import suggesting
from linli.tickets.queries.understanding import Said, understand
from linli.tickets.rules.catalogue import Permission as CataloguePermission
from linli.tickets.rules.dispatch import Confidence
from linli.tickets.rules.prior import Compared
from tests.tickets.town import Town

# What people here say, in words that no catalogue has.
SCOOTERS, PONDS = "一排小黄车把大门挡得严严实实第", "景观池的水发绿蚊虫成群第"
NUMBERS = "一二三四五六七八九十"


@pytest.fixture
def sorted_town(town: Town) -> Town:
    chief = replace(town.centre, permissions=town.centre.permissions | {CataloguePermission.CHANGE.value})
    with scope.scoped(chief):
        catalogue.lay_preset(chief)
    return town


def sorts(town: Town, code: str, texts: Sequence[str], *, by_machine: bool = False) -> None:
    with scope.scoped(town.centre):
        drafts = [town.draft(words=text, matter="", item=ItemDraft(code=code, version=1, is_set_by_machine=by_machine)) for text in texts]
        assert not [each for each in intake.open_tickets(town.centre, drafts) if isinstance(each, Exception)]


def learns(town: Town) -> ClassModel | None:
    with scope.scoped(town.house):
        return learning.learn_classes(town.house)


def suggested(town: Town, text: str) -> list[tuple[str, Confidence]]:
    with scope.scoped(town.centre):
        return [(each.code, each.confidence) for each in suggesting.suggest(town.centre, text, clock.now())]


def test_what_people_sorted_is_suggested_the_next_day(sorted_town: Town) -> None:
    town = sorted_town
    text = "小黄车又挡在大门口，严严实实"
    assert suggested(town, text) == []
    sorts(town, "E0506", [f"{SCOOTERS}{number}次" for number in NUMBERS])
    sorts(town, "E0105", [f"{PONDS}{number}天" for number in NUMBERS])
    with scope.scoped(town.house):
        jobs.learn_classes(town.house)
        (row,) = ClassModel.objects.all()
        (told,) = journal.story_of(row)
    # Of the twenty the examples of the house knew half, and each half taught the other.
    assert (told.facts["judged"], told.facts["right_before"], told.facts["right"]) == (20, 10, 20)
    assert (told.verb, told.facts["version"], told.facts["ticket_count"], told.facts["class_count"]) == ("class_model.learnt", 1, 20, 2)

    # Learnt alone it is possible, never very like; with a word of the catalogue it is.
    assert suggested(town, text) == [("E0506", Confidence.LIKELY)]
    assert suggested(town, f"{text}，共享单车")[0] == ("E0506", Confidence.STRONG)
    with scope.scoped(town.centre):
        (found,) = suggesting.suggest(town.centre, text, clock.now())
        (understood,) = understand(town.centre, [Said(text=text)], clock.now())
    assert found.words and all(word in text for word in found.words)
    assert understood.item is not None and understood.item.code == "E0506"
    assert suggested(town, "完全是另一回事") == []


def test_the_same_tickets_give_the_same_version_and_older_ones_are_let_go(sorted_town: Town) -> None:
    town = sorted_town
    assert learns(town) is None
    sorts(town, "E0506", [f"{SCOOTERS}{number}次" for number in NUMBERS])
    # What a machine chose teaches nothing, and one class alone is no choice.
    sorts(town, "E0105", [f"{PONDS}{number}天" for number in NUMBERS], by_machine=True)
    assert learns(town) is None
    for round_number in range(5):
        sorts(town, "E0105", [f"{PONDS}{number}天" for number in NUMBERS[: 10 if round_number == 0 else 1]])
        first, again = learns(town), learns(town)
        assert first is not None and again is not None
        assert first.version_number == again.version_number == round_number + 1
    with scope.scoped(town.house):
        assert sorted(ClassModelVersion.objects.values_list("number", flat=True)) == [3, 4, 5]
        assert len(journal.story_of(ClassModel.objects.get())) == 5


def test_the_words_in_use_come_with_what_was_learnt(sorted_town: Town) -> None:
    town = sorted_town
    sorts(town, "E0506", [f"{SCOOTERS}{number}次" for number in NUMBERS])
    sorts(town, "E0105", [f"{PONDS}{number}天" for number in NUMBERS])
    assert learns(town) is not None
    with scope.scoped(town.house):
        assert {each.code for each in queries.confirmed(town.house, None)} == {"E0506", "E0105"}
        with pytest.raises(NotFound):
            queries.of_version(town.house.subdistrict_id, uuid7())
        lexicon = classes.words_in_use(town.house)
    assert lexicon.learnt is not None and set(lexicon.learnt.labels) == {"E0506", "E0105"}


def test_a_version_that_gets_fewer_of_the_new_ones_right_is_not_taken_over(sorted_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town = sorted_town
    sorts(town, "E0506", [f"{SCOOTERS}{number}次" for number in NUMBERS])
    sorts(town, "E0105", [f"{PONDS}{number}天" for number in NUMBERS])
    assert learns(town) is not None
    sorts(town, "E0105", [f"{PONDS}{number}夜" for number in NUMBERS])
    monkeypatch.setattr(learning, "compared", lambda *said: Compared(10, 9, 8))
    row = learns(town)
    assert row is not None and row.version_number == 1
    monkeypatch.undo()
    row = learns(town)
    assert row is not None and row.version_number == 2
