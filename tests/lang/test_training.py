"""Labels learnt from texts: told with a probability that holds, with their words, the same in any order, and kept in a file."""

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lang import container, training
from linli.lang.bayes import Heard
from linli.lang.classifier import Classifier, Prediction, beginnings, load
from linli.lang.grams import counted
from linli.lang.judge import Judge
from linli.lang.reading import plain
from linli.lang.reasons import words
from linli.lang.trouble import BadFile
from tests.lang.corpus import messages

UNLABELLED = [f"{text}，再次反映" for text in messages(15, seed=9)[0]]


@pytest.fixture(scope="module")
def learnt() -> Classifier:
    return training.train(*messages(40), UNLABELLED, {"files": {"a.csv": "00"}})


def test_what_was_never_seen_is_told_with_its_words(learnt: Classifier) -> None:
    texts, labels = messages(20, seed=2)
    found = learnt.predict(texts)
    assert sum(each.top[0][0] == label for each, label in zip(found, labels, strict=True)) >= 57
    for text, each in zip(texts, found, strict=True):
        assert each.because and all(2 <= len(word) <= 8 and word in plain(text) for word in each.because)
        assert len(each.top) == 3 and sum(share for _, share in each.top) == pytest.approx(1, abs=1e-4)
        assert each.top == sorted(each.top, key=lambda one: -one[1])
    (only,) = learnt.predict(["楼下饭店油烟很大，请问什么时候解决"])
    assert only.top[0][0] == "环境" and "油烟" in "".join(only.because)
    assert sum(each.sureness == "strong" for each in found) > 30
    assert learnt.predict(["河水发臭"], named=0)[0].because == ()


def test_of_what_nothing_is_known_nothing_is_said(learnt: Classifier) -> None:
    assert learnt.predict(["xyz", "", "！！！"]) == [Prediction((), "unsure", ())] * 3
    assert learnt.predict([]) == []


def test_of_a_text_poorer_than_those_it_was_measured_on_it_is_never_very_sure(learnt: Classifier, tmp_path: Path) -> None:
    said = "楼下饭店油烟，污水直排，" * 1_000
    learnt.save(tmp_path / "model")
    for model in (learnt, load(tmp_path / "model")):
        assert [each.predict([said])[0].sureness for each in (model, replace(model, least_runs=0))] == ["likely", "strong"]
        assert model.predict([f"{said}，已经很久了，请问什么时候解决，工地夜间扬尘，垃圾堆放多日"])[0].sureness == "strong"


def test_a_model_says_what_it_is_and_how_good_it_was(learnt: Classifier) -> None:
    about = learnt.about
    assert (about["texts"], about["unlabelled"], about["files"]) == (120, 45, {"a.csv": "00"})
    assert about["held_out"]["macro_f1"] > 0.9 and sum(map(sum, about["held_out"]["confusion"])) == 120
    assert learnt.sureness("环境", 0.0) == "unsure"
    at = learnt.thresholds["环境"]
    assert learnt.sureness("环境", at.likely) in {"likely", "strong"} and at.likely <= at.strong


