"""One night's learning: which method is used, by which tickets it was judged, and when nothing is taken over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from linli.lang import bayes, container
from linli.lang.bayes import Heard
from linli.tickets.queries.prior import preset, shipped
from linli.tickets.rules import figures, learning
from linli.tickets.rules.figures import EVERY, Compared, Method
from linli.tickets.rules.learning import Confirmed, Material, Version, learn
from linli.tickets.rules.likeness import words_of
from linli.tickets.rules.prior import prior_of
from tests.lang.corpus import messages

CODES = {"环境": "E0506", "教育": "E0105", "交通": "M0103"}
WORDS = {item.code: " ".join(words_of(item)) for item in preset().deepest}


def material(texts: Sequence[str], codes: Sequence[str], *, is_new: bool = True) -> Material:
    said = [
        Confirmed(UUID(int=place), text, code, date(2026, 3, 1) + timedelta(days=place % 9), is_new)
        for place, (text, code) in enumerate(zip(texts, codes, strict=True))
    ]
    return Material(said, WORDS, 2, shipped())


def of_messages(count: int, *, seed: int = 1) -> Material:
    texts, labels = messages(count, seed)
    return material(texts, [CODES[each] for each in labels])


def learnt(found: Material) -> Version:
    version = learn(found)
    assert version is not None
    return version


def test_few_tickets_teach_the_simple_method_and_every_one_is_judged() -> None:
    found = learnt(of_messages(12))
    assert (found.method, found.classifier) == (Method.PAIRS, None)
    figures = found.figures
    assert (figures.judged, figures.catalogue, figures.since, figures.until) == (36, 2, date(2026, 3, 1), date(2026, 3, 9))
    assert set(figures.right_by) == {Method.PAIRS} and figures.right_by[Method.PAIRS] == figures.right
    assert figures.compared == Compared(36, figures.compared.before, figures.right)
    assert {each.times for code, each in figures.classes.items() if code in CODES.values()} == {12}
    assert set(bayes.loaded(found.content).labels) == set(CODES.values())


def test_more_tickets_are_tried_with_the_classifier_and_the_better_one_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    many = of_messages(40)
    # A word of which the pairs say nothing, and a fifth class that too few tickets would teach.
    few = [Confirmed(UUID(int=900 + place), f"黑板报第{place}期怎么还不换", "M0104", date(2026, 3, 2), is_new=True) for place in range(4)]
    many = replace(many, confirmed=[*few, *many.confirmed])
    found = learnt(many)
    assert set(found.figures.right_by) == {Method.PAIRS, Method.RUNS}
    assert found.figures.judged == 124 and found.figures.classes["M0104"].times == 4

    monkeypatch.setattr(learning, "_right", lambda said, told: 1)
    # As good is not better.
    assert learnt(many).method is Method.PAIRS
    counts = iter([1, 2])
    monkeypatch.setattr(learning, "_right", lambda said, told: next(counts))
    chosen = learnt(many)
    assert chosen.method is Method.RUNS and chosen.classifier is not None and chosen.content == found.content
    assert EVERY in chosen.figures.thresholds


def test_a_classifier_knows_from_how_many_tickets_it_has_each_class(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    counts = iter([1, 2])
    monkeypatch.setattr(learning, "_right", lambda said, told: next(counts))
    chosen = learnt(of_messages(40))
    path = tmp_path / "one"
    path.write_bytes(chosen.classifier or b"")
    assert container.read(path).about["times"] == dict.fromkeys(sorted(CODES.values()), 40)


def test_of_a_ticket_whose_class_is_unsure_the_class_above_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both methods; the classes of the messages lie in one class and in another."""
    above = {"E0506": "E05", "E0105": "E05", "M0103": "M01"}
    monkeypatch.setattr(figures, "is_likely", lambda held, sure: False)
    for right in ([1, 1], [1, 2]):
        counts = iter(right)
        monkeypatch.setattr(learning, "_right", lambda said, told, counts=counts: next(counts))
        found = learnt(replace(of_messages(40), above=above)).figures
        assert EVERY in found.thresholds_above and set(found.thresholds_above) <= {EVERY, "E05", "M01"}


def test_classes_that_are_no_longer_in_use_or_hardly_used_teach_nothing() -> None:
    texts, labels = messages(12)
    gone = material(texts, ["Z99" if each == "交通" else CODES[each] for each in labels])
    assert set(learnt(gone).figures.classes) <= {*WORDS} and learnt(gone).figures.judged == 24
    twice = of_messages(12)
    said = [*twice.confirmed, *(replace(each, code="M0104") for each in twice.confirmed[:2])]
    assert learnt(replace(twice, confirmed=said)).figures.judged == 36


def test_too_little_is_no_version() -> None:
    assert learn(of_messages(6)) is None
    texts, _ = messages(12)
    assert learn(material(texts, ["E0506"] * 36)) is None
    # The same once more teaches nothing new.
    many = of_messages(12)
    assert learn(replace(many, present_content=learnt(many).content)) is None


def test_texts_that_are_all_alike_are_never_judged_by_themselves() -> None:
    same = material([f"楼道里的灯不亮，第{place}次" for place in range(60)] + ["门"] * 60, ["E0506", "E0105"] * 60)
    found = learnt(same)
    assert found.method is Method.PAIRS and found.figures.judged == 120


class Stubborn:
    """Says one class of everything."""

    def __init__(self, code: str) -> None:
        self.code = code

    def heard(self, text: str) -> Heard:
        return Heard([bayes.Guess(self.code, 1.0)], 1.0)

    def because(self, text: str, label: str, most: int) -> list[str]:
        return []

    def times_of(self, label: str) -> int:
        return 99


class Knowing(Stubborn):
    """Knows every ticket by heart."""

    def __init__(self, found: Material) -> None:
        self.codes = {each.text: each.code for each in found.confirmed}

    def heard(self, text: str) -> Heard:
        return Heard([bayes.Guess(self.codes[text], 1.0)], 1.0)


def test_a_version_that_gets_fewer_of_the_new_tickets_right_is_none() -> None:
    many = of_messages(12)
    worse = learnt(replace(many, present=Stubborn("E0506")))
    assert worse.figures.compared.before == 12 and worse.figures.compared.after >= 12
    # Of tickets that the version in use has seen nothing is asked.
    seen = replace(many, confirmed=[replace(each, is_new=False) for each in many.confirmed])
    assert learnt(replace(seen, present=Knowing(many))).figures.compared == Compared(0, 0, 0)
    odd = replace(many, confirmed=[replace(each, code="M0103" if place % 2 else "E0105") for place, each in enumerate(many.confirmed)])
    assert learn(replace(odd, present=Knowing(odd))) is None


def test_only_the_latest_new_ones_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "JUDGED", 5)
    assert learnt(of_messages(12)).figures.compared.judged == 5


def test_without_examples_of_its_classes_a_street_learns_too() -> None:
    found = learnt(replace(of_messages(12), prior=prior_of([], preset())))
    assert found.figures.by_examples == 0 and found.figures.right > 18


def test_the_order_of_the_tickets_changes_nothing_that_is_learnt() -> None:
    many = of_messages(40)
    turned = replace(many, confirmed=many.confirmed[::-1])
    one, other = learnt(many), learnt(turned)
    assert (one.content, one.classifier, one.method) == (other.content, other.classifier, other.method)
    assert one.figures.right_by == other.figures.right_by and one.figures.thresholds == other.figures.thresholds
