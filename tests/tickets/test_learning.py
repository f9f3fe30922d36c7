"""What the subdistrict's own tickets teach about classes: by night, from what people said, each version once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection

from linli.kernel import clock, journal, scope
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.tickets import jobs
from linli.tickets.actions import catalogue, intake, learning
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.models import ClassModel, ClassModelVersion
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import learning as queries
from linli.tickets.queries import lying, suggesting
from linli.tickets.queries.understanding import Said, understand
from linli.tickets.rules import learning as rules
from linli.tickets.rules.catalogue import Permission as CataloguePermission
from linli.tickets.rules.dispatch import Confidence
from linli.tickets.rules.figures import Compared, Figures, Method
from tests.lang.corpus import messages
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
    night = jobs.prepare_learning(town.house)
    with scope.scoped(town.house):
        return learning.take_over(town.house, night)


def suggested(town: Town, text: str) -> list[tuple[str, Confidence]]:
    with scope.scoped(town.centre):
        return [(each.code, each.confidence) for each in suggesting.suggest(town.centre, text, clock.now())]


def test_what_people_sorted_is_suggested_the_next_day(sorted_town: Town) -> None:
    town = sorted_town
    text = "小黄车又挡在大门口，严严实实"
    assert suggested(town, text) == []
    sorts(town, "E0506", [f"{SCOOTERS}{number}次" for number in NUMBERS])
    sorts(town, "E0105", [f"{PONDS}{number}天" for number in NUMBERS])
    night = jobs.prepare_learning(town.house)
    with scope.scoped(town.house):
        jobs.learn_classes(town.house, night)
        (row,) = ClassModel.objects.all()
        (told,) = journal.story_of(row)
    # Of the twenty the examples of the house knew half; all of a kind say nearly the same, and none of them judges another.
    assert (told.facts["judged"], told.facts["right_before"], told.facts["right"], told.facts["learnt_by"]) == (20, 10, 10, "pairs")
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
    for round_number in range(7):
        sorts(town, "E0105", [f"{PONDS}{number}天" for number in NUMBERS[: 10 if round_number == 0 else 1]])
        first, again = learns(town), learns(town)
        assert first is not None and again is not None
        assert first.version_number == again.version_number == round_number + 1
    with scope.scoped(town.house):
        assert sorted(ClassModelVersion.objects.values_list("number", flat=True)) == [3, 4, 5, 6, 7]
        assert len(journal.story_of(ClassModel.objects.get())) == 7


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
    assert lexicon.learnt is not None
    assert {each.label for each in lexicon.learnt.heard(f"{SCOOTERS}，{PONDS}").guesses} == {"E0506", "E0105"}


def test_a_night_that_makes_things_worse_changes_nothing(sorted_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town = sorted_town
    sorts(town, "E0506", [f"{SCOOTERS}{number}次" for number in NUMBERS])
    sorts(town, "E0105", [f"{PONDS}{number}天" for number in NUMBERS])
    assert learns(town) is not None
    # Somebody sorts the other way round for a day: of the new ones the version in use gets none right, the next one neither.
    sorts(town, "E0105", [f"{PONDS}{number}夜" for number in NUMBERS])
    monkeypatch.setattr(rules, "_compared", lambda *said: Compared(10, 9, 8))
    row = learns(town)
    assert row is not None and row.version_number == 1
    monkeypatch.undo()
    row = learns(town)
    assert row is not None and row.version_number == 2


CODES = {"环境": "E0506", "教育": "E0105", "交通": "E0101"}
DIRT = "楼下饭店油烟，污水直排，请问什么时候解决"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where files of classifiers lie in this test."""
    monkeypatch.setattr(lying, "FOLDER", str(tmp_path / "models"))
    forget()
    yield tmp_path / "models"
    forget()


def forget() -> None:
    """As a process that has just begun."""
    queries.of_version.cache_clear()
    classes.lexicon_of.cache_clear()