def test_the_same_texts_in_any_order_make_the_same_file(learnt: Classifier, tmp_path: Path) -> None:
    texts, labels = messages(40)
    order = list(range(len(texts)))
    random.Random(5).shuffle(order)
    again = training.train(
        [texts[place] for place in order], [labels[place] for place in order], UNLABELLED[::-1], {"files": {"a.csv": "00"}}
    )
    learnt.save(tmp_path / "one")
    again.save(tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_kept_model_says_the_same_and_holds_no_run_of_one_text_alone(learnt: Classifier, tmp_path: Path) -> None:
    learnt.save(tmp_path / "m.model")
    kept = load(tmp_path / "m.model")
    texts = messages(10, seed=3)[0]
    assert kept.predict(texts) == learnt.predict(texts)
    assert isinstance(kept.by_runs.weights, np.memmap)
    alone = training.train([*messages(40)[0], "张三丰家的油烟"], [*messages(40)[1], "环境"])
    assert not set(counted(["张三丰"], (2, 3)).numbers.tolist()) & set(alone.by_runs.vocabulary.numbers.tolist())


def test_one_label_or_few_texts_of_one_teach_nothing() -> None:
    with pytest.raises(BadFile, match="one label only"):
        training.train(["路灯"] * 9, ["灯"] * 9)
    with pytest.raises(BadFile, match="one label only \\(none\\)"):
        training.train([], [])
    with pytest.raises(BadFile, match="2 different texts with the label 水"):
        training.train(["路灯"] * 9 + ["水"] * 2, ["灯"] * 9 + ["水"] * 2)


def test_a_judge_that_guesses_counts_little_and_a_label_said_too_rarely_leans_forward() -> None:
    chance = np.random.default_rng(4)
    wanted = np.eye(2, dtype=np.float32)[(chance.random(400) < 0.3).astype(int)]
    knows = (wanted + chance.normal(0, 0.5, wanted.shape) + [0.4, 0]).astype(np.float32)
    guesses, seldom = (chance.normal(0, 1, wanted.shape).astype(np.float32) for _ in range(2))
    found = training.worth([knows, guesses, seldom], wanted)
    assert found.shares[0] > 5 * max(abs(found.shares[1]), abs(found.shares[2]))
    assert found.leanings[1] > found.leanings[0]
    probabilities = found.probabilities([knows, guesses, seldom])
    # What is said is right as often as it says, and each label is said as often as it is so.
    assert probabilities.max(axis=1).mean() == pytest.approx((probabilities.argmax(axis=1) == wanted.argmax(axis=1)).mean(), abs=0.03)
    assert probabilities[:, 1].mean() == pytest.approx(wanted[:, 1].mean(), abs=0.01)


def test_a_long_text_is_also_judged_by_its_beginning(learnt: Classifier) -> None:
    assert learnt.worth.shares[1] > 0
    (whole,) = counted(["河水发臭" * 40], (1,)).times.reshape(1, -1).sum(axis=1).tolist()
    (beginning,) = beginnings(["河水发臭" * 40]).of(np.array([0])).times.reshape(1, -1).sum(axis=1).tolist()
    assert (whole, beginning) == (160, 120 + 119 + 118)


def test_texts_that_say_nothing_in_common_give_a_model_that_is_never_sure() -> None:
    texts = [chr(0x4E00 + place) for place in range(12)]
    found = training.train(texts, ["一", "二"] * 6)
    assert found.predict(texts[:2]) == [Prediction((), "unsure", ())] * 2
    assert {each.strong for each in found.thresholds.values()} == {training.NEVER}


def test_a_threshold_is_the_least_probability_that_was_right_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "LEAST_JUDGED", 2)
    sure = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.7, 0.3], [0.6, 0.4], [0.4, 0.6]], dtype=np.float32)
    right = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [1, 0], [0, 1]], dtype=np.float32)
    found = training.thresholds(sure, right, ["一", "二"])
    # Two of two at 0.8; of both at 0.7 one is wrong; four of five in all.
    assert (round(found["一"].strong, 4), round(found["一"].likely, 4)) == (0.8, 0.6)
    assert found["二"].likely == training.NEVER


def test_more_places_than_are_kept_still_teach_and_a_size_is_kept_to() -> None:
    found = training.train(*messages(30), size=training.Size(500, 600, 100, 20, 30))
    texts, labels = messages(10, seed=4)
    assert sum(each.top[0][0] == label for each, label in zip(found.predict(texts), labels, strict=True)) >= 27
    assert len(found.by_themes.surroundings.known) == 30
    assert found.by_runs.weights.shape == (200, 3) and found.by_themes.themes.shape == (100, 20)
    assert training.SMALL.runs_for(2) == 20_000 and training.SMALL.runs_for(100) == 10_000


def test_what_is_tried_on_a_text_has_not_learnt_it_nor_its_part() -> None:
    texts, labels = messages(30)
    # One label stands in one part alone: whoever learns from the others cannot know it, and is not sure of anything else either.
    parts = [place % 2 if label != "交通" else 2 for place, label in enumerate(labels)]
    found = training.tried(texts, labels, parts, size=training.SMALL)
    said = [found.classifier.labels[place] for place in found.probabilities.argmax(axis=1)]
    right = {each: sum(so == each == one for so, one in zip(labels, said, strict=True)) for each in set(labels)}
    assert right["环境"] > 25 and right["教育"] > 25 and right["交通"] == 0
    # Weights are kept in halves, of which the words that spoke are told too.
    assert found.classifier.by_runs.weights.dtype == np.uint16
    assert found.probabilities.shape == (90, 3) and found.probabilities.sum(axis=1) == pytest.approx(1, abs=1e-4)
    assert all(0 < part < 1 for part in found.known)
    # What learnt from all knows it; the order of the texts changes nothing.
    again = training.tried(texts[::-1], labels[::-1], parts[::-1], size=training.SMALL)
    assert again.classifier.dumped() == found.classifier.dumped()
    assert np.array_equal(again.probabilities[::-1], found.probabilities) and again.known[::-1] == found.known


