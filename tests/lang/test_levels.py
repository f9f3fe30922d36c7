"""Labels on two levels: a class has what its minor classes have, and is said where none of them is likely enough."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lang import container, training
from linli.lang.classifier import METHOD, OF_TWO_LEVELS, Above, Classifier, Prediction, Thresholds, load
from linli.lang.levels import class_of, levels_of
from linli.lang.reading import plain
from linli.lang.trouble import BadFile
from tests.lang.corpus import messages

# In the messages every label has words of its own; here two of them are minor classes of one class.
NAMES = {"环境": "城市/环境", "交通": "城市/交通", "教育": "教育"}


def sorted_in_two(count: int, seed: int = 1) -> tuple[list[str], list[str]]:
    texts, labels = messages(count, seed)
    return texts, [NAMES[each] for each in labels]


@pytest.fixture(scope="module")
def learnt() -> Classifier:
    return training.train(*sorted_in_two(40))


def surely(model: Classifier, *, minor: float, of_class: float) -> Classifier:
    """The same, calling every label likely from one probability on and every class from another."""
    return replace(
        model,
        thresholds={each: Thresholds(2.0, minor) for each in model.labels},
        of_classes={each: Thresholds(2.0, of_class) for each in model.of_classes},
    )


def with_shares(shares: Sequence[float], learnt: Classifier, *, minor: float, text: str = "河水发臭") -> Prediction:
    """What is said of a text whose labels have these shares."""

    class Told(Classifier):
        def judged(self, read: Sequence[str]) -> tuple[object, object]:  # type: ignore[override]
            return Classifier.judged(self, read)[0], np.array([shares], dtype=np.float32)

    model = surely(learnt, minor=minor, of_class=0.5)
    names = ("labels", "thresholds", "worth", "by_runs", "by_themes", "about", "levels", "of_classes")
    return Told(**{name: getattr(model, name) for name in names}).predict([text], named=9)[0]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("环境/油烟", "环境"),
        (" 环境 ／ 油烟 ", "环境"),
        ("环境/油烟/夜间", "环境"),
        ("环境", "环境"),
        ("/油烟", "/油烟"),
        ("环境/", "环境/"),
        ("/", "/"),
    ],
)
def test_a_stroke_parts_the_class_from_its_minor_class(label: str, name: str) -> None:
    assert class_of(label) == name


@pytest.mark.parametrize("labels", [[], ["甲"], ["甲", "乙"], ["甲/一", "甲/二"], ["水电/燃气", "教育"], ["/", "教育", "乙/"]])
def test_labels_of_one_class_or_each_of_its_own_are_on_one_level(labels: list[str]) -> None:
    assert levels_of(labels) is None


def test_a_class_has_what_its_minor_classes_have_together() -> None:
    found = levels_of(["甲", "甲/一", "甲！/一", "甲/二", "乙"])
    assert found is not None and list(found.classes) == ["乙", "甲", "甲！"]
    assert found.together(np.array([[0.25, 0.125, 0.0625, 0.5, 0.0625]], dtype=np.float32)).tolist() == [[0.0625, 0.875, 0.0625]]
    assert [found.above(label) for label in range(5)] == [1, 1, 2, 1, 0]
    assert found.within(1).tolist() == [0, 1, 3]


@given(st.data())
def test_a_class_is_never_less_likely_than_one_of_its_minor_classes_nor_more_than_certain(data: st.DataObject) -> None:
    named = data.draw(st.lists(st.sampled_from([f"{a}/{b}" for a in "甲乙丙" for b in "一二三四五"]), unique=True, min_size=2))
    levels = levels_of(named)
    points = data.draw(st.lists(st.floats(0, 1, width=32), min_size=len(named), max_size=len(named)))
    if levels is None:
        return
    shares = np.array([points], dtype=np.float32) / max(np.float32(sum(points)), np.float32(1e-6))
    together = levels.together(np.minimum(shares, 1))[0]
    assert all(1 >= together[levels.above(label)] >= min(shares[0, label], 1) for label in range(len(named)))
    assert sum(len(levels.within(place)) for place in range(len(levels.classes))) == len(named)


def test_classes_are_measured_on_the_texts_that_were_held_out_for_their_minor_classes(learnt: Classifier) -> None:
    assert learnt.levels is not None and list(learnt.levels.classes) == ["城市", "教育"] == sorted(learnt.of_classes)
    assert learnt.about["classes"] == 2
    both = [learnt.about[each] for each in ("held_out", "held_out_classes")]
    assert [sum(map(sum, each["confusion"])) for each in both] == [120, 120]
    assert both[1]["accuracy"] >= both[0]["accuracy"] and both[1]["labels"]["城市"][0] == 80


def test_the_minor_class_is_said_where_it_is_likely_with_its_class(learnt: Classifier) -> None:
    (found,) = surely(learnt, minor=0.0, of_class=2.0).predict(["楼下饭店油烟很大，河水发臭"])
    assert (found.said, found.sureness, found.is_of_class) == ("城市/环境", "likely", False)
    # Whoever is sure of the minor class is as sure of its class, whatever the class by itself would need.
    assert found.above is not None and (found.above.label, found.above.sureness) == ("城市", "likely")
    assert found.above.probability >= found.top[0][1]
    sure = replace(surely(learnt, minor=0.0, of_class=2.0), of_classes={"城市": Thresholds(0.0, 0.0)})
    assert [above.sureness for each in sure.predict(["河水发臭"]) if (above := each.above)] == ["likely"]
    (strong,) = replace(sure, least_runs=0).predict(["河水发臭"])
    assert strong.above is not None and (strong.sureness, strong.above.sureness) == ("likely", "strong")


def test_the_class_is_said_where_no_minor_class_is_likely_by_words_of_them_all(learnt: Classifier) -> None:
    text = "楼下饭店油烟，河水发臭，公交车不停站，红绿灯太短"
    (found,) = surely(learnt, minor=2.0, of_class=0.5).predict([text])
    assert (found.said, found.sureness, found.is_of_class) == ("城市", "unsure", True)
    together = sum(share for label, share in found.top if label != "教育")
    assert found.above is not None
    assert found.above == Above("城市", found.above.probability, "likely") and found.above.probability == pytest.approx(together, abs=1e-5)
    assert found.because and all(word in plain(text) for word in found.because)
    assert surely(learnt, minor=2.0, of_class=0.5).predict([text], named=0)[0].because == ()
    # By words of one minor class where that is said, of both where they are as likely.
    both = with_shares([0.4, 0.4, 0.2], learnt, minor=2.0, text=text).because
    one = with_shares([0.4, 0.4, 0.2], learnt, minor=0.3, text=text).because
    assert {each for each in ("公交", "河水", "油烟", "红绿灯") if each in "".join(both)} > {
        each for each in ("公交", "河水", "油烟", "红绿灯") if each in "".join(one)
    }


def test_where_neither_is_likely_nothing_is_said_but_the_likeliest_are_told(learnt: Classifier) -> None:
    (found,) = surely(learnt, minor=2.0, of_class=2.0).predict(["小学入学划片"])
    assert (found.said, found.is_of_class, found.top[0][0]) == ("", False, "教育")
    assert found.above is not None and (found.above.label, found.above.sureness) == ("教育", "unsure")
    assert learnt.predict(["xyz"]) == [Prediction((), "unsure", ())] and learnt.predict(["xyz"])[0].said == ""


def test_two_minor_classes_together_may_outweigh_the_likeliest_and_of_equal_classes_the_first_is_told(learnt: Classifier) -> None:
    # In the order of the labels: 城市/交通, 城市/环境, 教育.
    split = with_shares([0.3, 0.3, 0.4], learnt, minor=2.0)
    assert (split.top[0][0], split.said) == ("教育", "城市")
    # A minor class that is likely itself is not contradicted by another class.
    firm = with_shares([0.3, 0.3, 0.4], learnt, minor=0.35)
    assert firm.above is not None and (firm.said, firm.above.label) == ("教育", "教育")
    equal = with_shares([0.25, 0.25, 0.5], learnt, minor=2.0)
    assert (equal.top[0][0], equal.said) == ("教育", "城市")


def test_a_kept_model_of_two_levels_says_the_same(learnt: Classifier, tmp_path: Path) -> None:
    model = surely(learnt, minor=0.9, of_class=0.5)
    model.save(tmp_path / "m")
    kept, texts = load(tmp_path / "m"), messages(10, seed=3)[0]
    assert kept.predict(texts) == model.predict(texts)
    assert kept.about["method"] == OF_TWO_LEVELS and kept.about["classes"] == 2


def test_labels_on_one_level_give_the_file_that_they_gave_before(learnt: Classifier, tmp_path: Path) -> None:
    one = training.train(*messages(40))
    one.save(tmp_path / "one")
    about = container.read(tmp_path / "one").about
    assert about["method"] == METHOD and not {"classes", "of_classes", "held_out_classes"} & set(about)
    texts = messages(10, seed=3)[0]
    assert all(each.above is None and not each.is_of_class for each in one.predict(texts))
    assert one.predict(texts)[0].said in {"", one.predict(texts)[0].top[0][0]}


def test_a_model_that_was_learnt_on_one_level_stays_on_one_whatever_its_labels_look_like(learnt: Classifier, tmp_path: Path) -> None:
    replace(learnt, levels=None).save(tmp_path / "flat")
    kept = load(tmp_path / "flat")
    assert kept.levels is None and kept.predict(["河水发臭"])[0].above is None


def test_a_model_of_a_method_to_come_is_refused(tmp_path: Path) -> None:
    container.write(tmp_path / "m", {"method": "runs+themes 3, three levels"}, {})
    with pytest.raises(BadFile, match="another method \\(runs\\+themes 3, three levels\\)"):
        load(tmp_path / "m")