@pytest.fixture
def classified(sorted_town: Town, home: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A street in which a night chose the classifier."""
    for label, code in CODES.items():
        texts, labels = messages(36)
        sorts(sorted_town, code, [text for text, each in zip(texts, labels, strict=True) if each == label])
    # Which of both is right more often is not the matter here: the one that is asked last.
    asked = count()
    monkeypatch.setattr(rules, "_right", lambda said, told: next(asked))
    row = learns(sorted_town)
    assert row is not None
    return sorted_town


def taught(town: Town) -> queries.Taught:
    with scope.scoped(town.house):
        row = queries.row_of(town.house)
        assert row is not None
        return queries.of_version(row.subdistrict_id, row.version_id)


def file_of(town: Town) -> Path:
    with scope.scoped(town.house):
        row = queries.row_of(town.house)
        assert row is not None
        return lying.place_of(row.subdistrict_id, row.version_id)


def test_a_classifier_lies_beside_the_database_and_says_very_like_where_it_was_measured(classified: Town, home: Path) -> None:
    town = classified
    assert not file_of(town).exists()
    assert suggested(town, DIRT)[0] == ("E0506", Confidence.STRONG)
    assert file_of(town).is_relative_to(home) and file_of(town).stat().st_size < 10_000_000
    with scope.scoped(town.centre):
        (first, *_) = suggesting.suggest(town.centre, DIRT, clock.now())
        version = queries.versions(town.centre)[0]
    assert first.words and all(word in DIRT for word in first.words)
    figures = Figures.loaded(version.figures)
    assert version.method == Method.RUNS.value and figures is not None and figures.judged == 108
    assert not taught(town).is_stand_in and taught(town).thresholds == figures.thresholds
    # No text of any ticket is part of it.
    assert "油烟".encode() not in file_of(town).read_bytes()


def test_a_file_that_is_missing_cut_off_or_altered_is_written_anew(classified: Town, home: Path) -> None:
    town = classified
    assert suggested(town, DIRT)[0][0] == "E0506"
    whole = file_of(town).read_bytes()
    for broken in (None, b"", whole[:-100], whole[:-1] + b"!", b"Linli text model" + (9).to_bytes(4, "big") + whole[20:]):
        forget()
        file_of(town).unlink()
        if broken is not None:
            file_of(town).write_bytes(broken)
        assert suggested(town, DIRT)[0] == ("E0506", Confidence.STRONG)
        assert file_of(town).read_bytes() == whole


def test_files_of_earlier_versions_go(classified: Town, home: Path) -> None:
    folder = file_of(classified).parent
    folder.mkdir(parents=True)
    for number in range(3):
        (folder / f"0000000{number}.model").write_bytes(b"")
    assert suggested(classified, DIRT)
    assert sorted(each.name for each in folder.iterdir()) == ["00000002.model", file_of(classified).name]


@pytest.mark.parametrize("content", [b"", b"Linli text model" + (9).to_bytes(4, "big") + bytes(60)])
def test_where_the_classifier_cannot_be_read_what_was_learnt_more_simply_stands_in(classified: Town, home: Path, content: bytes) -> None:
    town = classified
    with scope.scoped(town.house):
        ClassModelVersion.objects.of(town.house.subdistrict_id).update(classifier=content)
    assert taught(town).is_stand_in and not taught(town).thresholds
    # What stands in never makes a class very like.
    assert all(confidence is not Confidence.STRONG for _, confidence in suggested(town, DIRT))


def test_where_no_file_can_be_written_it_stands_in_too(classified: Town, home: Path) -> None:
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file where the folder should be")
    assert taught(classified).is_stand_in


def test_of_two_nights_at_once_the_first_to_end_counts(sorted_town: Town) -> None:
    town = sorted_town
    sorts(town, "E0506", [f"{SCOOTERS}{number}次" for number in NUMBERS])
    sorts(town, "E0105", [f"{PONDS}{number}天" for number in NUMBERS])
    one, other = jobs.prepare_learning(town.house), jobs.prepare_learning(town.house)
    assert one.version is not None and other.version is not None
    for night in (one, other):
        with scope.scoped(town.house):
            row = learning.take_over(town.house, night)
            assert row is not None and row.version_number == 1
    with scope.scoped(town.house):
        assert len(journal.story_of(ClassModel.objects.get())) == 1


def test_no_transaction_is_open_while_it_learns(sorted_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town = sorted_town
    sorts(town, "E0506", [f"{SCOOTERS}{number}次" for number in NUMBERS])
    sorts(town, "E0105", [f"{PONDS}{number}天" for number in NUMBERS])
    seen = []
    monkeypatch.setattr(jobs, "learn", lambda material: seen.append((len(material.confirmed), connection.in_atomic_block)))
    assert jobs.prepare_learning(town.house).version is None
    assert seen == [(20, False)]


def may_change(town: Town) -> Any:
    return replace(town.centre, permissions=town.centre.permissions | {CataloguePermission.CHANGE.value})


def two_versions(town: Town) -> None:
    sorts(town, "E0506", [f"{SCOOTERS}{number}次" for number in NUMBERS])
    sorts(town, "E0105", [f"{PONDS}{number}天" for number in NUMBERS])
    learns(town)
    sorts(town, "E0105", [f"{PONDS}{number}夜" for number in NUMBERS[:3]])
    row = learns(town)
    assert row is not None and row.version_number == 2


def test_going_back_holds_the_version_until_somebody_lets_the_house_learn_again(sorted_town: Town) -> None:
    town, chief = sorted_town, may_change(sorted_town)
    two_versions(town)
    with scope.scoped(chief):
        row = learning.go_back(chief, seen=2)
        assert (row.version_number, row.is_held) == (1, True)
        assert [(each.verb, each.facts) for each in journal.story_of(row)][-1] == ("class_model.taken_back", {"version": 1, "before": 2})
    sorts(town, "E0506", [f"{SCOOTERS}{number}夜" for number in NUMBERS])
    night = jobs.prepare_learning(town.house)
    assert night.version is None
    assert learns(town).version_number == 1  # type: ignore[union-attr]

    with scope.scoped(chief):
        row = learning.learn_on(chief, seen=3)
        assert not row.is_held
    row = learns(town)  # type: ignore[assignment]
    # The number that somebody left is not given again.
    assert row.version_number == 3


def test_a_night_that_began_before_somebody_went_back_changes_nothing(sorted_town: Town) -> None:
    town, chief = sorted_town, may_change(sorted_town)
    two_versions(town)
    sorts(town, "E0506", [f"{SCOOTERS}{number}夜" for number in NUMBERS])
    night = jobs.prepare_learning(town.house)
    assert night.version is not None
    with scope.scoped(chief):
        learning.go_back(chief, seen=2)
        learning.learn_on(chief, seen=3)
    with scope.scoped(chief):
        # It compared itself with the version that somebody left.
        assert learning.take_over(town.house, night).version_number == 1  # type: ignore[union-attr]


def test_who_may_not_and_what_is_not_there_is_refused(sorted_town: Town) -> None:
    town, chief = sorted_town, may_change(sorted_town)
    with pytest.raises(NotFound), scope.scoped(chief):
        learning.go_back(chief, seen=0)
    two_versions(town)
    for action in (learning.go_back, learning.learn_on):
        with pytest.raises(Refused, match="does not include"), scope.scoped(town.centre):
            action(town.centre, seen=2)
        with pytest.raises(Stale), scope.scoped(chief):
            action(chief, seen=1)
    with pytest.raises(Refused, match="learns every night"), scope.scoped(chief):
        learning.learn_on(chief, seen=2)
    with scope.scoped(chief):
        assert learning.go_back(chief, seen=2).version_number == 1
    with pytest.raises(Refused, match="no version before"), scope.scoped(chief):
        learning.go_back(chief, seen=3)


def test_a_version_of_before_figures_were_kept_is_read_and_left(sorted_town: Town) -> None:
    town, chief = sorted_town, may_change(sorted_town)
    two_versions(town)
    with scope.scoped(town.house):
        ClassModelVersion.objects.of(town.house.subdistrict_id).filter(number=1).update(figures={}, learnt_at=None)
    with scope.scoped(chief):
        before = learning.go_back(chief, seen=2)
        assert before.learnt_at is not None
    assert taught(town) == queries.Taught(taught(town).own)


def test_a_version_cannot_name_a_classifier_that_is_not_there(sorted_town: Town) -> None:
    two_versions(sorted_town)
    with pytest.raises(IntegrityError, match="uses_what_is_there"), scope.scoped(sorted_town.house):
        ClassModelVersion.objects.of(sorted_town.house.subdistrict_id).update(method=Method.RUNS.value)