@pytest.mark.parametrize("texts", [["！！！"] * 30, ["路灯坏了"] * 30, [chr(0x4E00 + place) for place in range(30)]])
def test_texts_that_say_nothing_or_the_same_are_tried_without_trouble(texts: list[str]) -> None:
    found = training.tried(texts, ["灯", "水", "门"] * 10, [place % 3 for place in range(30)], size=training.SMALL)
    assert found.probabilities.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_a_judge_says_what_it_heard_and_how_far_it_is_to_be_believed(tmp_path: Path) -> None:
    texts, labels = messages(30)
    judge = Judge(
        replace(
            training.tried(texts, labels, [place % 3 for place in range(90)], size=training.SMALL).classifier, about={"times": {"环境": 30}}
        )
    )
    (tmp_path / "m").write_bytes(judge.classifier.dumped())
    kept = Judge(load(tmp_path / "m"))
    text = "樓下飯店油烟，请问什么时候解决，甲乙丙"
    heard = kept.heard(text)
    assert heard.guesses[0].label == "环境" and sum(each.share for each in heard.guesses) == pytest.approx(1, abs=1e-4)
    assert 0.5 < heard.trust < 1 and heard == judge.heard(text)
    # Words are given as they stand in the text, in traditional characters too; or not at all.
    found = kept.because(text, "环境", 3)
    assert found and "樓" in found[0] and all(word in text for word in found)
    longer = kept.because(f"{text}，12号河水发臭，污水直排", "环境", 3)
    assert longer and all(word in text or word in "河水发臭，污水直排" for word in longer)
    assert (kept.times_of("环境"), kept.times_of("水利")) == (30, 0)
    assert kept.heard("xyz") == kept.heard("") == Heard((), 0.0)


@given(st.lists(st.floats(-2, 2, width=16), min_size=1, max_size=30), st.integers(0, 4))
def test_words_are_stretches_of_the_text_that_spoke(spoke: list[float], most: int) -> None:
    text = "".join(chr(0x4E00 + place) for place in range(len(spoke)))
    found = words(text, np.array(spoke, dtype=np.float32), most)
    assert len(found) <= most
    for word in found:
        begin = text.index(word)
        assert 2 <= len(word) <= 8 and min(spoke[begin : begin + len(word)]) > 0


def test_a_word_within_another_is_not_said_twice() -> None:
    assert words("油烟大，油烟，吵", np.array([3, 3, 2, 0, 3, 3, 0, 9], dtype=np.float32), 3) == ["油烟大"]
    assert words("没有", np.zeros(2, dtype=np.float32), 3) == []


@pytest.fixture
def file(learnt: Classifier, tmp_path: Path) -> Path:
    learnt.save(tmp_path / "m.model")
    return tmp_path / "m.model"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda content: content[:-1], "cut off or altered"),
        (lambda content: content[:40], "cut off or altered"),
        (lambda content: content[:900] + b"!" + content[901:], "cut off or altered"),
        (lambda content: content[:16] + b"\0\0\0\2" + content[20:], "version 2"),
        (lambda content: b"label,text\n", "no text model"),
        (lambda content: b"", "no text model"),
    ],
)
def test_a_file_that_is_not_what_was_written_is_refused(file: Path, change: object, said: str) -> None:
    file.write_bytes(change(file.read_bytes()))  # type: ignore[operator]
    with pytest.raises(BadFile, match=said):
        load(file)


def test_another_method_is_refused_and_tables_of_nothing_are_tables(tmp_path: Path) -> None:
    path = tmp_path / "other.model"
    container.write(path, {"method": "oracle"}, {"none": np.zeros((0, 3), dtype=np.float32), "two": np.arange(2, dtype=np.uint32)})
    kept = container.read(path)
    assert kept.tables["none"].shape == (0, 3) and kept.tables["two"].tolist() == [0, 1]
    assert kept.size_bytes == path.stat().st_size and json.loads(json.dumps(dict(kept.about))) == {"method": "oracle"}
    with pytest.raises(BadFile, match="another method \\(oracle\\)"):
        load(path)


def test_what_cannot_be_written_whole_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        container.write(tmp_path / "m.model", {"method": object()}, {})
    with pytest.raises(AttributeError):
        container.write(tmp_path / "m.model", {}, {"a": np.zeros(1), "b": "no table"})  # type: ignore[dict-item]
    assert not list(tmp_path.iterdir())
